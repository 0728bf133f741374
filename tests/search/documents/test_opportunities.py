"""A page's document holds its texts in all languages, its facts and what they imply."""

import datetime as dt
from typing import Any

import pytest

from cms.opportunities.models import CallLanguage, CallSkill, OpportunityState, Reference, ReferenceText
from search.documents.amounts import BANDS, Dated, bands
from search.documents.opportunities import all_opportunities, opportunities
from search.schema import OPPORTUNITIES
from tests.cms import makers


def _of(page: Any) -> Any:
    (document,) = opportunities([page.pk])
    return document


@pytest.mark.django_db
def test_a_calls_document_has_its_facts_and_every_name_is_of_the_schema(souss: makers.Agency) -> None:
    makers.region()
    page = makers.call(
        souss,
        texts={"fr": "Forer des puits", "ar": "حفر الآبار"},
        region="MA-09",
        work_mode="remote",
        compensation="fee",
        fee_minor=13_119_140,
        fee_unit="day",
        currency="XOF",
        sdgs=[6],
    )
    page.languages.add(CallLanguage(language="wo", level="B2"))
    page.save()
    document = _of(page)
    assert document.id == page.public_id
    assert set(document.values) <= set(OPPORTUNITIES.by_name)
    wanted = {
        "kind": "mission",
        "country": "MA",
        "region": "MA-09",
        "sdg": ["6"],
        "language": ["wo"],
        "work_mode": "remote",
        "compensation": "fee",
        "fee_eur_minor": 2_000_000,
        "closes_on": page.closes_on,
        "agency": souss.organisation.public_id,
        "row": f"page:{page.pk}",
        "stopped": False,
    }
    assert {name: document.values[name] for name in wanted} == wanted
    assert "puit" in " ".join(document.values["title"])
    assert "حفر" in document.values["title"]
    assert [passage.language for passage in document.passages] == ["fr", "ar"]


@pytest.mark.django_db
def test_a_place_is_in_the_document_by_all_its_names(souss: makers.Agency) -> None:
    makers.region()
    document = _of(makers.call(souss, region="MA-09", city="Tiznit"))
    assert {"tiznit", "maroc", "morocco", "المغرب", "سوس"} <= set(document.values["body"])


@pytest.mark.django_db
def test_concepts_are_said_in_any_language_and_imply_what_lies_above(souss: makers.Agency, water: Any) -> None:
    uris = {name: concept.uri for name, concept in water.items()}
    french = _of(makers.call(souss, texts={"fr": "Projet d'eau potable"}))
    arabic = _of(makers.call(souss, texts={"ar": "مشروع مياه الشرب"}))
    for document in (french, arabic):
        assert document.values["said"] == [uris["drinking"]]
        assert document.values["said_in_title"] == [uris["drinking"]]
        assert document.values["broader"] == [uris["whole"]]


@pytest.mark.django_db
def test_a_skill_asked_for_is_said_even_if_the_text_does_not_name_it(souss: makers.Agency, water: Any) -> None:
    page = makers.call(souss, texts={"fr": "Une mission"})
    page.skills.add(CallSkill(concept=water["sanitation"]))
    page.save()
    assert _of(page).values["said"] == [water["sanitation"].uri]


@pytest.mark.django_db
def test_a_ticket_is_in_every_band_it_touches_at_the_rate_of_its_day(souss: makers.Agency) -> None:
    document = _of(
        makers.investment(souss, ticket_min_minor=655_957, ticket_max_minor=6_559_570, currency="XOF", stage="growth")
    )
    assert document.values["ticket_min_eur_minor"] == 100_000
    assert document.values["ticket"] == ["500-2000", "2000-10000", "10000-50000"]
    assert document.values["kind"] == "investment"


def test_bands_cover_every_amount_once() -> None:
    assert BANDS == ("0-500", "500-2000", "2000-10000", "10000-50000", "50000-250000", "250000-")
    assert bands(50_000, 50_000) == ["500-2000"]
    assert bands(None, 40_000) == ["0-500"]
    assert bands(30_000_000, None) == ["250000-"]
    assert bands(None, None) == []


@pytest.mark.django_db
def test_an_amount_without_a_known_rate_has_no_euro() -> None:
    dated = Dated(dt.date(2026, 11, 23))
    assert dated.eur_minor(100, "CAD") is None
    assert dated.eur_minor(None, "EUR") is None
    assert dated.eur_minor(100, "EUR") == 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "state", "stopped"),
    [
        ({}, {}, False),
        ({"seats": 2}, {"seats_taken": 2}, True),
        ({"seats": 2}, {"seats_taken": 1}, False),
        ({"pending_limit": 5}, {"pending_count": 5}, True),
        ({}, {"closed_early_at": makers.NOW}, True),
        ({}, {"paused_at": makers.NOW}, True),
        ({}, {"paused_at": makers.NOW, "paused_until": makers.TODAY}, False),
    ],
)
def test_what_nobody_can_answer_is_stopped(
    souss: makers.Agency, facts: dict[str, Any], state: dict[str, Any], stopped: bool
) -> None:
    pages = [makers.call(souss, **facts), *([] if "seats" in facts else [makers.investment(souss, **facts)])]
    for page in pages:
        OpportunityState.objects.create(page=page, **state)
        values = _of(page).values
        assert (values["stopped"], values["paused_until"]) == (stopped, state.get("paused_until"))


@pytest.mark.django_db
def test_drafts_and_pages_of_agencies_that_are_not_live_have_no_document(souss: makers.Agency) -> None:
    draft = makers.call(souss, publish=False)
    page = makers.call(souss)
    assert [document.id for document in all_opportunities()] == [page.public_id]
    assert list(opportunities([draft.pk, 999_999])) == []
    souss.page.unpublish()
    assert list(all_opportunities()) == []


@pytest.mark.django_db
def test_reading_pages_takes_as_many_queries_for_five_as_for_thirty(
    souss: makers.Agency, water: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = [makers.call(souss).pk for _ in range(30)]
    list(opportunities(made))  # the taxonomy is read once
    with CaptureQueriesContext(connection) as few:
        assert len(list(opportunities(made[:5]))) == 5
    with django_assert_num_queries(len(few)):
        assert len(list(opportunities(made))) == 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "newest"), [(None, 0), (dt.date(1998, 6, 4), int(dt.datetime(1998, 6, 4, tzinfo=dt.UTC).timestamp()))]
)
def test_a_reference_is_as_old_as_its_project_and_no_date_hides_it(
    souss: makers.Agency, starts_on: dt.date | None, newest: int
) -> None:
    page = Reference(
        live=False, source="worldbank", external_id="P1", source_language="en", starts_on=starts_on, closes_on=starts_on
    )
    page.texts = [ReferenceText(language="en", title="A road")]
    souss.page.add_child(instance=page)
    page.save_revision().publish()
    values = _of(page).values
    assert (values["kind"], values["newest"], values["closes_on"], values["stopped"]) == (
        "reference",
        newest,
        None,
        False,
    )
