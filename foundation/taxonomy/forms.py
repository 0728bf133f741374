"""What staff may type about labels and proposals."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

REASON = 500


def _text(label: Any, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "size": 32, **attrs})
    return forms.CharField(label=label, required=False, max_length=5000, widget=widget)  # operations say what is wrong


def _why(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON,
        help_text=help_text,
        widget=forms.TextInput(attrs={"dir": "auto", "size": 32}),
    )


class ChangeForm(forms.Form):
    """One label that stands: other words, and why."""

    text = _text(_("Label"))
    shared = forms.BooleanField(label=_("Another concept has this label too, and both are meant"), required=False)
    why = _why(_("It stands in the history."))


class AddForm(ChangeForm):
    """One label more."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    preferred = forms.BooleanField(label=_("The concept is named by it"), required=False)
    field_order = ("language", "text", "preferred", "shared", "why")


class DecisionForm(forms.Form):
    """A proposal is accepted, perhaps in a better spelling, or refused with a reason."""

    text = _text(_("Label"))
    why = _why(_("Needed to refuse."))


class RefusalForm(forms.Form):
    """One reason for several."""

    why = _why(_("It is kept with each of them."))
