"""What a person has applied to is not proposed to her again, nor she to its agency; what is full to nobody."""

import pytest

from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.moving import move
from marketplace.profiles.models import ExpertProfile
from matching.serving.lists import people_for, ranked_for
from matching.serving.queries import profiles_of
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def proposed(person) -> set[str]:
    return {row.id for row in ranked_for(profiles_of(person)["expert"], language="fr", now=NOW, least=0).rows}


def test_what_was_sent_is_left_out_until_it_is_taken_back():
    call, other = cms.call(cms.agency("Souss")), cms.call(cms.agency("Oriental"))
    person = makers.expert()
    assert proposed(person) == {call.public_id, other.public_id}
    makers.draft(call, person)
    assert proposed(person) == {call.public_id, other.public_id}
    from marketplace.applications.models import Application
    from marketplace.applications.operations import submit

    submit(application=Application.objects.get(), by=person, now=NOW)
    assert proposed(person) == {other.public_id}
    move(submission=Application.objects.get(), name="withdraw", actor=Actor.PERSON, by=person, now=NOW)
    assert proposed(person) == {call.public_id, other.public_id}


def test_who_has_applied_is_not_proposed_to_the_agency():
    call = cms.call(cms.agency("Souss"))
    people = [makers.expert(), makers.expert()]
    ExpertProfile.objects.update(consent=True)
    found = {row.id for row in people_for(call, language="fr", now=NOW, least=0).rows}
    makers.application(call, people[0])
    left = {row.id for row in people_for(call, language="fr", now=NOW, least=0).rows}
    assert found - left == {ExpertProfile.objects.get(user=people[0]).public_id}


def test_a_full_list_is_proposed_to_nobody():
    agency = cms.agency("Souss")
    call = cms.call(agency, pending_limit=1)
    makers.application(call)
    assert proposed(makers.expert()) == set()
