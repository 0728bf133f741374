"""Tell people: a row at once, a mail soon after, each once."""

import datetime as dt
import logging

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.base.request_ids import working_for
from foundation.notifications.models import Notification
from foundation.notifications.rendering import from_text
from foundation.outbox.drain import wake

LEASE = dt.timedelta(minutes=2)
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
    by_mail: bool = True,
    now: dt.datetime,
) -> Notification:
    """Tell a person (or an address) something, once per `key`: told again, it stays what it was.

    The words come rendered in `language`; `url` is where the notification leads in the site. Mail leaves after the
    commit, with `send_due`.

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
        "by_mail": by_mail,
        "created_at": now,
        "mail_due_at": now,
    }
    notification, created = Notification.objects.get_or_create(key=key, defaults=facts)
    if created:
        log.info("%s %s is to be told", kind, notification.public_id)
    if created and by_mail:
        transaction.on_commit(wake)
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


def send_due(*, now: dt.datetime) -> int:
    """Send the mails that are due, each in a lease of its own; return how many left.

    A mail that fails keeps its error and is tried again after a growing pause; the others go on.
    """
    sent = 0
    while Notification.objects.mail_due(now).exists():  # no write lock when idle
        notification = _claim(now=now)
        if notification is None:
            break
        with working_for(f"mail-{notification.public_id}"):
            sent += _send(notification, now=now)
    return sent


@transaction.atomic
def _claim(*, now: dt.datetime) -> Notification | None:
    due = Notification.objects.mail_due(now).select_for_update(skip_locked=True, of=("self",))
    notification = due.select_related("recipient").first()
    if notification is None:
        return None
    notification.leased_until = max(now, timezone.now()) + LEASE
    notification.tries += 1
    notification.save(update_fields=["leased_until", "tries"])
    return notification


def _send(notification: Notification, *, now: dt.datetime) -> bool:
    """Hand one mail to the server; a person who can no longer sign in gets none."""
    row = Notification.objects.filter(pk=notification.pk)
    if notification.recipient is not None and not notification.recipient.is_active:
        row.update(by_mail=False, leased_until=None)
        return False
    try:
        _mail(notification).send()
    except Exception as error:
        log.exception("mail %s failed (try %s)", notification.public_id, notification.tries)
        pause = dt.timedelta(seconds=PAUSES_S[min(notification.tries, len(PAUSES_S)) - 1])
        row.update(leased_until=None, mail_due_at=now + pause, error=f"{type(error).__name__}: {error}"[:2000])
        return False
    row.update(mailed_at=now, leased_until=None, error="")
    log.info("mail %s left", notification.public_id)
    return True


def _mail(notification: Notification) -> EmailMultiAlternatives:
    address = notification.recipient.email if notification.recipient else notification.email
    mail = EmailMultiAlternatives(
        subject=notification.subject,
        body=notification.text,
        to=[address],
        headers={"Content-Language": notification.language, "Auto-Submitted": "auto-generated"},
    )
    html = notification.html or from_text(
        subject=notification.subject, text=notification.text, language=notification.language
    )
    mail.attach_alternative(html, "text/html")
    return mail
