"""Invitations with their calls, for lists; a person's invitations, for the export and the erasure of an account."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from cms.opportunities.models import MissionCall
from cms.opportunities.queries import attach_agencies
from foundation.accounts.models import User
from foundation.base.locales import active_language
from foundation.notifications.operations import forget
from marketplace.answers.lifecycle import Status
from marketplace.answers.models import Submission
from marketplace.invitations.lifecycle import State
from marketplace.invitations.models import CallInvitation
from marketplace.profiles.models import ExpertProfile


def with_calls(invitations: Iterable[CallInvitation], *, now: dt.datetime) -> list[CallInvitation]:
    """Give each its `page` with texts and agency, and its `state_now`, in as many queries for one as for fifty."""
    rows = list(invitations)
    calls = MissionCall.objects.filter(pk__in={row.call_id for row in rows}).for_lists()
    pages = {page.pk: page for page in attach_agencies(calls)}
    for row in rows:
        row.page = page = pages[row.call_id]  # type: ignore[attr-defined]
        page.agency_name = page.agency.organisation.name(active_language())
        row.state_now = row.state_at(now)  # type: ignore[attr-defined]
    return rows


def with_experts(invitations: Iterable[CallInvitation]) -> list[CallInvitation]:
    """Give each whether its person may still be named (`is_named`) and what she sent (`sent`), for the agency.

    Who no longer agrees to be found is named only if she said yes or has applied.
    """
    rows = list(invitations)
    people = {row.expert_id for row in rows}
    found = set(ExpertProfile.objects.findable().filter(user__in=people).values_list("user_id", flat=True))
    calls = {row.call_id for row in rows}
    sent = Submission.objects.sent().exclude(status=Status.WITHDRAWN)  # an offer that ended was sent all the same
    sent = sent.filter(person__in=people, opportunity__in=calls).select_related("entry").order_by("pk")
    by_both = {(row.opportunity_id, row.person_id): row for row in sent}  # what stands comes last
    for row in rows:
        row.sent = by_both.get((row.call_id, row.expert_id))  # type: ignore[attr-defined]
        named = row.expert_id in found or row.state == State.ACCEPTED or row.sent is not None  # type: ignore[attr-defined]
        row.is_named = named  # type: ignore[attr-defined]
    return rows


def key_of(invitation: CallInvitation) -> str:
    """Return the key under which an expert is told."""
    return f"call_invitation.{invitation.public_id}"


class InvitationData:
    """To which calls she was invited and what she answered; erased, they go, and what was told of them."""

    name = "call_invitations"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = CallInvitation.objects.filter(expert=user).select_related("call", "organisation").order_by("pk")
        return [
            {
                "call": row.call.public_id,
                "by": row.organisation.name(),
                "at": row.invited_at,
                "message": row.message,
                "state": row.state,
                "reason": row.why,
                "remark": row.note,
            }
            for row in rows
        ]

    @staticmethod
    def erase(user: User) -> None:
        received = CallInvitation.objects.filter(expert=user)
        forget(keys=[key_of(row) for row in received])
        received.delete()
        CallInvitation.objects.filter(invited_by=user).update(invited_by=None)
        CallInvitation.objects.filter(withdrawn_by=user).update(withdrawn_by=None)
