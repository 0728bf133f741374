"""Reads of missions: who is which side, what a call proposes as terms, signed links, the figures of outcomes."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.base.choices import Compensation, Cover, FeeUnit
from foundation.organisations.models import EDITING, FocalPoint, Organisation
from foundation.organisations.queries import members_of
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.links import digest_of
from marketplace.answers.models import Submission
from marketplace.answers.queries import with_pages
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import ABOVE_AFTER, ANSWERABLE_FOR, CONFIRM_WITHIN, TELLABLE_FOR, Said, Side
from marketplace.outcomes.models import (
    LONGEST_LINE,
    MOST_DELIVERABLES,
    Certificate,
    Outcome,
    Preparation,
    Terms,
    UsedLink,
)

SOON = dt.timedelta(days=30)  # before the first day: what is needed before leaving should stand there
MISSION = (Status.ACCEPTED, Status.COMPLETED, Status.CANCELLED)
_ANSWER, _MORE, _REFRESH = "outcomes.answer", "outcomes.more", "outcomes.refresh"
_HANDED_OVER = re.compile(r"livrable|résultats attendus|deliverable|entregable|مخرجات|المخرجات|تسليم", re.IGNORECASE)


def missions_of(user: Any) -> Any:
    """Return the missions (accepted, completed, cancelled) a person may see: her own, and those of her agency."""
    rows = Application.objects.visible_to(user).filter(status__in=MISSION)
    return rows.select_related("entry", "organisation", "person")


def side_of(user: Any, application: Submission) -> tuple[str, str]:
    """Return (side, actor) of somebody in a mission; ("", "") of who only looks on."""
    if application.person_id == user.pk:
        return Side.PERSON, Actor.PERSON
    if application.organisation.memberships.filter(user=user, role__in=EDITING).exists():
        return Side.AGENCY, Actor.AGENCY
    if Submission.objects.answerable_by(user).filter(pk=application.pk).exists():
        return Side.AGENCY, Actor.COORDINATOR
    return "", ""


def call_of(application: Submission) -> MissionCall:
    return MissionCall.objects.prefetch_related("texts", "skills").get(pk=application.opportunity_id)


def versions_of(application: Submission) -> list[Terms]:
    """Return the versions of the terms, the latest first, with deliverables and who accepted."""
    rows = Terms.objects.filter(application_id=application.pk).select_related("entry", "proposed_by")
    return list(rows.prefetch_related("deliverables", "acceptances__by").order_by("-version"))


def agreed_terms(application: Submission) -> Terms | None:
    """Return the version that holds: the latest that both have accepted."""
    rows = Terms.objects.agreed().filter(application_id=application.pk)
    return rows.prefetch_related("deliverables", "acceptances__by").order_by("-version").first()


def agreed_dates(applications: Collection[int]) -> dict[int, tuple[dt.date, dt.date]]:
    """Return the first and last day that both sides agreed on, by the application's key (one query)."""
    rows = Terms.objects.agreed().filter(application__in=applications).order_by("version")
    return {key: (first, last) for key, first, last in rows.values_list("application_id", "starts_on", "ends_on")}


def unconfirmed_for(last_day: dt.date, on: dt.date) -> dt.timedelta:
    """Return how long the end of a mission has waited beyond the days in which it should be confirmed."""
    return on - last_day - CONFIRM_WITHIN


def unconfirmed(*, on: dt.date, since: dt.timedelta = dt.timedelta()) -> Any:
    """Return the missions whose agency should have confirmed the end `since` some days, each with its `last_day`."""
    agreed = Terms.objects.agreed().filter(application=OuterRef("pk")).order_by("-version")
    rows = Application.objects.filter(status=Status.ACCEPTED).annotate(last_day=Subquery(agreed.values("ends_on")[:1]))
    return rows.filter(last_day__lte=on - CONFIRM_WITHIN - since)


def looks_after_a_country(user: Any) -> bool:
    """Tell whether somebody stands above agencies: a focal point, or an administrator."""
    return bool(user.is_superuser or FocalPoint.objects.filter(user=user).exists())


def unconfirmed_above(user: Any, *, on: dt.date) -> Any:
    """Return the missions of a person's countries whose end was not confirmed after the reminder either."""
    rows = unconfirmed(on=on, since=ABOVE_AFTER).filter(organisation__in=Organisation.objects.verifiable_by(user))
    return rows.select_related("entry", "organisation").order_by("last_day", "pk")


def by_agency(missions: Iterable[Submission]) -> list[dict[str, Any]]:
    """Return `missions` with their pages by `organisation`, in their order, each with the `members` whom to call."""
    rows = with_pages(missions)
    found: dict[int, dict[str, Any]] = {}
    members = members_of({row.organisation_id for row in rows}) if rows else {}
    for row in rows:
        of = {"organisation": row.organisation, "members": members.get(row.organisation_id, []), "missions": []}
        found.setdefault(row.organisation_id, of)["missions"].append(row)
    return list(found.values())


def needy(user: Any, *, on: dt.date) -> Any:
    """Return the missions of who answers that have no terms, begin soon and are not prepared, or are over."""
    agreed = Terms.objects.agreed().filter(application=OuterRef("pk"))
    rows = Application.objects.answerable_by(user).filter(status=Status.ACCEPTED)
    rows = rows.annotate(
        has_terms=Exists(agreed),
        begins_soon=Exists(agreed.filter(starts_on__lte=on + SOON)),
        is_over=Exists(agreed.filter(ends_on__lt=on)),
        is_prepared=Exists(Preparation.objects.filter(application=OuterRef("pk"))),
    )
    rows = rows.filter(Q(has_terms=False) | Q(is_over=True) | Q(begins_soon=True, is_prepared=False))
    return rows.select_related("entry", "organisation", "person").order_by("pk")


def unconfirmed_by_agency(organisations: Any, *, on: dt.date) -> dict[int, int]:
    """Return how many missions of some organisations (a queryset) wait for their end to be confirmed, by key."""
    rows = unconfirmed(on=on).filter(organisation__in=organisations).values_list("organisation")
    return dict(rows.annotate(count=Count("pk")).order_by())


def first_terms(call: MissionCall, language: str, *, today: dt.date) -> dict[str, Any]:
    """Return the terms that the facts of a call propose, by the names of the form; empty where it says nothing."""
    return {
        "starts_on": call.starts_on or today,
        "ends_on": call.ends_on or today,
        "compensation": call.compensation or (Compensation.FEE if call.fee_minor else ""),
        "fee_minor": call.fee_minor,
        "fee_unit": call.fee_unit or (FeeUnit.MISSION if call.fee_minor else ""),
        "per_diem_minor": None,
        "currency": call.currency,
        "covers": [code for code in call.covers if code in Cover.values],
        "deliverables": _deliverables(call, language),
        "note": "",
    }


def terms_as_typed(terms: Terms) -> dict[str, Any]:
    """Return a version by the same names, to be changed into the next."""
    names = ("starts_on", "ends_on", "compensation", "fee_minor", "fee_unit", "per_diem_minor", "currency", "covers")
    lines = [row.text for row in terms.deliverables.all()]
    return {name: getattr(terms, name) for name in names} | {"deliverables": lines, "note": terms.note}


def _deliverables(call: MissionCall, language: str) -> list[str]:
    """What the text lists under a heading such as "Deliverables"; the title of the call where there is none."""
    text = call.text(language)
    if text is None:
        return [call.title]
    lines: list[str] = []
    under = False
    for block in text.body:
        if block.block_type == "heading":
            under = bool(_HANDED_OVER.search(str(block.value)))
        elif under and block.block_type == "paragraph":
            html = str(getattr(block.value, "source", block.value))
            lines += [strip_tags(part).strip(" \n-•;.") for part in re.split(r"</li>|</p>|<br\s*/?>", html)]
    found = [line[:LONGEST_LINE] for line in lines if line][:MOST_DELIVERABLES]
    return found or [text.title[:LONGEST_LINE]]


# --- links that work without signing in ---------------------------------------------------------------
def answer_address(outcome: Outcome, user: User, said: str = "") -> str:
    """Return the path at which one person answers, in her language; `said` is only proposed there."""
    path = _path("outcome", _signed(_ANSWER, outcome.public_id, user, outcome.open_until), user.language)
    return f"{path}?said={said}" if said else path


def more_address(outcome: Outcome, user: User, *, now: dt.datetime, language: str) -> str:
    """Return the path at which somebody who has answered may say more, for a day."""
    return _path("outcome_more", _signed(_MORE, outcome.public_id, user, now + TELLABLE_FOR), language)


def refresh_address(user: User, *, now: dt.datetime) -> str:
    """Return the path at which an expert says with one tap that her profile is still right."""
    return _path("profile_refresh", _signed(_REFRESH, "profile", user, now + ANSWERABLE_FOR), user.language)


def to_confirm(outcome: Outcome) -> str:
    """Return the public id of the mission that an agency calls done in its answer and has still to confirm; or ""."""
    application = outcome.application
    says_done = outcome.side == Side.AGENCY and outcome.said in (Said.AGAIN, Said.NOT_AGAIN)
    return application.public_id if says_done and application.status == Status.ACCEPTED else ""


def _path(name: str, token: str, language: str) -> str:
    with translation.override(language):
        return reverse(name, args=[token])


def _signed(salt: str, what: str, user: User, until: dt.datetime) -> str:
    said = f"{what}.{user.public_id}.{int(until.timestamp())}"
    return signing.Signer(salt=salt, sep=".").sign(said)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to: whose it is and, of an outcome, which, and in which quality she answers; `over` when its
    time has passed.

    One that serves once is `used` after that; `digest` is what is kept of it.
    """

    user: User
    outcome: Outcome | None
    over: bool
    digest: str
    used: bool = False
    actor: str = ""


def opened(token: str, *, of: str, at: dt.datetime) -> Opened:
    """Read a link of a kind ("answer", "more", "refresh").

    Raises:
        BadSignature: nobody of ours wrote it, or its person or mission is gone, or no longer hers.
    """
    salt = {"answer": _ANSWER, "more": _MORE, "refresh": _REFRESH}[of]
    what, user_id, until = signing.Signer(salt=salt, sep=".").unsign(token).split(".")
    user = User.objects.filter(public_id=user_id, is_active=True).first()
    if user is None:
        raise signing.BadSignature("nobody")
    over, digest = int(until) <= at.timestamp(), digest_of(token)
    if of == "refresh":
        return Opened(user, None, over, digest, used=UsedLink.objects.filter(digest=digest).exists())
    rows = Outcome.objects.select_related("application__organisation", "application__entry", "application__person")
    outcome = rows.filter(public_id=what).first()
    side, actor = side_of(user, outcome.application) if outcome is not None else ("", "")
    if outcome is None or side != outcome.side:
        raise signing.BadSignature("not hers")
    return Opened(user, outcome, over, digest, actor=actor)


# --- figures --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MissionFigures:
    """Counts of missions and of what both sides said of them.

    `said` has a row per stage, side and answer; `asked` counts the questions, so that a share is of all that were
    asked and not of those who liked to answer.
    """

    agreed: int
    completed: int
    cancelled: int
    certificates: int
    asked: dict[tuple[str, str], int]  # (stage, side)
    said: dict[tuple[str, str, str], int]  # (stage, side, answer)

    def share(self, stage: str, side: str, *answers: str) -> int | None:
        """Return the percentage of a side that gave one of some answers at a stage; None where nobody was asked."""
        asked = self.asked.get((stage, side), 0)
        said = sum(self.said.get((stage, side, answer), 0) for answer in answers)
        return round(100 * said / asked) if asked else None


def mission_figures(*, organisation: Organisation | None = None, country: str = "") -> MissionFigures:
    """Return the figures of all missions, of an organisation's or of a country's (four queries)."""
    applications = Application.objects.all()
    if organisation is not None:
        applications = applications.filter(organisation=organisation)
    if country:
        applications = applications.filter(organisation__country=country)
    counted = applications.filter(status__in=MISSION).values_list("status").annotate(many=Count("pk")).order_by()
    statuses = Counter(dict(counted))
    rows = Outcome.objects.filter(application__in=applications).values_list("stage", "side", "said")
    asked: Counter[tuple[str, str]] = Counter()
    said: Counter[tuple[str, str, str]] = Counter()
    for stage, side, answer, many in rows.annotate(many=Count("pk")).order_by():
        asked[stage, side] += many
        if answer:
            said[stage, side, answer] += many
    return MissionFigures(
        agreed=Terms.objects.agreed().filter(application__in=applications).values("application").distinct().count(),
        completed=statuses[Status.COMPLETED],
        cancelled=statuses[Status.CANCELLED],
        certificates=Certificate.objects.filter(application__in=applications).count(),
        asked=dict(asked),
        said=dict(said),
    )
