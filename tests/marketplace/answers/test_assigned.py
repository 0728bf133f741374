"""Who is in charge of an entry in the register and who answers what it is about are one fact."""

import pytest
from django.utils import timezone

from foundation.base.errors import DomainError
from foundation.clocks.operations import tick
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership, Role
from foundation.outbox.models import Event
from foundation.registry.handling import annul, assign
from foundation.registry.models import Standing, Step
from marketplace.answers.consumers import entry_assigned
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import AnswerLink, Passing
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.passing import pass_on
from marketplace.answers.queries import waiting_for
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def sent(agency):
    return makers.application(makers.call(agency), now=timezone.now())


def _assign(sent, agency, to):
    assign(entry=sent.entry, in_charge=to, by=agency.moderator, now=timezone.now())
    tick(now=timezone.now())


def _told(person):
    return Notification.objects.filter(recipient=person, kind="answers.passed_on")


def _page_of(sent, person):
    entry = sent.entry
    address = f"/fr/desk/register/{entry.office.organisation.slug}/entries/{entry.public_id}/"
    return makers.signed_in(person).get(address).content.decode()


def test_who_is_put_in_charge_in_the_register_answers_hears_of_it_and_finds_it_first(agency, sent):
    first = makers.application(makers.call(agency, answers_by=sent.answer_on), now=timezone.now())
    type(first).objects.filter(pk=first.pk).update(answer_on=sent.answer_on.replace(day=1))
    client = makers.signed_in(agency.moderator)
    page = f"/fr/desk/register/{agency.organisation.slug}/entries/{sent.entry.public_id}/"
    assert "lien par e-mail" in client.get(page).content.decode()
    assert client.post(f"{page}assign/", {"assign-in_charge": agency.editor.pk}).status_code == 302
    tick(now=timezone.now())
    passing = Passing.objects.get()
    assert (passing.by, passing.to, passing.actor) == (agency.moderator, agency.editor, Actor.AGENCY)
    assert _told(agency.editor).count() == 1
    assert AnswerLink.objects.filter(user=agency.editor, submission=sent).count() == 1
    assert sent.public_id not in {row.public_id for row in waiting_for(agency.moderator)}
    desk = makers.signed_in(agency.editor).get("/fr/desk/").content.decode()
    assert desk.index(f'data-submission="{sent.public_id}"') < desk.index(f'data-submission="{first.public_id}"')
    assert "data-hers" in desk
    answer = client.get(f"/fr/desk/answers/{sent.public_id}/").content.decode()
    assert f"Transmis à {agency.editor}" in answer


def test_told_again_late_or_out_of_order_it_ends_the_same_and_assigns_nothing(agency, sent):
    _assign(sent, agency, agency.editor)
    _assign(sent, agency, agency.moderator)
    steps = Step.objects.count()
    events = list(Event.objects.filter(name="registry.entry_assigned").order_by("pk"))
    for event in [*events, *reversed(events)]:
        entry_assigned(event)
    assert list(Passing.objects.values_list("to", flat=True)) == [agency.editor.pk, agency.moderator.pk]
    assert _told(agency.editor).count() == 1
    assert _told(agency.moderator).count() == 0  # she took it on herself
    assert (Step.objects.count(), Event.objects.filter(name="registry.entry_assigned").count()) == (steps, 2)


def test_passing_on_assigns_the_entry_and_is_not_passed_on_once_more(agency, sent):
    pass_on(submission=sent, to=agency.editor, actor=Actor.AGENCY, by=agency.moderator, now=timezone.now())
    tick(now=timezone.now())
    assert Standing.objects.get(entry=sent.entry).in_charge == agency.editor
    assert (Passing.objects.count(), _told(agency.editor).count()) == (1, 1)


def test_what_is_passed_on_to_a_coordinator_stays_hers_and_the_register_says_so(agency, sent):
    coordinator = factories.user(name="Nadia")
    now = timezone.now()
    Coordinator.objects.create(organisation=agency.organisation, user=coordinator, named_at=now, confirmed_at=now)
    _assign(sent, agency, agency.editor)
    pass_on(submission=sent, to=coordinator, actor=Actor.AGENCY, by=agency.moderator, now=timezone.now())
    tick(now=timezone.now())
    assert Standing.objects.get(entry=sent.entry).in_charge is None
    assert list(Passing.objects.values_list("to", flat=True)) == [agency.editor.pk, coordinator.pk]
    assert "Transmis à Nadia" in _page_of(sent, agency.moderator)
    _assign(sent, agency, agency.editor)
    assert Passing.objects.last().to == agency.editor


def test_with_nobody_in_charge_it_is_everybodys_again(agency, sent):
    _assign(sent, agency, agency.editor)
    assert waiting_for(agency.moderator) == []
    _assign(sent, agency, None)
    assert [row.pk for row in waiting_for(agency.moderator)] == [sent.pk]
    answer = makers.signed_in(agency.moderator).get(f"/fr/desk/answers/{sent.public_id}/").content.decode()
    assert "Attribué à personne en particulier" in answer


@pytest.mark.parametrize("who", ["viewer", "closed", "sender"])
def test_who_may_not_answer_is_not_put_in_charge_and_a_sentence_says_why(agency, sent, who):
    if who == "sender":
        person = sent.person
        Membership.objects.create(organisation=agency.organisation, user=person, role=Role.EDITOR, since=timezone.now())
    else:
        person = cms.member(agency.organisation, Role.VIEWER if who == "viewer" else Role.EDITOR)
    if who == "closed":
        person.is_active = False
        person.save()
    with pytest.raises(DomainError) as refused:
        assign(entry=sent.entry, in_charge=person, by=agency.moderator, now=timezone.now())
    assert (refused.value.code, refused.value.field) == ("may_not_answer", "in_charge")
    page = f"/fr/desk/register/{agency.organisation.slug}/entries/{sent.entry.public_id}/assign/"
    shown = makers.signed_in(agency.moderator).post(page, {"assign-in_charge": person.pk}).content.decode()
    assert "ne peut pas y répondre" in shown
    tick(now=timezone.now())
    assert (Standing.objects.get(entry=sent.entry).in_charge, Passing.objects.count()) == (None, 0)


def test_what_waits_no_more_is_assigned_without_being_passed_on(agency, sent):
    move(submission=sent, name="refuse", reason="dates", actor=Actor.AGENCY, by=agency.editor, now=timezone.now())
    _assign(sent, agency, agency.editor)
    annulled = makers.application(makers.call(agency), now=timezone.now())
    _assign(annulled, agency, agency.editor)
    Passing.objects.all().delete()
    annul(entry=annulled.entry, reason="Reçu deux fois", by=agency.moderator, now=timezone.now())
    entry_assigned(Event.objects.filter(name="registry.entry_assigned").last())
    assert Passing.objects.count() == 0
