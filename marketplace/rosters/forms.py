"""What may be sent: a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.rosters.sources import MOST_BYTES, too_large


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("Your list as a CSV file"),
        allow_empty_file=True,  # the reader says better what is wrong
        help_text=_(
            "With the columns e-mail, name and language, and if you like headline, city and skills, named in any of "
            "the four languages."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv", "class": "form-control"}),
    )

    def clean_file(self) -> Any:
        """Refuse by size before any byte is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(too_large())
        return file
