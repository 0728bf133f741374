"""What state an entry is in, and which moves its office may make; no database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an entry stands with the office; whether it was annulled is a row of its own."""

    REGISTERED = "registered", _("registered")
    IN_HAND = "in_hand", _("being dealt with")
    ANSWERED = "answered", _("answered")
    FILED = "filed", _("filed without an answer")


WAITING = (Status.REGISTERED, Status.IN_HAND)  # somebody has yet to do something
MOVES: dict[Status, tuple[Status, ...]] = {
    Status.REGISTERED: (Status.IN_HAND, Status.ANSWERED, Status.FILED),
    Status.IN_HAND: (Status.ANSWERED, Status.FILED),
    Status.ANSWERED: (Status.IN_HAND, Status.FILED),
    Status.FILED: (Status.IN_HAND, Status.ANSWERED),
}


def may_move(before: str, after: str) -> bool:
    return after in MOVES[Status(before)]
