"""A row becomes the mail that leaves: text and HTML, and at the foot why it was sent and how to stop such mails."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from foundation.base.direction import directed
from foundation.notifications.kinds import CHOICES, find_kind
from foundation.notifications.models import Notification
from foundation.notifications.queries import reader_at, stop_address
from foundation.notifications.rendering import Foot, absolute, frame, from_text, with_foot


def mail_of(notification: Notification) -> EmailMultiAlternatives:
    language = notification.language
    foot = _foot(notification)
    body = mark_safe(notification.html) if notification.html else from_text(notification.text)
    mail = EmailMultiAlternatives(
        subject=directed(notification.subject, language),
        body=directed(with_foot(notification.text, foot=foot, language=language), language),
        to=[notification.recipient.email if notification.recipient else notification.email],
        headers=_headers(notification, foot),
    )
    mail.attach_alternative(frame(subject=notification.subject, body=body, foot=foot, language=language), "text/html")
    return mail


def _foot(notification: Notification) -> Foot:
    """Say why, where such mails stop, and, to whoever has an account and no other page for it, where all are chosen."""
    kind, language = find_kind(notification.kind), notification.language
    stop = notification.unsubscribe_url
    if not stop and kind is not None and not kind.essential:
        reader = reader_at(recipient=notification.recipient, email=notification.email)
        stop = absolute(stop_address(reader, notification.kind, language))
    choices = ""
    with translation.override(language):
        why = notification.why or (str(kind.why) if kind else "")
        if notification.recipient and (kind is None or kind.chosen_at in ("", CHOICES)):
            choices = absolute(reverse(CHOICES))
    return Foot(why=why, stop_url=stop, choices_url=choices)


def _headers(notification: Notification, foot: Foot) -> dict[str, str]:
    """Return what mail programs read; the last two are the one click of RFC 8058, which asks for both."""
    headers = {
        "Message-ID": _message_id(notification),
        "Content-Language": notification.language,
        "Auto-Submitted": "auto-generated",
    }
    if foot.stop_url:
        headers["List-Unsubscribe"] = f"<{foot.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _message_id(notification: Notification) -> str:
    """Return the same id for every try of a mail (RFC 5322, section 3.6.4), in the domain that sends it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{notification.public_id}@{domain}>"
