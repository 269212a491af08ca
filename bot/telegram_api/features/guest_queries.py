"""Guest queries (Bot API 10.0): a message that names the bot where it is no member, to be answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.telegram_api.outcomes import Sent

if TYPE_CHECKING:
    from bot.telegram_api.outcomes import Outcome

METHOD = "answerGuestQuery"
UPDATE = "guest_message"


def message_of(update: dict[str, Any]) -> dict[str, Any] | None:
    """Return the guest message of a raw update; None if it has none."""
    message = update.get(UPDATE)
    return message if isinstance(message, dict) else None


def inline_message_id(outcome: Outcome) -> str | None:
    """Return the id by which the answer can be edited (SentGuestMessage); None if it is not known."""
    result = outcome.result if isinstance(outcome, Sent) else None
    number = result.get("inline_message_id") if isinstance(result, dict) else None
    return number if isinstance(number, str) else None
