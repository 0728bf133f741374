"""Projects of a source become reference pages under an agency, each once, however often the file comes."""

import datetime as dt
import json
from collections.abc import Iterable
from html import escape

from django.db import transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.agencies.models import AgencyPage
from cms.importing.models import SourceRow
from cms.importing.operations.report import Outcome, Progress, Report, batches
from cms.importing.sources.rows import ProjectRow
from cms.opportunities.models import Reference, ReferenceText
from foundation.taxonomy.models import Concept

BATCH = 50
LONGEST_SUMMARY = 600


def import_references(
    *,
    rows: Iterable[ProjectRow | tuple[int, str, str]],
    agency: AgencyPage,
    publish: bool,
    now: dt.datetime,
    progress: Progress = lambda done: None,
) -> Report:
    """Write projects as reference pages below an agency, fifty in a transaction; published, or as drafts.

    A project known by its number at the source is updated when its row has changed, and left alone otherwise; one that
    is only a draft is published when that is asked for. Running it again ends the same.
    """
    report = Report()
    sectors = {concept.code: concept for concept in Concept.objects.filter(kind="sector")}
    for batch in batches(rows=rows, size=BATCH):
        with transaction.atomic(), disable_reference_index_auto_update():
            agency.refresh_from_db()
            known = {
                row.external_id: row
                for row in SourceRow.objects.filter(
                    agency=None,
                    source__in={row.source for row in batch if isinstance(row, ProjectRow)},
                    external_id__in=[row.external_id for row in batch if isinstance(row, ProjectRow)],
                )
            }
            outcomes = [_line(row, known, agency, sectors, publish=publish, now=now) for row in batch]
        report.lines += outcomes
        progress(len(report.lines))
    return report


def _line(
    row: ProjectRow | tuple[int, str, str],
    known: dict[str, SourceRow],
    agency: AgencyPage,
    sectors: dict[str, Concept],
    *,
    publish: bool,
    now: dt.datetime,
) -> Outcome:
    if not isinstance(row, ProjectRow):
        line, external_id, reason = row
        return Outcome(line, external_id, "rejected", (reason,))
    stored = known.get(row.external_id)
    if stored is None:
        page = Reference(live=False, source=row.source, external_id=row.external_id, country=row.country)
        _fill(page, row, sectors)
        agency.add_child(instance=page)
        stored = SourceRow(page=page, source=row.source, external_id=row.external_id)
        outcome = "created"
    else:
        page = Reference.objects.get(pk=stored.page_id)
        if stored.digest == row.digest and (page.live or not publish):
            return Outcome(row.line, row.external_id, "unchanged", row.remarks)
        if page.country != row.country:  # a revision does not carry it
            page.country = row.country
            page.save(update_fields=["country"])
        _fill(page, row, sectors)
        outcome = "updated"
    revision = page.save_revision(changed=True)
    if publish or page.live:
        revision.publish()
    stored.raw, stored.digest, stored.imported_at = dict(row.raw), row.digest, now
    stored.save()
    return Outcome(row.line, row.external_id, outcome, row.remarks)


def _fill(page: Reference, row: ProjectRow, sectors: dict[str, Concept]) -> None:
    summary, body = _told(row.text)
    page.source_language, page.source_url = row.language, row.url
    page.starts_on, page.ends_on, page.status = row.starts_on, row.ends_on, row.status
    page.amount_minor, page.currency = row.amount_minor, row.currency if row.amount_minor is not None else ""
    page.texts = [ReferenceText(language=row.language, title=row.title, summary=summary, body=json.dumps(body))]
    page.sectors = [sectors[code] for code in row.sectors if code in sectors]


def _told(text: str) -> tuple[str, list[dict[str, str]]]:
    """Return the summary and the blocks of a text: a short one is its own summary."""
    short = " ".join(text.split())
    if len(short) <= LONGEST_SUMMARY:
        return short, []
    paragraphs = [" ".join(part.split()) for part in text.split("\n")]
    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs if paragraph)
    first = short[:LONGEST_SUMMARY].rsplit(". ", 1)[0] if ". " in short[:LONGEST_SUMMARY] else ""
    return (f"{first}." if first else ""), [{"type": "paragraph", "value": html}]
