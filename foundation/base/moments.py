"""The moment that `--now` of a command names."""

import argparse
import datetime as dt

from foundation.base.days import is_reckonable


def moment(written: str) -> dt.datetime:
    """Return an ISO date, or date and time, as a moment; without a zone it is in UTC.

    Raises:
        ArgumentTypeError: it is none, or in a year that nobody means; a command ends with 2 then.
    """
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or not is_reckonable(found):
        raise argparse.ArgumentTypeError(f"give an ISO date and time such as 2027-01-31T08:00+00:00, not {written!r}")
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
