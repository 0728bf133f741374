"""A person's submissions leave with her account: what waits is withdrawn, what stays has no name."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from marketplace.answers.lifecycle import CHANGES, Actor, Kind, Status
from marketplace.answers.models import Grant, Move, Passing, Submission
from marketplace.answers.operations.moving import file_arrival, move


class SubmissionData:
    """What a person sent and what became of it, for the export and the erasure of an account.

    Erased, what waits is withdrawn, an agreed mission is cancelled, an interest that was taken up ends, drafts are
    deleted, and of the rest the counts stay without a name; the register waits for no answer to it any more.
    """

    name = "answers"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = Submission.objects.of(user).select_related("entry", "organisation").prefetch_related("moves", "grants")
        return [_export(row) for row in rows.order_by("pk")]

    @staticmethod
    def erase(user: User) -> None:
        own = Submission.objects.of(user)
        own.filter(status=Status.DRAFT).delete()
        facts: dict[str, Any] = {"actor": Actor.PERSON, "by": user, "now": timezone.now()}
        for waiting in own.filter(status__in=CHANGES["withdraw"].sources).order_by("pk"):
            move(submission=waiting, name="withdraw", **facts)
        for agreed in own.filter(status=Status.ACCEPTED).order_by("pk"):
            name = "cancel" if agreed.kind == Kind.APPLICATION else "fall_through"
            move(submission=agreed, name=name, note=_("The account was closed."), **facts)
        for unanswered in own.filter(status=Status.UNANSWERED).select_related("entry__standing").order_by("pk"):
            file_arrival(submission=unanswered, note=_("The account was closed."), now=facts["now"])
        Move.objects.filter(submission__in=own).update(letter="", note="")
        Passing.objects.filter(submission__in=own).update(note="")
        Grant.objects.filter(submission__in=own).delete()
        own.update(person=None)


def _export(row: Submission) -> dict[str, Any]:
    moves = [
        {
            "at": move.at,
            "became": move.target,
            "by": move.actor,
            "reason": move.reason,
            "letter": move.letter,
            "said": move.note if move.actor == Actor.PERSON else "",
        }
        for move in row.moves.all()
    ]
    return {
        "id": row.public_id,
        "kind": row.kind,
        "number": row.number,
        "to": row.organisation.name(),
        "status": row.status,
        "submitted_at": row.submitted_at,
        "answer_on": row.answer_on,
        "shown": [{"part": g.part, "from": g.granted_at, "until": g.withdrawn_at} for g in row.grants.all()],
        "moves": moves,
    }
