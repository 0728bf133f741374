"""What a person may do with an account: take the data along, or erase it all."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from foundation.accounts.models import User
from foundation.outbox.operations import record


def export_data(*, user: User, now: dt.datetime) -> dict[str, Any]:
    """Return all that Jisr holds about a person, by part (GDPR article 20; Moroccan law 09-08 article 7)."""
    parts = [import_string(path) for path in settings.PERSON_DATA]
    return {"exported_at": now.isoformat(), **{part.name: part.export(user) for part in parts}}


@transaction.atomic
def erase_account(*, user: User, now: dt.datetime) -> None:
    """Erase a person: every package erases its part, then the account goes (GDPR article 17)."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    for path in reversed(settings.PERSON_DATA):
        import_string(path).erase(user)
    record("account.erased", subject=user, now=now)
    user.delete()
