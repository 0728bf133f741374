"""What is looked for: a number to check, lines of a register, a day of its book; and the code of an office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.base.days import DayField
from foundation.registry.forms.fields import LTR
from foundation.registry.lifecycle import Status
from foundation.registry.words import Direction, Nature

ANY = ("", _("any"))


class VerifyForm(forms.Form):
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        widget=forms.TextInput(attrs={**LTR, "autocapitalize": "characters", "placeholder": "RSK/2026/A/000123"}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("Ten letters and digits; they stand beside the QR code."),
        widget=forms.TextInput(attrs={**LTR, "autocapitalize": "none", "autocomplete": "off"}),
    )


class LookForm(forms.Form):
    """What is looked for in a register; what makes no sense is as good as empty."""

    q = forms.CharField(
        label=_("Number, subject or name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[ANY, *Direction.choices])
    nature = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Nature.choices])
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[ANY, ("late", _("past its limit date")), *Status.choices, ("annulled", _("annulled"))],
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2000, max_value=2200, widget=forms.NumberInput(attrs=LTR)
    )
    mine = forms.BooleanField(label=_("only what I am in charge of"), required=False)

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of your office"),
        max_length=12,
        widget=forms.TextInput(attrs={**LTR, "autocapitalize": "characters"}),
        help_text=_("Two to twelve capital letters and digits. It stays from the first number on."),
    )


class BookForm(forms.Form):
    """Which day the printed book is of."""

    on = DayField(label=_("Day"))
