"""The states of an organisation and the moves between them: a table, no database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.base.errors import DomainError


class State(models.TextChoices):
    WAITING = "waiting", _("waits for its focal point")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("refused")
    SUSPENDED = "suspended", _("suspended")


MOVES = {
    "verify": {State.WAITING, State.REFUSED},
    "refuse": {State.WAITING},
    "ask_again": {State.REFUSED},
    "withdraw": {State.WAITING, State.REFUSED},
    "suspend": {State.VERIFIED},
    "lift": {State.SUSPENDED},
}
SENTENCES = {
    State.WAITING: _("This organisation still waits for its focal point. Look at the page again."),
    State.VERIFIED: _("This organisation is verified. Look at the page again."),
    State.REFUSED: _("This organisation was refused. Look at the page again."),
    State.SUSPENDED: _("This organisation is suspended. Look at the page again."),
}


def require_move(move: str, *, state: State) -> None:
    """Pass when a move is allowed from a state.

    Raises:
        DomainError: it is not; the sentence says what the state is.
    """
    if state not in MOVES[move]:
        raise DomainError(SENTENCES[state], code="wrong_state")
