"""Invite an expert to a call, withdraw it; accept, which leads to applying, or decline."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.opportunities.models import MissionCall
from cms.opportunities.operations.places import lock_places
from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.operations import forget, tell
from foundation.organisations.queries import who_answers
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.sending import require_open
from marketplace.answers.queries import title_of
from marketplace.invitations.lifecycle import MOST, MOST_OPEN, STANDS, State, Why
from marketplace.invitations.models import LONGEST_MESSAGE, LONGEST_NOTE, CallInvitation
from marketplace.invitations.queries import key_of
from marketplace.profiles.models import ExpertProfile


class InvitationError(DomainError):
    code = "call_invitation"


@transaction.atomic
def invite(
    *, call: MissionCall, profile: ExpertProfile, actor: str, by: User, message: str = "", now: dt.datetime
) -> CallInvitation:
    """Invite an expert who agreed to be found; invited a second time, it stays one.

    Who keeps away from the agency, no longer agrees to be found or is of its team is refused in one sentence, which
    does not say which it is.

    Raises:
        InvitationError: nobody can apply now, she cannot be invited or has applied, or the call has invited enough.
    """
    lock_places(page=call)
    message = message.strip()
    if len(message) > LONGEST_MESSAGE:
        raise InvitationError(_("Say it in at most %(most)s characters.") % {"most": LONGEST_MESSAGE}, field="message")
    organisation, expert = call.agency.organisation, profile.user
    known = CallInvitation.objects.filter(call=call)
    if invited := known.filter(expert=expert).first():
        return invited
    if Submission.objects.of(expert).sent().filter(opportunity_id=call.pk).standing().exists():
        raise InvitationError(_("This person has applied already."), code="applied")
    is_open = call.openness(timezone.localdate(now))
    if is_open != "open":
        raise InvitationError(is_open.label, code=is_open.value)
    try:
        require_open(page=call, by=expert, now=now)
    except DomainError:
        raise InvitationError(_not_invited(), code="not_found") from None
    if not ExpertProfile.objects.findable().filter(pk=profile.pk).exists():
        raise InvitationError(_not_invited(), code="not_found")
    if known.open(now).count() >= MOST_OPEN:
        raise InvitationError(
            _("%(most)s invitations of this call wait for an answer: invite more when some are answered.")
            % {"most": MOST_OPEN},
            code="enough",
        )
    if known.count() >= MOST:
        raise InvitationError(_("A call invites at most %(most)s people.") % {"most": MOST}, code="enough")
    invitation = CallInvitation.objects.create(
        call=call,
        organisation=organisation,
        expert=expert,
        actor=actor,
        invited_by=by,
        message=message,
        invited_at=now,
        expires_at=_until(call, now=now),
    )
    _tell_expert(invitation, now=now)
    record("call_invitation.sent", subject=invitation, now=now)
    return invitation


@transaction.atomic
def withdraw(*, invitation: CallInvitation, actor: str, by: User, now: dt.datetime) -> CallInvitation:
    """Take an invitation back that waits; it counts among those of the call, and its mail, if unsent, is forgotten.

    Raises:
        InvitationError: it was answered, or has expired.
    """
    invitation = _open(invitation, now=now)
    invitation.state, invitation.message = State.WITHDRAWN, ""
    invitation.withdrawn_as, invitation.withdrawn_by, invitation.withdrawn_at = actor, by, now
    invitation.save(update_fields=["state", "message", "withdrawn_as", "withdrawn_by", "withdrawn_at"])
    forget(keys=[key_of(invitation)])
    record("call_invitation.withdrawn", subject=invitation, now=now)
    return invitation


@transaction.atomic
def accept(*, invitation: CallInvitation, now: dt.datetime) -> CallInvitation:
    """Say yes: what follows is an application like any other; nothing is shown to the agency but the yes.

    Raises:
        InvitationError: it was answered, withdrawn or has expired; SubmissionError: nobody can apply now.
    """
    invitation = _open(invitation, now=now)
    require_open(page=invitation.call, by=invitation.expert, now=now)
    return _answer(invitation, State.ACCEPTED, now=now)


@transaction.atomic
def decline(*, invitation: CallInvitation, why: str = "", note: str = "", now: dt.datetime) -> CallInvitation:
    """Say no, with a reason or without.

    Raises:
        InvitationError: it was answered, withdrawn or has expired, or the remark is too long.
    """
    invitation = _open(invitation, now=now)
    if len(note.strip()) > LONGEST_NOTE:
        raise InvitationError(_("Say it in at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")
    invitation.why, invitation.note = Why(why) if why else "", note.strip()
    return _answer(invitation, State.DECLINED, now=now)


def _not_invited() -> str:
    return _("This person cannot be invited now.")


def _until(call: MissionCall, *, now: dt.datetime) -> dt.datetime:
    """Return when an invitation expires: after two weeks, or with the last day of the call."""
    until = now + STANDS
    if call.closes_on is None or call.closes_on > until.date():
        return until
    midnight = dt.datetime.combine(
        call.closes_on + dt.timedelta(days=1), dt.time(), tzinfo=timezone.get_default_timezone()
    )
    return min(until, midnight)


def _open(invitation: CallInvitation, *, now: dt.datetime) -> CallInvitation:
    rows = CallInvitation.objects.select_for_update(of=("self",))
    found = rows.select_related("call", "organisation", "expert", "invited_by").get(pk=invitation.pk)
    state = found.state_at(now)
    if state != State.OPEN:
        raise InvitationError(
            _("This invitation can no longer be answered: it stands at “%(state)s”.") % {"state": state.label},
            code="wrong_state",
        )
    return found


def _answer(invitation: CallInvitation, state: State, *, now: dt.datetime) -> CallInvitation:
    invitation.state, invitation.answered_at = state, now
    invitation.save(update_fields=["state", "answered_at", "why", "note"])
    _tell_agency(invitation, now=now)
    record("call_invitation.answered", subject=invitation, now=now)
    return invitation


def _facts(invitation: CallInvitation, reader: User) -> dict[str, object]:
    language = reader.language
    return {
        "reader": reader,
        "expert": invitation.expert,
        "agency": invitation.organisation.name(language),
        "title": title_of(invitation.call, language),
        "invitation": invitation,
        "coordinator": invitation.invited_by if invitation.actor == Actor.COORDINATOR else None,
    }


def _tell_expert(invitation: CallInvitation, *, now: dt.datetime) -> None:
    tell(
        key=key_of(invitation),
        kind="call_invitation.received",
        recipient=invitation.expert,
        template="invitations/mail/received",
        facts=_facts(invitation, invitation.expert),
        route="call_invitation",
        args=[invitation.public_id],
        now=now,
    )


def _tell_agency(invitation: CallInvitation, *, now: dt.datetime) -> None:
    """Tell who invited; if she no longer answers for the agency, all who do."""
    answering = who_answers(invitation.organisation)
    readers = [person for person in answering if person == invitation.invited_by] or answering
    for reader in readers:
        tell(
            key=f"{key_of(invitation)}.answered.{reader.public_id}",
            kind="call_invitation.answered",
            recipient=reader,
            template="invitations/mail/answered",
            facts=_facts(invitation, reader),
            route="call_invitations",
            args=[invitation.call.public_id],
            now=now,
        )
