"""Before leaving: the agency fills in the one page that the expert takes along."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.outbox.operations import record
from marketplace.answers.lifecycle import Status
from marketplace.answers.queries import locked
from marketplace.applications.models import Application
from marketplace.outcomes.lifecycle import Side
from marketplace.outcomes.models import Preparation
from marketplace.outcomes.operations.telling import tell_side
from marketplace.outcomes.operations.terms import MissionError


@transaction.atomic
def prepare(
    *, application: Application, facts: Mapping[str, str], actor: str, by: User, now: dt.datetime
) -> Preparation:
    """Write down what the expert needs before leaving (`facts` by the columns of Preparation); she is told.

    Raises:
        MissionError: the mission is over; nothing was written.
    """
    if locked(application).status != Status.ACCEPTED:
        raise MissionError(_("This mission is over: there is nothing left to prepare."), code="wrong_state")
    said = {name: value.strip() for name, value in facts.items()}
    row = Preparation.objects.filter(application=application).first()
    if row is not None and all(getattr(row, name) == value for name, value in said.items()):
        return row
    row = row or Preparation(application=application)
    for name, value in said.items():
        setattr(row, name, value)
    row.updated_by, row.actor, row.updated_at = by, actor, now
    row.save()
    tell_side(
        side=Side.PERSON,
        application=application,
        name="prepared",
        key=f"prepared.{row.pk}.{int(now.timestamp())}",
        page="mission_preparation",
        now=now,
    )
    record("mission.prepared", subject=row, now=now)
    return row
