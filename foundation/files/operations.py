"""Keep a private file and erase it, so that row and bytes stay or go together."""

import datetime as dt
import os
import re
import time
import weakref
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from foundation.accounts.models import User
from foundation.files.models import PrivateFile, remove_bytes

ORPHAN_AGE_S = 3600  # older than any transaction
ENDINGS = {  # of the kinds that are known by their content; the first is given to a name that has none of them
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "text/plain": (".txt", ".md", ".csv"),
}
_UNFIT = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class _Kept:
    """Stands for bytes just written. It lives in the transaction's list of things to do after the commit.

    Django drops that list when the transaction (or the savepoint) is rolled back, and tells nobody: with the list this
    goes, and takes the bytes along. A process that dies in between leaves them to `sweep`.
    """

    def __init__(self, name: str) -> None:
        self._forget = weakref.finalize(self, remove_bytes, name)

    def __call__(self) -> None:
        self._forget.detach()


@transaction.atomic
def keep_file(*, owner: User, name: str, content: bytes, media_type: str, now: dt.datetime) -> PrivateFile:
    """Store bytes privately for a person; whatever rolls the caller's transaction back removes them again."""
    file = PrivateFile(
        owner=owner,
        name=clean_name(name=name, media_type=media_type),
        media_type=media_type,
        size=len(content),
        sha256=PrivateFile.digest(content),
        created_at=now,
    )
    keep_bytes(field=file.content, content=content)
    file.save()
    return file


def keep_bytes(*, field: FieldFile, content: bytes) -> None:
    """Write the bytes of a row that is about to be saved; whatever rolls the transaction back removes them again."""
    field.save("", ContentFile(content), save=False)
    transaction.on_commit(_Kept(field.name or ""))


@transaction.atomic
def erase_file(*, file: PrivateFile) -> None:
    """Delete a file for good; its bytes leave the disk when the transaction is through."""
    PrivateFile.objects.filter(pk=file.pk).erase()


def sweep() -> int:
    """Remove bytes that no row knows (a process died between writing and commit); return how many."""
    root = Path(settings.PRIVATE_ROOT)
    old = [path for path in root.glob("*/*") if path.is_file() and time.time() - path.stat().st_mtime > ORPHAN_AGE_S]
    names = {path.relative_to(root).as_posix() for path in old}
    orphans = names - set(PrivateFile.objects.values_list("content", flat=True))
    for name in orphans:
        remove_bytes(name)
    return len(orphans)


def sweep_clock(*, subject_id: str, now: dt.datetime) -> None:
    """A handler of the clocks: once a day."""
    sweep()


def clean_name(*, name: str, media_type: str = "") -> str:
    """Return a file name without folders and control characters, at most 200 characters, its ending kept.

    A name whose ending does not fit what the file is gets one that does: a text called x.bat is x.bat.txt, which no
    double click runs.
    """
    bare = _UNFIT.sub("", name.replace("\\", "/")).rsplit("/", 1)[-1].strip() or "file"
    fitting = ENDINGS.get(media_type, ())
    if fitting and not bare.lower().endswith(fitting):
        bare += fitting[0]
    stem, ending = os.path.splitext(bare)
    return stem[: 200 - len(ending)] + ending if len(ending) < 20 else bare[:200]
