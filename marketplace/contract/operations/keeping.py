"""The clock of the answer contract: everything that is due by now, in the order in which people should hear of it."""

import datetime as dt
from collections.abc import Callable

from marketplace.contract.operations.closing import close_unanswered
from marketplace.contract.operations.holding import count_holds
from marketplace.contract.operations.telling import (
    remind_agencies,
    tell_focal_points,
    tell_people,
    tell_those_above,
    tell_what_was_closed,
)

PARTS: tuple[Callable[..., int], ...] = (
    remind_agencies,
    tell_people,
    tell_focal_points,
    tell_those_above,
    close_unanswered,
    count_holds,
    tell_what_was_closed,
)


def keep(*, now: dt.datetime, subject_id: str = "") -> int:
    """Do all that is due; a clock's handler. What one part raises does not hold up the others, and is raised last.

    To be called again does no harm, nor to be killed in between: what was done is in the rows.
    """
    done, errors = 0, []
    for part in PARTS:
        try:
            done += part(now=now)
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return done
