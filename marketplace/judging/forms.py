"""What may be typed: who judges, and a sheet with a score per criterion."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.locales import active_language
from marketplace.judging.models import LONGEST_NOTE, Assessment, Criterion
from marketplace.judging.operations import Said

SCALE = [  # WORST to BEST
    (1, _("1 · not at all")),
    (2, _("2 · little")),
    (3, _("3 · in part")),
    (4, _("4 · well")),
    (5, _("5 · fully")),
]


class GiveForm(forms.Form):
    """To whom an application is given; `others`: with it, all those of the call that wait and nobody judges."""

    assessor = forms.ChoiceField(label=_("Who judges"))
    others = forms.BooleanField(
        label=_("Also the other applications to this call that wait for somebody to judge them"), required=False
    )

    def __init__(self, data: Any = None, *, team: Sequence[User]) -> None:
        super().__init__(data, auto_id="id_give_%s")
        self.fields["assessor"].choices = [("", "—"), *((user.public_id, str(user)) for user in team)]  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """`score_<id>` and `note_<id>` per criterion, a remark on the whole, and why it is given back."""

    def __init__(self, data: Any = None, *, assessment: Assessment, criteria: Sequence[Criterion]) -> None:
        said = {score.criterion_id: score for score in assessment.scores.all()}
        super().__init__(data)
        self.criteria, language = criteria, active_language()
        for row in criteria:
            score = said.get(row.pk)
            self.fields[f"score_{row.pk}"] = forms.TypedChoiceField(
                label=row.said(language)[1],
                choices=SCALE,
                coerce=int,
                empty_value=None,
                required=False,
                initial=score.value if score else None,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{row.pk}"] = _remark(_("Remark"), score.note if score else "")
        self.fields["note"] = _remark(_("Remark on the whole"), assessment.note)

    def rows(self) -> list[tuple[Criterion, str, Any, Any]]:
        """Return (criterion, language of its words, field of the score, field of the remark), as the grid has them."""
        language = active_language()
        return [(row, row.said(language)[0], self[f"score_{row.pk}"], self[f"note_{row.pk}"]) for row in self.criteria]

    def sheet(self) -> dict[int, Said]:
        """Return what was said, by the criterion's id."""
        data = self.cleaned_data
        return {row.pk: Said(data.get(f"score_{row.pk}"), data.get(f"note_{row.pk}", "")) for row in self.criteria}


class RecuseForm(forms.Form):
    why = forms.CharField(
        label=_("Why you give it back"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("For instance because you know the person. Your team reads it."),
        error_messages={"required": _("Say in a word why: your team reads it.")},
    )


def _remark(label: Any, initial: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_NOTE, required=False, initial=initial, widget=widget)
