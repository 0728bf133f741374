"""What may be typed at the register."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "RSK/2026/A/000123",
            }
        ),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("Ten letters and digits; they stand beside the QR code."),
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
