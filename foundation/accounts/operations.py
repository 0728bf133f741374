"""What a person may do with an account: change it, take the data along, or erase it all."""

import datetime as dt
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from wagtail.users.models import UserProfile

from foundation.accounts.models import User
from foundation.outbox.operations import record

SETTINGS = ("name", "language", "time_zone", "home_country")


@transaction.atomic
def change_settings(*, user: User, now: dt.datetime, **changes: str) -> User:
    """Change name, language, time zone or home country; the CMS follows language and time zone.

    Raises:
        TypeError: a setting is not among SETTINGS.
    """
    if unknown := set(changes) - set(SETTINGS):
        raise TypeError(f"An account has no {', '.join(sorted(unknown))}; it has {', '.join(SETTINGS)}.")
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    changed = [name for name, value in changes.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, changes[name])
    user.save(update_fields=changed)
    let_cms_follow(user=user)
    if changed:
        record("account.changed", subject=user, now=now)
    return user


@transaction.atomic
def let_cms_follow(*, user: User) -> None:
    """Give Wagtail's admin the language and time zone of the account."""
    UserProfile.objects.update_or_create(
        user_id=user.pk, defaults={"preferred_language": user.language, "current_time_zone": user.time_zone}
    )


def export_data(*, user: User, now: dt.datetime) -> dict[str, Any]:
    """Return all that Jisr holds about a person, by part (GDPR article 20; Moroccan law 09-08 article 7)."""
    parts = [import_string(path) for path in settings.PERSON_DATA]
    return {"exported_at": now.isoformat(), **{part.name: part.export(user) for part in parts}}


@transaction.atomic
def erase_account(*, user: User, now: dt.datetime) -> None:
    """Erase a person: every package erases its part, then the account goes (GDPR article 17).

    Raises:
        DomainError: somebody relies on the person; the sentence says what to do first. Nothing was erased.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    for path in reversed(settings.PERSON_DATA):
        import_string(path).erase(user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    record("account.erased", subject=user, now=now)
    user.delete()
