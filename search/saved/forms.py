"""What may be typed about a saved search."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from search.saved.lifecycle import Rhythm
from search.saved.models import LONGEST_NAME


class SearchForm(forms.Form):
    """Name and rhythm."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"dir": "auto"}))
    rhythm = forms.ChoiceField(
        label=_("How often you are told"), choices=Rhythm.choices, widget=forms.RadioSelect, initial=Rhythm.DAILY
    )


class ChangeForm(SearchForm):
    """The same in a row of a list."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)


class VisitorForm(SearchForm):
    """A visitor gives an address too, and need not think of a name."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("You get one mail that asks whether you want this. Without your yes we forget the address."),
    )
    field_order = ("email", "rhythm", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
