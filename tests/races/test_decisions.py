"""Two people who decide one thing at the same moment: one decision stands, and the other reads in a sentence why."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator
from foundation.outbox.models import Event
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Move, PromiseMove, Submission
from marketplace.answers.operations.moving import move
from marketplace.contract.operations.closing import close_unanswered
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.interests import makers as interests
from tests.races.conftest import Race

SENTENCES = (
    "This cannot be done now: it stands at",  # while the first writes
    "This cannot be done any more",  # after it
    "This is the answer date already",
    "The day has passed and people wait",
)
REFUSE = {"do": "refuse", "reason": "dates", "letter": "Merci, et à une autre fois."}
NOT_SO_MUCH = {"do": "refuse", "reason": "amount", "letter": "Merci, et à une autre fois."}
OFFER = {"do": "offer", "letter": "Nous serions heureux de travailler avec vous."}
TAKE_UP = {"do": "take_up", "letter": "Parlons-en."}
SHORTLIST = {"do": "shortlist"}
WITHDRAW = {"do": "withdraw"}
CARRIED = {"do": "carry_through", "letter": "Merci : le projet est financé."}
FELL = {"do": "fall_through", "reason": "checks", "letter": "Nous n'avons pas trouvé d'accord."}
FELL_HERE = {"do": "fall_through", "reason": "checks", "note": "The lease was not signed."}
APPLICATION, INTEREST, TAKEN_UP = "an application", "an interest", "an interest that was taken up"
Tab = Callable[[], Any]


def _world(kind: str) -> tuple[Submission, dict[str, Any]]:
    """Something that waits at an agency, and browsers of those who may decide about it."""
    agency, now = cms.agency("Littoral"), timezone.now()
    salma = factories.user(language="en")
    Coordinator.objects.create(organisation=agency.organisation, user=salma, named_at=now, confirmed_at=now)
    if kind == APPLICATION:
        sent: Submission = makers.application(makers.call(agency), now=now)
    else:
        sent = interests.interest(_project(agency), now=now)
    if kind == TAKEN_UP:
        move(submission=sent, name="take_up", actor=Actor.AGENCY, by=agency.moderator, now=now)
    people = {"moderator": agency.moderator, "editor": agency.editor, "coordinator": salma, "person": sent.person}
    return sent, {name: makers.signed_in(user) for name, user in people.items()}


def _project(agency: cms.Agency, **facts: Any) -> Any:
    today = timezone.localdate()
    dates = {"closes_on": 30, "answers_by": 40}
    return cms.investment(agency, **{name: today + dt.timedelta(days=days) for name, days in dates.items()} | facts)


def _tab(world: tuple[Submission, dict[str, Any]], who: str, *typed: dict[str, str]) -> Tab:
    """One browser that posts one thing after the other; it gives the answers."""
    sent, browsers = world
    page = "account" if who == "person" else "desk"
    address = f"/en/{page}/answers/{sent.public_id}/"
    return lambda: [browsers[who].post(address, words) for words in typed]


def _written(sent: Submission) -> dict[str, int]:
    return {
        "moves": Move.objects.filter(submission=sent).count(),
        "events": Event.objects.filter(name="submission.moved").count(),
        "departures": Entry.objects.filter(direction="D").count(),
        "mails": Notification.objects.filter(recipient=sent.person, kind="submission.moved").count(),
        "gaps": sum(
            entry.sequence != place
            for place, entry in enumerate(Entry.objects.filter(direction="D").order_by("sequence"), start=1)
        ),
    }


def _lost(response: Any) -> bool:
    """Tell a refusal from what was done; a refusal is one sentence, and no fault of the site."""
    if response.status_code == 302:
        return False
    assert response.status_code in (200, 422)
    assert any(sentence in response.content.decode() for sentence in SENTENCES)
    return True


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (TAKEN_UP, ("moderator", CARRIED), ("moderator", CARRIED)),
        (TAKEN_UP, ("person", FELL_HERE), ("person", FELL_HERE)),
        (TAKEN_UP, ("moderator", CARRIED), ("person", FELL_HERE)),
        (INTEREST, ("moderator", TAKE_UP), ("person", WITHDRAW)),
        (INTEREST, ("moderator", NOT_SO_MUCH), ("person", WITHDRAW)),
        (INTEREST, ("moderator", TAKE_UP), ("coordinator", NOT_SO_MUCH)),
        (APPLICATION, ("moderator", OFFER), ("coordinator", REFUSE)),
    ],
    ids=[
        "the agency ends it in two tabs",
        "the investor ends it in two tabs",
        "each side ends it its own way",
        "taken up while it is withdrawn",
        "refused while it is withdrawn",
        "the coordinator says no and the agency yes",
        "the coordinator refuses and the agency offers",
    ],
)
def test_of_two_decisions_at_the_same_moment_one_stands(race: Race, kind: str, one: Any, other: Any) -> None:
    world = race(partial(_world, kind))[0]
    sent = world[0]
    before = race(partial(_written, sent))[0]
    got = race(_tab(world, *one), _tab(world, *other))
    assert sorted(_lost(response) for (response,) in got) == [False, True]
    after = race(partial(_written, sent))[0]
    (who, words) = (one, other)[_lost(got[0][0])]
    by_agency = who != "person"
    held = {name: after[name] - before[name] for name in before}
    assert held == {"moves": 1, "events": 1, "departures": by_agency, "mails": by_agency, "gaps": 0}
    last = race(lambda: Move.objects.filter(submission=sent).latest("pk"))[0]
    assert (last.name, last.by_id) == (words["do"], race(partial(_user_of, world, who))[0])


def _user_of(world: tuple[Submission, dict[str, Any]], who: str) -> int:
    return int(world[1][who].session["_auth_user_id"])


def test_a_refusal_amid_the_steps_to_an_offer_leaves_one_answer(race: Race) -> None:
    world = race(partial(_world, APPLICATION))[0]
    sent = world[0]
    got = race(_tab(world, "moderator", SHORTLIST, OFFER), _tab(world, "editor", REFUSE))
    [*_first, offered], [refused] = got
    assert [_lost(response) for response in (offered, refused)].count(True) == 1
    names = race(lambda: list(Move.objects.filter(submission=sent).order_by("pk").values_list("name", flat=True)))[0]
    assert names in (
        ["submit", "refuse"],
        ["submit", "shortlist", "refuse"],
        ["submit", "shortlist", "offer"],
    )
    held, written = race(lambda: (Submission.objects.get(pk=sent.pk), _written(sent)))[0]
    assert held.status == (Status.REFUSED if _lost(offered) else Status.OFFERED)
    assert (written["departures"], written["gaps"], written["moves"]) == (1, 0, len(names))


def _investors(count: int, **facts: Any) -> tuple[Any, list[Any]]:
    return _project(cms.agency("Littoral"), **facts), [interests.investor(language="en") for _ in range(count)]


DECLARED = {
    "message": "Je voudrais lire les comptes.",
    "amount_min": "20000",
    "amount_max": "60000",
    "currency": "CAD",
    "parts": ["ticket", "contact"],
    "understood": "on",
    "send": "1",
}


def _sent() -> tuple[int, int, int]:
    events = Event.objects.filter(name="submission.sent")
    return Submission.objects.pending().count(), Entry.objects.count(), events.count()


def test_two_investors_who_take_the_last_place_end_in_one_interest_and_one_sentence(race: Race) -> None:
    project, people = race(partial(_investors, 2, pending_limit=1))[0]
    tabs = race(lambda: [makers.signed_in(person) for person in people])[0]
    got = race(*[partial(tab.post, f"/en/interest/{project.public_id}/", DECLARED) for tab in tabs])
    lost = [response for response in got if response.status_code != 302]
    assert [response.status_code for response in lost] == [422]
    assert "Full for now: the agency answers those who wait first." in lost[0].content.decode()
    assert DECLARED["message"] in lost[0].content.decode()
    assert race(_sent) == [(1, 1, 1)]


def _to_send(kind: str) -> tuple[str, dict[str, Any], list[Any]]:
    """The address at which something is sent, what is typed there, and three tabs of a person without a draft."""
    agency = cms.agency("Littoral")
    if kind == APPLICATION:
        address, person = f"/en/apply/{makers.call(agency).public_id}/", makers.expert()
        typed = {"motivation": "Parce que.", "parts": ["headline", "contact"]}
    else:
        address, person, typed = f"/en/interest/{_project(agency).public_id}/", interests.investor(), DECLARED
    return address, typed, [makers.signed_in(person) for _ in range(3)]


@pytest.mark.parametrize("kind", [APPLICATION, INTEREST])
def test_what_is_sent_from_three_tabs_at_once_has_one_number_and_each_leads_to_it(race: Race, kind: str) -> None:
    address, typed, tabs = race(partial(_to_send, kind))[0]
    got = race(*[partial(tab.post, address, typed) for tab in tabs])
    sent = race(Submission.objects.get)[0]
    assert [response.status_code for response in got] == [302] * 3
    assert {response["Location"] for response in got} == {f"/en/account/answers/{sent.public_id}/"}
    assert race(_sent) == [(1, 1, 1)]


def _over_its_time() -> tuple[Submission, Any]:
    """An application that waits beyond its time of grace, and a browser of its agency."""
    agency, today, now = cms.agency("Littoral"), timezone.localdate(), timezone.now()
    days = {"closes_on": -50, "answers_by": -30, "starts_on": 60, "ends_on": 90}
    call = makers.call(agency, **{name: today + dt.timedelta(days=day) for name, day in days.items()})
    return makers.application(call, now=now - dt.timedelta(days=60)), makers.signed_in(agency.moderator)


def _closes() -> int:
    return close_unanswered(now=timezone.now())


def test_a_date_moved_while_the_clock_closes_changes_nothing_of_what_is_closed(race: Race) -> None:
    sent, tab = race(_over_its_time)[0]
    page = race(lambda: sent.opportunity.specific)[0]
    words = {"do": "move", "to": str(timezone.localdate() + dt.timedelta(days=20)), "reason": "The jury meets late."}
    before = race(partial(_written, sent))[0]
    moved, first, second = race(partial(tab.post, f"/en/desk/calls/{page.public_id}/", words), _closes, _closes)
    assert first + second == 1
    refused = _lost(moved)  # while it waited; once it was closed nobody does, and the date may move
    held, after, moves = race(
        lambda: (Submission.objects.get(pk=sent.pk), _written(sent), PromiseMove.objects.count())
    )[0]
    assert (held.status, held.answer_on, moves) == (Status.UNANSWERED, sent.answer_on, 0 if refused else 1)
    assert {name: after[name] - before[name] for name in before} == {
        "moves": 1,
        "events": 1,
        "departures": 1,
        "mails": 1,
        "gaps": 0,
    }


def test_a_date_moved_from_two_tabs_is_moved_once_and_each_is_told_once(race: Race) -> None:
    sent, browsers = race(partial(_world, APPLICATION))[0]
    page = race(lambda: sent.opportunity.specific)[0]
    words = {"do": "move", "to": str(timezone.localdate() + dt.timedelta(days=50)), "reason": "The jury meets late."}
    address = f"/en/desk/calls/{page.public_id}/"
    got = race(*[partial(browsers[who].post, address, words) for who in ("moderator", "coordinator")])
    assert sorted(_lost(response) for response in got) == [False, True]
    told = race(lambda: (PromiseMove.objects.count(), Notification.objects.filter(kind="contract.date").count()))
    assert told == [(1, 1)]
