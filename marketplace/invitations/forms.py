"""What may be typed: a word to whom one invites, and why one declines."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.invitations.lifecycle import Why
from marketplace.invitations.models import LONGEST_MESSAGE, LONGEST_NOTE


class InviteForm(forms.Form):
    message = forms.CharField(
        label=_("A word to her or him (if you wish)"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class DeclineForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why (if you wish to say)"), choices=[("", _("I would rather not say")), *Why.choices], required=False
    )
    note = forms.CharField(
        label=_("A word to the agency (if you wish)"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
