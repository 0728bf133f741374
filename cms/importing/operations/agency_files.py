"""Lines of an agency's own file become its drafts, each number once; what was public may be published anew."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.agencies.models import AgencyPage, require_free
from cms.importing.judging import Judge, Judgement
from cms.importing.models import SourceRow
from cms.importing.operations.report import Outcome, Progress, Report, batches
from cms.importing.sources.jisr.columns import LANGUAGES, allowed
from cms.importing.sources.jisr.reading import SOURCE, FileRow
from cms.opportunities.operations.editing import require_editable
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.text.folding import fold

BATCH = 50
Known = dict[str, SourceRow]


def may_publish(*, agency: AgencyPage, by: User | None) -> bool:
    """Whether pages may be published here: by this person, or by whoever runs the command, once a call was approved."""
    if by is not None:
        return bool(agency.permissions_for_user(by).can_publish_subpage())
    return bool(agency.organisation.standing.is_trusted())


def preview_file(
    *, rows: list[FileRow], twice: dict[int, int], agency: AgencyPage, by: User | None
) -> Iterator[Outcome]:
    """Yield what would become of each line; nothing is written. `twice` is that of `said_twice` for the whole file."""
    judge = Judge(agency, by=by)
    for batch in batches(rows=rows, size=BATCH):
        known = _known(batch, agency)
        for row in batch:
            yield _look(row, twice.get(row.line), known.get(row.number), judge)[0]


def import_file(
    *,
    rows: list[FileRow],
    agency: AgencyPage,
    publish: bool,
    by: User | None,
    now: dt.datetime,
    progress: Progress = lambda done: None,
) -> Report:
    """Write lines as pages below an agency, fifty in a transaction; those that are complete are published if asked.

    A line that is known by its number updates its page when it has changed. Running it again ends the same.

    Raises:
        DomainError: they are to be published, and the agency may not do so yet, or is held; nothing was written.
    """
    report, judge, twice = Report(), Judge(agency, by=by), said_twice(rows=rows)
    if publish and not may_publish(agency=agency, by=by):
        raise DomainError(_("Nobody of this agency may publish yet: the focal point approves its first call."))
    if publish:
        require_free(agency.organisation_id)
    for batch in batches(rows=rows, size=BATCH):
        report.lines += import_lines(rows=batch, judge=judge, twice=twice, publish=publish, now=now)
        progress(len(report.lines))
    return report


@transaction.atomic
def import_lines(
    *, rows: list[FileRow], judge: Judge, twice: dict[int, int], publish: bool, now: dt.datetime
) -> list[Outcome]:
    """Write some lines of a file, all or none."""
    judge.agency.refresh_from_db()
    known = _known(rows, judge.agency)
    with disable_reference_index_auto_update():
        return [_write(row, twice.get(row.line), known, judge, publish=publish, now=now) for row in rows]


def said_twice(*, rows: Iterable[FileRow]) -> dict[int, int]:
    """Return line → the line above that has the same number."""
    first: dict[str, int] = {}
    return {
        row.line: line for row in rows if row.number and (line := first.setdefault(row.number, row.line)) != row.line
    }


def _known(rows: list[FileRow], agency: AgencyPage) -> Known:
    stored = SourceRow.objects.filter(source=SOURCE, agency=agency, external_id__in=[row.number for row in rows])
    return {row.external_id: row for row in stored.select_related("page")}


def _look(
    row: FileRow, above: int | None, stored: SourceRow | None, judge: Judge
) -> tuple[Outcome, Judgement | None, Any | None]:
    """Return what becomes of a line, how its form judges it, and the page it is about."""
    if above is not None:
        sentence = _("This number stands already in line %(line)s.") % {"line": above}
        return _outcome(row, "rejected", errors=(("number", sentence),)), None, None
    if stored is not None and stored.digest == row.digest:
        return _outcome(row, "unchanged", stored.page), None, stored.page
    page = stored.page.get_latest_revision_as_object() if stored is not None else None
    if page is not None and (reason := _locked(page, judge)):
        return _outcome(row, "rejected", page, errors=(("number", reason),)), None, page
    judgement = judge.judge(row, page)
    name = "rejected" if judgement.errors else "created" if page is None else "updated"
    said = _outcome(row, name, page, errors=tuple(judgement.errors), lacks=tuple(judgement.lacks))
    return said, judgement, page


def _locked(page: Any, judge: Judge) -> str:
    """Return why a page cannot be changed now, or nothing."""
    try:
        require_editable(page=page, by=judge.by)
    except DomainError as error:
        return str(error)
    return ""


def _write(row: FileRow, above: int | None, known: Known, judge: Judge, *, publish: bool, now: dt.datetime) -> Outcome:
    stored = known.get(row.number)
    outcome, judgement, page = _look(row, above, stored, judge)
    if outcome.outcome == "rejected":
        return outcome
    if outcome.outcome == "unchanged":
        if not publish or page is None or page.live:
            return outcome
        page = page.get_latest_revision_as_object()
        if reason := _locked(page, judge):
            return _outcome(row, "unchanged", page, lacks=(("number", reason),))
        judgement = judge.judge(row, page)
        if judgement.errors or judgement.lacks:
            return _outcome(row, "unchanged", page, lacks=(*judgement.errors, *judgement.lacks))
        outcome = _outcome(row, "updated", page)
    assert judgement is not None
    page = judgement.form.save(commit=False)
    if stored is None:
        page.owner = judge.by
        judge.agency.add_child(instance=page)
        stored = SourceRow(page=page, agency=judge.agency, source=SOURCE, external_id=row.number)
    revision = page.save_revision(user=judge.by, log_action=True, clean=False)
    if publish and not judgement.lacks:
        revision.publish(user=judge.by)
    stored.raw, stored.digest, stored.imported_at = row.cells, row.digest, now
    stored.save()
    return outcome


def _outcome(row: FileRow, name: str, page: Any | None = None, **said: Any) -> Outcome:
    titles = (row.cells.get(f"title_{language}", "") for language in LANGUAGES)
    title = next((title for title in titles if title), page.title if page is not None else "")
    kind = allowed("kind").get(fold(row.cells.get("kind", "")), "")
    return Outcome(row.line, row.number, name, kind=kind, title=title, **said)
