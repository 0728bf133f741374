"""What may become of an application or an interest, who may move it, and what counts as an answer: a table."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    APPLICATION = "application", _("application")
    INTEREST = "interest", _("interest")


class Status(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("what was sent", "draft")
    SUBMITTED = "submitted", pgettext_lazy("what was sent", "submitted")
    SHORTLISTED = "shortlisted", pgettext_lazy("what was sent", "shortlisted")
    INTERVIEW = "interview", pgettext_lazy("what was sent", "interview")
    OFFERED = "offered", pgettext_lazy("what was sent", "offered")
    ACCEPTED = "accepted", pgettext_lazy("what was sent", "accepted")
    DECLINED = "declined", pgettext_lazy("what was sent", "declined by the expert")
    REFUSED = "refused", pgettext_lazy("what was sent", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("what was sent", "withdrawn")
    UNANSWERED = "unanswered", pgettext_lazy("what was sent", "closed, unanswered")
    COMPLETED = "completed", pgettext_lazy("what was sent", "completed")
    CANCELLED = "cancelled", pgettext_lazy("what was sent", "cancelled")
    TAKEN_BACK = "taken_back", pgettext_lazy("what was sent", "offer withdrawn")


OF_AN_INTEREST: dict[str, Any] = {
    Status.ACCEPTED: _("taken up"),
    Status.COMPLETED: pgettext_lazy("an interest", "carried through"),
    Status.CANCELLED: pgettext_lazy("an interest", "did not come about"),
}


def said(status: str, kind: str) -> Any:
    """Return a status in words; what an agency does with an interest is no agreement, and is never called so."""
    words = OF_AN_INTEREST.get(status) if kind == Kind.INTEREST else None
    return words or Status(status).label


class Actor(models.TextChoices):
    """In which quality somebody moves it; a coordinator acts for the agency, and every act says so."""

    PERSON = "person", _("the person")
    AGENCY = "agency", _("the agency")
    COORDINATOR = "coordinator", _("a coordinator, for the agency")
    CLOCK = "clock", _("the answer contract")


class Reason(models.TextChoices):
    """Why one side says no, in words the other can read; an agency's letter says the same at more length."""

    EXPERIENCE = "experience", _("Another experience was needed")
    LANGUAGE = "language", _("Another language was needed")
    DATES = "dates", _("The dates do not fit")
    TERMS = "terms", _("The fee or the terms do not fit")
    FILLED = "filled", _("The places were given to others")
    DROPPED = "dropped", _("The project is put off or given up")
    AMOUNT = "amount", _("The amount does not fit the project")
    OTHER = "other", _("Another reason, said in the letter")
    NOT_AGREED = "not_agreed", _("The two sides did not agree on the terms")
    CHECKS = "checks", _("What was looked at, papers or figures, spoke against it")
    ELSEWHERE = "elsewhere", _("The money was found, or placed, elsewhere")
    SILENCE = "silence", _("The other side was not heard from any more")
    SAID = "said", _("Another reason, in their own words")


PENDING = (Status.SUBMITTED, Status.SHORTLISTED, Status.INTERVIEW)  # the agency owes an answer
SEATED = (Status.OFFERED, Status.ACCEPTED, Status.COMPLETED)  # a place is kept or taken
OVER = (
    Status.DECLINED,
    Status.REFUSED,
    Status.WITHDRAWN,
    Status.UNANSWERED,
    Status.COMPLETED,
    Status.CANCELLED,
    Status.TAKEN_BACK,
)
GONE = (Status.WITHDRAWN, Status.TAKEN_BACK)  # it stands no more: while the page is open, the person may send anew
NOT_ANEW: dict[str, Any] = {  # why what is over stands in the way all the same
    Status.REFUSED: _("The agency has said no to what you sent here, so it cannot be sent again. Its answer is below."),
    Status.UNANSWERED: _("What you sent here was closed unanswered, and stays so for good: it cannot be sent again."),
    Status.DECLINED: _("You have declined this mission, so you cannot apply to it again."),
    Status.COMPLETED: _("What you sent here has come to its end, so it cannot be sent again."),
    Status.CANCELLED: _("What you sent here has come to its end, so it cannot be sent again."),
}
BOTH = (Kind.APPLICATION, Kind.INTEREST)
THE_AGENCY = (Actor.AGENCY, Actor.COORDINATOR)
OFFER_STANDS = {"remind": dt.timedelta(days=7), "end": dt.timedelta(days=14)}  # after the day on which it was made
OFFER_CLOCK = "end offers"  # of CLOCK_HANDLERS
TWICE_WITHIN = dt.timedelta(days=1)  # what leaves the status as it is, said again in the same words, is one post


@dataclass(frozen=True, slots=True)
class Change:
    """One move: from where to where, by whom, of which kind.

    `answers` ends what the agency owes; what answers, is `registered`, or goes with a letter leaves a departure in the
    register. Letters and departures are the agency's: what its person does needs neither. One that is made `apart`
    needs more than a reason and a letter: a page of a room above makes it.
    """

    sources: tuple[Status, ...]
    target: Status
    by: tuple[Actor, ...]
    kinds: tuple[Kind, ...] = BOTH
    answers: bool = False
    registered: bool = False
    needs_reason: bool = False
    needs_letter: bool = False
    apart: bool = False
    label: object = field(default="", compare=False)


MISSION = (Kind.APPLICATION,)
CHANGES: dict[str, Change] = {
    "submit": Change((Status.DRAFT,), Status.SUBMITTED, (Actor.PERSON,), label=_("Send")),
    "shortlist": Change((Status.SUBMITTED,), Status.SHORTLISTED, THE_AGENCY, label=_("Shortlist")),
    "interview": Change(
        (Status.SUBMITTED, Status.SHORTLISTED),
        Status.INTERVIEW,
        THE_AGENCY,
        registered=True,
        needs_letter=True,
        label=_("Invite to a talk"),
    ),
    "offer": Change(
        PENDING,
        Status.OFFERED,
        THE_AGENCY,
        MISSION,
        answers=True,
        needs_letter=True,
        label=_("Offer the mission"),
    ),
    "take_up": Change(
        PENDING,
        Status.ACCEPTED,
        THE_AGENCY,
        (Kind.INTEREST,),
        answers=True,
        needs_letter=True,
        label=_("Take the interest up"),
    ),
    "refuse": Change(
        PENDING,
        Status.REFUSED,
        THE_AGENCY,
        answers=True,
        needs_reason=True,
        needs_letter=True,
        label=_("Refuse"),
    ),
    "accept": Change((Status.OFFERED,), Status.ACCEPTED, (Actor.PERSON,), MISSION, label=_("Accept the offer")),
    "decline": Change((Status.OFFERED,), Status.DECLINED, (Actor.PERSON,), MISSION, label=_("Decline the offer")),
    "take_back": Change(
        (Status.OFFERED,),
        Status.TAKEN_BACK,
        THE_AGENCY,
        MISSION,
        registered=True,
        needs_reason=True,
        needs_letter=True,
        label=_("Withdraw the offer"),
    ),
    "lapse": Change(
        (Status.OFFERED,), Status.TAKEN_BACK, (Actor.CLOCK,), MISSION, registered=True, label=_("Let the offer end")
    ),
    "withdraw": Change((*PENDING, Status.OFFERED), Status.WITHDRAWN, (Actor.PERSON,), label=_("Withdraw")),
    "leave_unanswered": Change(
        PENDING, Status.UNANSWERED, (Actor.CLOCK,), registered=True, label=_("Close as unanswered")
    ),
    "write_after": Change(  # it stays unanswered for good; the agency has said at least why
        (Status.UNANSWERED,),
        Status.UNANSWERED,
        THE_AGENCY,
        registered=True,
        needs_letter=True,
        label=_("Write to the person after all"),
    ),
    "complete": Change(
        (Status.ACCEPTED,),
        Status.COMPLETED,
        THE_AGENCY,
        MISSION,
        apart=True,
        label=_("Confirm that the mission is done"),
    ),
    "cancel": Change(
        (Status.ACCEPTED,),
        Status.CANCELLED,
        (Actor.PERSON, *THE_AGENCY),
        MISSION,
        registered=True,
        needs_reason=True,
        needs_letter=True,
        apart=True,
        label=_("Cancel the mission"),
    ),
    "carry_through": Change(
        (Status.ACCEPTED,),
        Status.COMPLETED,
        (Actor.PERSON, *THE_AGENCY),
        (Kind.INTEREST,),
        registered=True,
        needs_letter=True,
        label=_("It was carried through"),
    ),
    "fall_through": Change(
        (Status.ACCEPTED,),
        Status.CANCELLED,
        (Actor.PERSON, *THE_AGENCY),
        (Kind.INTEREST,),
        registered=True,
        needs_reason=True,
        needs_letter=True,
        label=_("It did not come about"),
    ),
}


ENDINGS = ("carry_through", "fall_through")  # of an interest that was taken up, by either side


def may(name: str, *, kind: str, status: str, by: str) -> bool:
    """Tell whether a move of CHANGES is allowed now, and to this actor."""
    change = CHANGES[name]
    return kind in change.kinds and status in change.sources and by in change.by


def open_to(by: str, *, kind: str, status: str) -> Iterator[tuple[str, Change]]:
    """Yield (name, change) of what an actor may do now where he reads it, in the order of the table."""
    here = ((name, change) for name, change in CHANGES.items() if not change.apart)
    return ((name, change) for name, change in here if may(name, kind=kind, status=status, by=by))
