"""The pages of what was sent: as many queries for five as for fifty, what each reader may see, and what comes next."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership, Role
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.operations.moving import move
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.answers.makers import signed_in

pytestmark = pytest.mark.django_db


def _named(agency: cms.Agency, user) -> Coordinator:
    return Coordinator.objects.create(
        organisation=agency.organisation, user=user, named_at=makers.NOW, confirmed_at=makers.NOW
    )


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is cached per process is cached now
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len([one for one in seen if not re.search("SAVEPOINT", one["sql"])])


def test_the_list_of_what_one_has_sent_asks_as_much_for_five_as_for_fifty():
    person = makers.expert()
    agencies = [cms.agency(f"Agence {number}") for number in range(5)]
    counts = []
    for most in (1, 10):
        for agency in agencies:
            for _ in range(most - (1 if most > 1 else 0)):
                makers.application(makers.call(agency), person, now=timezone.now())
        counts.append(queries(signed_in(person), "/fr/account/answers/"))
    assert counts[0] == counts[1]
    assert person.submissions.count() == 50


@pytest.mark.parametrize("address", ["/fr/desk/answers/", "/ar/desk/answers/?all=1"])
def test_the_list_of_what_waits_asks_as_much_for_five_as_for_fifty(address):
    agency = cms.agency("Souss")
    counts = []
    for most in (5, 45):
        for _ in range(most):
            makers.application(makers.call(agency), now=timezone.now())
        counts.append(queries(signed_in(agency.editor), address))
    assert counts[0] == counts[1]


def test_one_application_asks_as_much_after_three_moves_as_after_one():
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), now=timezone.now())
    own, team = f"/fr/account/answers/{sent.public_id}/", f"/fr/desk/answers/{sent.public_id}/"
    few = queries(signed_in(sent.person), own), queries(signed_in(agency.editor), team)
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": timezone.now()}
    for name in ("shortlist", "interview"):
        move(submission=sent, name=name, **facts)
    assert (queries(signed_in(sent.person), own), queries(signed_in(agency.editor), team)) == few


def test_the_account_leads_to_what_one_has_sent():
    person = makers.expert()
    page = signed_in(person).get("/fr/account/settings/").content.decode()
    assert '<a class="nav-link" href="/fr/account/answers/"' in page


NEXT = {
    "shortlist": "Vous êtes dans la présélection.",
    "interview": "L’agence souhaite s’entretenir avec vous",
    "offer": "Acceptez ou déclinez : la place vous est gardée d’ici là.",
    "refuse": "L’agence a dit non cette fois-ci.",
}


@pytest.mark.parametrize(("name", "sentence"), NEXT.items())
def test_a_person_reads_what_comes_next(name, sentence):
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), now=timezone.now())
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": timezone.now()}
    move(submission=sent, name=name, reason="dates", letter="Une lettre.", **facts)
    own = signed_in(sent.person)
    page = own.get(f"/fr/account/answers/{sent.public_id}/").content.decode().replace("\xa0", " ")
    assert sentence in page
    assert page.count("Une lettre.") == 1
    assert sentence in own.get("/fr/account/answers/").content.decode().replace("\xa0", " ")
    mailed = Notification.objects.filter(recipient=sent.person).latest("pk")
    assert "Une lettre." in mailed.text  # whatever the move, a letter that was written goes out


@pytest.mark.parametrize(
    ("do", "status", "subject"),
    [
        ("accept", Status.ACCEPTED, "Offer accepted"),
        ("decline", Status.DECLINED, "Offer declined"),
    ],
)
def test_the_agency_is_told_once_what_a_person_decides_without_her_name(do, status, subject):
    agency = cms.agency("Souss")
    coordinator = factories.user(language="en")
    _named(agency, coordinator)
    viewer = cms.member(agency.organisation, Role.VIEWER)
    person = makers.expert(name="Awa Traoré")
    sent = makers.application(makers.call(agency), person, now=timezone.now())
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": timezone.now()}
    move(submission=sent, name="offer", **facts)
    own = signed_in(person)
    for _ in range(2):  # a double click
        own.post(f"/fr/account/answers/{sent.public_id}/", {"do": do, "note": "Avec plaisir"})
    sent.refresh_from_db()
    assert sent.status == status
    told = Notification.objects.filter(kind="submission.by_person")
    assert {each.recipient for each in told} == {agency.editor, agency.moderator, coordinator}
    assert not told.filter(recipient=viewer).exists()
    assert all(subject in each.subject and sent.number in each.text and "Avec plaisir" in each.text for each in told)
    assert not any("Awa" in each.subject + each.text for each in told)


def test_who_left_the_team_and_who_only_judges_read_no_application():
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), now=timezone.now())
    viewer, assessor = (cms.member(agency.organisation, role) for role in (Role.VIEWER, Role.ASSESSOR))
    address = f"/fr/desk/answers/{sent.public_id}/"
    looked = signed_in(viewer).get(address)
    assert looked.status_code == 200
    assert 'name="do"' not in looked.content.decode()
    assert signed_in(viewer).post(address, {"do": "offer"}).status_code == 200
    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED
    assert signed_in(assessor).get(address).status_code == 404
    Membership.objects.filter(user=agency.editor).delete()
    assert signed_in(agency.editor).get(address).status_code == 404


@pytest.mark.parametrize(("letter", "registered"), [("", False), ("À bientôt.", True)])
def test_a_shortlist_is_registered_when_it_goes_with_a_letter_and_is_said_to_be_only_then(letter, registered):
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), now=timezone.now())
    client = signed_in(agency.editor)
    done = client.post(f"/en/desk/answers/{sent.public_id}/", {"do": "shortlist", "letter": letter}, follow=True)
    made = sent.moves.get(name="shortlist")
    assert (made.entry is not None, "it is registered" in done.content.decode()) == (registered, registered)
    sent.refresh_from_db()
    assert sent.entry.standing.status == "registered"  # it waits for its answer still


def test_a_coordinator_reads_and_answers_until_she_is_no_longer_named():
    agency = cms.agency("Souss")
    coordinator = factories.user(language="fr")
    named = _named(agency, coordinator)
    sent = makers.application(makers.call(agency), now=timezone.now())
    client, address = signed_in(coordinator), f"/fr/desk/answers/{sent.public_id}/"
    client.post(address, {"do": "shortlist"})
    sent.refresh_from_db()
    assert (sent.status, sent.moves.last().actor) == (Status.SHORTLISTED, Actor.COORDINATOR)
    named.ended_at = makers.NOW + dt.timedelta(days=1)
    named.save()
    assert client.get(address).status_code == 404
