"""What a person was told, for the export and the erasure of an account; and how much mail waits."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from foundation.accounts.models import User
from foundation.notifications.models import MOST_TRIES, UNMAILED, Notification


@dataclass(frozen=True, slots=True)
class Unmailed:
    """Mails that wait, those of them that failed, those given up, and since when one is due that was not tried."""

    waiting: int
    failing: int
    dead: int
    untried_since: dt.datetime | None


def unmailed(now: dt.datetime) -> Unmailed:
    """Count in one query the mail that has yet to leave."""
    waits = Q(tries__lt=MOST_TRIES)
    return Unmailed(
        **Notification.objects.filter(UNMAILED).aggregate(
            waiting=Count("pk", filter=waits),
            failing=Count("pk", filter=waits & ~Q(error="")),
            dead=Count("pk", filter=~waits),
            untried_since=Min("mail_due_at", filter=Q(tries=0, mail_due_at__lte=now)),
        )
    )


class NotificationData:
    name = "notifications"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        return [
            {
                "id": told.public_id,
                "kind": told.kind,
                "language": told.language,
                "subject": told.subject,
                "text": told.text,
                "url": told.url,
                "created_at": told.created_at.isoformat(),
                "read_at": told.read_at.isoformat() if told.read_at else None,
                "mailed_at": told.mailed_at.isoformat() if told.mailed_at else None,
            }
            for told in Notification.objects.of(user)
        ]

    @staticmethod
    def erase(user: User) -> None:
        """Also what went to the address before there was an account."""
        Notification.objects.of(user).delete()
        Notification.objects.filter(recipient=None, email__iexact=user.email).delete()
