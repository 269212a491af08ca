"""Retry policy: maps the outcome of a call to the delivery's next state and its follow-ups."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store.column_types import AGAIN_AT_ONCE
from bot.store.delivery_transitions import Result
from bot.telegram_api import rich_support
from bot.telegram_api.outcomes import Cause, Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.queue_reader import Job
    from bot.telegram_api.outcomes import Outcome

# Seconds before the next try, doubled with each, and their limit.
_BACKOFF, _LONGEST = 1.0, 300.0
# After so many tries, an hour and a half at least, a chat whose 429s never name a time has failed: a broadcast must
# end. What was never taken (AWAY), or is put off by name, waits on.
_GIVEN_UP = 25
# A bare 404 may be a wrong address of the server as well as one chat's: after so many tries, with others sent
# meanwhile, it is the chat's.
_NOT_FOUND_TRIES = 3
_MOVES = 3  # supergroups that a group may lead to, one after the other; two have been seen that led to each other
_MOVED_ON = "Bad Request: group chat was upgraded to a supergroup chat"
# 400s that are about the chat itself: it is gone, and other pushes would find it so as well.
_GONE = ("chat not found", "peer_id_invalid", "user not found", "channel_private", "chat_write_forbidden")


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The result to write and its follow-ups.

    `unreachable` deactivates the subscriber, `moved_to` is the supergroup's id, `topic_gone` clears the subscriber's
    topic, `refused` means that the token was refused, `server_failed` counts for the circuit breaker.
    """

    result: Result
    unreachable: bool = False
    moved_to: int | None = None
    topic_gone: bool = False
    refused: bool = False
    server_failed: bool = False

    @property
    def has_follow_up(self) -> bool:
        """Return whether the chat or the broadcast has to be changed as well."""
        return self.unreachable or self.topic_gone or self.refused or self.moved_to is not None


def classify(job: Job, outcome: Outcome, now: datetime, *, is_healthy: bool = True, moves: int = 0) -> DeliveryResult:
    """Map the outcome of a job's one call to its result.

    `is_healthy` says that the server takes other deliveries, `moves` how often this one was led to another chat.
    """
    chat, language = job.key
    match outcome:
        case Sent():
            # Which of two renditions it is decides how a correction edits it.
            return DeliveryResult(Result(chat, language, "sent", outcome.message_id, rendition_id=job.rendition.id))
        case Uncertain():
            return DeliveryResult(Result(chat, language, "uncertain", reason=outcome.why), server_failed=True)
        case Unreachable():
            return DeliveryResult(Result(chat, language, "failed", reason=outcome.reason), unreachable=True)
        case Moved():
            return _moved(job, outcome, moves)
        case RetryAt():
            return _later(job, outcome, now)
        case Rejected():
            return _rejected(job, outcome, now, is_healthy=is_healthy)


def _moved(job: Job, outcome: Moved, moves: int) -> DeliveryResult:
    if moves >= _MOVES:
        return DeliveryResult(Result(*job.key, "failed", reason=_MOVED_ON))
    return DeliveryResult(Result(*job.key, "pending", due_at=AGAIN_AT_ONCE), moved_to=outcome.chat_id)


def _later(job: Job, outcome: RetryAt, now: datetime) -> DeliveryResult:
    is_flood = outcome.cause is Cause.FLOOD
    if is_flood and not outcome.is_named and job.delivery.tries >= _GIVEN_UP:
        return DeliveryResult(Result(*job.key, "failed", reason=outcome.description))
    # Never before a 429's time is over, a little later rather than at once with all others.
    seconds = outcome.seconds * random.uniform(1, 1.05) if is_flood else 0.0  # noqa: S311 - spreads, no secret
    if not outcome.is_named:
        seconds = max(seconds, backoff(job.delivery.tries))
    return _put_off(job, outcome.description, now, seconds, server_failed=not is_flood)


def _put_off(job: Job, reason: str, now: datetime, seconds: float, *, server_failed: bool) -> DeliveryResult:
    due_at = now + timedelta(seconds=seconds)
    result = Result(*job.key, "pending", reason=reason, due_at=due_at, tried=True)
    return DeliveryResult(result, server_failed=server_failed)


def backoff(tries: int) -> float:
    """Return seconds before the next try, exponential, jittered so that chats do not come together."""
    return min(_LONGEST, _BACKOFF * 2.0 ** min(tries, 20)) * random.uniform(1, 1.5)  # noqa: S311 - spreads, no secret


def _rejected(job: Job, outcome: Rejected, now: datetime, *, is_healthy: bool) -> DeliveryResult:
    chat, language = job.key
    words = outcome.description.lower()
    pending = Result(chat, language, "pending", due_at=AGAIN_AT_ONCE)
    # Checked first: some servers answer the same bare 404 to an unknown method as to a wrong token.
    if job.rendition.fallback_id is not None and rich_support.refused(outcome):
        return DeliveryResult(pending._replace(rendition_id=job.rendition.fallback_id))
    if outcome.is_bare_not_found and not (is_healthy and job.delivery.tries >= _NOT_FOUND_TRIES):
        return _put_off(job, outcome.description, now, backoff(job.delivery.tries), server_failed=True)
    if outcome.token_refused and not outcome.is_bare_not_found:
        return DeliveryResult(pending._replace(reason=outcome.description), refused=True)
    if job.delivery.thread_id is not None and outcome.is_topic_gone:
        return DeliveryResult(pending, topic_gone=True)
    gone = any(phrase in words for phrase in _GONE)
    return DeliveryResult(Result(chat, language, "failed", reason=outcome.description), unreachable=gone)
