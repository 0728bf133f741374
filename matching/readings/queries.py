"""What is kept of a person here, for the export and the erasure she may ask for."""

from typing import Any

from foundation.accounts.models import User
from matching.readings.models import ReadConcept, Reading


class ReadingData:
    """The concepts that were read from the words of a profile."""

    name = "readings"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        rows = ReadConcept.objects.filter(reading__profile__user=user).order_by("pk")
        return [
            {"concept": uri, "weight": weight, "words_of": as_of.isoformat()}
            for uri, weight, as_of in rows.values_list("concept__uri", "weight", "reading__as_of")
        ]

    @staticmethod
    def erase(user: User) -> None:
        Reading.objects.filter(profile__user=user).delete()
