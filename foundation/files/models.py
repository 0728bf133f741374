"""Private files: bytes below PRIVATE_ROOT, shown by a view to those who may see them, never by address."""

import contextlib
import hashlib
import os
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.ids import PublicIdField, public_id


class PrivateStorage(FileSystemStorage):
    """Files only this process' user may read, in the folder the settings name at the moment."""

    def __init__(self) -> None:
        super().__init__(base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:  # type: ignore[override]
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:  # type: ignore[override]
        return os.path.abspath(self.base_location)


def private_storage() -> PrivateStorage:
    return PrivateStorage()


def storage_name(instance: "PrivateFile", filename: str) -> str:
    """Return a name that says nothing about the person."""
    key = public_id() + public_id()
    return f"{key[:2]}/{key}"


def remove_bytes(name: str) -> None:
    """Take the bytes off the disk; they may be gone already."""
    with contextlib.suppress(FileNotFoundError):
        path = Path(private_storage().path(name))
        path.unlink()
        with contextlib.suppress(OSError):  # other files in the folder
            path.parent.rmdir()


class PrivateFileQuerySet(models.QuerySet["PrivateFile"]):
    def visible_to(self, user: Any) -> "PrivateFileQuerySet":
        """One's own; grants to others come with the features that need them."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def erase(self) -> int:
        """Delete the rows, and their bytes once the transaction is through; return how many there were."""
        with transaction.atomic():
            names = list(self.select_for_update(of=("self",)).values_list("content", flat=True))
            self.delete()
            for name in names:
                transaction.on_commit(partial(remove_bytes, name), robust=True)
        return len(names)


class PrivateFile(models.Model):
    public_id = PublicIdField()
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="private_files")
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    content = models.FileField(storage=private_storage, upload_to=storage_name, max_length=60)
    created_at = models.DateTimeField()

    objects = PrivateFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("private file")
        verbose_name_plural = _("private files")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()
