"""Projects of the World Bank become reference pages: each once, with its row, and a broken file is refused whole."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cms.importing.models import SourceRow
from cms.opportunities.models import Reference
from foundation.outbox.models import Event
from tests.cms import makers

pytestmark = pytest.mark.django_db

HEADER = (
    *("id", "regionname", "countryname", "projectstatusdisplay", "project_name", "pdo", "impagency"),
    *("cons_serv_reqd_ind", "url", "boardapprovaldate", "closingdate", "curr_total_commitment", "lendinginstr"),
    *("sector1", "sector2", "sector3", "theme1", "theme2"),
)


def project(**cells: str) -> dict[str, str]:
    row = dict.fromkeys(HEADER, "")
    row |= {
        "id": "P100001",
        "countryname": "Kingdom of Morocco",
        "projectstatusdisplay": "Active",
        "project_name": "Rural Water Supply",
        "pdo": "Bring drinking water to villages.",
        "url": "http://projects.worldbank.org/P100001/null?lang=en",
        "boardapprovaldate": "2019-03-01",
        "closingdate": "2025-06-30",
        "curr_total_commitment": "120000000.0",
        "sector1": "Water Supply",
        "sector2": "Sanitation",
    }
    return row | cells


def written(tmp_path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "projects.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def run(path: Path, *options: str, slug: str = "souss") -> dict[str, int]:
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_opportunities", str(path), "--format", "worldbank", "--organisation", slug, *options,
        stdout=out, stderr=err,
    )  # fmt: skip
    return json.loads(out.getvalue()) | {"said": err.getvalue()}


@pytest.fixture
def sectors() -> None:
    for code in ("36", "37"):
        makers.Concept.objects.create(uri=f"urn:un:isic:4:{code}", kind="sector", code=code)


def test_a_row_becomes_a_reference_page_with_its_row_beside(
    souss: makers.Agency, sectors: None, tmp_path: Path
) -> None:
    assert run(written(tmp_path, project()), "--publish") | {"said": ""} == {
        "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "said": "",
    }  # fmt: skip
    page = Reference.objects.get()
    assert (page.live, page.country, page.status, page.source_language) == (True, "MA", "active", "en")
    assert (page.title, page.text().summary) == ("Rural Water Supply", "Bring drinking water to villages.")
    assert (page.amount_minor, page.currency) == (12_000_000_000, "USD")
    assert [concept.code for concept in page.sectors.order_by("code")] == ["36", "37"]
    assert page.source_url == "https://projects.worldbank.org/en/projects-operations/project-detail/P100001"
    assert page.source_row.raw == project()
    assert Event.objects.filter(name="page.changed", subject_id=str(page.pk)).exists()


def test_without_publish_the_pages_are_drafts_and_are_published_later(souss: makers.Agency, tmp_path: Path) -> None:
    path = written(tmp_path, project())
    run(path)
    assert not Reference.objects.get().live
    assert run(path)["unchanged"] == 1
    assert run(path, "--publish")["updated"] == 1
    assert Reference.objects.get().live


def test_the_same_file_again_changes_nothing(souss: makers.Agency, tmp_path: Path) -> None:
    path = written(tmp_path, project(), project(id="P100002", project_name="Schools", countryname="Republic of Mali"))
    run(path, "--publish")
    revisions = Page.objects.get(pk=Reference.objects.get(external_id="P100001").pk).revisions.count()
    again = run(path, "--publish")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert Reference.objects.get(external_id="P100001").revisions.count() == revisions


def test_a_changed_row_updates_its_page(souss: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, project()), "--publish")
    slug = Reference.objects.get().slug
    assert (
        run(written(tmp_path, project(projectstatusdisplay="Closed", project_name="Water")), "--publish")["updated"]
        == 1
    )
    page = Reference.objects.get()
    assert (page.status, page.title, page.slug, page.live) == ("closed", "Water", slug, True)
    assert SourceRow.objects.get().raw["project_name"] == "Water"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"countryname": "French Republic"}, "French Republic is none of the home countries."),
        ({"project_name": " "}, "The project has no name."),
        ({"id": ""}, "The row has no usable number."),
        ({"boardapprovaldate": "soon"}, "'soon' is no date."),
        ({"curr_total_commitment": "NaN"}, "'NaN' is no amount."),
        ({"projectstatusdisplay": "Lost"}, "'Lost' is no known status."),
    ],
)
def test_a_line_that_cannot_become_a_page_is_rejected_with_its_reason(
    souss: makers.Agency, tmp_path: Path, cells: dict[str, str], reason: str
) -> None:
    report = tmp_path / "report.jsonl"
    counts = run(written(tmp_path, project(**cells), project(id="P2")), "--publish", "--report", str(report))
    assert (counts["created"], counts["rejected"]) == (1, 1)
    assert reason in counts["said"] and "projects.csv:2:" in counts["said"]
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert lines[0] == {"line": 2, "id": project(**cells)["id"], "outcome": "rejected", "remarks": [reason]}
    assert lines[1]["outcome"] == "created"


def test_a_number_that_stands_twice_is_taken_once(souss: makers.Agency, tmp_path: Path) -> None:
    counts = run(written(tmp_path, project(), project(project_name="Again")), "--publish")
    assert (counts["created"], counts["rejected"]) == (1, 1)
    assert "The number stands already in line 2." in counts["said"]


def test_dates_in_the_wrong_order_lose_the_last_one(souss: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, project(closingdate="2001-01-01")))
    assert Reference.objects.get().ends_on is None


def torn(path: Path) -> None:
    text = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*text[:-1], text[-1][: len(text[-1]) // 2]]))


def unclosed(path: Path) -> None:
    path.write_text(path.read_text() + '"P9,Kingdom')


def headless(path: Path) -> None:
    path.write_text(path.read_text().replace("countryname", "land", 1))


def latin(path: Path) -> None:
    path.write_bytes(path.read_text().encode("latin-1"))


def with_nul(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Water Supply", b"Water\0Supply", 1))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (with_nul, "Line 2 holds a NUL"),
        (torn, "Line 3 has"),
        (unclosed, "cannot be read as CSV"),
        (headless, "lacks the columns countryname"),
        (latin, "not UTF-8"),
    ],
)
def test_a_broken_file_is_refused_whole(souss: makers.Agency, tmp_path: Path, spoil: Any, said: str) -> None:
    path = written(tmp_path, project(), project(id="P2", project_name="École à Fès"))
    spoil(path)
    with pytest.raises(CommandError, match=said):
        run(path, "--publish")
    assert not Reference.objects.exists() and not SourceRow.objects.exists()


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    souss: makers.Agency, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="Is a directory"):
        run(written(tmp_path, project()), "--publish", "--report", str(tmp_path))
    assert not Reference.objects.exists()


def test_only_a_verified_organisation_takes_an_import(db: None, tmp_path: Path) -> None:
    makers.organisation("Attente", verified=False)
    for slug in ("attente", "nobody"):
        with pytest.raises(CommandError):
            run(written(tmp_path, project()), slug=slug)


def test_a_reference_is_never_open(souss: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, project()), "--publish")
    assert Reference.objects.get().openness(makers.TODAY) == "reference"
    assert not Reference.objects.open(makers.TODAY).exists()


def test_the_real_file_of_858_projects_is_imported_whole(souss: makers.Agency) -> None:
    if not os.environ.get("JISR_DATA"):
        pytest.skip("JISR_DATA names no folder of real data")
    path = Path(os.environ["JISR_DATA"]) / "opportunities" / "wb_projects_MA_SN_ML_CI.csv"
    counts = run(path, "--publish")
    assert (counts["created"], counts["rejected"]) == (858, 0), counts["said"]
    assert dict(sorted((c, Reference.objects.filter(country=c).count()) for c in ("MA", "SN", "CI", "ML"))) == {
        "CI": 200, "MA": 264, "ML": 168, "SN": 226,
    }  # fmt: skip
