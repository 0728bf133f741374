"""What is kept of a person here, for the export and the erasure she may ask for."""

from typing import Any

from django.db.models import Q

from foundation.accounts.models import User
from matching.impressions.models import Impression


class ImpressionData:
    """Cards a person saw, and showings of the person's own card to agencies."""

    name = "impressions"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = Impression.objects.filter(viewer=user).order_by("seen_at", "position")
        return [
            {
                "seen_at": row.seen_at.isoformat(),
                "page": row.place,
                "card": row.subject_id,
                "position": row.position,
                "score": row.score,
                "model": row.model,
                "features": row.features,
            }
            for row in rows
        ]

    @staticmethod
    def erase(user: User) -> None:
        """Rows the person caused and rows about the person; a list ranked for her profile goes as well."""
        ids = [
            profile.public_id
            for profile in (getattr(user, "expert_profile", None), getattr(user, "investor_profile", None))
            if profile is not None
        ]
        Impression.objects.filter(Q(viewer=user) | Q(subject_id__in=ids) | Q(query_id__in=ids)).delete()
