"""Ready letters: one per reason and language, proposed anew while nobody has written in them."""

import pytest

from marketplace.answers.forms import OF_AN_END, USUAL, reasons
from marketplace.answers.letters import LETTERS, ready_letter
from marketplace.answers.lifecycle import Actor, Kind, Reason
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.interests.makers import interest, investor

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def sent(agency):
    return makers.application(cms.call(agency))


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_every_reason_has_a_letter_of_its_own_in_every_language(agency, language):
    person = makers.expert(name="Awa")
    person.language = language
    person.save()
    sent = makers.application(cms.call(agency), person)
    page = sent.opportunity.specific
    letters = {reason: ready_letter(sent, "refuse", page, reason=reason) for reason in USUAL}
    own = {reason: text for reason, text in letters.items() if reason not in (Reason.OTHER,)}
    assert len(set(own.values())) == len(own)
    for text in letters.values():
        assert "Awa" in text
        assert sent.number in text
        assert "\n\n\n" not in text
    others = {ready_letter(sent, "refuse", page, reason="dates")}
    for other in {"fr", "ar", "en", "es"} - {language}:
        sent.language = other
        others.add(ready_letter(sent, "refuse", page, reason="dates"))
    assert len(others) == 4


def test_a_move_without_a_letter_has_none(sent):
    page = sent.opportunity.specific
    assert [name for name in ("shortlist", "complete", *LETTERS) if not ready_letter(sent, name, page)] == [
        "shortlist",
        "complete",
    ]


def test_a_coordinator_signs_with_her_name(sent):
    page = sent.opportunity.specific
    text = ready_letter(sent, "refuse", page, reason="dates", actor=Actor.COORDINATOR, by=factories.user(name="Salma"))
    assert "Salma" in text.splitlines()[-1]
    assert "Souss" in text.splitlines()[-1]


def test_the_reasons_fit_the_kind_and_the_move():
    assert Reason.AMOUNT not in dict(reasons(Kind.APPLICATION, "refuse"))
    assert Reason.DATES not in dict(reasons(Kind.INTEREST, "refuse"))
    assert list(dict(reasons(Kind.APPLICATION, "take_back"))) == ["dates", "terms", "dropped", "other"]


def test_choosing_a_reason_proposes_its_letter_and_changes_nothing(as_user, agency, sent):
    client, address = as_user(agency.editor), f"/fr/desk/answers/{sent.public_id}/"
    page = sent.opportunity.specific
    typed = {"propose": "refuse", "reason": "dates", "letter": ready_letter(sent, "refuse", page), "note": "À voir."}
    wanted = ready_letter(sent, "refuse", page, reason="dates").splitlines()[4]
    whole = client.post(address, typed).content.decode()
    assert wanted[:40].replace("’", "&#x27;") in whole or wanted[:40] in whole
    assert "À voir." in whole
    part = client.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert wanted[:40] in part
    assert "<html" not in part
    sent.refresh_from_db()
    assert (sent.status, sent.moves.count()) == ("submitted", 1)


def test_a_letter_that_somebody_has_written_stays_until_she_wants_the_ready_one(as_user, agency, sent):
    client, address = as_user(agency.editor), f"/fr/desk/answers/{sent.public_id}/"
    typed = {"propose": "refuse", "reason": "dates", "letter": "Mes propres mots."}
    kept = client.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert "Mes propres mots." in kept
    assert 'name="replace"' in kept
    replaced = client.post(address, typed | {"replace": "refuse"}, headers={"HX-Request": "true"}).content.decode()
    assert "Mes propres mots." not in replaced


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_every_reason_for_the_end_of_an_interest_has_a_letter_of_its_own(agency, language):
    sent = interest(cms.investment(agency), investor(language=language))
    page = sent.opportunity.specific
    letters = {ready_letter(sent, "fall_through", page, reason=reason) for reason in ("", *OF_AN_END)}
    assert len(letters) == len(OF_AN_END) + 1
