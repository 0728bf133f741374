"""Hold an agency that left people without an answer, let it go when it has answered or named a coordinator; say so."""

import datetime as dt

from django.db import transaction
from django.utils import translation

from cms.agencies.models import Hold, held
from cms.agencies.operations import hold, lift
from foundation.notifications.operations import tell
from foundation.organisations.models import Organisation
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.contract.lifecycle import Step
from marketplace.contract.queries import deciders, held_agencies, owing, without


def count_holds(*, now: dt.datetime, only: int | None = None) -> int:
    """Set and lift the holds of all agencies, or of one, as the rows stand now; return how many changed."""
    owe, held = owing(now.date(), only=only), held_agencies(only=only)
    for organisation in Organisation.objects.filter(pk__in=owe ^ held).order_by("pk"):
        _change(organisation=organisation, owes=organisation.pk in owe, now=now)
    return len(owe ^ held)


@transaction.atomic
def _change(*, organisation: Organisation, owes: bool, now: dt.datetime) -> None:
    """Set or lift a hold, and tell who opens calls; not where the mail of what was closed is still to say it."""
    if owes:
        found = hold(organisation=organisation, reason=Hold.Reason.UNANSWERED, now=now)
        closed = Submission.objects.filter(organisation=organisation, status=Status.UNANSWERED)
        if not without(Step.CLOSED, closed).exists():
            _tell(found, "held", now=now)
        return
    rows = Hold.objects.active().filter(organisation=organisation, reason=Hold.Reason.UNANSWERED)
    before = rows.first()
    lifted = lift(organisation=organisation, reason=Hold.Reason.UNANSWERED, now=now)
    if before is not None and lifted:
        _tell(before, "freed", now=now)


def _tell(of: Hold, name: str, *, now: dt.datetime) -> None:
    for person in deciders(of.organisation):
        with translation.override(person.language):
            sentence = held(of.organisation_id)
        tell(
            key=f"contract.{name}.{of.pk}.{person.pk}",
            kind="contract.hold",
            recipient=person,
            template=f"contract/mail/{name}",
            facts={"person": person, "agency": of.organisation.name(person.language), "hold": sentence},
            route="desk",
            now=now,
        )
