"""Applicants at the same moment: two tabs make one row, the last place is taken once, numbers have no gap."""

from functools import partial
from typing import Any

from django.utils import timezone

from foundation.base.errors import DomainError
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Promise, Submission
from marketplace.answers.operations.moving import move
from marketplace.applications.models import Application
from marketplace.applications.operations import begin, submit
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.races.conftest import Race


def outcome(act: Any) -> str:
    try:
        return act().status
    except DomainError as error:
        return error.code


def _drafts(count: int, **facts: Any) -> list[Application]:
    call = makers.call(cms.agency("Littoral"), **facts)
    return [makers.draft(call, now=timezone.now()) for _ in range(count)]


def test_two_tabs_that_begin_at_once_share_one_draft(race: Race) -> None:
    def world() -> Any:
        return makers.call(cms.agency("Littoral")), makers.expert()

    call, person = race(world)[0]
    begun = race(*[partial(begin, call=call, by=person, language="fr", now=timezone.now())] * 4)
    assert len({one.pk for one in begun}) == 1
    assert race(Application.objects.count) == [1]


def test_one_application_sent_from_two_tabs_at_once_has_one_number(race: Race) -> None:
    draft = race(partial(_drafts, 1))[0][0]
    sending = partial(submit, application=draft, by=draft.person, now=timezone.now())
    assert sorted(race(*[partial(outcome, sending)] * 4)) == ["sent_already"] * 3 + [Status.SUBMITTED]
    assert race(lambda: (Submission.objects.count(), Entry.objects.count())) == [(1, 1)]


def test_two_people_who_take_the_last_place_in_the_list_end_in_one_row_and_one_sentence(race: Race) -> None:
    drafts = race(partial(_drafts, 4, pending_limit=1))[0]
    sending = [partial(submit, application=draft, by=draft.person, now=timezone.now()) for draft in drafts]
    got = race(*[partial(outcome, one) for one in sending])
    assert sorted(got) == ["pending_full"] * 3 + [Status.SUBMITTED]

    def left() -> Any:
        return Submission.objects.pending().count(), Entry.objects.count(), Promise.objects.count()

    assert race(left) == [(1, 1, 1)]


def test_numbers_of_applications_sent_at_once_have_no_gap(race: Race) -> None:
    drafts = race(partial(_drafts, 6))[0]
    race(*[partial(submit, application=draft, by=draft.person, now=timezone.now()) for draft in drafts])
    numbers = race(lambda: sorted(Entry.objects.values_list("sequence", flat=True)))[0]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_the_last_seat_offered_by_two_colleagues_at_once_is_offered_once(race: Race) -> None:
    def world() -> Any:
        agency = cms.agency("Littoral")
        call = makers.call(agency, seats=1)
        return agency, [makers.application(call, now=timezone.now()) for _ in range(3)]

    agency, sent = race(world)[0]
    facts = {"name": "offer", "actor": Actor.AGENCY, "by": agency.moderator, "now": timezone.now()}

    def offered(one: Submission) -> Any:
        move(submission=one, **facts)
        return Submission.objects.get(pk=one.pk)

    got = race(*[partial(outcome, partial(offered, one)) for one in sent])
    assert sorted(got) == [Status.OFFERED, "seats_taken", "seats_taken"]


def test_what_is_taken_back_while_it_is_refused_ends_in_one_of_both(race: Race) -> None:
    def world() -> Any:
        agency = cms.agency("Littoral")
        return agency, makers.application(makers.call(agency), now=timezone.now())

    agency, sent = race(world)[0]
    facts = {"submission": sent, "reason": "dates", "now": timezone.now()}

    def does(name: str, actor: str, by: Any) -> Any:
        move(name=name, actor=actor, by=by, **facts)
        return Submission.objects.get(pk=sent.pk)

    got = race(
        partial(outcome, partial(does, "withdraw", Actor.PERSON, sent.person)),
        partial(outcome, partial(does, "refuse", Actor.AGENCY, agency.moderator)),
    )
    held = race(lambda: Submission.objects.get(pk=sent.pk).status)[0]
    assert sorted(got) == sorted([held, "wrong_state"])
