"""The moment of `--now`."""

import argparse
import datetime as dt

import pytest

from foundation.base.moments import moment


def test_a_date_or_a_time_is_a_moment_in_utc_unless_it_says_its_zone() -> None:
    assert moment("2027-01-31") == dt.datetime(2027, 1, 31, tzinfo=dt.UTC)
    assert moment("2027-01-31T08:00+01:00") == dt.datetime(2027, 1, 31, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize("nonsense", ["", "tomorrow", "2026-13-45", "0001-01-01", "9999-12-31T23:59"])
def test_what_is_no_moment_or_cannot_be_reckoned_with_is_refused(nonsense: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="ISO date"):
        moment(nonsense)
