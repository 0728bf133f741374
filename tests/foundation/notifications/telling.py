"""What tests of notifications share: one short way to tell somebody something, and the way from a mail to its link."""

import re
from typing import Any

from foundation.notifications.models import Notification
from foundation.notifications.operations import notify
from tests import factories
from tests.factories import NOW

STOP = re.compile(r"http://localhost:8000(/\w\w/account/notifications/stop/\S+/)")


def tell(key: str = "a", **fields: Any) -> Notification:
    """Tell a new person, or whom `fields` names."""
    fields.setdefault("recipient", factories.user(language="fr") if "email" not in fields else None)
    facts = {"kind": "test", "language": "fr", "subject": "Bonjour", "text": "Un mot.", "now": NOW} | fields
    return notify(key=key, **facts)


def stop_link(body: str) -> str:
    """Return the path in a mail at which such mails are stopped; there is one only."""
    [path] = STOP.findall(body)
    return path
