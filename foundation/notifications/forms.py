"""What a person may choose about her notifications: a rhythm for each kind that leaves a choice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse

from foundation.notifications.kinds import Group, Kind, Rhythm


class ChoicesForm(forms.Form):
    """One field for each of some kinds that is in `told` (rhythms by code), named by its code."""

    def __init__(self, *args: Any, kinds: Sequence[Kind], told: Mapping[str, str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.kinds = kinds
        for kind in kinds:
            if kind.code in told:
                choices = [(rhythm, label) for rhythm, label in Rhythm.choices if kind.allows(rhythm)]
                field = forms.ChoiceField(label=kind.label, choices=choices, initial=told[kind.code])
                self.fields[kind.code] = field

    def groups(self) -> list[dict[str, Any]]:
        """Return the kinds by heading: the field of each, or without one the address where it is chosen, if any is."""
        rows: dict[str, list[dict[str, Any]]] = {group: [] for group in Group}
        for kind in self.kinds:
            rows[kind.group].append({"kind": kind, "field": self._field(kind), "url": _elsewhere(kind)})
        return [{"group": group, "label": group.label, "rows": rows[group]} for group in Group if rows[group]]

    def _field(self, kind: Kind) -> BoundField | None:
        return self[kind.code] if kind.code in self.fields else None


def _elsewhere(kind: Kind) -> str:
    return reverse(kind.chosen_at) if kind.chosen_at else ""
