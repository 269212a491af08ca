"""Rate limiter: admits sends by priority, chat and overall rate, slightly below Telegram's own limits."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING

from bot.histogram import Histogram
from bot.telegram_api.token_bucket import OverallRate, SlidingWindow, TokenBucket, lasting

if TYPE_CHECKING:
    from bot.telegram_api.clock import Clock, Timer

PUSH_SHARE = 0.8

# Telegram's FAQ (core.telegram.org/bots/faq) allows a chat one message a second with short bursts, and a group 20 a
# minute; how long a burst may be is not documented. The minute is stretched by network jitter, as the second over all.
_CHAT_INTERVAL, _CHAT_BURST = 1.0, 4
_GROUP_COUNT, _GROUP_SECONDS = 20, 61.0
# Event loops fire timers up to a millisecond early (uvloop counts whole ones); allowed for on both sides.
_EARLY = 0.001
# A 429 does not say whether one chat or the bot is meant. Once so many chats are refused with no success between, all
# others are blocked as well, briefly: a second after the third, doubled with each further refusal, so that the calls
# that probe are few while all are meant, and nobody waits long where only these chats are.
_REFUSED_CHATS, _PROBE_SECONDS, _LONGEST_PROBE = 3, 1.0, 15.0
# Seconds after a chat's first 429 that names no time; doubled with each, up to the longest.
_UNNAMED_SECONDS, _LONGEST_UNNAMED = 1.0, 300.0
_FEW_CHATS = 1024

Chat = int | str | None


class Priority(IntEnum):
    """Order of admission: an answer that a reader waits for, then what an urgent correction puts right, then a push.

    Last come the edits of other old copies.
    """

    READER = 0
    URGENT = 1
    PUSH = 2
    MAINTENANCE = 3


def push_rate(rate: float) -> float:
    """Return how many pushes, or edits of copies, leave a second in the long run where `rate` is that over all."""
    return PUSH_SHARE * lasting(rate)


class _State:
    """One chat: its limits, how long it is blocked, and the waiters of each priority."""

    __slots__ = ("asleep", "blocked_until", "limits", "listed", "queues", "unnamed_refusals")

    def __init__(self, limits: tuple[TokenBucket | SlidingWindow, ...]) -> None:
        self.limits = limits
        self.blocked_until = 0.0
        self.unnamed_refusals = 0
        self.queues: tuple[deque[asyncio.Future[None]], ...] = ()
        self.listed = [False] * len(Priority)
        self.asleep = False

    @property
    def free_at(self) -> float:
        at = self.blocked_until
        for limit in self.limits:
            at = max(at, limit.free_at)
        return at

    @property
    def rested_at(self) -> float:
        if self.asleep or any(self.queues):
            return float("inf")
        return max([self.blocked_until, *(limit.rested_at for limit in self.limits)])


class RateLimiter:
    """Admits at most `rate` sends a second (None: unlimited, for benchmarks), and each chat within its own limits.

    Readers go before urgent corrections, these before pushes, and pushes before maintenance; all but readers take at
    most 80 % of the rate. Paid pushes, at most `paid` a second, have a rate of their own. Within a priority chats take
    turns, and a chat that has to wait delays no other. Built inside the running loop, which is its clock unless one is
    passed.
    """

    def __init__(self, rate: float | None, *, paid: float | None = None, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or asyncio.get_running_loop()
        self._limited = rate is not None
        self._rate: OverallRate | None = None
        # The limits over all chats that a priority's messages count against.
        self._limits: tuple[tuple[TokenBucket | SlidingWindow, ...], ...] = ((),) * len(Priority)
        self._ahead = tuple(
            range(priority + 1) if priority is not Priority.PUSH or paid is None else (priority,)
            for priority in Priority
        )
        if rate is not None:
            self._rate = OverallRate(rate, PUSH_SHARE)
            overall, shared = self._rate.all, self._rate.pushes
            pushes = (overall, shared) if paid is None else OverallRate(paid, 1).both
            self._limits = ((overall,), (overall, shared), pushes, (overall, shared))
        self._shares_rate = (True, True, paid is None, True)
        self._used = 0
        self._all_blocked_until = 0.0
        self._any_blocked_until = 0.0
        self._refused: dict[Chat, float] = {}
        self._refusals_in_row = 0
        self._chats: dict[Chat, _State] = {}
        self._sweep_at = _FEW_CHATS
        self._ready: tuple[deque[_State], ...] = tuple(deque() for _ in Priority)
        self._sleeping: list[tuple[float, int, _State]] = []
        self._numbers = count()
        self._timer: Timer | None = None
        self._timer_at = float("inf")
        self.waits = Histogram(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
        """Seconds that messages waited here, by priority; those that need not wait are left out."""

    def try_acquire(self, chat: Chat, priority: Priority) -> bool:
        """Return whether one message to `chat` may leave now, and count it; never overtakes waiters of its priority."""
        now = self._now()
        if not self._limited and self._any_blocked_until <= now:
            return True
        if any(self._ready[other] for other in self._ahead[priority]) or self._open_at(priority) > now:
            return False
        state = self._state(chat, now)
        if any(state.queues[: priority + 1]) or state.free_at > now:
            return False
        self._spend(state, priority, now)
        return True

    async def acquire(self, chat: Chat, priority: Priority) -> None:
        """Wait until one message to `chat` may leave, and count it, even if the waiter is cancelled then."""
        if self.try_acquire(chat, priority):
            return
        now = self._now()
        state = self._state(chat, now)
        if not state.queues:
            state.queues = tuple(deque() for _ in Priority)
        waiter = asyncio.get_running_loop().create_future()
        state.queues[priority].append(waiter)
        self._enlist(state, now)
        self._arm()
        await waiter
        self.waits.observe(self._now() - now, priority.name.lower())

    def reschedule(self, priority: Priority, since: float) -> None:
        """Count a message that was admitted at `since` as leaving now."""
        now = self._now()
        for limit in self._limits[priority]:
            if isinstance(limit, SlidingWindow):
                limit.reschedule(since + _EARLY, now)

    def retry_after(self, chat: Chat) -> float:
        """Return seconds until `chat` may be written to by its own limits and Telegram's refusals; 0 is now."""
        state = self._chats.get(chat)
        at = max(self._all_blocked_until, state.free_at if state else 0.0)
        return max(0.0, at - self._now())

    def remaining(self, chat: Chat) -> float:
        """Return how many messages `chat` may still get within its minute; infinite for private chats."""
        state = self._chats.get(chat) or _State(_limits(chat) if self._limited else ())
        return min(
            (limit.remaining(self._now()) for limit in state.limits if isinstance(limit, SlidingWindow)),
            default=float("inf"),
        )

    def block(self, chat: Chat, seconds: float) -> None:
        """Block `chat`, or all chats if it is None, for that many seconds."""
        now = self._now()
        until = now + seconds
        if chat is None:
            self._all_blocked_until = max(self._all_blocked_until, until)
        else:
            state = self._state(chat, now)
            state.blocked_until = max(state.blocked_until, until)
        self._any_blocked_until = max(self._any_blocked_until, until)

    def record_refusal(self, chat: Chat, seconds: float | None) -> float:
        """Block `chat` after a 429, for the seconds that it names or growing ones, and return them."""
        now = self._now()
        state = self._state(chat, now)
        if seconds is None:
            seconds = min(_LONGEST_UNNAMED, _UNNAMED_SECONDS * 2 ** min(state.unnamed_refusals, 20))
            state.unnamed_refusals += 1
        self.block(chat, seconds)
        self._refused = {other: until for other, until in self._refused.items() if until > now}
        self._refusals_in_row = self._refusals_in_row + 1 if self._refused else 1
        self._refused[chat] = now + seconds
        if len(self._refused) >= _REFUSED_CHATS:
            probe = _PROBE_SECONDS * 2 ** min(max(0, self._refusals_in_row - _REFUSED_CHATS), 10)
            self.block(None, min(seconds, probe, _LONGEST_PROBE))
        return seconds

    def record_success(self, chat: Chat) -> None:
        """Note that Telegram accepted a message: earlier refusals did not mean all chats."""
        if self._refused:
            self._refused.clear()
            self._refusals_in_row = 0
        if (state := self._chats.get(chat)) and state.unnamed_refusals:
            state.unnamed_refusals = 0

    def set_share(self, share: float) -> None:
        """Admit this share of the rate only, since other processes send with the same token; paid pushes aside."""
        if self._rate:
            self._rate.scale(share)
            self._arm()

    def take_use(self) -> int:
        """Return how many messages shared the rate since the last call, with those that wait for it."""
        used, self._used = self._used, 0
        return used + sum(len(queue) for state in self._chats.values() for queue in state.queues)

    def _now(self) -> float:
        return self.clock.time() + _EARLY

    def _open_at(self, priority: Priority) -> float:
        """Return when the overall rate admits a message of this priority."""
        at = self._all_blocked_until
        for limit in self._limits[priority]:
            at = max(at, limit.free_at)
        return at

    def _spend(self, state: _State, priority: Priority, now: float) -> None:
        self._used += self._shares_rate[priority]
        for limit in (*self._limits[priority], *state.limits):
            limit.acquire(now)

    def _state(self, chat: Chat, now: float) -> _State:
        state = self._chats.get(chat)
        if state is None:
            if len(self._chats) >= self._sweep_at:
                self._chats = {key: chat_state for key, chat_state in self._chats.items() if chat_state.rested_at > now}
                self._sweep_at = max(_FEW_CHATS, 2 * len(self._chats))
            state = self._chats[chat] = _State(_limits(chat) if self._limited else ())
        return state

    def _enlist(self, state: _State, now: float) -> None:
        """List a chat with waiters as ready, or as asleep until it is free."""
        if not any(state.queues):
            return
        if (free_at := state.free_at) > now:
            if not state.asleep:
                state.asleep = True
                heapq.heappush(self._sleeping, (free_at, next(self._numbers), state))
            return
        for priority in Priority:
            if state.queues[priority] and not state.listed[priority]:
                state.listed[priority] = True
                self._ready[priority].append(state)

    def _serve(self) -> None:
        """Admit all waiters that are due, and set the timer for the next."""
        self._timer, self._timer_at = None, float("inf")
        now = self._now()
        while self._sleeping and self._sleeping[0][0] <= now:
            state = heapq.heappop(self._sleeping)[2]
            state.asleep = False
            self._enlist(state, now)
        for priority in Priority:
            ready = self._ready[priority]
            while ready and self._open_at(priority) <= now:
                state = ready.popleft()
                state.listed[priority] = False
                queue = state.queues[priority]
                while queue and queue[0].done():
                    queue.popleft()
                if queue and state.free_at <= now:
                    self._spend(state, priority, now)
                    queue.popleft().set_result(None)
                self._enlist(state, now)
        self._arm()

    def _arm(self) -> None:
        at = self._sleeping[0][0] if self._sleeping else float("inf")
        for priority in Priority:
            if self._ready[priority]:
                at = min(at, self._open_at(priority))
        if at < self._timer_at:
            if self._timer is not None:
                self._timer.cancel()
            self._timer, self._timer_at = self.clock.call_at(at, self._serve), at


def _limits(chat: Chat) -> tuple[TokenBucket | SlidingWindow, ...]:
    """Return a chat's limits: ids of groups and channels are negative, and only channels are named by @username."""
    if chat is None:
        return ()
    limit = TokenBucket(_CHAT_INTERVAL, _CHAT_BURST)
    if isinstance(chat, int) and chat > 0:
        return (limit,)
    return (limit, SlidingWindow(_GROUP_COUNT, _GROUP_SECONDS))
