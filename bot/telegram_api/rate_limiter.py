"""The one limiter: who may send next, by lane, chat and rate, kept in front of Telegram's own limits."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from enum import IntEnum
from itertools import count
from typing import TYPE_CHECKING

from bot.transport.pace import Pace, Window

if TYPE_CHECKING:
    from bot.transport.clock import Clock, Timer

PUSH_SHARE = 0.8

# Telegram's FAQ (core.telegram.org/bots/faq) allows a chat one message a second with short bursts, and a group 20 a
# minute; how long a burst may be is not told. The minute, and the second over all, are stretched by what messages may
# jostle on the way: the last of one burst can arrive late and the next burst in time, and a 429 costs a second.
_CHAT_INTERVAL, _CHAT_BURST = 1.0, 4
_GROUP_COUNT, _GROUP_SECONDS = 20, 61.0
_JOSTLE = 0.05
# Event loops fire timers up to a millisecond early (uvloop counts whole ones); it is allowed for on both sides.
_EARLY = 0.001
# Pushes leave evenly, but for a hurry of so many seconds, at least two messages, that makes up for late timers.
_PUSH_HURRY = 0.02
# When so many chats in a row are refused with no success between them, all of them are meant; then we wait at most
# so many seconds before one tries again.
_REFUSED_CHATS, _REFUSED_SECONDS = 3, 60.0
_FEW_CHATS = 1024

Chat = int | str | None


class Lane(IntEnum):
    """Who goes first: an answer that a reader waits for, then a push, then the edit of an old copy."""

    READER = 0
    PUSH = 1
    REPAIR = 2


class _State:
    """What is known of one chat: its paces, how long it is held, and who waits for it in which lane."""

    __slots__ = ("asleep", "held_until", "listed", "paces", "queues")

    def __init__(self, paces: tuple[Pace | Window, ...]) -> None:
        self.paces = paces
        self.held_until = 0.0
        self.queues: tuple[deque[asyncio.Future[None]], ...] = ()
        self.listed = [False, False, False]
        self.asleep = False

    @property
    def free_at(self) -> float:
        at = self.held_until
        for pace in self.paces:
            at = max(at, pace.free_at)
        return at

    @property
    def rested_at(self) -> float:
        if self.asleep or any(self.queues):
            return float("inf")
        return max([self.held_until, *(pace.rested_at for pace in self.paces)])


class Limiter:
    """Lets sends go: at most `rate` a second over all (None: without limits, as benches want), each chat at its pace.

    Readers go before pushes, and pushes before repairs; the latter two take at most 80 % of the rate. Pushes that are
    `paid` for, so many a second, take nothing of it: they have a rate of their own. Within a lane chats take turns, and
    one that has to wait holds up no other. Built inside the running loop, which is its clock unless another is given.
    """

    def __init__(self, rate: float | None, *, paid: float | None = None, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or asyncio.get_running_loop()
        self._limited = rate is not None
        # What a lane's messages are counted against over all chats.
        self._measures: tuple[tuple[Pace | Window, ...], ...] = ((), (), ())
        self._ahead = tuple(range(lane + 1) if lane is not Lane.PUSH or paid is None else (lane,) for lane in Lane)
        if rate is not None:
            overall, shared = _overall(rate), _evenly(PUSH_SHARE * _lasting(rate))
            pushes = (overall, shared) if paid is None else (_overall(paid), _evenly(paid))
            self._measures = ((overall,), pushes, (overall, shared))
        self._all_held_until = 0.0
        self._any_held_until = 0.0
        self._refused: dict[Chat, float] = {}
        self._chats: dict[Chat, _State] = {}
        self._sweep_at = _FEW_CHATS
        self._ready: tuple[deque[_State], ...] = (deque(), deque(), deque())
        self._sleeping: list[tuple[float, int, _State]] = []
        self._numbers = count()
        self._timer: Timer | None = None
        self._timer_at = float("inf")

    def take(self, chat: Chat, lane: Lane) -> bool:
        """Whether one message to `chat` may leave at once; if so it counts as sent. Overtakes nobody of its lane."""
        now = self._now()
        if not self._limited and self._any_held_until <= now:
            return True
        if any(self._ready[one] for one in self._ahead[lane]) or self._open_at(lane) > now:
            return False
        state = self._state(chat, now)
        if any(state.queues[: lane + 1]) or state.free_at > now:
            return False
        self._spend(state, lane, now)
        return True

    async def wait(self, chat: Chat, lane: Lane) -> None:
        """Return when one message to `chat` may leave; it counts as sent then, even if the waiter is cancelled."""
        if self.take(chat, lane):
            return
        now = self._now()
        state = self._state(chat, now)
        if not state.queues:
            state.queues = (deque(), deque(), deque())
        turn = asyncio.get_running_loop().create_future()
        state.queues[lane].append(turn)
        self._enlist(state, now)
        self._arm()
        await turn

    def put_off(self, lane: Lane, since: float) -> None:
        """Count a message that had its turn at `since` by the clock as leaving only now: over all, it counts now."""
        now = self._now()
        for measure in self._measures[lane]:
            if isinstance(measure, Window):
                measure.put_off(since + _EARLY, now)

    def room(self, chat: Chat) -> float:
        """Seconds until `chat` could be written to, as far as its own limits and Telegram's refusals tell; 0 is now."""
        state = self._chats.get(chat)
        at = max(self._all_held_until, state.free_at if state else 0.0)
        return max(0.0, at - self._now())

    def left(self, chat: Chat) -> float:
        """How many messages `chat` may still get within its minute: infinity for a person's chat, which has none."""
        state = self._chats.get(chat) or _State(_paces(chat) if self._limited else ())
        return min((pace.left(self._now()) for pace in state.paces if isinstance(pace, Window)), default=float("inf"))

    def hold(self, chat: Chat, seconds: float) -> None:
        """Let nothing leave to `chat`, or to any chat where it is None, for that many seconds."""
        now = self._now()
        until = now + seconds
        if chat is None:
            self._all_held_until = max(self._all_held_until, until)
        else:
            state = self._state(chat, now)
            state.held_until = max(state.held_until, until)
        self._any_held_until = max(self._any_held_until, until)

    def refused(self, chat: Chat, seconds: float) -> None:
        """Telegram answered 429 for `chat`: hold it, and where several in a row were refused, all for a while."""
        self.hold(chat, seconds)
        now = self._now()
        self._refused = {other: until for other, until in self._refused.items() if until > now}
        self._refused[chat] = now + seconds
        if len(self._refused) >= _REFUSED_CHATS:
            self.hold(None, min(seconds, _REFUSED_SECONDS))

    def passed(self) -> None:
        """Telegram took a message: whatever was refused, not all chats were meant."""
        if self._refused:
            self._refused.clear()

    def _now(self) -> float:
        return self.clock.time() + _EARLY

    def _open_at(self, lane: Lane) -> float:
        """When the rate over all lets somebody of `lane` go."""
        at = self._all_held_until
        for measure in self._measures[lane]:
            at = max(at, measure.free_at)
        return at

    def _spend(self, state: _State, lane: Lane, now: float) -> None:
        for measure in (*self._measures[lane], *state.paces):
            measure.take(now)

    def _state(self, chat: Chat, now: float) -> _State:
        state = self._chats.get(chat)
        if state is None:
            if len(self._chats) >= self._sweep_at:
                self._chats = {key: kept for key, kept in self._chats.items() if kept.rested_at > now}
                self._sweep_at = max(_FEW_CHATS, 2 * len(self._chats))
            state = self._chats[chat] = _State(_paces(chat) if self._limited else ())
        return state

    def _enlist(self, state: _State, now: float) -> None:
        """Put a chat with waiters where it will be found: among the ready, or asleep until it is free."""
        if not any(state.queues):
            return
        if (free_at := state.free_at) > now:
            if not state.asleep:
                state.asleep = True
                heapq.heappush(self._sleeping, (free_at, next(self._numbers), state))
            return
        for lane in Lane:
            if state.queues[lane] and not state.listed[lane]:
                state.listed[lane] = True
                self._ready[lane].append(state)

    def _serve(self) -> None:
        """Let everybody go whose time has come, and come back when the next one's has."""
        self._timer, self._timer_at = None, float("inf")
        now = self._now()
        while self._sleeping and self._sleeping[0][0] <= now:
            state = heapq.heappop(self._sleeping)[2]
            state.asleep = False
            self._enlist(state, now)
        for lane in Lane:
            ready = self._ready[lane]
            while ready and self._open_at(lane) <= now:
                state = ready.popleft()
                state.listed[lane] = False
                queue = state.queues[lane]
                while queue and queue[0].done():
                    queue.popleft()
                if queue and state.free_at <= now:
                    self._spend(state, lane, now)
                    queue.popleft().set_result(None)
                self._enlist(state, now)
        self._arm()

    def _arm(self) -> None:
        at = self._sleeping[0][0] if self._sleeping else float("inf")
        for lane in Lane:
            if self._ready[lane]:
                at = min(at, self._open_at(lane))
        if at < self._timer_at:
            if self._timer is not None:
                self._timer.cancel()
            self._timer, self._timer_at = self.clock.call_at(at, self._serve), at


def _overall(rate: float) -> Window:
    whole = max(1, int(rate))
    return Window(whole, whole / rate + _JOSTLE)


def _lasting(rate: float) -> float:
    """Messages a second that the stretched second lets pass in the long run: of these a reader's share stays free."""
    whole = max(1, int(rate))
    return whole / (whole / rate + _JOSTLE)


def _evenly(rate: float) -> Pace:
    return Pace(1 / rate, max(2, round(rate * _PUSH_HURRY)))


def _paces(chat: Chat) -> tuple[Pace | Window, ...]:
    """The paces of a chat: ids of groups and channels are negative, and only those are called by a name."""
    if chat is None:
        return ()
    pace = Pace(_CHAT_INTERVAL, _CHAT_BURST)
    if isinstance(chat, int) and chat > 0:
        return (pace,)
    return (pace, Window(_GROUP_COUNT, _GROUP_SECONDS))
