"""What may be sent: a table, and whether what is complete in it becomes public."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from foundation.documents.tables import too_many_bytes


class SendForm(forms.Form):
    file = forms.FileField(
        label=_("Your file"),
        help_text=_("A CSV file in UTF-8 or an Excel file (.xlsx), at most 40 MB and 20,000 lines."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse by size before any byte is read."""
        file: Any = self.cleaned_data["file"]
        if file.size > settings.TABLE_MAX_BYTES:
            raise forms.ValidationError(str(too_many_bytes()))
        return file


class ConfirmForm(forms.Form):
    publish = forms.BooleanField(
        label=_("Publish at once what is complete; the rest becomes drafts"),
        required=False,
    )
