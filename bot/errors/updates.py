"""Errors of one update: it cannot be read, or not be handled yet, or is given up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeadLetterCause(StrEnum):
    """Why an update was set aside; the value is the end of the catalogue key, `desk.dead_letters.why_*`."""

    MALFORMED = "malformed"  # a field is not as Telegram's are
    DATABASE = "database"  # it failed for the database, which answered
    FAILED = "failed"  # the program failed
    DEFERRED = "deferred"  # Telegram did not let it be answered
    RESTORED = "restored"  # it waited when the backup was made that was restored since: it may have been handled


@dataclass(frozen=True, slots=True)
class UpdateFailure:
    """Why an update was set aside: the cause, the field or error for the log's reader, and the log line's id."""

    cause: DeadLetterCause
    detail: str
    log_id: str


class UpdateMalformed(Exception):
    """An update, or the named field of it, cannot be read; it is set aside with one log line."""


class RetryLater(Exception):
    """An update cannot be answered yet: handle it again in `seconds`, and nothing else of its chat before."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
