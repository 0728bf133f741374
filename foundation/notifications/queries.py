"""What a person was told, for the export and the erasure of an account."""

from typing import Any

from foundation.accounts.models import User
from foundation.notifications.models import Notification


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
