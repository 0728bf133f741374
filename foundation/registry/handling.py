"""What an office does with an entry: assign it, set its status, move its limit date, note its other number, annul."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.operations import tell
from foundation.organisations.models import EDITING, MODERATING, Membership
from foundation.outbox.operations import record
from foundation.registry.lifecycle import WAITING, Status, may_move
from foundation.registry.lines import one_line
from foundation.registry.models import READING, Entry, OutsideNumber, Standing, Step
from foundation.registry.operations import ALARM_DAYS
from foundation.registry.words import Direction, Side


@transaction.atomic
def assign(
    *, entry: Entry, in_charge: User | None, by: User | None, now: dt.datetime, unit: str = "", note: str = ""
) -> Standing:
    """Put somebody of the team, a unit or both in charge; with neither, the entry is nobody's again.

    Without `by` the site itself does. Who is put in charge of an application or an interest answers it: floors above
    hear of it by `registry.entry_assigned`.

    Raises:
        DomainError: the person who asks may not, who is chosen is not in the team or may not answer it, or the entry
            was annulled.
    """
    standing = _locked(entry)
    if by is not None:
        _require(entry, by, EDITING)
    _require_valid(standing)
    if in_charge is not None and not _role(entry, in_charge):
        raise DomainError(_("Choose somebody of the team."), code="not_member", field="in_charge")
    if (standing.in_charge, standing.unit) == (in_charge, one_line(unit)):
        return standing
    waits = entry.is_answered_by_the_team and standing.status in WAITING
    if in_charge is not None and in_charge != standing.in_charge and waits:
        _require_answering(entry, in_charge)
    standing.in_charge, standing.unit = in_charge, one_line(unit)
    standing.save(update_fields=["in_charge", "unit"])
    facts = {"in_charge": in_charge, "unit": standing.unit}
    return _step(standing, Step.Kind.ASSIGNED, by=by, note=note, now=now, **facts)


@transaction.atomic
def set_status(*, entry: Entry, status: str, by: User | None, now: dt.datetime, note: str = "") -> Standing:
    """Say where the entry stands; without `by` the site itself says so.

    Raises:
        DomainError: the person may not, the entry was annulled, this status does not follow on the present one, or it
            follows the answer to an application, an interest or a question.
    """
    standing = _locked(entry)
    if by is not None:
        _require(entry, by, EDITING, in_charge=standing.in_charge)
        require_by_hand(entry)
    _require_valid(standing)
    if standing.status == status:
        return standing
    if status not in Status.values or not may_move(standing.status, status):
        raise DomainError(_("Choose a status from the list."), code="wrong_state", field="status")
    standing.status = status
    standing.save(update_fields=["status"])
    return _step(standing, Step.Kind.STATUS, by=by, note=note, now=now, status=status)


@transaction.atomic
def move_limit(
    *, entry: Entry, limit_on: dt.date, reason: str, by: User | None, now: dt.datetime, as_promised: bool = False
) -> Standing:
    """Set another limit date, with a reason; the first one stays visible, and the alarms ring again.

    `as_promised` is said by who has moved the answer date of an application or an interest: nobody else moves that one.

    Raises:
        DomainError: there is no reason, the person may not, the entry was annulled, or its date is a promised one.
    """
    standing = _locked(entry)
    if by is not None:
        _require(entry, by, EDITING, in_charge=standing.in_charge)
    if not as_promised:
        require_by_hand(entry)
    _require_valid(standing)
    if not one_line(reason):
        raise DomainError(_("Say why the date moves."), code="no_reason", field="note")
    if standing.limit_on == limit_on:
        return standing
    standing.limit_on, standing.alarms_rung = limit_on, 0
    standing.first_alarm_on, standing.second_alarm_on = (limit_on - dt.timedelta(days=days) for days in ALARM_DAYS)
    standing.save(update_fields=["limit_on", "alarms_rung", "first_alarm_on", "second_alarm_on"])
    return _step(standing, Step.Kind.LIMIT, by=by, note=reason, now=now, limit_on=limit_on)


@transaction.atomic
def note_outside_number(*, entry: Entry, system: str, number: str, by: User, now: dt.datetime) -> OutsideNumber:
    """Write down the number an entry has in another system, such as a ministry's own register.

    Raises:
        DomainError: the person may not, the entry was annulled, or one of both is missing.
    """
    standing = _locked(entry)
    _require(entry, by, EDITING, in_charge=standing.in_charge)
    _require_valid(standing)
    system, number = one_line(system), one_line(number)
    if not system or not number:
        raise DomainError(_("Give both the system and the number there."), field="number" if system else "system")
    known = OutsideNumber.objects.filter(entry=entry, system=system[:80], number=number[:80]).first()
    if known is not None:
        return known
    made = OutsideNumber.objects.create(entry=entry, system=system[:80], number=number[:80], by=by, at=now)
    record("registry.entry_moved", subject=entry, now=now)
    return made


@transaction.atomic
def annul(*, entry: Entry, reason: str, by: User, now: dt.datetime) -> Standing:
    """Say for good that an entry has no effect, and why; its number stays taken.

    Whose number it is, who sent an arrival or was sent a departure, is told with the reason.

    Raises:
        DomainError: there is no reason, the person neither owns nor moderates, or it was annulled before.
    """
    standing = _locked(entry)
    _require(entry, by, MODERATING)
    _require_valid(standing)
    if not one_line(reason):
        raise DomainError(_("Say why the entry is annulled."), code="no_reason", field="note")
    standing.annulled = True
    standing.save(update_fields=["annulled"])
    _write(entry, Step.Kind.ANNULLED, by=by, note=reason, now=now)
    side = {Direction.ARRIVAL: Side.SENDER, Direction.DEPARTURE: Side.RECIPIENT}.get(Direction(entry.direction))
    named = entry.correspondents.filter(side=side, user__is_active=True).values("user")
    for person in User.objects.filter(pk__in=named).order_by("pk"):
        _tell_annulled(entry, person, reason=one_line(reason), now=now)
    record("registry.entry_annulled", subject=entry, now=now)
    return standing


def require_by_hand(entry: Entry) -> None:
    """Refuse to settle by hand what follows the answer contract: the register would say other than the person reads.

    Raises:
        DomainError: it is an application, an interest or a question that was asked on the site.
    """
    if not entry.follows_an_answer:
        return
    if entry.is_answered_by_the_team:
        sentence = _("Its status and its limit date follow the answer: answer it, or move the answer date of its call.")
    else:
        sentence = _("Its status and its limit date follow the answer: answer the question where it was asked.")
    raise DomainError(sentence, code="by_contract")


def _tell_annulled(entry: Entry, person: User, *, reason: str, now: dt.datetime) -> None:
    facts = {
        "number": entry.number,
        "subject": entry.subject,
        "reason": reason,
        "is_answered": entry.is_answered_by_the_team,
    }
    tell(
        key=f"registry.annulled:{entry.public_id}:{person.pk}",
        kind="registry.annulled",
        recipient=person,
        template="registry/mail/annulled",
        facts=facts,
        route="my_numbers",
        now=now,
    )


def _locked(entry: Entry) -> Standing:
    return Standing.objects.select_for_update(of=("self",)).select_related("in_charge").get(entry=entry)


def _role(entry: Entry, user: User) -> str:
    rows = Membership.objects.filter(organisation=entry.office.organisation_id, user=user)
    return rows.values_list("role", flat=True).first() or ""


def _require(entry: Entry, user: User, roles: tuple[str, ...], *, in_charge: User | None = None) -> None:
    """Refuse whoever has none of the roles; who is in charge and reads the register may do what goes with it."""
    role = _role(entry, user)
    if role in roles or (in_charge == user and role in READING):
        return
    raise DomainError(_("Your role in this office does not allow it. Ask an owner of the organisation."), code="role")


def _require_answering(entry: Entry, user: User) -> None:
    """Refuse who may not answer an entry: who only reads, who was closed out, and who sent it herself."""
    wrote = entry.correspondents.filter(side=Side.SENDER, user=user).exists()
    if wrote or not user.is_active or _role(entry, user) not in EDITING:
        raise DomainError(
            _("%(name)s may not answer this: choose an editor, a moderator or an owner who did not send it.")
            % {"name": user},
            code="may_not_answer",
            field="in_charge",
        )


def _require_valid(standing: Standing) -> None:
    if standing.annulled:
        raise DomainError(_("This entry was annulled; it stays as it is."), code="annulled")


def _step(
    standing: Standing, kind: Step.Kind, *, by: User | None, note: str, now: dt.datetime, **facts: object
) -> Standing:
    _write(standing.entry, kind, by=by, note=note, now=now, **facts)
    assigned = kind == Step.Kind.ASSIGNED
    record("registry.entry_assigned" if assigned else "registry.entry_moved", subject=standing.entry, now=now)
    return standing


def _write(entry: Entry, kind: Step.Kind, *, by: User | None, note: str, now: dt.datetime, **facts: object) -> None:
    Step.objects.create(entry=entry, kind=kind, by=by, at=now, note=one_line(note)[:500], **facts)
