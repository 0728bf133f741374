"""Tell people: a row at once, and by mail as often as they wish, each once."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User
from foundation.base.leases import free, held, settle, take
from foundation.base.mornings import next_morning
from foundation.base.request_ids import working_for
from foundation.notifications.kinds import GATHERED, Rhythm, find_kind, kind_of
from foundation.notifications.mails import mail_of
from foundation.notifications.models import MOST_TRIES, UNMAILED, Notification
from foundation.notifications.queries import rhythm_for
from foundation.notifications.rendering import render
from foundation.outbox.drain import stopping, wake_on_commit

PAUSES_S = (30, 120, 600, 3600, 6 * 3600, 24 * 3600)  # after the first, second, … failed try; the last one repeats
log = logging.getLogger(__name__)


@transaction.atomic
def notify(
    *,
    key: str,
    kind: str,
    recipient: User | None = None,
    email: str = "",
    language: str,
    subject: str,
    text: str,
    html: str = "",
    url: str = "",
    unsubscribe_url: str = "",
    why: str = "",
    by_mail: bool = True,
    now: dt.datetime,
) -> Notification:
    """Tell a person (or an address) something, once per `key`: told again, it stays what it was.

    `kind` is the code of one that stands in NOTIFICATION_KINDS; it and the person's choice say whether mail leaves
    after the commit, in the next digest, or not at all (`by_mail=False`: never). The words come rendered in `language`;
    `html` is a body as `rendering.render` returns it, to which sending adds frame and foot; `url` is where the
    notification leads in the site. The foot says `why` (a sentence; empty is the one of the kind) and where such mails
    are stopped: at `unsubscribe_url`, a whole address that answers a POST without a session, or else at our own.

    Raises:
        ValueError: there is nobody to tell.
        LookupError: the kind is not in the list.
    """
    if recipient is None and not email:
        raise ValueError(f"Notification {key!r} has neither a recipient nor an address.")
    known = kind_of(kind)
    rhythm = rhythm_for(known, recipient=recipient, email=email) if by_mail else Rhythm.SITE
    if not known.keeps_words and rhythm != Rhythm.AT_ONCE:
        text = html = ""  # no mail will say them
    facts = {
        "kind": kind,
        "recipient": recipient,
        "email": email,
        "language": language,
        "subject": " ".join(subject.split())[:200],
        "text": text,
        "html": html,
        "url": url,
        "unsubscribe_url": unsubscribe_url,
        "why": why,
        "rhythm": rhythm,
        "by_mail": rhythm == Rhythm.AT_ONCE,
        "gather_at": _morning(rhythm, recipient, now),
        "created_at": now,
        "mail_due_at": now,
    }
    notification, created = Notification.objects.get_or_create(key=key, defaults=facts)
    if created:
        log.info("%s %s is to be told", kind, notification.public_id)
    if created and notification.by_mail:
        wake_on_commit("mail")
    return notification


def tell(
    *,
    key: str,
    kind: str,
    recipient: User | None = None,
    email: str = "",
    language: str = "",
    template: str,
    facts: Mapping[str, Any],
    route: str = "",
    args: Sequence[Any] = (),
    url: str = "",
    unsubscribe_url: str = "",
    why: str = "",
    now: dt.datetime,
) -> Notification:
    """Tell a person (or an address) something in the words of a template, in her language; once per `key`.

    `template` is one of `rendering.render`; it reads `facts`, and as `url` (unless they hold one) where it leads:
    the page of `route` and `args` in her language, unless the address itself is given. `language` is the person's
    unless said. The rest is as for `notify`.

    Raises:
        ValueError: there is nobody to tell, or an address without a language.
        LookupError: the kind is not in the list.
    """
    if recipient is None and not (email and language):
        raise ValueError(f"Notification {key!r} has neither a recipient nor an address with a language.")
    language = language or (recipient.language if recipient else "")
    if route:
        with translation.override(language):
            url = reverse(route, args=args)
    subject, text, html = render(template, {"url": url, **facts}, language)
    return notify(
        key=key,
        kind=kind,
        recipient=recipient,
        email=email,
        language=language,
        subject=subject,
        text=text,
        html=html,
        url=url,
        unsubscribe_url=unsubscribe_url,
        why=why,
        now=now,
    )


def _morning(rhythm: Rhythm, recipient: User | None, now: dt.datetime) -> dt.datetime | None:
    """Return when a digest tells what happens now; None for what no digest tells."""
    if recipient is None or rhythm not in GATHERED:
        return None
    return next_morning(after=now, time_zone=recipient.time_zone, on_monday=rhythm == Rhythm.WEEKLY)


@transaction.atomic
def forget(*, keys: list[str]) -> int:
    """Delete what was told, or is still to be mailed, under some keys; return how many messages went."""
    return Notification.objects.filter(key__in=keys).delete()[0]


@transaction.atomic
def mark_read(*, notifications: list[str], user: User, now: dt.datetime) -> int:
    """Mark one's own notifications (public ids) as read; return how many were unread until now."""
    return Notification.objects.of(user).unread().filter(public_id__in=notifications).update(read_at=now)


@transaction.atomic
def mark_all_read(*, user: User, now: dt.datetime, kind: str = "") -> int:
    """Mark all, or those of a kind, as read; return how many were unread until now."""
    unread = Notification.objects.of(user).unread()
    return (unread.filter(kind=kind) if kind else unread).update(read_at=now)


def send_due(*, now: dt.datetime, enough: Callable[[], bool] = stopping) -> int:
    """Send the mails that are due, each in a lease of its own; return how many left.

    A mail that fails keeps its error and is tried again after a growing pause, and given up after the last try; the
    others go on. Between two mails `enough` is asked whether to end early.
    """
    sent = 0
    while not enough() and Notification.objects.mail_due(now).exists():  # no write lock when idle
        notification = take(Notification.objects.mail_due(now).select_related("recipient"), now=now)
        if notification is None:
            break
        with working_for(f"mail-{notification.public_id}"):
            sent += _send(notification, now=now)
    return sent


@transaction.atomic
def try_again(*, notifications: QuerySet[Notification], now: dt.datetime) -> int:
    """Let mails that did not leave, given up or not, be sent at once, as if for the first time; return how many.

    What somebody is sending at this moment is left alone.
    """
    wake_on_commit("mail")
    return notifications.filter(free(now), UNMAILED).update(mail_due_at=now, tries=0, leased_until=None)


def _send(notification: Notification, *, now: dt.datetime) -> bool:
    """Hand one mail to the server; who can no longer sign in, or has stopped such mails since, gets none.

    A process killed between the server's answer and the line after it sends the mail again when the lease has run out:
    both copies carry one Message-ID, by which servers and mail programs know a double.
    """
    if not _is_wished(notification):
        settle(notification, by_mail=False, **_forgotten(notification))
        return False
    mail = mail_of(notification)
    try:
        with held(notification):
            mail.send()
    except Exception as error:
        log.exception("mail %s failed (try %s)", notification.public_id, notification.tries)
        last = notification.tries >= MOST_TRIES
        pause = dt.timedelta(seconds=0 if last else PAUSES_S[min(notification.tries, len(PAUSES_S)) - 1])
        settle(notification, mail_due_at=now + pause, error=f"{type(error).__name__}: {error}"[:2000])
        return False
    log.info("mail %s left", notification.public_id)
    return settle(notification, mailed_at=now, error="", **_forgotten(notification))


def _forgotten(notification: Notification) -> dict[str, str]:
    """Return what is left of words that are kept until the mail has left and no longer."""
    kind = find_kind(notification.kind)
    return {} if kind is None or kind.keeps_words else {"text": "", "html": ""}


def _is_wished(notification: Notification) -> bool:
    whom, kind = notification.recipient, find_kind(notification.kind)
    if whom is not None and not whom.is_active:
        return False
    return kind is None or rhythm_for(kind, recipient=whom, email=notification.email) != Rhythm.SITE
