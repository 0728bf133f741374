"""What a person wrote into interests, for the export and the erasure of an account."""

from typing import Any

from foundation.accounts.models import User
from marketplace.interests.models import Interest


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
