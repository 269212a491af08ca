"""What is still tried, and what is given up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.delivery.queue_reader import Job
from bot.delivery.retry_policy import classify
from bot.model.language import Language
from bot.store.delivery_queue import PendingDelivery
from bot.store.renditions import Rendition, StoredRendition
from bot.telegram_api.outcomes import Cause, Moved, Rejected, RetryAt, Uncertain

NOW = datetime(2025, 4, 28, tzinfo=UTC)
PAGE = Rendition(Language.EN, False, "both", "latin", False, "", "sendMessage", b"}", "[]")


def job(tries: int) -> Job:
    """A delivery that was tried so often."""
    return Job(1, PendingDelivery(0, 101, "en", 7, tries, "active", None, 0, 0), StoredRendition(7, PAGE, None))


@pytest.mark.parametrize(
    ("outcome", "tries", "state"),
    [
        (RetryAt(1, Cause.FLOOD, "Too Many Requests", is_named=False), 24, "pending"),
        (RetryAt(1, Cause.FLOOD, "Too Many Requests", is_named=False), 25, "failed"),
        (RetryAt(1, Cause.FLOOD, "Too Many Requests"), 1000, "pending"),
        (RetryAt(1, Cause.AWAY, "Too Many Requests", is_named=False), 1000, "pending"),
    ],
)
def test_a_chat_that_never_takes_it_is_given_up(outcome: RetryAt, tries: int, state: str) -> None:
    """After 25 429s that name no time it has failed, in the server's words; whatever passes by itself is tried on."""
    result = classify(job(tries), outcome, NOW)
    assert (result.result.state, result.result.reason) == (state, "Too Many Requests")
    assert (result.result.due_at is None) == (state == "failed")


def test_nothing_is_tried_before_a_429s_time_is_over() -> None:
    """Jitter only adds, to what the server names and to our own growing pauses."""
    for tries in range(12):
        for seconds in (1, 13, 7200):
            due = classify(job(tries), RetryAt(seconds, Cause.FLOOD, "x"), NOW).result.due_at
            assert due
            assert seconds <= (due - NOW).total_seconds() <= seconds * 1.05
        due = classify(job(tries), RetryAt(1, Cause.FLOOD, "x", is_named=False), NOW).result.due_at
        assert due
        assert min(300, 2**tries) <= (due - NOW).total_seconds() <= 450


@pytest.mark.parametrize("code", [None, 200, 404, 413, 500, 501, 502, 503, 504])
def test_whatever_is_no_plain_refusal_is_uncertain(code: int | None) -> None:
    """It is never pending again, and counts as the server's failure."""
    result = classify(job(0), Uncertain("Bad Gateway", code), NOW)
    assert (result.result.state, result.server_failed) == ("uncertain", True)


def test_a_chain_of_migrations_ends() -> None:
    """A few supergroups are followed, then the delivery has failed: two that lead to each other end."""
    for moves in range(3):
        result = classify(job(0), Moved(-100), NOW, moves=moves)
        assert (result.result.state, result.moved_to) == ("pending", -100)
    result = classify(job(0), Moved(-100), NOW, moves=3)
    assert (result.result.state, result.moved_to) == ("failed", None)


def test_a_bare_404_of_one_chat() -> None:
    """While others are sent it is tried a few times and then that chat's failure; it never halts the broadcast."""
    bare = Rejected(404, "Not Found")
    states = [classify(job(tries), bare, NOW).result.state for tries in range(4)]
    assert states == ["pending"] * 3 + ["failed"]
    assert not classify(job(0), bare, NOW).refused
    away = classify(job(9), bare, NOW, is_healthy=False)
    assert (away.result.state, away.server_failed) == ("pending", True), "a wrong address costs no delivery"


def test_a_refused_token() -> None:
    """The delivery stays pending, due at once; no try is counted."""
    result = classify(job(0), Rejected(401, "Unauthorized"), NOW)
    assert (result.result.state, result.refused, result.result.tried) == ("pending", True, False)
