"""How many qualified people there are for a call in the editor, and what one change would find; nobody is named."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.opportunities.models import CallSkill
from foundation.accounts.models import User
from foundation.taxonomy.models import Concept
from matching.ranking.quick import Quick
from matching.ranking.reach import Change, Reach
from matching.readings.operations import read_waiting
from matching.serving import reach
from matching.serving.reach import reach_in_words, reach_of_page
from search.engines.base import EngineDown
from tests.cms import makers as cms
from tests.marketplace.answers import makers as applications
from tests.matching import makers
from tests.matching.makers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """A call that requires two skills and French, on site; people whom one thing, or none, keeps from it."""
    agency = cms.agency("Souss")
    weld, pipes, bees = cms.skill("soudure"), cms.skill("tuyauterie"), cms.skill("apiculture")
    call = makers.call(agency, weld, pipes, languages={"fr": "B2"}, work_mode="onsite")
    fits = {"languages": {"fr": "C1", "ar": "native"}, "work_modes": ["onsite"]}
    people = [
        makers.expert(weld, pipes, headline="Marguerite Soudure", **fits),
        makers.expert(weld, pipes, **(fits | {"languages": {"fr": "native"}})),
        makers.expert(weld, **fits),  # lacks one skill
        makers.expert(weld, **fits),
        makers.expert(weld, pipes, **(fits | {"languages": {"es": "C1"}, "text_language": "es"})),  # lacks the language
        makers.expert(weld, pipes, **(fits | {"work_modes": ["remote"]})),
        makers.expert(weld, pipes, **fits, available_from=cms.FACTS["ends_on"] + dt.timedelta(days=9)),
        makers.expert(weld, **(fits | {"work_modes": ["remote"]})),  # two things: no one change finds her
        makers.expert(bees, **fits),  # another trade
        makers.expert(weld, pipes, consent=False, **fits),
    ]
    makers.index([call], people)
    return agency, call, pipes


def test_the_qualified_are_counted_with_their_languages_and_each_change_with_whom_it_finds(house):
    _agency, call, pipes = house
    found, says_enough = reach_of_page(call)
    assert says_enough
    assert (found.compared, found.qualified) == (9, 2)
    assert found.languages == (("fr", 2), ("ar", 1))
    assert found.changes == (
        Change("skill", pipes.uri, 2),
        Change("dates", "", 1),
        Change("language", "fr", 1, "es"),
        Change("mode", "onsite", 1),
    )


def test_the_draft_at_hand_is_counted_not_what_is_public(house):
    _agency, call, pipes = house
    draft = call.get_latest_revision_as_object()
    draft.skills = [row for row in draft.skills.all() if row.concept_id != pipes.pk]
    assert reach_of_page(draft)[0].qualified == 4
    draft.skills.add(CallSkill(concept=pipes))
    assert reach_of_page(draft)[0].qualified == 2
    assert reach_of_page(call)[0].qualified == 2


def test_the_editor_says_it_before_and_after_publishing_and_names_nobody(house):
    agency, call, pipes = house
    client = Client()
    client.force_login(agency.editor)
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "2 qualified experts can be found now" in page
    assert 'data-change="skill" data-more="2"' in page
    assert "Marguerite" not in page
    assert "Counted are all 9 experts who agreed to be found." in page
    assert "data-applied" not in page
    draft = makers.call(agency, pipes, languages={"fr": "B2"})
    draft.unpublish()
    page = client.get(f"/cms/pages/{draft.pk}/edit/").content.decode()
    assert "Published as it stands, this call has 3 qualified experts" in page
    assert "has applied already" not in page


def test_what_is_remembered_is_not_remembered_longer_because_it_is_asked_for(house, monkeypatch):
    _agency, call, _pipes = house
    kept = []
    monkeypatch.setattr(reach.cache, "set", lambda key, value, seconds: kept.append((key, value, seconds)))
    said = reach_in_words(call, language="fr", now=NOW)
    ((key, value, _seconds),) = kept
    monkeypatch.setattr(reach.cache, "get", {key: value}.get)
    assert reach_in_words(call, language="fr", now=NOW) == said
    assert len(kept) == 1


def test_who_has_applied_is_told_apart_once_the_call_is_public(house):
    agency, call, _pipes = house
    client = Client()
    client.force_login(agency.editor)
    qualified, other = User.objects.filter(expert_profile__headline="Marguerite Soudure"), cms.person("Without Profile")
    applications.application(call, qualified.get())
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "1 qualified expert can be found now" in page
    assert "1 person has applied already and is not counted here." in page
    assert "Counted are all 8 experts who agreed to be found." in page
    assert "Marguerite" not in page
    applications.application(call, other)
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "2 people have applied already and are not counted here." in page
    assert "Counted are all 8 experts" in page


def test_the_count_needs_no_search_engine(house, monkeypatch):
    agency, call, _pipes = house

    def down() -> None:
        raise EngineDown("down")

    monkeypatch.setattr("search.engines.current.search_engine", down)
    monkeypatch.setattr("matching.candidates.queries.search_engine", down)
    client = Client()
    client.force_login(agency.editor)
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "2 qualified experts can be found now" in page


def test_where_nobody_agreed_to_be_found_it_is_said():
    agency = cms.agency("Souss")
    call = makers.call(agency, cms.skill("soudure"))
    client = Client()
    client.force_login(agency.editor)
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "No expert has agreed to be found yet" in page
    assert "qualified expert" not in page
    applications.application(call)
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "Nobody else has agreed to be found yet" in page


def test_a_call_without_a_language_still_says_what_the_qualified_speak():
    agency = cms.agency("Souss")
    weld = cms.skill("soudure")
    call = makers.call(agency, weld)
    for spoken in ({"fr": "A2"}, {"fr": "C1", "ar": "native"}, {"wo": "native"}, {}):
        makers.expert(weld, languages=spoken)
    said = reach_in_words(call, language="en", now=NOW)
    # Who names Wolof alone writes French all the same; who names none is told apart.
    assert (said.qualified, said.languages, said.unsaid) == (4, [("French", 3), ("Arabic", 1), ("Wolof", 1)], 1)
    assert said.changes == []
    client = Client()
    client.force_login(agency.editor)
    page = client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert "1 names no language" in page
    assert "No change of one thing alone would find more." in page


def test_what_was_not_read_yet_makes_it_at_least_so_many(house, monkeypatch):
    agency, call, _pipes = house
    monkeypatch.setattr("matching.candidates.crowd.READ_NOW", 1)
    fits = {"languages": {"fr": "C1"}, "work_modes": ["onsite"]}
    for _ in range(3):
        makers.expert(headline="Soudure, tuyauterie", **fits)
    found = reach_of_page(call)[0]
    assert (found.qualified, found.compared, found.unread > 0) == (2, 12, True)
    client = Client()
    client.force_login(agency.editor)
    assert "At least so many" in client.get(f"/cms/pages/{call.pk}/edit/").content.decode()
    assert read_waiting(now=NOW) == 12
    found = reach_of_page(call)[0]
    assert (found.qualified, found.compared, found.unread) == (5, 12, 0)


def test_sentences_are_in_the_language_of_the_reader(house):
    _agency, call, _pipes = house
    said = reach_in_words(call, language="en", now=NOW)
    assert [change.text for change in said.changes] == [
        "Ask for “tuyauterie” as desired, not required",
        "Move the dates",
        "Let Spanish do instead of French",
        "Allow remote work, at least in part",
    ]
    assert said.languages == [("French", 2), ("Arabic", 1)]


def test_a_call_that_asks_for_nothing_has_no_qualified_people_yet():
    agency = cms.agency("Souss")
    call = cms.call(agency, texts={"fr": "…"})
    makers.index([call], [makers.expert(cms.skill("soudure"))])
    said = reach_in_words(call, language="fr", now=NOW)
    assert (said.says_enough, said.qualified, said.changes) == (False, 0, [])


def test_of_a_call_that_asks_for_nothing_nobody_is_read(monkeypatch):
    call = cms.call(cms.agency("Souss"), texts={"fr": "…"})
    makers.index([call], [makers.expert(cms.skill("soudure"))])
    monkeypatch.setattr(reach, "reach_for", lambda *args: pytest.fail("somebody was read"))
    assert reach_of_page(call) == (Reach(compared=0, qualified=0), False)


def test_where_no_skill_is_required_only_those_are_weighed_who_have_something_of_the_call(monkeypatch):
    weld, bees = cms.skill("soudure"), cms.skill("apiculture")
    farming, fishing = (
        Concept.objects.create(uri=f"urn:test:isic:{code}", kind="sector", code=code) for code in ("01", "03")
    )
    call = makers.call(cms.agency("Souss"), texts={"fr": "Mission de soudure"})
    call.sectors.set([farming])
    call.save_revision().publish()
    people = [makers.expert(weld), makers.expert(headline="Soudure"), *(makers.expert(bees) for _ in range(5))]
    people[2].sectors.set([farming])
    people[3].sectors.set([fishing])
    makers.index([call], people)
    read_waiting(now=NOW)
    weighed = []
    outcome = Quick.outcome

    def seen(self, person, said, sectors):
        weighed.append(int(person.id))
        return outcome(self, person, said, sectors)

    monkeypatch.setattr(Quick, "outcome", seen)
    found = reach_of_page(call.__class__.objects.get(pk=call.pk))[0]
    assert sorted(weighed) == [person.pk for person in people[:3]]
    assert (found.compared, found.qualified, found.unread) == (7, 3, 0)


def test_as_many_queries_for_three_people_as_for_twelve(house):
    _agency, call, _pipes = house

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            reach_of_page(call)
        return len(caught)

    asked()
    before = asked()
    more = [makers.expert(*[row.concept for row in call.skills.all()], languages={"fr": "C1"}) for _ in range(9)]
    makers.index([], more)
    assert asked() == before
