"""What a coordinator may type about a call."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.base.days import DayField


class PhoneNoteForm(forms.Form):
    with_whom = forms.CharField(
        label=_("Spoken with"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A name, or “nobody answered”."),
    )
    said = forms.CharField(
        label=_("What was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    next_on = DayField(label=_("Call again on"), required=False)
