"""Other open opportunities for a person, for a letter that has bad news."""

import datetime as dt
import logging
from typing import Any

from django.urls import reverse
from django.utils import translation

from cms.agencies.models import AgencyPage
from cms.opportunities.queries import attach_agencies
from foundation.accounts.models import User
from marketplace.answers.lifecycle import Kind
from marketplace.answers.models import Submission
from marketplace.answers.queries import specific, title_of
from matching.candidates.queries import nearest_to, open_to
from matching.serving.lists import ranked_for
from matching.serving.queries import profiles_of
from search.engines.base import EngineDown

MOST = 2
LOOKED_AT = 12  # of the best, so that some remain without those of one agency
PROFILES = {Kind.APPLICATION.value: "expert", Kind.INTEREST.value: "investor"}
log = logging.getLogger(__name__)


def fitting(*, submission: Submission, language: str, now: dt.datetime, most: int = MOST) -> list[tuple[str, str]]:
    """Return (title, address) of open opportunities of other agencies, for who has sent something in vain.

    First those that fit her profile best. Where these are too few (she has no profile, or the engine is down or fails),
    those nearest to the page she had written to: fewer than `most` only where no more are open to her.
    """
    user = submission.person
    if user is None:
        return []
    pages = _ranked(user, submission, language, now)[:most]
    if len(pages) < most:
        pages += _nearest(user, submission, but={page.pk for page in pages}, most=most - len(pages), now=now)
    with translation.override(language):
        return [(title_of(page, language), reverse("short_opportunity", args=[page.public_id])) for page in pages]


def _ranked(user: User, submission: Submission, language: str, now: dt.datetime) -> list[Any]:
    profile = profiles_of(user).get(PROFILES[submission.kind])
    if profile is None:
        return []
    try:
        rows = ranked_for(profile, language=language, now=now, limit=LOOKED_AT).rows
    except EngineDown as error:
        log.warning("nothing is ranked for the letter of %s: %s", submission.public_id, error)
        return []
    except Exception:  # whatever the ranking raises, the letter goes out, and with others to look at
        log.exception("nothing is ranked for the letter of %s", submission.public_id)
        return []
    return [row.subject for row in rows if row.subject.agency.organisation_id != submission.organisation_id]


def _nearest(user: User, submission: Submission, *, but: set[int], most: int, now: dt.datetime) -> list[Any]:
    page = specific(submission)
    pages = open_to(user.pk, type(page), now=now).exclude(pk__in=but)
    for path in AgencyPage.objects.filter(organisation=submission.organisation_id).values_list("path", flat=True):
        pages = pages.exclude(path__startswith=path)
    return attach_agencies(nearest_to(page, pages).for_lists()[:most])
