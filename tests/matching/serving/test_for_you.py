"""What a person sees as "for you": her own open opportunities, in order, with reasons, in her language."""

import datetime as dt
import re

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.engines.base import EngineDown
from tests.cms import makers as cms
from tests.matching import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: cms.NOW)


@pytest.fixture
def irrigation():
    return cms.skill("irrigation", ar="الري", en="irrigation", es="riego")


@pytest.fixture
def accounting():
    return cms.skill("comptabilité", ar="المحاسبة", en="accounting", es="contabilidad")


@pytest.fixture
def agency():
    return cms.agency("Souss")


def cards(response, attribute="opportunity"):
    return re.findall(rf'<article[^>]* data-{attribute}="(\w+)"', response.content.decode())


def test_the_fitting_call_comes_first_with_its_reason_in_arabic(as_user, agency, irrigation, accounting):
    farm = makers.call(agency, irrigation, texts={"ar": "الري في الواحة", "fr": "Irriguer l'oasis"})
    books = makers.call(agency, accounting, texts={"fr": "Tenir les comptes"})
    profile = makers.expert(irrigation, languages={"fr": "native"})
    makers.index([farm, books])

    response = as_user(profile.user).get("/ar/for-you/")

    assert response.status_code == 200
    assert cards(response)[0] == farm.public_id
    assert 'data-reason="required_held"' in response.content.decode()
    assert "الري" in response.content.decode()


def test_a_language_short_is_a_gap_with_both_levels(as_user, agency, irrigation):
    farm = makers.call(agency, irrigation, languages={"ar": "B2"})
    profile = makers.expert(irrigation, languages={"ar": "B1"})
    makers.index([farm])

    response = as_user(profile.user).get("/en/for-you/")

    assert '<li data-gap="language_short">' in response.content.decode()
    assert "Asks for Arabic B2, you have B1" in response.content.decode()


def test_a_card_shows_six_reasons_and_folds_the_rest_without_a_script(as_user, agency, irrigation):
    facts = {"work_mode": "remote", "days_per_week": 2, "compensation": "volunteer", "region": "MA-09"}
    page = makers.call(agency, irrigation, languages={"fr": "B2"}, **facts)
    profile = makers.expert(
        irrigation,
        user=cms.person(home_country="MA"),
        languages={"fr": "native"},
        country="MA",
        work_modes=["remote"],
        days_per_week=5,
        compensation_wish="volunteer",
        available_from=cms.TODAY,
    )
    makers.index([page])
    document = lxml.html.fromstring(as_user(profile.user).get("/en/for-you/").content.decode())
    (card,) = document.xpath("//article")
    folded = card.xpath(".//details//@data-reason")
    shown = [code for code in card.xpath(".//@data-reason") if code not in folded]
    assert shown == ["required_held", "languages_met", "home_country", "lives_there", "available", "work_mode"]
    assert folded == ["days_met", "volunteer"]
    (summary,) = card.xpath(".//details/summary")
    assert summary.text_content() == "2 more remarks"


def test_what_is_closed_is_never_for_you(as_user, agency, irrigation):
    day = dt.timedelta(days=1)
    open_call = makers.call(agency, irrigation)
    closed = makers.call(agency, irrigation, closes_on=cms.TODAY - day)
    makers.index([open_call, closed])
    response = as_user(makers.expert(irrigation).user).get("/fr/for-you/")
    assert cards(response) == [open_call.public_id]


def test_a_person_without_a_profile_is_shown_the_way_to_one(as_user):
    response = as_user(cms.person()).get("/en/for-you/")
    assert response.status_code == 200
    assert "You have no profile yet" in response.content.decode()
    assert cards(response) == []


def test_nothing_open_says_so(as_user, irrigation):
    response = as_user(makers.expert(irrigation).user).get("/en/for-you/")
    assert "Nothing is open at the moment." in response.content.decode()


def test_an_engine_that_is_down_is_told_and_loses_nothing(as_user, irrigation, agency, monkeypatch):
    class Down:
        def search(self, index, query):
            raise EngineDown("no disk")

    page = cms.call(agency)
    monkeypatch.setattr("matching.candidates.queries.search_engine", Down)
    response = as_user(makers.expert(irrigation).user).get("/en/for-you/")
    assert response.status_code == 503
    assert "The search is not answering just now" in response.content.decode()
    assert "no disk" not in response.content.decode()
    assert cards(response) == [page.public_id]  # the newest, from the database


def test_a_visitor_is_sent_to_sign_in(client):
    response = client.get("/fr/for-you/")
    assert response.status_code == 302
    assert "/account/login/" in response.url


def test_an_investor_reads_by_how_much_the_ticket_is_short(as_user, agency):
    project = cms.investment(agency, ticket_min_minor=27_738_280, currency="XOF")
    profile = makers.investor(ticket_max_minor=40_000_00, currency="EUR", countries=["MA"])
    makers.index([project])
    response = as_user(profile.user).get("/en/for-you/")
    # 40,000 EUR at the fixed 655.957 are 26,238,280 XOF
    assert cards(response) == [project.public_id]
    assert re.search(r"Your ticket is F?\s*(CFA|XOF)?\D*1,500,000", response.content.decode())


def test_the_queries_are_as_many_for_fifty_as_for_five(as_user, agency, irrigation, django_assert_num_queries):
    client = as_user(makers.expert(irrigation, languages={"fr": "native"}).user)
    pages = [makers.call(agency, irrigation, languages={"fr": "B2"}, region="MA-09") for _ in range(5)]
    makers.index(pages)
    client.get("/fr/for-you/")  # what is read once per process is read now
    with CaptureQueriesContext(connection) as five:
        assert len(cards(client.get("/fr/for-you/"))) == 5
    more = [makers.call(agency, irrigation, languages={"fr": "B2"}, region="MA-09") for _ in range(45)]
    makers.index(more)
    with django_assert_num_queries(len(five)):
        assert len(cards(client.get("/fr/for-you/"))) == 20
