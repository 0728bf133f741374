"""What may be typed outside the editor: a file to read, a decision on a first call."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cms.opportunities.scoping.outlines import kinds
from foundation.documents.reading import too_many_bytes


class TermsOfReferenceForm(forms.Form):
    file = forms.FileField(
        label=_("Terms of reference"),
        help_text=_("A PDF, a Word document (.docx) or a text file in French, Arabic, English or Spanish."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse by size before any byte is read."""
        file: Any = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(str(too_many_bytes()))
        return file


class OutlineForm(forms.Form):
    """Which template, and in which language its text."""

    kind = forms.ChoiceField(label=_("Kind of mission"), choices=lambda: [(kind, kind) for kind in kinds()])
    language = forms.ChoiceField(
        label=_("Language of the text"),
        choices=settings.LANGUAGES,
        help_text=_("One language is enough; the questions are there in all four."),
    )


class FirstCallForm(forms.Form):
    comment = forms.CharField(
        label=_("What should change, or a word to the agency"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
