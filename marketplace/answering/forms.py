"""What a coordinator or a focal point may type about a call."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CallForm(forms.Form):
    with_whom = forms.CharField(
        label=_("Spoken with"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("A name, or “nobody answered”."),
    )
    said = forms.CharField(
        label=_("What was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class PhoneNoteForm(CallForm):
    """A coordinator's: her list waits until the day of the next call."""

    next_on = forms.DateField(
        label=_("Call again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
