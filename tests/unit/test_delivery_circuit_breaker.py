"""When deliveries are held back, for how long, and how many are tried meanwhile."""

from __future__ import annotations

import pytest

from bot.delivery.circuit_breaker import CircuitBreaker


class Time:
    """Seconds, set by the test."""

    now = 100.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def time() -> Time:
    """A clock of its own."""
    return Time()


@pytest.fixture
def breaker(time: Time) -> CircuitBreaker:
    """A breaker that has seen nothing yet."""
    return CircuitBreaker(time, 64)


def opened(breaker: CircuitBreaker) -> CircuitBreaker:
    """Let three deliveries fail."""
    for _ in range(3):
        assert not breaker.record_failure()
    return breaker


def test_three_failures_in_a_row_open_it(breaker: CircuitBreaker) -> None:
    """Not two, and not three with a success between; nothing pauses yet."""
    for _ in range(2):
        breaker.record_failure()
        breaker.record_failure()
        assert not breaker.is_open
        breaker.record_success()
    opened(breaker)
    assert breaker.is_open
    assert breaker.window == 1
    assert breaker.pause_left() == 0


def test_others_are_tried_before_it_pauses(breaker: CircuitBreaker) -> None:
    """Three from across the queue have to fail too; those that were under way already do not count."""
    opened(breaker)
    for _ in range(60):
        assert not breaker.record_failure()
    assert [breaker.record_failure(is_sample=True) for _ in range(3)] == [False, False, True]
    assert 0.5 <= breaker.pause_left() <= 0.75


def test_a_success_from_across_the_queue_closes_it(breaker: CircuitBreaker) -> None:
    """The first chats failed for reasons of their own: nothing ever pauses."""
    for _ in range(20):
        opened(breaker)
        breaker.record_failure(is_sample=True)
        breaker.record_success()
        assert not breaker.is_open
        assert breaker.pause_left() == 0


def test_pauses_grow(breaker: CircuitBreaker, time: Time) -> None:
    """Each probe that fails doubles the pause, from half a second to thirty; one that succeeds ends them."""
    opened(breaker)
    for _ in range(2):
        breaker.record_failure(is_sample=True)
    for least in (0.5, 1, 2, 4, 8, 16, 30, 30):
        assert breaker.record_failure(is_sample=True)
        assert least <= breaker.pause_left() <= least * 1.5
        assert not breaker.record_failure(is_sample=True), "what ends during a pause begins none"
        time.now += breaker.pause_left()
    breaker.record_success()
    assert not breaker.is_open


def test_few_are_on_the_wire_at_first(breaker: CircuitBreaker) -> None:
    """Four, then one more with each success, up to the most; after an outage it begins anew."""
    assert (breaker.window, breaker.is_narrow) == (4, True)
    for expected in (5, 6, 7):
        breaker.record_success()
        assert breaker.window == expected
    for _ in range(100):
        breaker.record_success()
    assert (breaker.window, breaker.is_narrow) == (64, False)
    opened(breaker)
    breaker.record_success()
    assert breaker.window == 4


def test_a_refused_token_opens_it_at_once(breaker: CircuitBreaker, time: Time) -> None:
    """One refusal is enough, and each probe after it pauses longer."""
    assert breaker.trip()
    assert breaker.is_open
    assert not breaker.trip()
    time.now += breaker.pause_left()
    assert breaker.trip()
    assert breaker.pause_left() >= 1
