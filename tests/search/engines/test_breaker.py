"""The breaker opens after failures in a row, tries once after its rest, and closes when that answers."""

from search.engines.elastic.breaker import Breaker, BreakerState

CLOSED, OPEN, HALF_OPEN = BreakerState.CLOSED, BreakerState.OPEN, BreakerState.HALF_OPEN


def failed_breaker(at: float) -> Breaker:
    breaker = Breaker(failures=3, rest_s=10)
    for _ in range(3):
        breaker.failed(at)
    return breaker


def test_a_new_breaker_is_closed_and_admits_everybody() -> None:
    breaker = Breaker()
    assert breaker.state(0.0) is CLOSED
    assert [breaker.admits(0.0) for _ in range(3)] == [True, True, True]


def test_failures_in_a_row_open_it_and_a_success_between_them_does_not() -> None:
    breaker = Breaker(failures=3, rest_s=10)
    for _ in range(5):
        breaker.failed(0.0)
        breaker.failed(0.0)
        breaker.succeeded()
    assert breaker.state(0.0) is CLOSED
    breaker.failed(1.0)
    breaker.failed(1.0)
    assert breaker.admits(1.0)
    breaker.failed(1.0)
    assert (breaker.state(1.0), breaker.admits(1.0)) == (OPEN, False)


def test_after_its_rest_one_trial_is_admitted_and_the_others_wait_for_it() -> None:
    breaker = failed_breaker(at=100.0)
    assert breaker.state(109.9) is OPEN
    assert breaker.state(110.0) is HALF_OPEN
    assert [breaker.admits(110.0), breaker.admits(110.0), breaker.admits(111.0)] == [True, False, False]


def test_a_trial_that_succeeds_closes_it_and_one_that_fails_opens_it_for_another_rest() -> None:
    breaker = failed_breaker(at=100.0)
    assert breaker.admits(110.0)
    breaker.failed(111.0)
    assert (breaker.state(120.9), breaker.state(121.0)) == (OPEN, HALF_OPEN)
    assert breaker.admits(121.0)
    breaker.succeeded()
    assert breaker.state(121.0) is CLOSED
    breaker.failed(122.0)
    assert breaker.state(122.0) is CLOSED


def test_a_trial_that_never_came_back_gives_way_to_another() -> None:
    breaker = failed_breaker(at=100.0)
    assert breaker.admits(110.0)
    assert not breaker.admits(119.0)
    assert breaker.admits(120.0)
