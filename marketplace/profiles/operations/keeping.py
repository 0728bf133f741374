"""A person starts, changes and removes a profile."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.files.operations import erase_file
from foundation.outbox.operations import record
from foundation.text.language import detect_language
from marketplace.profiles.models import ExpertProfile, InvestorProfile
from marketplace.profiles.queries import AnyProfile, locked


class ProfileError(DomainError):
    code = "profile"


@transaction.atomic
def start_profile(*, user: User, kind: str, now: dt.datetime) -> ExpertProfile | InvestorProfile:
    """Return the person's profile of a kind ("expert" or "investor"), made when it is not there."""
    model: Any = {"expert": ExpertProfile, "investor": InvestorProfile}[kind]
    profile, created = model.objects.get_or_create(user=user, defaults={"created_at": now, "updated_at": now})
    if created:
        record("profile.changed", subject=profile, now=now)
    return profile


@transaction.atomic
def change_profile(*, profile: AnyProfile, changes: Mapping[str, Any], now: dt.datetime) -> AnyProfile:
    """Set fields of a profile by name; consent given or withdrawn is dated.

    Raises:
        ProfileError: a value does not fit; the sentence says which, and nothing changed.
    """
    profile = locked(profile)
    for name, value in changes.items():
        setattr(profile, name, value)
    if "consent" in changes:
        profile.consented_at = (profile.consented_at or now) if profile.consent else None
    if {"headline", "biography"} & changes.keys():
        told = f"{profile.headline}\n{profile.biography}"
        profile.text_language = detect_language(told) or profile.user.language
    untouched = {field.name for field in profile._meta.fields} - changes.keys()
    try:
        profile.clean_fields(exclude=untouched)
        profile.validate_constraints()
    except ValidationError as error:
        raise ProfileError(" ".join(error.messages)) from error
    profile.updated_at = now
    profile.save()
    record("profile.changed", subject=profile, now=now)
    return profile


@transaction.atomic
def remove_profile(*, profile: ExpertProfile | InvestorProfile, now: dt.datetime) -> None:
    """Erase one's profile of a kind, its CV included; the account stays."""
    profile = locked(profile)
    record("profile.removed", subject=profile, now=now)
    if isinstance(profile, ExpertProfile) and profile.cv:
        erase_file(file=profile.cv)
    profile.delete()


@transaction.atomic
def mark_changed(*, profile: ExpertProfile | InvestorProfile, now: dt.datetime) -> None:
    """Save a profile whose fields or lists were changed, and tell of it."""
    profile.updated_at = now
    profile.save()
    record("profile.changed", subject=profile, now=now)
