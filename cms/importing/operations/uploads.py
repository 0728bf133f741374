"""A file sent in the CMS: kept, then read and judged in steps of a task, confirmed once, written in steps."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cms.agencies.models import AgencyPage, require_free
from cms.importing.judging import Judge
from cms.importing.models import Upload, UploadLine
from cms.importing.operations.agency_files import import_lines, may_publish, preview_file, said_twice
from cms.importing.operations.report import Outcome
from cms.importing.sources.jisr.reading import FileRow, read
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.files.operations import erase_file, keep_file
from foundation.outbox.operations import record

KEPT = dt.timedelta(days=1)
SLICE = 50  # lines per step: some seconds, well within the lease of a delivery


@transaction.atomic
def send_file(*, agency: AgencyPage, content: bytes, name: str, language: str, by: User, now: dt.datetime) -> Upload:
    """Keep a file of an agency for reading; what was read of it is said in `language`.

    Raises:
        DomainError: the person may not add pages to this agency.
    """
    _require_adding(agency, by)
    file = keep_file(owner=by, name=name, content=content, media_type="application/octet-stream", now=now)
    upload = Upload.objects.create(
        agency=agency, owner=by, file=file, name=file.name, language=language, sent_at=now, expires_at=now + KEPT
    )
    record("upload.advanced", subject=upload, now=now)
    return upload


@transaction.atomic
def confirm(*, upload: Upload, publish: bool, by: User, now: dt.datetime) -> Upload:
    """Let the lines that were shown be written; to confirm twice changes nothing.

    Raises:
        DomainError: it is not ready, or the person may not add pages here, or not publish them, or the agency is held.
    """
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state in (Upload.State.WRITING, Upload.State.DONE):
        return upload
    _require_adding(upload.agency, by)
    if upload.state != Upload.State.READY:
        raise DomainError(_("This file is not read to its end yet. Look again in a moment."))
    if publish and not may_publish(agency=upload.agency, by=by):
        raise DomainError(_("You may not publish pages of this agency. Import them as drafts."), field="publish")
    if publish:
        require_free(upload.agency.organisation_id)
    upload.state, upload.publish, upload.expires_at = Upload.State.WRITING, publish, now + KEPT
    upload.save(update_fields=["state", "publish", "expires_at"])
    record("upload.advanced", subject=upload, now=now)
    return upload


@transaction.atomic
def drop(*, upload: Upload, by: User) -> None:
    """Forget a file and what was read of it; pages that were written stay.

    Raises:
        DomainError: its lines are being written.
    """
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state == Upload.State.WRITING:
        raise DomainError(_("The lines of this file are being written. Wait until that is done."))
    _forget(upload)


def forget_old(*, subject_id: str, now: dt.datetime) -> int:
    """Forget the files that were sent or confirmed a day ago; a clock's handler. Returns how many."""
    old = list(Upload.objects.filter(expires_at__lte=now).select_related("file").order_by("pk"))
    for upload in old:
        with transaction.atomic():
            _forget(upload)
    return len(old)


def advance(*, upload_id: int, now: dt.datetime) -> None:
    """Do the next step of a file: read it, judge a slice of its lines, or write one; then ask for the step after.

    To be told twice does no harm: what is done is in the rows.
    """
    upload = Upload.objects.select_related("agency__organisation", "owner", "file").filter(pk=upload_id).first()
    if upload is None or not upload.is_busy():
        return
    with translation.override(upload.language):
        if upload.state == Upload.State.WRITING:
            _write(upload, now)
        elif upload.file is not None:
            _read(upload, now)
        else:
            _judge(upload, now)


def _read(upload: Upload, now: dt.datetime) -> None:
    assert upload.file is not None
    with upload.file.content.open("rb") as file:
        content = file.read()
    try:
        found = read(content)  # slow: outside the transaction
    except DomainError as error:
        _refuse(upload, str(error))
        return
    above = said_twice(rows=found.rows)
    lines = [
        UploadLine(upload=upload, line=row.line, cells=row.cells, torn=row.torn, above=above.get(row.line))
        for row in found.rows
    ]
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).exclude(file=None).first()
        if locked is None or locked.file is None:
            return
        UploadLine.objects.bulk_create(lines, batch_size=500)
        erase_file(file=locked.file)
        Upload.objects.filter(pk=upload.pk).update(file=None, unknown=found.unknown)
        record("upload.advanced", subject=upload, now=now)


def _refuse(upload: Upload, reason: str) -> None:
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
        if locked is None:
            return
        if locked.file is not None:
            erase_file(file=locked.file)
        Upload.objects.filter(pk=upload.pk).update(file=None, state=Upload.State.REFUSED, reason=reason[:500])


def _judge(upload: Upload, now: dt.datetime) -> None:
    lines = list(upload.lines.filter(outcome="").order_by("line")[:SLICE])
    outcomes = preview_file(
        rows=[_row(line) for line in lines],
        twice={line.line: line.above for line in lines if line.above is not None},
        agency=upload.agency,
        by=upload.owner,
    )
    for line, said in zip(lines, outcomes, strict=True):
        _tell(line, said)
        line.outcome = said.outcome
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
        if locked is None or locked.state != Upload.State.READING:
            return
        UploadLine.objects.bulk_update(lines, ["outcome", "kind", "title", "errors", "lacks"], batch_size=100)
        if locked.lines.filter(outcome="").exists():
            record("upload.advanced", subject=upload, now=now)
        else:
            Upload.objects.filter(pk=upload.pk).update(state=Upload.State.READY)


@transaction.atomic
def _write(upload: Upload, now: dt.datetime) -> None:
    locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
    if locked is None or locked.state != Upload.State.WRITING:
        return
    left = locked.lines.filter(result="").exclude(outcome=UploadLine.Outcome.REJECTED).order_by("line")
    lines = list(left[:SLICE])
    try:
        _require_adding(upload.agency, upload.owner)
        outcomes = import_lines(
            rows=[_row(line) for line in lines],
            judge=Judge(upload.agency, by=upload.owner),
            twice={},
            publish=locked.publish and may_publish(agency=upload.agency, by=upload.owner),
            now=now,
        )
    except DomainError as error:
        outcomes = [Outcome(line.line, "", "rejected", errors=(("", str(error)),)) for line in lines]
    for line, said in zip(lines, outcomes, strict=True):
        _tell(line, said)
        line.result = said.outcome
    UploadLine.objects.bulk_update(lines, ["result", "errors", "lacks"], batch_size=100)
    if len(lines) == SLICE:
        record("upload.advanced", subject=upload, now=now)
    else:
        Upload.objects.filter(pk=upload.pk).update(state=Upload.State.DONE, expires_at=now + KEPT)


def _row(line: UploadLine) -> FileRow:
    return FileRow(line.line, line.cells, line.torn)


def _tell(line: UploadLine, said: Outcome) -> None:
    line.kind, line.title = said.kind or line.kind, (said.title or line.title)[:200]
    line.errors, line.lacks = [list(pair) for pair in said.errors], [list(pair) for pair in said.lacks]


def _forget(upload: Upload) -> None:
    if upload.file is not None:
        erase_file(file=upload.file)
    upload.delete()


def _require_adding(agency: AgencyPage, by: User) -> None:
    if not agency.permissions_for_user(by).can_add_subpage():
        raise DomainError(_("You may not add pages to this agency."))
