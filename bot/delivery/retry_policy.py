"""What an outcome means for a delivery: its next state, and what else follows for its chat, its push and the server."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store.steps import Result
from bot.transport import newer
from bot.transport.outcomes import Cause, Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from bot.delivery.hand import Hand
    from bot.transport.outcomes import Outcome

# Seconds before a delivery that the server failed at is tried again, doubled with each try, and the most of them.
_BACKOFF, _LONGEST = 1.0, 300.0
# After so many tries, an hour and a half at least, a server that still answers 5xx for a chat fails at this very chat:
# a push must end. While it fails at all chats, few are tried, each seldom; what was never taken (AWAY) waits on.
_GIVEN_UP = 25
# 400s that are about the chat itself: it is gone, and other pushes would find it so as well.
_GONE = ("chat not found", "peer_id_invalid", "user not found", "channel_private", "chat_write_forbidden")
_NO_TOPIC = ("message thread not found", "topic_deleted")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rests` takes the chat off the list, `moved_to` is its new number, and `topic_gone` writes outside its topic.

    `refused` says that the token was, and `trouble` that the server, or the way to it, failed.
    """

    result: Result
    rests: bool = False
    moved_to: int | None = None
    topic_gone: bool = False
    refused: bool = False
    trouble: bool = False

    @property
    def tells_more(self) -> bool:
        """Whether more follows from it than the delivery's result."""
        return self.rests or self.topic_gone or self.refused or self.moved_to is not None


def judge(hand: Hand, outcome: Outcome, now: datetime) -> Verdict:
    """What became of the delivery in hand, by the outcome of its one call."""
    chat, language = hand.key
    match outcome:
        case Sent():
            return Verdict(Result(chat, language, "sent", outcome.message_id))
        case Uncertain():
            return Verdict(Result(chat, language, "uncertain", reason=outcome.why), trouble=True)
        case Unreachable():
            return Verdict(Result(chat, language, "failed", reason=outcome.reason), rests=True)
        case Moved():
            return Verdict(Result(chat, language, "pending", due_at=now), moved_to=outcome.chat_id)
        case RetryAt():
            return _later(hand, outcome, now)
        case Rejected():
            return _rejected(hand, outcome, now)


def _later(hand: Hand, outcome: RetryAt, now: datetime) -> Verdict:
    chat, language = hand.key
    if outcome.cause is Cause.FAILING and hand.waiting.tries >= _GIVEN_UP:
        return Verdict(Result(chat, language, "failed", reason=outcome.description), trouble=True)
    seconds = outcome.seconds if outcome.cause is Cause.FLOOD else backoff(hand.waiting.tries)
    later = now + timedelta(seconds=seconds)
    result = Result(chat, language, "pending", reason=outcome.description, due_at=later, tried=True)
    return Verdict(result, trouble=outcome.cause is not Cause.FLOOD)


def backoff(tries: int) -> float:
    """Seconds before the next try after so many that failed; not all chats come at once."""
    return min(_LONGEST, _BACKOFF * 2.0 ** min(tries, 20)) * random.uniform(0.5, 1.5)  # noqa: S311 - spreads, no secret


def _rejected(hand: Hand, outcome: Rejected, now: datetime) -> Verdict:
    chat, language = hand.key
    words = outcome.description.lower()
    pending = Result(chat, language, "pending", due_at=now)
    # First of all: a server may have the same bare 404 for a method that it does not know as for a wrong token.
    if hand.kept.fallback_id is not None and newer.refused(outcome):
        return Verdict(pending._replace(rendition_id=hand.kept.fallback_id))
    if outcome.token_refused:
        return Verdict(pending._replace(reason=outcome.description), refused=True)
    if hand.waiting.thread_id is not None and any(sign in words for sign in _NO_TOPIC):
        return Verdict(pending, topic_gone=True)
    gone = any(sign in words for sign in _GONE)
    return Verdict(Result(chat, language, "failed", reason=outcome.description), rests=gone)
