"""What is open elsewhere for who had no answer: what fits best, or else what is nearest to the page she wrote to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.opportunities.models import CallSkill
from marketplace.answers.models import Submission
from marketplace.profiles.operations.blocking import block
from matching.serving.others import fitting
from search.engines.base import EngineDown
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.interests import makers as interests

pytestmark = pytest.mark.django_db
NOW = makers.NOW


class Down:
    def search(self, index, query):
        raise EngineDown("no disk")


def down(monkeypatch) -> None:
    monkeypatch.setattr("matching.candidates.queries.search_engine", Down)


def found(submission: Submission) -> list[str]:
    return [title for title, _url in fitting(submission=submission, language="fr", now=NOW)]


def call(name: str, *skills, sector=None, **facts):
    agency = cms.agency(f"Agence {name}", country=facts.pop("agency_country", "MA"))
    page = cms.call(agency, texts={"fr": name}, **facts)
    page.skills = [CallSkill(concept=skill) for skill in skills]
    if sector:
        page.sectors = [sector]
    page.save_revision().publish()
    return page


def test_the_agency_that_was_silent_is_not_proposed_and_what_is_proposed_has_its_address():
    agency = cms.agency("Souss")
    page = cms.call(agency)
    cms.call(agency, texts={"fr": "Encore Souss"})
    others = [call(name) for name in ("Oriental", "Fès", "Dakhla")]
    two = fitting(submission=makers.application(page), language="fr", now=NOW)
    assert len(two) == 2
    assert set(two) < {(other.text("fr").title, f"/o/{other.public_id}/") for other in others}


def test_while_the_engine_is_down_what_shares_skills_comes_first_then_country_then_the_newest(monkeypatch):
    down(monkeypatch)
    welding, sector = cms.skill("soudure"), cms.skill("énergie")
    sector.kind, sector.code = "sector", "D"
    sector.save()
    far = call("Loin et neuf", agency_country="SN")
    page = call("Souss", welding, sector=sector)
    application = makers.application(page)
    assert found(application) == ["Loin et neuf"]
    same_country = call("Pays")
    assert found(application) == ["Pays", "Loin et neuf"]
    call("Secteur", sector=sector, agency_country="SN")
    assert found(application) == ["Secteur", "Pays"]
    call("Savoir", welding, sector=sector, agency_country="ML")
    assert found(application) == ["Savoir", "Secteur"]
    newer = call("Pays encore")
    assert newer.first_published_at > same_country.first_published_at > far.first_published_at


def test_a_ranking_that_raises_whatever_it_may_is_made_up_for(monkeypatch, caplog):
    def fails(*_args, **_facts):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("matching.serving.others.ranked_for", fails)
    application = makers.application(call("Souss"))
    call("Oriental"), call("Fès")
    assert found(application) == ["Fès", "Oriental"]
    assert "nothing is ranked for the letter" in caplog.text


def test_what_is_closed_or_kept_away_from_or_applied_to_is_never_proposed(monkeypatch):
    down(monkeypatch)
    page = call("Souss")
    person = makers.expert()
    application = makers.application(page, person)
    away, applied = call("Loin de moi"), call("Déjà")
    call("Close", closes_on=NOW.date() - cms.dt.timedelta(days=1))
    call("Brouillon").unpublish()
    makers.application(applied, person)
    block(user=person, organisation=away.agency.organisation, now=NOW)
    assert found(application) == []
    call("Ouverte")
    assert found(application) == ["Ouverte"]


def test_an_investor_is_proposed_investments_and_what_is_too_few_is_filled_up(monkeypatch):
    down(monkeypatch)
    project = cms.investment(cms.agency("Souss"))
    interest = interests.interest(project)
    call("Une mission")
    cms.investment(cms.agency("Fès"), texts={"fr": "Moulin"})
    assert found(interest) == ["Moulin"]


def test_the_queries_do_not_grow_with_what_is_open(monkeypatch):
    down(monkeypatch)
    application = makers.application(call("Souss"))
    counts = []
    for names in ("ab", "cdefgh"):
        for name in names:
            call(name)
        found(application)
        with CaptureQueriesContext(connection) as queries:
            assert len(found(application)) == 2
        counts.append(len(queries))
    assert counts[0] == counts[1]
