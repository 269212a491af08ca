"""Maps the outcome of an edit or a notice to its state."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store.copies.correction_notices import NoticeResult
from bot.store.copies.edits import EditResult
from bot.telegram_api.outcomes import Moved, Rejected, RetryAt, Sent, Uncertain, describe

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.copies.correction_notices import PendingNotice
    from bot.store.copies.edits import PendingEdit
    from bot.telegram_api.outcomes import Outcome

MOVED, UNRENDERED, REPLACED = "moved", "unrendered", "replaced"
"""Reasons of copies that are not edited: in a group from before it became a supergroup; of what is not known; and those
that a reader's tap turned into something else, which is put right for itself.

Messages of a group stay under its old id, where every call is refused with 400 "group chat was upgraded to a supergroup
chat" and `migrate_to_chat_id` (Client::check_chat_access of github.com/tdlib/telegram-bot-api; the Bot API's
ResponseParameters); the supergroup's message ids begin anew, and the same id there is another message.
"""

_SAME = "message is not modified"
_GONE = ("message to edit not found", "message identifier is not specified", "message_id_invalid", "message not found")
# Tries of what may pass, with growing pauses: a run must end. A bare 404 may be a wrong address of the server.
_TRIES, _NOT_FOUND_TRIES = 20, 3
_BACKOFF, _LONGEST = 1.0, 300.0  # seconds, doubled with each try
_REFUSED = 60.0  # seconds until a token that was refused is tried again


def of_edit(edit: PendingEdit, outcome: Outcome, new_id: int | None, now: datetime) -> EditResult:
    """Return what became of an edit; one that may have been done is done again, since it does no harm."""
    words, seconds = describe(outcome), 0.0
    match outcome:
        case Sent():
            return EditResult(edit, "done", new_id=new_id)
        case Rejected() if _SAME in words.lower():
            return EditResult(edit, "same", new_id=new_id)
        case Moved():
            words = MOVED
        case RetryAt():
            seconds = outcome.seconds
        case Uncertain() if edit.tries < _TRIES:
            seconds = _backoff(edit.tries)
        case Rejected():
            seconds = _may_pass(outcome, edit.tries)
    if seconds:
        return EditResult(edit, "pending", words, due_at=_in(now, seconds))
    return EditResult(edit, "failed", words, is_gone=any(phrase in words.lower() for phrase in _GONE))


def of_notice(notice: PendingNotice, outcome: Outcome, now: datetime) -> NoticeResult:
    """Return what became of a notice; one of which nobody knows is uncertain, and never sent again by itself."""
    chat = notice.chat_id
    match outcome:
        case Sent():
            return NoticeResult(chat, "sent", message_id=outcome.message_id)
        case Uncertain():
            return NoticeResult(chat, "uncertain", outcome.why)
        case Moved():
            return NoticeResult(chat, "pending", MOVED, moved_to=outcome.chat_id)
        case RetryAt() if notice.tries < _TRIES or outcome.is_named:
            return NoticeResult(chat, "pending", outcome.description, due_at=_in(now, outcome.seconds))
        case Rejected() if seconds := _may_pass(outcome, notice.tries):
            return NoticeResult(chat, "pending", outcome.description, due_at=_in(now, seconds))
    return NoticeResult(chat, "failed", describe(outcome))


def later(notice: PendingNotice) -> NoticeResult:
    """Return a notice that was claimed and not sent to those that are pending."""
    return NoticeResult(notice.chat_id, "pending")


def _may_pass(outcome: Rejected, tries: int) -> float:
    """Return the seconds until what was refused is tried again; 0 if it would be refused for ever."""
    if outcome.is_bare_not_found:
        return _backoff(tries) if tries < _NOT_FOUND_TRIES else 0.0
    return _REFUSED if outcome.token_refused else 0.0


def _backoff(tries: int) -> float:
    return min(_LONGEST, _BACKOFF * 2.0 ** min(tries, 20)) * random.uniform(1, 1.5)  # noqa: S311 - spreads, no secret


def _in(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
