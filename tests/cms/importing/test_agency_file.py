"""An agency's own file becomes its drafts, judged as if typed in the editor; on the command line."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from cms.importing.models import SourceRow
from cms.importing.sources.jisr.columns import BY_KEY, COLUMNS, LANGUAGES
from cms.opportunities.models import Investment, MissionCall
from foundation.text.folding import fold
from tests.cms import makers

pytestmark = pytest.mark.django_db

CLOSES, ANSWERED = (timezone.localdate() + dt.timedelta(days=days) for days in (60, 75))  # within a year

MISSION = {
    "number": "2037-1",
    "kind": "mission",
    "title_fr": "Former des techniciennes",
    "summary_fr": "Deux mois auprès d'une coopérative.",
    "region": "Souss-Massa",
    "starts_on": "2037-03-01",
    "ends_on": "31/05/2037",
    "closes_on": CLOSES.isoformat(),
    "answers_by": f"{ANSWERED:%d/%m/%Y}",
}
INVESTMENT = {
    "number": "2037-2",
    "kind": "investment",
    "title_fr": "Séchage solaire",
    "summary_fr": "Une unité de séchage.",
    "city": "Tiznit",
    "answers_by": ANSWERED.isoformat(),
    "capital": "2 500 000,50",
    "currency": "MAD",
}


@pytest.fixture
def souss_massa(souss: makers.Agency) -> makers.Agency:
    makers.region()
    return souss


def written(tmp_path: Path, *rows: dict[str, str], separator: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    header = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(text, header, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "calls.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def run(path: Path, *options: str, slug: str = "souss") -> tuple[list[dict[str, Any]], str]:
    """Return the objects on stdout, and what stderr says."""
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_opportunities", str(path), "--format", "jisr", "--organisation", slug, *options, stdout=out, stderr=err
    )
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def counts(created: int = 0, updated: int = 0, unchanged: int = 0, rejected: int = 0) -> list[dict[str, int]]:
    return [{"created": created, "updated": updated, "unchanged": unchanged, "rejected": rejected}]


def test_a_line_becomes_a_draft_with_its_facts(souss_massa: makers.Agency, tmp_path: Path) -> None:
    makers.Concept.objects.create(uri="urn:un:isic:4:01", kind="sector", code="01")
    skill = makers.skill("HACCP", ar="تحليل المخاطر")
    row = MISSION | {
        "title_ar": "تدريب التقنيات",
        "body_fr": "Un.\nDeux <b>.\n\nTrois.",
        "sectors": "01",
        "skills_required": "تحليل المخاطر = ٣",
        "languages": "français B2 | العربية native",
        "work_mode": "sur place",
        "seats": "٣",
        "compensation": "fee",
        "fee": "1 500,50",
        "fee_unit": "day",
        "currency": "MAD",
        "covers": "travel|lodging",
    }
    assert run(written(tmp_path, row)) == (counts(created=1), "")
    page = MissionCall.objects.get()
    assert (page.live, page.country, page.region, page.source_language) == (False, "MA", "MA-09", "fr")
    assert (page.starts_on, page.ends_on) == (dt.date(2037, 3, 1), dt.date(2037, 5, 31))
    assert (page.fee_minor, page.currency, page.fee_unit, page.seats) == (150_050, "MAD", "day", 3)
    assert (page.work_mode, page.covers) == ("onsite", ["travel", "lodging"])
    assert {text.language: text.title for text in page.texts.all()} == {
        "fr": "Former des techniciennes", "ar": "تدريب التقنيات",
    }  # fmt: skip
    assert str(page.text("fr").body[0].value) == "<p>Un.<br/>Deux &lt;b&gt;.</p><p>Trois.</p>"
    assert [(s.concept_id, s.level, s.importance) for s in page.skills.all()] == [(skill.pk, 3, "required")]
    assert sorted((row.language, row.level) for row in page.languages.all()) == [("ar", "native"), ("fr", "B2")]
    assert SourceRow.objects.get().raw["number"] == "2037-1"


def test_an_investment_counts_in_minor_units(souss: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, INVESTMENT), "--publish")
    page = Investment.objects.get()
    assert (page.live, page.capital_minor, page.currency) == (True, 250_000_050, "MAD")


def test_running_it_again_changes_nothing(souss_massa: makers.Agency, tmp_path: Path) -> None:
    path = written(tmp_path, MISSION, INVESTMENT)
    assert run(path, "--publish")[0] == counts(created=2)
    revisions = [page.revisions.count() for page in Page.objects.order_by("pk")]
    assert run(path, "--publish")[0] == counts(unchanged=2)
    assert [page.revisions.count() for page in Page.objects.order_by("pk")] == revisions


def test_a_changed_line_changes_its_page_and_an_empty_cell_leaves_it_alone(
    souss_massa: makers.Agency, tmp_path: Path
) -> None:
    run(written(tmp_path, MISSION | {"city": "Tiznit", "languages": "fr B2"}), "--publish")
    page = MissionCall.objects.get()
    draft = page.get_latest_revision_as_object()
    draft.texts.add(makers.MissionText(language="es", title="Formar", summary="Dos meses."))
    draft.save_revision().publish()
    changed = MISSION | {"title_fr": "Former", "city": "", "languages": "fr C1|ar B1", "region": "-"}
    assert run(written(tmp_path, changed), "--publish")[0] == counts(updated=1)
    page.refresh_from_db()
    page = MissionCall.objects.get()
    assert (page.title, page.city, page.region, page.live) == ("Former", "Tiznit", "", True)
    assert {text.language: text.title for text in page.texts.all()} == {"fr": "Former", "es": "Formar"}
    assert sorted((row.language, row.level) for row in page.languages.all()) == [("ar", "B1"), ("fr", "C1")]


def test_without_publish_a_public_page_keeps_what_it_says(souss_massa: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, MISSION), "--publish")
    run(written(tmp_path, MISSION | {"title_fr": "Autre"}))
    page = MissionCall.objects.get()
    assert (page.title, page.get_latest_revision_as_object().title) == ("Former des techniciennes", "Autre")


def test_a_line_that_is_not_complete_stays_a_draft_and_says_what_it_lacks(
    souss_massa: makers.Agency, tmp_path: Path
) -> None:
    report = tmp_path / "report.jsonl"
    path = written(tmp_path, {**MISSION, "answers_by": ""})
    assert run(path, "--publish", "--report", str(report))[0] == counts(created=1)
    assert not MissionCall.objects.get().live
    lacks = json.loads(report.read_text())["lacks"]
    assert lacks == [{"column": "answers_by", "text": "Say by which day everybody gets an answer."}]
    assert run(path, "--publish")[0] == counts(unchanged=1)
    assert run(written(tmp_path, MISSION), "--publish")[0] == counts(updated=1)
    assert MissionCall.objects.get().live


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"ends_on": "2037-02-20"}, "ends_on", "The last day lies before the first."),
        ({"compensation": "volunteer", "fee": "10"}, "fee", "A volunteer gets no fee"),
        ({"fee": "10,5", "currency": "XOF"}, "fee", "XOF has no decimals: write a whole amount."),
        ({"number": ""}, "number", "Give the line a number of your own: it keeps a later file from doubling it."),
        ({"kind": "dream"}, "kind", "“dream” is none of the allowed values: mission call | investment."),
        ({"starts_on": "2037-02-30"}, "starts_on", "“2037-02-30” is no day. Write 2027-03-25 or 25/03/2027."),
        ({"starts_on": "03/25/2037"}, "starts_on", "“03/25/2037” is no day. Write 2027-03-25 or 25/03/2027."),
        ({"region": "Kayes"}, "region", "“Kayes” is no region of your country."),
        ({"country": "Mali"}, "country", "“Mali” is not the country of your organisation."),
        ({"languages": "français"}, "languages", "“français” lacks its level"),
        ({"skills_required": "licornes"}, "skills_required", "“licornes” is no skill we know."),
        ({"seats": "deux"}, "seats", "“deux” is no whole number."),
        ({"days_per_week": "9"}, "days_per_week", "Ensure this value is less than or equal to 7."),
        ({"capital": "5"}, "capital", "This column is not for this kind of opportunity: empty the cell."),
        ({"title_fr": ""}, "title_en", "Write a title in at least one language."),
        ({"sectors": "ZZ"}, "sectors", "“ZZ” is no sector of ISIC."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_a_draft_is_rejected_beside_its_column(
    souss_massa: makers.Agency, tmp_path: Path, cells: dict[str, str], column: str, sentence: str
) -> None:
    path = written(tmp_path, MISSION | cells, INVESTMENT)
    preview, _said = run(path, "--preview")
    assert preview[0]["outcome"] == "rejected" and preview[0]["line"] == 2
    (error,) = preview[0]["errors"]
    assert error["column"] == column and error["text"].startswith(sentence)
    out, said = run(path)
    assert out == counts(created=1, rejected=1)
    assert f"{path}:2: {(MISSION | cells)['number']}: {column}: {sentence}" in said
    assert not MissionCall.objects.exists()


def test_a_preview_says_everything_and_writes_nothing(souss_massa: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, INVESTMENT))
    pages, rows = Page.objects.count(), SourceRow.objects.count()
    path = written(tmp_path, MISSION, INVESTMENT, INVESTMENT | {"number": "2037-3"}, MISSION)
    lines, _said = run(path, "--preview")
    assert [line["outcome"] for line in lines] == ["created", "unchanged", "created", "rejected"]
    assert lines[3]["errors"] == [{"column": "number", "text": "This number stands already in line 2."}]
    assert lines[0]["title"] == "Former des techniciennes" and lines[0]["kind"] == "mission"
    assert (Page.objects.count(), SourceRow.objects.count()) == (pages, rows)


def test_errors_are_said_in_the_language_asked_for(souss_massa: makers.Agency, tmp_path: Path) -> None:
    lines, _said = run(written(tmp_path, MISSION | {"ends_on": "2037-02-20"}), "--preview", "--language", "fr")
    assert lines[0]["errors"][0]["text"] == "Le dernier jour précède le premier."


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_separator_and_mark_of_the_encoding_do_not_matter(
    souss_massa: makers.Agency, tmp_path: Path, separator: str, encoding: str
) -> None:
    assert run(written(tmp_path, MISSION, separator=separator, encoding=encoding))[0] == counts(created=1)


def test_headers_in_arabic_are_understood(souss_massa: makers.Agency, tmp_path: Path) -> None:
    row = {BY_KEY[key].header("ar"): value for key, value in MISSION.items()}
    assert run(written(tmp_path, row))[0] == counts(created=1)
    assert MissionCall.objects.get().region == "MA-09"


def test_two_agencies_may_use_the_same_number(
    souss_massa: makers.Agency, bassin: makers.Agency, tmp_path: Path
) -> None:
    path = written(tmp_path, MISSION)
    run(path)
    assert run(path, slug="bassin")[0] == counts(created=1)
    assert MissionCall.objects.count() == 2


def test_an_agency_whose_first_call_waits_publishes_nothing(db: None, tmp_path: Path) -> None:
    makers.agency("Neuve", trusted=False)
    with pytest.raises(CommandError, match="the focal point approves its first call"):
        run(written(tmp_path, INVESTMENT), "--publish", slug="neuve")
    assert not Investment.objects.exists()
    assert run(written(tmp_path, INVESTMENT), slug="neuve")[0] == counts(created=1)


def test_a_number_keeps_its_kind(souss_massa: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, INVESTMENT))
    lines, _said = run(written(tmp_path, MISSION | {"number": "2037-2"}), "--preview")
    assert lines[0]["errors"] == [
        {"column": "kind", "text": "The page with this number is of another kind. Choose another number."}
    ]


def test_a_page_that_waits_for_approval_is_left_alone(souss_massa: makers.Agency, tmp_path: Path) -> None:
    run(written(tmp_path, MISSION))
    page = MissionCall.objects.get()
    page.get_workflow().start(page, souss_massa.editor)
    lines, _said = run(written(tmp_path, MISSION | {"title_fr": "Autre"}), "--preview")
    assert [(line["outcome"], line["errors"][0]["text"]) for line in lines] == [
        ("rejected", "This page is locked while somebody looks at it. Try again when it is free.")
    ]
    run(written(tmp_path, MISSION), "--publish")
    assert not MissionCall.objects.get().live


def workbook(tmp_path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    path = tmp_path / "calls.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_with_its_days_and_numbers(souss_massa: makers.Agency, tmp_path: Path) -> None:
    row: dict[str, Any] = MISSION | {"starts_on": dt.date(2037, 3, 1), "number": 7, "seats": 2.0, "fee": 1500.5}
    row |= {"compensation": "fee", "fee_unit": "day", "currency": "MAD"}
    path = workbook(tmp_path, list(row), [], list(row.values()), ["# a remark"])
    assert run(path, "--publish")[0] == counts(created=1)
    page = MissionCall.objects.get()
    assert (page.starts_on, page.seats, page.fee_minor, page.live) == (dt.date(2037, 3, 1), 2, 150_050, True)
    assert SourceRow.objects.get().external_id == "7"


def test_a_formula_is_not_evaluated(souss_massa: makers.Agency, tmp_path: Path) -> None:
    path = workbook(tmp_path, [*MISSION, "seats"], [*MISSION.values(), "=1+1"])
    run(path)
    assert MissionCall.objects.get().seats is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("numéro;genre\n".encode("latin-1"), "Line 1 is not in UTF-8."),
        (b"", "This file is empty."),
        (b"PK\x03\x04torn", "This file is broken"),
        (b"%PDF-1.7", "neither a CSV file nor an Excel file"),
        (b"number,kind\n1,mission\n", "The file lacks the column title"),
        (b"number,number,kind,title_fr\n1,1,mission,x\n", "has the column number twice"),
        (b"number,kind,title_fr\n", "no line below its headers"),
        (b'number,kind,title_fr\n1,mission,"x', "Line 2 cannot be read"),
        (b"number,kind,title_fr\n1,mission,x\0\n", "Line 2 is torn"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    souss: makers.Agency, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run(path)
    assert not SourceRow.objects.exists()


def test_a_header_means_one_column_in_every_language() -> None:
    meant: dict[str, set[str]] = {}
    for column in COLUMNS:
        for name in (column.key, *(column.header(language) for language in LANGUAGES)):
            meant.setdefault(fold(name), set()).add(column.key)
    assert {name: keys for name, keys in meant.items() if len(keys) > 1} == {}
