"""What may be typed into a conversation: a message and files, each of a kind that can be read."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.base.errors import DomainError
from foundation.base.ids import ALPHABET, LENGTH, public_id
from foundation.documents.reading import media_type_of, too_many_bytes
from marketplace.conversations.models import LONGEST, MOST_FILES
from marketplace.conversations.operations import Sent


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleaned, each is a `Sent`."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("A message has at most %(most)s files: send the others with the next one."),
                params={"most": MOST_FILES},
            )
        return [self._sent(super(FilesField, self).clean(file, initial)) for file in files]

    @staticmethod
    def _sent(file: Any) -> Sent:
        try:
            if file.size > settings.UPLOAD_MAX_BYTES:
                raise too_many_bytes()
            content = file.read()
            return Sent(file.name, content, media_type_of(content))
        except DomainError as error:
            raise forms.ValidationError(f"{file.name}: {error}") from None


class MessageForm(forms.Form):
    """`key` makes a form that is sent twice one message."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    attached = FilesField(label=_("Add files"), required=False, help_text=_("PDF, DOCX or text, 10 MB at most each."))
    key = forms.RegexField(f"^[{ALPHABET}]{{{LENGTH}}}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"key": public_id()}, auto_id="id_message_%s")
