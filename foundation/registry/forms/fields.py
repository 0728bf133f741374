"""Parts of the forms of the register: codes and numbers, people of the team, documents."""

import os
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.registry.models import READING
from foundation.registry.parties import Paper

MOST_FILES = 10
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
}
LTR = {"dir": "ltr", "spellcheck": "false"}


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to ten files; each is a kind that offices exchange, and no larger than the site takes."""

    def __init__(self, **options: Any) -> None:
        accept = ",".join(MEDIA_TYPES)
        super().__init__(widget=_SeveralFiles(attrs={"multiple": True, "accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Paper]:  # type: ignore[override]
        files = [super(FilesField, self).clean(file, initial) for file in data or []]
        if len(files) > MOST_FILES:
            text = ngettext("Choose at most %(count)s file.", "Choose at most %(count)s files.", MOST_FILES)
            raise forms.ValidationError(text % {"count": MOST_FILES})
        return [self._paper(file) for file in files]

    def _paper(self, file: Any) -> Paper:
        media_type = MEDIA_TYPES.get(os.path.splitext(file.name)[1].lower())
        if media_type is None:
            known = ", ".join(kind.removeprefix(".") for kind in MEDIA_TYPES)
            text = gettext("%(name)s is none of the kinds that are kept: %(kinds)s.")
            raise forms.ValidationError(text % {"name": file.name, "kinds": known})
        if file.size > settings.UPLOAD_MAX_BYTES:
            text = gettext("%(name)s is larger than %(most)s MB.")
            raise forms.ValidationError(text % {"name": file.name, "most": settings.UPLOAD_MAX_BYTES // 1024**2})
        return Paper(file.name, file.read(), media_type)


class TeamField(forms.ModelChoiceField):
    """A plain choice of the people of an office, in the order of their names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label=_("nobody yet"), required=False, **options)

    def offer(self, organisation_pk: int) -> None:
        team = User.objects.filter(memberships__organisation=organisation_pk, memberships__role__in=READING)
        self.queryset = team.order_by("name", "email")
