"""A coordinator or a focal point writes down a call; a focal point nudges an agency, once a day."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.base.places import zone_of
from foundation.organisations.models import Coordinator, FocalPoint, Organisation
from foundation.organisations.queries import who_answers
from foundation.organisations.team import locked
from foundation.outbox.operations import record
from marketplace.answering.kinds import NUDGED
from marketplace.answering.mails import write_waiting
from marketplace.answering.models import Nudge, PhoneNote
from marketplace.answers.models import Submission
from marketplace.contract.operations.nudging import note_nudge

TWICE_WITHIN = dt.timedelta(minutes=10)  # two calls that say the same lie further apart


@transaction.atomic
def write_note(
    *,
    organisation: Organisation,
    by: User,
    called_as: str = PhoneNote.Caller.COORDINATOR,
    with_whom: str,
    said: str,
    next_on: dt.date | None = None,
    now: dt.datetime,
) -> PhoneNote:
    """Write down a call that a coordinator made, or a focal point: of what he was told is late there he is not silent.

    The same words of the same caller within some minutes are one call.

    Raises:
        DomainError: she does not act for the organisation or he look after it, or the next call lies in the past.
    """
    organisation = locked(organisation)
    if called_as == PhoneNote.Caller.COORDINATOR:
        if not Coordinator.objects.acting().filter(organisation=organisation, user=by).exists():
            raise DomainError(_("You do not coordinate this organisation any more."), code="not_coordinator")
    elif not Organisation.objects.verifiable_by(by).filter(pk=organisation.pk).exists():
        raise DomainError(_("You do not look after this organisation any more."), code="not_focal_point")
    if next_on is not None and next_on < now.astimezone(zone_of(organisation.country)).date():
        raise DomainError(_("Choose a day that is still to come."), field="next_on")
    words = {"by": by, "called_as": called_as, "with_whom": with_whom.strip(), "said": said.strip(), "next_on": next_on}
    if known := organisation.phone_notes.filter(**words, at__gt=now - TWICE_WITHIN).first():
        return known
    note = PhoneNote.objects.create(organisation=organisation, at=now, **words)
    note_nudge(organisation=organisation, by=by, now=now)
    record("agency.called", subject=organisation, now=now)
    return note


def nudge(*, organisation: Organisation, by: User, now: dt.datetime) -> Nudge:
    """Remind everybody who answers for an organisation of what waits there, each with links of her own.

    A focal point is not silent from then on about what he was told is late there; nor when somebody else reminded it
    on the same day, which is noted although he is refused.

    Raises:
        DomainError: it was reminded today, nothing waits there, or nobody answers for it.
    """
    with transaction.atomic():
        organisation = locked(organisation)
        today = now.astimezone(zone_of(organisation.country)).date()
        if not organisation.nudges.filter(on=today).exists():
            return _remind(organisation, by=by, today=today, now=now)
        note_nudge(organisation=organisation, by=by, now=now)
    raise DomainError(_("This agency was reminded today already. Try tomorrow, or call it."), code="nudged_today")


def _remind(organisation: Organisation, *, by: User, today: dt.date, now: dt.datetime) -> Nudge:
    waiting = Submission.objects.pending().filter(organisation=organisation)
    rows = list(waiting.select_related("entry", "organisation").order_by("answer_on", "submitted_at", "pk"))
    if not rows:
        raise DomainError(_("Nothing waits at this agency any more."), code="nothing_waits")
    people = who_answers(organisation)
    if not people:
        raise DomainError(_("Nobody answers for this agency on Jisr: call it."), code="nobody")
    made = Nudge.objects.create(organisation=organisation, by=by, at=now, on=today)
    by_focal_point = FocalPoint.objects.filter(user=by, country=organisation.country).exists()
    for person in people:
        own = [row for row in rows if row.person_id != person.pk]
        if own:
            write_waiting(
                to=person,
                rows=own,
                kind=NUDGED,
                key=f"answering.nudged:{made.pk}:{person.pk}",
                template="answering/mail/nudged",
                now=now,
                by=by,
                by_focal_point=by_focal_point,
            )
    note_nudge(organisation=organisation, by=by, now=now)
    record("agency.nudged", subject=organisation, now=now)
    return made
