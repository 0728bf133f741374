"""Links by which the agency's people answer without a password: issued, asked for afresh, spent by one decision."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.notifications.operations import tell
from foundation.notifications.rendering import absolute
from foundation.outbox.operations import record
from marketplace.answers.links import ASKED_FOR, LinkState, digest_of, link_of, may_answer, new_token
from marketplace.answers.models import AnswerLink, Move, Submission
from marketplace.answers.operations.moving import SubmissionError, move
from marketplace.answers.queries import locked, waiting_for

MAILED_FOR = dt.timedelta(days=7)  # how long the link of a daily mail holds; the next mail brings another
KEPT = dt.timedelta(days=30)  # how long it can still be said that a link was used or has expired


def issue(*, submission: Submission, user: User, language: str, now: dt.datetime, **facts: Any) -> str:
    """Write a link in the caller's transaction, and return its path in a language; its token is kept nowhere.

    `facts` are those of a link that was asked for: `browser`, `lasting`, `lasts` (a timedelta).
    """
    token, digest = new_token()
    AnswerLink.objects.create(
        submission=submission,
        user=user,
        digest=digest,
        issued_at=now,
        expires_at=now + facts.pop("lasts", MAILED_FOR),
        **facts,
    )
    with translation.override(language):
        return reverse("answer_by_link", args=[token])


@transaction.atomic
def send_fresh_link(*, submission: Submission, to: User, browser: str, lasting: bool, now: dt.datetime) -> None:
    """Mail a link to somebody who asked for one; opened in the browser that asked, it makes that browser known.

    Nothing is sent, and nothing said, when the person may not answer or nothing is to be answered any more.
    """
    submission = locked(submission)
    if not (submission.is_pending and submission.organisation.is_verified and may_answer(to, submission)):
        return
    asked = {"browser": browser, "lasting": lasting, "lasts": ASKED_FOR}
    path = issue(submission=submission, user=to, language=to.language, now=now, **asked)
    facts = {"name": to, "url": absolute(path), "number": submission.number}
    tell_with_link(
        to=to, template="fresh_link", facts=facts, kind="answers.link", key=f"answers.link:{_key(path)}", now=now
    )
    record("answers.link_sent", subject=submission, now=now)


@transaction.atomic
def answer_by_link(*, token: str, name: str, actor: str, by: User, now: dt.datetime, **words: Any) -> Move:
    """Make a move through a link, which is spent by it; `words` are those of `move`.

    Raises:
        SubmissionError: the link is spent or has expired, or the move is not possible; nothing was written.
    """
    link = spend(token=token, now=now)
    return move(submission=link.submission, name=name, actor=actor, by=by, now=now, **words)


@transaction.atomic
def next_link(*, user: User, language: str, now: dt.datetime) -> str:
    """Return the path of a link to what waits next for a person, the most urgent first; "" when nothing waits."""
    waiting = waiting_for(user)
    return issue(submission=waiting[0], user=user, language=language, now=now) if waiting else ""


def forget_old(*, now: dt.datetime, subject_id: str = "") -> int:
    """Delete links that ended long ago; a clock's handler. Return how many."""
    return AnswerLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def spend(*, token: str, now: dt.datetime) -> AnswerLink:
    """Lock a link and spend it, in the caller's transaction.

    The order of locks is: link, places of the page, submission, register.

    Raises:
        SubmissionError: it is spent, has expired or is none of ours.
    """
    link, _state = link_of(token, now=now)
    if link is not None:
        AnswerLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        link, state = link_of(token, now=now)
        if link is not None and state is LinkState.OPEN:
            AnswerLink.objects.filter(pk=link.pk).update(used_at=now)
            return link
    raise SubmissionError(_("This link was used meanwhile, or has expired."), code="link_spent")


def tell_with_link(*, to: User, template: str, facts: dict[str, Any], kind: str, key: str, now: dt.datetime) -> None:
    """Tell somebody of the agency of a link, in her language: the words of `answers/mail/<template>`."""
    template = f"answers/mail/{template}"
    tell(key=key, kind=kind, recipient=to, template=template, facts=facts, route="answers_waiting", now=now)


def _key(path: str) -> str:
    return digest_of(path.rstrip("/").rpartition("/")[2])
