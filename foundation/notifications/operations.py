"""Tell people: a row at once, a mail soon after, each once."""

import datetime as dt
import logging
from collections.abc import Callable
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet

from foundation.accounts.models import User
from foundation.base.direction import directed
from foundation.base.leases import free, held, settle, take
from foundation.base.request_ids import working_for
from foundation.notifications.models import MOST_TRIES, UNMAILED, Notification
from foundation.notifications.rendering import from_text
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
    by_mail: bool = True,
    now: dt.datetime,
) -> Notification:
    """Tell a person (or an address) something, once per `key`: told again, it stays what it was.

    The words come rendered in `language`; `url` is where the notification leads in the site, `unsubscribe_url` the
    whole address that stops such mails when a mail provider sends a POST to it. Mail leaves after the commit, with
    `send_due`.

    Raises:
        ValueError: there is nobody to tell.
    """
    if recipient is None and not email:
        raise ValueError(f"Notification {key!r} has neither a recipient nor an address.")
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
        "by_mail": by_mail,
        "created_at": now,
        "mail_due_at": now,
    }
    notification, created = Notification.objects.get_or_create(key=key, defaults=facts)
    if created:
        log.info("%s %s is to be told", kind, notification.public_id)
    if created and by_mail:
        wake_on_commit("mail")
    return notification


@transaction.atomic
def forget(*, keys: list[str]) -> int:
    """Delete what was told, or is still to be mailed, under some keys; return how many messages went."""
    return Notification.objects.filter(key__in=keys).delete()[0]


@transaction.atomic
def mark_read(*, notifications: list[str], user: User, now: dt.datetime) -> int:
    """Mark one's own notifications (public ids) as read; return how many were unread until now."""
    return Notification.objects.of(user).unread().filter(public_id__in=notifications).update(read_at=now)


@transaction.atomic
def mark_all_read(*, user: User, now: dt.datetime) -> int:
    return Notification.objects.of(user).unread().update(read_at=now)


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
    """Hand one mail to the server; a person who can no longer sign in gets none.

    A process killed between the server's answer and the line after it sends the mail again when the lease has run out:
    both copies carry one Message-ID, by which servers and mail programs know a double.
    """
    if notification.recipient is not None and not notification.recipient.is_active:
        settle(notification, by_mail=False)
        return False
    mail = _mail(notification)
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
    return settle(notification, mailed_at=now, error="")


def _mail(notification: Notification) -> EmailMultiAlternatives:
    address = notification.recipient.email if notification.recipient else notification.email
    mail = EmailMultiAlternatives(
        subject=directed(notification.subject, notification.language),
        body=directed(notification.text, notification.language),
        to=[address],
        headers=_headers(notification),
    )
    html = notification.html or from_text(
        subject=notification.subject, text=notification.text, language=notification.language
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _headers(notification: Notification) -> dict[str, str]:
    """Return what mail programs read; the last two are the one click of RFC 8058, which asks for both."""
    headers = {
        "Message-ID": _message_id(notification),
        "Content-Language": notification.language,
        "Auto-Submitted": "auto-generated",
    }
    if notification.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{notification.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _message_id(notification: Notification) -> str:
    """Return the same id for every try of a mail (RFC 5322, section 3.6.4), in the domain that sends it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{notification.public_id}@{domain}>"
