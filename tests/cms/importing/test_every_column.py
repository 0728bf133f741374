"""What an agency can write in the editor it can write in its table: every column, by a template in its own language."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from cms.importing.models import Upload
from cms.importing.sources.jisr.columns import BY_KEY, COLUMNS, INVESTMENT, MISSION
from cms.opportunities.models import Investment, MissionCall
from foundation.base.locales import cldr_locale
from tests.cms import makers
from tests.cms.importing.test_agency_file import ANSWERED, CLOSES, counts, run, written
from tests.cms.importing.test_agency_file import INVESTMENT as PROJECT
from tests.cms.importing.test_agency_file import MISSION as CALL
from tests.cms.importing.test_uploads import work

pytestmark = pytest.mark.django_db
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
HACCP = {"ar": "تحليل المخاطر", "en": "Hazard analysis", "es": "Análisis de peligros"}
IN_THE_EDITOR_ONLY = {  # what a cell cannot hold, or what is no fact of the page
    MISSION: {"criteria"},
    INVESTMENT: {"claims", "documents", "needed_missions"},
}
OF_THE_PAGE = {"slug", "go_live_at", "expire_at", "comment_notifications", "comments", "show_in_menus"}


@pytest.fixture
def house(souss: makers.Agency) -> makers.Agency:
    makers.region()
    makers.Concept.objects.create(uri="urn:un:isic:4:01", kind="sector", code="01")
    makers.Concept.objects.create(uri="urn:un:sdg:2", kind="sdg", code="2")
    return souss


def _names(key: str, *codes: Any, language: str) -> str:
    with translation.override(language):
        return " | ".join(str(dict(BY_KEY[key].choices)[code]) for code in codes)


def _rows(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """A call and a project with something in every column, in words of the language."""
    spoken = cldr_locale(language).languages
    shared = {
        "source_language": spoken["fr"],
        "country": {"fr": "Maroc", "ar": "المغرب"}[language],
        "region": {"fr": "Souss-Massa", "ar": "سوس ماسة"}[language],
        "city": "Tiznit",
        "starts_on": "01/03/2037",
        "ends_on": "31/05/2037",
        "closes_on": CLOSES.isoformat().translate(ARABIC_DIGITS),
        "answers_by": ANSWERED.isoformat(),
        "pending_limit": "٣٠",
        "sectors": "01",
        "sdgs": "2",
        "currency": "MAD",
    }
    for code in ("fr", "ar", "en", "es"):
        shared |= {f"title_{code}": f"T {code}", f"summary_{code}": f"S {code}", f"body_{code}": f"B {code}"}
    mission = shared | {
        "number": "1",
        "kind": _names("kind", MISSION, language=language),
        "skills_required": f"{HACCP.get(language, 'HACCP')} = 3",
        "skills_desired": "urn:test:drying",
        "languages": f"{spoken['fr']} B2 | {spoken['ar']} native",
        "work_mode": _names("work_mode", "onsite", language=language),
        "days_per_week": "3",
        "seats": "٢",
        "compensation": _names("compensation", "fee", language=language),
        "fee": "1 500,50",
        "fee_unit": _names("fee_unit", "mission", language=language),
        "covers": _names("covers", "travel", "lodging", language=language),
        "questions_fr": "Depuis quand ? | Où ; et avec qui ?",
        "questions_ar": "منذ متى؟ | -",
        "questions_en": "Since when? | Where, and with whom?",
        "questions_es": "¿Desde cuándo? | ¿Dónde?",
        "questions_optional": "٢",
        "assessors": _names("assessors", 2, language=language),
    }
    investment = shared | {
        "number": "2",
        "kind": _names("kind", INVESTMENT, language=language),
        "capital": "2 500 000,50",
        "ticket_min": "10000",
        "ticket_max": "100000",
        "instruments": _names("instruments", "equity", "loan", language=language),
        "stage": _names("stage", "launch", language=language),
        "horizon_years": "7",
        "return_min": "4,5",
        "return_max": "9",
        "risk": _names("risk", "medium", language=language),
        "jobs": "12",
    }
    investment |= {f"risk_text_{code}": f"R {code}" for code in ("fr", "ar", "en", "es")}
    return mission, investment


def test_every_fact_of_the_editor_has_a_column_or_is_known_to_have_none(house: makers.Agency) -> None:
    for kind, model in ((MISSION, MissionCall), (INVESTMENT, Investment)):
        form = model.get_edit_handler().get_form_class()(
            instance=model(country="MA"), parent_page=house.page, for_user=house.editor
        )
        facts = {name for name in (*form.fields, *form.formsets) if name not in OF_THE_PAGE}
        columns = {column.field for column in COLUMNS if kind in column.kinds} | {"texts"}
        texts = {"title", "summary", "body", "risk_text", "number", "kind", "country"}
        assert facts - columns == IN_THE_EDITOR_ONLY[kind]
        assert columns - facts <= texts


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_template_with_every_column_filled_in_becomes_pages_that_say_all_of_it(
    house: makers.Agency, signed_in: Any, language: str
) -> None:
    haccp, drying = makers.skill("HACCP", **HACCP), makers.skill("Séchage")
    makers.Concept.objects.filter(pk=drying.pk).update(uri="urn:test:drying")
    client = signed_in(house.editor)
    template = client.get(reverse("importing_template", args=[house.page.pk, language, "xlsx"])).content
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    place = {cell.value: cell.column for cell in sheet[1]}
    rows = _rows(language)
    assert {key for row in rows for key in row} == {column.key for column in COLUMNS}
    for line, row in enumerate(rows, start=sheet.max_row + 1):
        for key, cell in row.items():
            sheet.cell(line, place[BY_KEY[key].header(language)], cell)
    target = io.BytesIO()
    book.save(target)
    door = reverse("importing_start", args=[house.page.pk])
    client.post(door, {"file": SimpleUploadedFile("table.xlsx", target.getvalue())})
    work()
    upload = Upload.objects.get()
    shown = [(row.outcome, row.errors, row.lacks) for row in upload.lines.order_by("line")]
    assert shown == [("created", [], []), ("created", [], [])]
    client.post(reverse("importing_confirm", args=[upload.public_id]))
    work()
    call, project = MissionCall.objects.get(), Investment.objects.get()
    for page in (call, project):
        assert (page.country, page.region, page.city, page.source_language) == ("MA", "MA-09", "Tiznit", "fr")
        days = (page.starts_on, page.ends_on, page.closes_on, page.answers_by)
        assert days == (dt.date(2037, 3, 1), dt.date(2037, 5, 31), CLOSES, ANSWERED)
        assert (page.pending_limit, page.currency, page.sdgs) == (30, "MAD", ["2"])
        assert [sector.code for sector in page.sectors.all()] == ["01"]
        assert {(text.language, text.title, text.summary) for text in page.texts.all()} == {
            (code, f"T {code}", f"S {code}") for code in ("fr", "ar", "en", "es")
        }
    assert {(row.concept, row.importance, row.level) for row in call.skills.all()} == {
        (haccp, "required", 3),
        (drying, "desired", None),
    }
    assert sorted((row.language, row.level) for row in call.languages.all()) == [("ar", "native"), ("fr", "B2")]
    assert (call.work_mode, call.days_per_week, call.seats, call.assessors) == ("onsite", 3, 2, 2)
    assert (call.compensation, call.fee_minor, call.fee_unit) == ("fee", 150_050, "mission")
    assert call.covers == ["travel", "lodging"]
    questions = [(row.text_fr, row.text_ar, row.text_en, row.text_es, row.required) for row in call.questions.all()]
    assert questions == [
        ("Depuis quand ?", "منذ متى؟", "Since when?", "¿Desde cuándo?", True),
        ("Où ; et avec qui ?", "", "Where, and with whom?", "¿Dónde?", False),
    ]
    amounts = (project.capital_minor, project.ticket_min_minor, project.ticket_max_minor)
    assert amounts == (250_000_050, 1_000_000, 10_000_000)
    assert (project.instruments, project.stage, project.risk) == (["equity", "loan"], "launch", "medium")
    assert (project.horizon_years, project.jobs) == (7, 12)
    assert (project.return_min_percent, project.return_max_percent) == (4.5, 9)
    assert {text.risk_text for text in project.texts.all()} == {"R fr", "R ar", "R en", "R es"}


@pytest.mark.parametrize("called", ["HACCP", *HACCP.values(), "urn:test:haccp"])
def test_a_skill_is_known_by_its_name_in_any_language_and_by_its_address(
    house: makers.Agency, tmp_path: Any, called: str
) -> None:
    skill = makers.skill("HACCP", **HACCP)
    makers.Concept.objects.filter(pk=skill.pk).update(uri="urn:test:haccp")
    assert run(written(tmp_path, CALL | {"skills_desired": called}))[0] == counts(created=1)
    assert MissionCall.objects.get().skills.get().concept == skill


def test_an_investment_closes_its_list_by_what_its_line_says_under_the_name_of_the_editor_too(
    house: makers.Agency, tmp_path: Any
) -> None:
    assert run(written(tmp_path, PROJECT | {"most pending interests": "12"}))[0] == counts(created=1)
    assert Investment.objects.get().pending_limit == 12
    for many, header in enumerate(BY_KEY["pending_limit"].headers("ar"), start=20):
        assert run(written(tmp_path, PROJECT | {header: str(many)}))[0] == counts(updated=1)
        assert Investment.objects.get().get_latest_revision_as_object().pending_limit == many
    assert run(written(tmp_path, PROJECT | {"pending_limit": "-"}))[0] == counts(updated=1)
    assert Investment.objects.get().get_latest_revision_as_object().pending_limit is None


def test_a_later_line_changes_questions_in_their_place_and_leaves_what_it_does_not_name(
    house: makers.Agency, tmp_path: Any
) -> None:
    def questions() -> list[tuple[Any, ...]]:
        page = MissionCall.objects.get().get_latest_revision_as_object()
        return [(row.pk, row.text_fr, row.text_ar, row.required) for row in page.questions.all()]

    asked = {
        "questions_fr": "Un ? | Deux ? | Trois ?",
        "questions_ar": "واحد؟ | - | ثلاثة؟",
        "questions_optional": "1,3",
    }
    run(written(tmp_path, CALL | asked), "--publish")
    (one, *_rest), (two, *_rest), _third = questions()
    run(written(tmp_path, CALL | {"questions_fr": "Un ? | Deux ou trois ?"}), "--publish")
    assert questions() == [(one, "Un ?", "واحد؟", False), (two, "Deux ou trois ?", "", True)]
    run(written(tmp_path, CALL | {"questions_ar": "-", "questions_optional": "-"}), "--publish")
    assert questions() == [(one, "Un ?", "", True), (two, "Deux ou trois ?", "", True)]
    run(written(tmp_path, CALL | {"city": "Tiznit"}), "--publish")
    assert len(questions()) == 2
    run(written(tmp_path, CALL | {"questions_fr": "-"}), "--publish")
    assert questions() == []


@pytest.mark.parametrize(
    ("row", "cells", "column", "sentence"),
    [
        (PROJECT, {"pending_limit": "beaucoup"}, "pending_limit", "“beaucoup” is no whole number."),
        (PROJECT, {"pending_limit": "0"}, "pending_limit", "Ensure this value is greater than or equal to 1."),
        (
            PROJECT,
            {"questions_fr": "Depuis quand ?"},
            "questions_fr",
            "This column is not for this kind of opportunity: empty the cell.",
        ),
        (
            CALL,
            {"skills_desired": "HACCP | licornes = 2"},
            "skills_desired",
            "“licornes” is no skill we know. Write it as the editor's list of skills has it, or its address (URI); "
            "left out here, it can be added there.",
        ),
        (
            CALL,
            {"questions_fr": "Un ? | Deux ?", "questions_ar": "واحد؟"},
            "questions_ar",
            "Questions in this cell: 1, in another language: 2. Put a dash for each that is not said here.",
        ),
        (
            CALL,
            {"questions_fr": "Un ?", "questions_optional": "2"},
            "questions_optional",
            "There is no question “2” in this line.",
        ),
        (
            CALL,
            {"questions_fr": "x" * 501},
            "questions_fr",
            "Ensure this value has at most 500 characters (it has 501).",
        ),
        (
            CALL,
            {"assessors": "3"},
            "assessors",
            "“3” is none of the allowed values: one person | two people, who do not see each other's scores.",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_in_the_preview_beside_its_column(
    house: makers.Agency, tmp_path: Any, row: dict[str, str], cells: dict[str, str], column: str, sentence: str
) -> None:
    makers.skill("HACCP")
    path = written(tmp_path, row | cells)
    (line,), _said = run(path, "--preview")
    assert line["errors"] == [{"column": column, "text": sentence}]
    assert run(path)[0] == counts(rejected=1)
    assert not Page.objects.type(MissionCall, Investment).exists()


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "fr",
            [
                "« beaucoup » n’est pas un nombre entier.",
                "« licornes » n’est pas une compétence que nous connaissons. Écrivez-la comme dans la liste de "
                "l’éditeur, ou son adresse (URI) ; si vous l’omettez ici, vous pourrez l’ajouter dans l’éditeur.",
                "Il n’y a pas de question « 2 » dans cette ligne.",
            ],
        ),
        (
            "ar",
            [
                "«⁨beaucoup⁩» ليس عددًا صحيحًا.",
                "«⁨licornes⁩» ليست مهارة نعرفها. اكتبها كما ترد في قائمة المهارات في المحرر، أو اكتب عنوانها (URI)؛ وإن "
                "تُركت هنا أمكنت إضافتها هناك.",
                "لا يوجد سؤال رقمه «⁨2⁩» في هذا السطر.",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_who_reads(
    house: makers.Agency, tmp_path: Any, language: str, sentences: list[str]
) -> None:
    wrong = {
        "skills_required": "licornes",
        "questions_fr": "Un ?",
        "questions_optional": "2",
        "pending_limit": "beaucoup",
    }
    (line,), _said = run(written(tmp_path, CALL | wrong), "--preview", "--language", language)
    assert {error["column"]: error["text"] for error in line["errors"]} == dict(
        zip(("pending_limit", "skills_required", "questions_optional"), sentences, strict=True)
    )
