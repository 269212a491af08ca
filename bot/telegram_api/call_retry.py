"""Retry policy of Bot API calls in the client itself: by method, priority and outcome.

Sending twice is seen by people, doing anything else twice is not: so edits, deletions, pins and set… calls are repeated
freely, a reader's answer at most once and only after an answer that is none of the Bot API's, and a delivery never.
"""

from __future__ import annotations

import json
import math
import random
from http import HTTPStatus

from bot.telegram_api.features import guest_queries
from bot.telegram_api.outcomes import Cause, Outcome, Rejected, RetryAt, Uncertain
from bot.telegram_api.rate_limiter import Priority
from bot.telegram_api.rich_support import METHOD

# Seconds that a call waits for its chat, or as 429s ask, before it returns RetryAt; and how often a reader's call is
# tried where the server or the connection fails.
PATIENCE = {Priority.READER: 30.0} | dict.fromkeys((Priority.URGENT, Priority.PUSH, Priority.MAINTENANCE), 5.0)
TRIES = 4

NOT_UNICODE = Rejected(HTTPStatus.BAD_REQUEST, "Bad Request: strings must be encoded in UTF-8")
_METERED = ("send", "copy", "forward", "edit", "delete", "pin", "unpin", "stop")
_FREE = frozenset({"sendChatAction", "deleteWebhook", "deleteMyCommands"})
_NOT_REPEATABLE = ("send", "copy", "forward", guest_queries.METHOD)
_FAILED = 500  # status from which the server itself failed


def is_metered(method: str) -> bool:
    """Return whether `method` counts against the rate limits: polling, callback answers, settings, look-ups do not."""
    return method.startswith(_METERED) and method not in _FREE


def is_repeatable(method: str) -> bool:
    """Return whether calling `method` twice does no more than calling it once."""
    return not method.startswith(_NOT_REPEATABLE)


class RetryBudget:
    """The retries left for one call; only a reader's call is retried by the client."""

    def __init__(self, method: str, priority: Priority) -> None:
        self._is_reader = priority is Priority.READER
        self.patience = PATIENCE[priority]
        self._failures = 0
        self._floods = 0
        self._is_repeatable = is_repeatable(method)
        # A guest query takes one answer, and whatever went out may have been that one.
        self._repeats = TRIES if self._is_repeatable else int(method != guest_queries.METHOD)
        # A page that the server fails at as a rich message is repeated by whoever sent it, as a classic one.
        self._is_rich = method == METHOD

    def pause_after(self, outcome: Outcome) -> float | None:
        """Return seconds before the call is repeated; None if it is not."""
        if not self._is_reader:
            return None
        if isinstance(outcome, RetryAt) and outcome.cause is Cause.FLOOD:
            pause = max(outcome.seconds, 0.0 if outcome.is_named else float(1 << self._floods))
            self._floods += 1
            self.patience -= pause
            return None if self.patience < 0 else pause
        if isinstance(outcome, Uncertain):
            if not self._repeats or self._must_not_repeat(outcome):
                return None
            self._repeats -= 1
        elif not isinstance(outcome, RetryAt):
            return None
        self._failures += 1
        if self._failures == TRIES:
            return None
        return 0.25 * (1 << self._failures) * random.uniform(1, 1.5)  # noqa: S311 - spreads tries, guards nothing

    def _must_not_repeat(self, outcome: Uncertain) -> bool:
        """Return whether a reader's answer stays uncertain: no answer came (time-out, reset), or the page is rich.

        Who answers with HTML or a 5xx has in all likelihood not sent it; a lost connection says nothing of that.
        """
        if self._is_repeatable:
            return False
        return outcome.code is None or (self._is_rich and outcome.code >= _FAILED)


def seconds_of(outcome: Outcome) -> int:
    """Return how many seconds an outcome asks to wait; 1 if it does not say."""
    return math.ceil(outcome.seconds) if isinstance(outcome, RetryAt) else 1


def is_unicode(body: bytes) -> bool:
    """Return whether `body` is valid UTF-8 without lone surrogates, escaped or not, which Telegram refuses for ever."""
    try:
        body.decode()
        if b"\\ud" in body or b"\\uD" in body:
            json.dumps(json.loads(body), ensure_ascii=False).encode()
    except ValueError:
        return False
    return True
