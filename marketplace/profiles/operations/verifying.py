"""Skills that an organisation has seen at work: written down once with the number of a certificate, while it stands."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from foundation.accounts.models import User
from foundation.organisations.models import Organisation
from foundation.outbox.operations import record
from foundation.taxonomy.models import Concept
from marketplace.profiles.models import ExpertProfile, VerifiedSkill


@transaction.atomic
def verify_skills(
    *,
    user: User,
    concepts: Sequence[Concept],
    organisation: Organisation,
    number: str,
    on: dt.date,
    now: dt.datetime,
) -> list[VerifiedSkill]:
    """Mark skills as verified on a person's expert profile; one who has none any more is left alone.

    A profile keeps what its person said of each skill: verified is beside it, and holds also for skills she never
    named.
    """
    profile = ExpertProfile.objects.select_for_update(of=("self",)).filter(user=user).first()
    if profile is None or not concepts:
        return []
    rows = [
        VerifiedSkill.objects.get_or_create(
            profile=profile, concept=concept, number=number, defaults={"organisation": organisation, "on": on}
        )[0]
        for concept in concepts
    ]
    record("profile.changed", subject=profile, now=now)
    return rows


@transaction.atomic
def unverify_skills(*, number: str, now: dt.datetime) -> int:
    """Take away what rests on the certificate of a number, which has no effect any more; return how many skills."""
    rows = VerifiedSkill.objects.filter(number=number)
    profiles = ExpertProfile.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("profile"))
    for profile in profiles.order_by("pk"):
        record("profile.changed", subject=profile, now=now)
    return rows.delete()[0]
