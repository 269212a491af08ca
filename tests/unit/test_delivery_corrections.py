"""What becomes of an edit and of a notice, by what Telegram says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.corrections.outcome_policy import MOVED, of_edit, of_notice
from bot.store.copies.correction_notices import PendingNotice
from bot.store.copies.edits import PendingEdit
from bot.telegram_api.outcomes import Cause, Moved, Outcome, Rejected, RetryAt, Sent, Uncertain, Unreachable

NOW = datetime(2025, 4, 28, tzinfo=UTC)
EDIT = PendingEdit(5, 7, "", "push", "rendition", 3, 1, "en", 1, 0, 0)
NOTICE = PendingNotice(5, "en", 7, 0, NOW, None, None)
GONE = Rejected(400, "Bad Request: message to edit not found")


@pytest.mark.parametrize(
    ("outcome", "state", "is_gone"),
    [
        (Sent(7, b""), "done", False),
        (Rejected(400, "Bad Request: message is not modified: specified new message content"), "same", False),
        (GONE, "failed", True),
        (Rejected(400, "Bad Request: message can't be edited"), "failed", False),
        (Rejected(400, "Bad Request: not enough rights to edit the message"), "failed", False),
        (Unreachable("Forbidden: bot was blocked by the user"), "failed", False),
        (Moved(-100), "failed", False),
        (RetryAt(3, Cause.FLOOD, "Too Many Requests"), "pending", False),
        (Uncertain("TimeoutError"), "pending", False),
        (Rejected(401, "Unauthorized"), "pending", False),
        (Rejected(404, "Not Found"), "pending", False),
    ],
)
def test_an_edit(outcome: Outcome, state: str, is_gone: bool) -> None:
    """What may pass is tried again, later; what cannot be edited says why; only a message that is gone is forgotten."""
    result = of_edit(EDIT, outcome, 99, NOW)
    assert (result.state, result.is_gone) == (state, is_gone)
    assert (result.new_id == 99) is (state in {"done", "same"})
    assert (result.due_at is not None and result.due_at > NOW) is (state == "pending")
    assert state in {"done", "same"} or result.reason


def test_an_edit_is_not_tried_for_ever() -> None:
    """A server that fails at it again and again, while it takes others, leaves it as it is."""
    tired = EDIT._replace(tries=20)
    assert of_edit(tired, Uncertain("HTTP 500"), 99, NOW).state == "failed"
    assert of_edit(tired, Rejected(404, "Not Found"), 99, NOW).state == "failed"
    assert of_edit(EDIT, Moved(-100), 99, NOW).reason == MOVED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(8, b""), "sent"),
        (Uncertain("TimeoutError"), "uncertain"),
        (Moved(-100), "pending"),
        (RetryAt(3, Cause.FLOOD, "Too Many Requests"), "pending"),
        (Unreachable("Forbidden: bot was blocked by the user"), "failed"),
        (GONE, "failed"),
    ],
)
def test_a_notice(outcome: Outcome, state: str) -> None:
    """It is never sent again where it may have been; a group that moved is told under its new number."""
    result = of_notice(NOTICE, outcome, NOW)
    assert result.state == state
    assert result.moved_to == (-100 if isinstance(outcome, Moved) else None)
    assert result.message_id == (8 if state == "sent" else None)
    assert (result.due_at == NOW + timedelta(seconds=3)) is isinstance(outcome, RetryAt)
