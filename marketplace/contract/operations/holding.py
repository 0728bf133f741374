"""Hold an agency that left people without an answer, and let it go when it has answered or named a coordinator."""

import datetime as dt

from cms.agencies.models import Hold
from cms.agencies.operations import hold, lift
from foundation.organisations.models import Organisation
from marketplace.contract.queries import held_agencies, owing


def count_holds(*, now: dt.datetime, only: int | None = None) -> int:
    """Set and lift the holds of all agencies, or of one, as the rows stand now; return how many changed."""
    owe, held = owing(now.date(), only=only), held_agencies(only=only)
    for organisation in Organisation.objects.filter(pk__in=owe ^ held).order_by("pk"):
        change = hold if organisation.pk in owe else lift
        change(organisation=organisation, reason=Hold.Reason.UNANSWERED, now=now)
    return len(owe ^ held)
