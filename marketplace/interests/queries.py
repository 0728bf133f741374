"""A person's interest in a project; what she wrote, for the export and the erasure of an account."""

from collections.abc import Sequence
from typing import Any

from cms.opportunities.models import Investment
from foundation.accounts.models import User
from foundation.base.money import Money
from marketplace.interests.models import Interest


def interest_of(user: Any, investment: Investment) -> Interest | None:
    """Return the draft or the interest that a person has for a project; one that stands no more does not count."""
    rows = Interest.objects.of(user).filter(opportunity_id=investment.pk).standing()
    return rows.prefetch_related("grants").first()  # type: ignore[no-any-return]


def words_of(interest: Interest) -> str:
    """Return what an investor wrote to an agency in one text: her message, then the amounts as they were typed."""
    least, most = (
        f"{Money(minor, interest.currency).major:f}" if minor is not None and interest.currency else ""
        for minor in (interest.amount_min_minor, interest.amount_max_minor)
    )
    amounts = f"{least}–{most} {interest.currency}" if least or most else ""
    return "\n\n".join(filter(None, (interest.message, amounts))).replace("\r\n", "\n").strip()


def words_entered(entries: Sequence[int]) -> dict[int, str]:
    """Return what was written in the interests that came in under entries, by the id of the entry."""
    rows: Any = Interest.objects.filter(entry__in=entries)
    return {row.entry_id: words_of(row) for row in rows}


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
