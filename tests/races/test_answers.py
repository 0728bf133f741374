"""One link in two tabs at the same moment: one decision, one letter, one entry, and a clear sentence for the other."""

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.notifications.models import Notification
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import AnswerLink, Move, Submission
from marketplace.answers.operations.linking import issue
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.races.conftest import Race

REFUSE = {"do": "refuse", "reason": "dates", "letter": "Merci, et à une autre fois."}
OFFER = {"do": "offer", "letter": "Nous serions heureux de travailler avec vous."}
LATER = ("This link was used meanwhile", 'data-link-state="used"')  # while the first writes, and after it


def _world(tabs: int) -> tuple[Any, str, list[Client]]:
    agency = cms.agency("Littoral")
    now = timezone.now()
    sent = makers.application(makers.call(agency), now=now)
    link = issue(submission=sent, user=agency.moderator, language="en", now=now)
    browser = makers.signed_in(agency.moderator)
    others = [Client() for _ in range(tabs)]
    for other in others:
        other.cookies = browser.cookies.copy()
    return sent, link, others


def _written(sent: Submission) -> tuple[int, ...]:
    moves = Move.objects.filter(submission=sent).exclude(name="submit")
    letters = Notification.objects.filter(recipient=sent.person, kind="submission.moved")
    departures = Entry.objects.filter(direction="D")
    used = AnswerLink.objects.exclude(used_at=None)
    return tuple(rows.count() for rows in (moves, letters, departures, used))


@pytest.mark.parametrize("typed", [[REFUSE] * 4, [REFUSE, OFFER]], ids=["the same four times", "yes and no"])
def test_one_link_posted_at_the_same_moment_ends_in_one_decision(race: Race, typed: list[dict[str, str]]) -> None:
    sent, link, tabs = race(partial(_world, len(typed)))[0]
    before = race(partial(_written, sent))[0]
    got = race(*[partial(tab.post, link, words) for tab, words in zip(tabs, typed, strict=True)])
    done = [words for response, words in zip(got, typed, strict=True) if response.status_code == 302]
    assert len(done) == 1
    for response in got:
        if response.status_code != 302:
            assert response.status_code in (410, 422)
            assert any(sentence in response.content.decode() for sentence in LATER)
    after = race(partial(_written, sent))[0]
    assert tuple(now - then for now, then in zip(after, before, strict=True)) == (1, 1, 1, 1)
    held = race(lambda: Submission.objects.get(pk=sent.pk).status)[0]
    assert held == (Status.REFUSED if done[0] is REFUSE else Status.OFFERED)
