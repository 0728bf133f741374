"""The moment that `--now` of a command names."""

import argparse
import datetime as dt

YEARS = range(1900, 2201)  # beyond them a date cannot be reckoned with: the week after 9999-12-31 is none


def moment(written: str) -> dt.datetime:
    """Return an ISO date, or date and time, as a moment; without a zone it is in UTC.

    Raises:
        ArgumentTypeError: it is none, or in a year that nobody means; a command ends with 2 then.
    """
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise argparse.ArgumentTypeError(f"give an ISO date and time such as 2027-01-31T08:00+00:00, not {written!r}")
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
