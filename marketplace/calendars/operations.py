"""The private address of a calendar is made, renewed or revoked."""

import datetime as dt
import secrets

from django.db import transaction

from foundation.accounts.models import User
from foundation.outbox.operations import record
from marketplace.calendars.models import CalendarFeed
from marketplace.calendars.queries import digest_of

TOKEN_BYTES = 32


@transaction.atomic
def open_calendar(*, user: User, now: dt.datetime) -> str:
    """Make the person's address, or a new one in place of it; return its token, which is not kept anywhere."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed, _created = CalendarFeed.objects.update_or_create(
        user=user, defaults={"digest": digest_of(token), "made_at": now}
    )
    record("calendar.opened", subject=feed, now=now)
    return token


@transaction.atomic
def close_calendar(*, user: User, now: dt.datetime) -> bool:
    """Revoke the person's address; returns whether there was one."""
    feed = CalendarFeed.objects.select_for_update(of=("self",)).filter(user=user).first()
    if feed is None:
        return False
    record("calendar.closed", subject=feed, now=now)
    feed.delete()
    return True
