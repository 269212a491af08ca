"""What is still tried, and what is given up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.delivery.hand import Hand
from bot.delivery.verdict import judge
from bot.language import Language
from bot.store.outgoing import Waiting
from bot.store.renditions import Kept, Rendition
from bot.transport.outcomes import Cause, RetryAt

NOW = datetime(2025, 4, 28, tzinfo=UTC)
PAGE = Rendition(Language.EN, False, "both", "latin", False, "", "sendMessage", b"}", "[]")


def hand(tries: int) -> Hand:
    """A delivery that was tried so often."""
    return Hand(1, Waiting(0, 101, "en", 7, tries, "active", None, 0, 0), Kept(7, PAGE, None))


@pytest.mark.parametrize(
    ("cause", "tries", "state"),
    [
        (Cause.FAILING, 0, "pending"),
        (Cause.FAILING, 24, "pending"),
        (Cause.FAILING, 25, "failed"),
        (Cause.AWAY, 1000, "pending"),
        (Cause.FLOOD, 1000, "pending"),
    ],
)
def test_a_chat_that_the_server_always_fails_at_is_given_up(cause: Cause, tries: int, state: str) -> None:
    """After 25 tries, with the server's words; what never reached it, or came too early, is tried on."""
    verdict = judge(hand(tries), RetryAt(1, cause, "Internal Server Error"), NOW)
    assert verdict.result.state == state
    assert verdict.result.reason == "Internal Server Error"
    assert (verdict.result.due_at is None) == (state == "failed")
