"""How long a conversation stays open: as long as the submission goes on, and a while after it is over."""

import datetime as dt

from marketplace.answers.lifecycle import OVER

OPEN_AFTER = dt.timedelta(days=30)


def closes_at(status: str, *, since: dt.datetime) -> dt.datetime | None:
    """Return the moment after which nothing more can be written; None while the submission goes on.

    `since` is when it came to where it stands.
    """
    return since + OPEN_AFTER if status in OVER else None
