"""A person and an organisation are kept apart, or shown to each other again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.organisations.models import Organisation
from foundation.outbox.operations import record
from marketplace.profiles.models import Block, ExpertProfile, InvestorProfile
from marketplace.profiles.operations.keeping import ProfileError


@transaction.atomic
def block(*, user: User, organisation: Organisation, now: dt.datetime) -> Block:
    """Keep a person and an organisation apart: neither is shown the other. A second time changes nothing.

    Raises:
        ProfileError: the person has no profile, so nobody is shown her.
    """
    profiles = _all_locked(user)
    if not profiles:
        raise ProfileError(_("You have no profile yet, so no agency is shown you."))
    made, created = Block.objects.get_or_create(user=user, organisation=organisation, defaults={"since": now})
    if created:
        for profile in profiles:
            record("profile.changed", subject=profile, now=now)
    return made


@transaction.atomic
def unblock(*, user: User, organisation: Organisation, now: dt.datetime) -> None:
    """Let a person and an organisation be shown to each other again."""
    profiles = _all_locked(user)
    deleted, _rows = Block.objects.filter(user=user, organisation=organisation).delete()
    for profile in profiles if deleted else ():
        record("profile.changed", subject=profile, now=now)


def _all_locked(user: User) -> list[ExpertProfile | InvestorProfile]:
    kinds: tuple[Any, ...] = (ExpertProfile, InvestorProfile)
    return [profile for kind in kinds for profile in kind.objects.select_for_update().filter(user=user)]
