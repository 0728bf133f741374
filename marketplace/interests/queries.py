"""A person's interest in a project; what she wrote, for the export and the erasure of an account."""

from typing import Any

from cms.opportunities.models import Investment
from foundation.accounts.models import User
from marketplace.answers.lifecycle import Status
from marketplace.interests.models import Interest


def interest_of(user: Any, investment: Investment) -> Interest | None:
    """Return the draft or the interest that a person has for a project; one that was taken back counts no more."""
    rows = Interest.objects.of(user).filter(opportunity_id=investment.pk).exclude(status=Status.WITHDRAWN)
    return rows.prefetch_related("grants").first()  # type: ignore[no-any-return]


class InterestData:
    """The words and amounts; what became of them is exported and erased with the answers."""

    name = "interests"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        return [
            {
                "id": row.public_id,
                "message": row.message,
                "amount_min_minor": row.amount_min_minor,
                "amount_max_minor": row.amount_max_minor,
                "currency": row.currency,
            }
            for row in Interest.objects.of(user).order_by("pk")
        ]

    @staticmethod
    def erase(user: User) -> None:
        nothing: dict[str, Any] = {"message": "", "amount_min_minor": None, "amount_max_minor": None, "currency": ""}
        Interest.objects.of(user).update(**nothing)
