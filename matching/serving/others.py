"""Other open opportunities that fit a person, for a letter that has bad news."""

import datetime as dt

from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User
from marketplace.answers.lifecycle import Kind
from matching.serving.lists import ranked_for
from matching.serving.queries import profiles_of
from search.engines.base import EngineDown

MOST = 2
LOOKED_AT = 12  # of the best, so that some remain without those of one agency
PROFILES = {Kind.APPLICATION.value: "expert", Kind.INTEREST.value: "investor"}


def fitting(
    *, user: User, kind: str, but_not_of: int, language: str, now: dt.datetime, most: int = MOST
) -> list[tuple[str, str]]:
    """Return (title, address) of the best open opportunities for a person that are not of an agency.

    None while the engine is down, or where she has no profile of the kind.
    """
    profile = profiles_of(user).get(PROFILES[kind])
    if profile is None:
        return []
    try:
        rows = ranked_for(profile, language=language, now=now, limit=LOOKED_AT).rows
    except EngineDown:
        return []
    pages = [row.subject for row in rows if row.subject.agency.organisation_id != but_not_of][:most]
    with translation.override(language):
        return [(page.text(language).title, reverse("short_opportunity", args=[page.public_id])) for page in pages]
