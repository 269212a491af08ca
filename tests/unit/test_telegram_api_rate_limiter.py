from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.telegram_api.rate_limiter import Priority, RateLimiter, push_rate
from tests.unit.fake_clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.telegram_api.rate_limiter import Chat


class Queue:
    """Sends that wait at a limiter, and when each went."""

    def __init__(self, limiter: RateLimiter, clock: FakeClock) -> None:
        self.limiter = limiter
        self.clock = clock
        self.gone: list[tuple[float, Chat, Priority]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def _send(self, chat: Chat, priority: Priority) -> None:
        await self.limiter.acquire(chat, priority)
        self.gone.append((self.clock.time() - 1000, chat, priority))

    async def add(self, chats: Iterable[Chat], priority: Priority = Priority.READER) -> None:
        """Let one message wait for each of `chats`; those that need not wait have gone."""
        self.tasks += [asyncio.create_task(self._send(chat, priority)) for chat in chats]
        await self.clock.turn(0)

    def at(self, start: float, end: float) -> list[tuple[float, Chat, Priority]]:
        """What went from `start` seconds on and before `end`."""
        return [item for item in self.gone if start <= item[0] < end]


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is turned."""
    return FakeClock()


@pytest.fixture
async def queue(clock: FakeClock) -> AsyncIterator[Queue]:
    """A queue at a limiter of thirty a second."""
    queue = Queue(RateLimiter(30, clock=clock), clock)
    yield queue
    for task in queue.tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_clock_calls_in_order(clock: FakeClock) -> None:
    """The tests' own clock calls at the time asked, in order, and not what was cancelled."""
    seen: list[float] = []
    for seconds in (3, 1, 2):
        clock.call_at(1000 + seconds, lambda: seen.append(clock.time()))
    clock.call_at(1001.5, lambda: seen.append(-1)).cancel()
    await clock.turn(2)
    assert seen == [1001, 1002]
    assert clock.pending == 1


async def test_rate_over_all(queue: Queue, clock: FakeClock) -> None:
    """300 chats at once: 30 leave, then never as many in a second and a bit, and all within ten seconds."""
    await queue.add(range(1, 301))
    assert len(queue.gone) == 30
    await clock.turn(10)
    times = [when for when, _, _ in queue.gone]
    assert len(times) == 300
    for index in range(30, 300):
        assert times[index] - times[index - 30] >= 1.04


@pytest.mark.parametrize("rate", [0.5, 1, 2.5, 1000])
async def test_odd_rates(clock: FakeClock, rate: float) -> None:
    """Rates below one, fractions and a paid broadcast's thousand are kept over some seconds."""
    queue = Queue(RateLimiter(rate, clock=clock), clock)
    seconds = 10 if rate < 1000 else 2
    await queue.add(range(1, int(rate * seconds * 2) + 2))
    await clock.turn(seconds)
    assert rate * seconds * 0.95 <= len(queue.gone) <= rate * (seconds + 1) + 1
    for task in queue.tasks:
        task.cancel()


async def test_pushes_take_four_fifths(queue: Queue, clock: FakeClock) -> None:
    """A push leaves evenly at 80 % of the rate though nobody else wants any of it."""
    await queue.add(range(1, 1001), Priority.PUSH)
    await clock.turn(10)
    assert 227 <= len(queue.at(0, 10)) <= 231  # 80 % of the 30 in 1.05 s that pass in all
    assert max(Counter(int(when) for when, _, _ in queue.gone).values()) <= 25


@pytest.mark.parametrize("rate", [30.0, 1000.0])
async def test_how_many_pushes_leave_in_the_long_run(clock: FakeClock, rate: float) -> None:
    """So many as a forecast says: four fifths of what a second that network jitter stretches lets through."""
    queue, seconds = Queue(RateLimiter(rate, clock=clock), clock), 10
    await queue.add(range(1, int(rate * seconds)), Priority.PUSH)
    await clock.turn(seconds)
    assert len(queue.gone) == pytest.approx(push_rate(rate) * seconds, rel=0.02)
    for task in queue.tasks:
        task.cancel()


async def test_paid_pushes_take_nothing_of_the_rate(clock: FakeClock) -> None:
    """They leave at the rate that is paid for, also while readers wait, who have the whole of theirs to themselves."""
    queue = Queue(RateLimiter(30, paid=1000, clock=clock), clock)
    await queue.add(range(1, 101))
    await queue.add(range(1001, 6001), Priority.PUSH)
    await queue.add(range(10_001, 10_011), Priority.MAINTENANCE)
    await clock.turn(2)
    lanes = Counter(priority for when, _, priority in queue.gone if when < 2)
    assert 1900 <= lanes[Priority.PUSH] <= 2025
    assert 59 <= lanes[Priority.READER] <= 62
    assert lanes[Priority.MAINTENANCE] == 0
    for task in queue.tasks:
        task.cancel()


async def test_reader_goes_at_once_during_a_push(queue: Queue, clock: FakeClock) -> None:
    """While a push of 1000 runs, four readers every 1.1 seconds are answered in the instant they ask."""
    await queue.add(range(1, 1001), Priority.PUSH)
    for burst in range(5):
        await clock.turn(1.1)
        await queue.add(range(10_000 + burst * 10, 10_004 + burst * 10))
        assert len([item for item in queue.gone if item[2] is Priority.READER]) == 4 * (burst + 1)


async def test_reader_burst_goes_before_pushes(queue: Queue, clock: FakeClock) -> None:
    """Sixty readers at once while a push and repairs wait: no push leaves before the last of them, no repair at all."""
    await queue.add(range(1, 201), Priority.MAINTENANCE)
    await queue.add(range(1001, 1201), Priority.PUSH)
    await clock.turn(2)
    start = len(queue.gone)
    await queue.add(range(2001, 2061))
    await clock.turn(3)
    lanes = [priority for _, _, priority in queue.gone[start:]]
    assert lanes[:60] == [Priority.READER] * 60
    assert Priority.MAINTENANCE not in lanes


async def test_what_leaves_late_counts_when_it_leaves(queue: Queue, clock: FakeClock) -> None:
    """Ten had their turns in half a second and leave together a second later: for twenty others there is room then."""
    await queue.add(range(1, 11), Priority.PUSH)
    await clock.turn(1.5)
    for when, _, _ in list(queue.gone):
        queue.limiter.reschedule(Priority.PUSH, 1000 + when)
    await queue.add(range(2001, 2061))
    assert len(queue.at(1.5, 1.6)) == 20
    await clock.turn(1.04)
    assert len(queue.at(1.5, 2.5)) == 20


async def test_repairs_go_when_nothing_else_waits(queue: Queue, clock: FakeClock) -> None:
    """Edits of old copies leave once the pushes have."""
    await queue.add(range(1, 11), Priority.MAINTENANCE)
    await queue.add(range(1001, 1011), Priority.PUSH)
    await clock.turn(5)
    lanes = [priority for _, _, priority in queue.gone[2:]]  # two left before anything else was there
    assert lanes == [Priority.PUSH] * 10 + [Priority.MAINTENANCE] * 8


async def test_urgent_corrections_go_before_pushes_and_after_readers(queue: Queue, clock: FakeClock) -> None:
    """Whatever came first: answers, then what is urgently put right, then pushes."""
    for first, priority in ((1, Priority.PUSH), (1001, Priority.URGENT), (2001, Priority.READER)):
        await queue.add(range(first, first + 10), priority)
    await clock.turn(5)
    lanes = [priority for _, _, priority in queue.gone[2:]]  # two left before anything else was there
    assert lanes == [Priority.READER] * 10 + [Priority.URGENT] * 10 + [Priority.PUSH] * 8


async def test_private_chat_one_a_second(queue: Queue, clock: FakeClock) -> None:
    """Thirty messages to one person: a short burst passes, then one a second; another's leaves at once meanwhile."""
    await queue.add([7] * 30)
    assert len(queue.gone) == 4
    await clock.turn(5.5)
    assert len(queue.gone) == 9
    await queue.add([8])
    assert queue.gone[-1][1] == 8


@pytest.mark.parametrize("chat", [-1001234567890, "@channel"])
async def test_groups_twenty_a_minute(queue: Queue, clock: FakeClock, chat: Chat) -> None:
    """A group or channel gets twenty in any minute; `room` tells the wait, and the next minute goes on."""
    await queue.add([chat] * 50)
    await clock.turn(60)
    assert len(queue.gone) == 20
    assert 0 < queue.limiter.retry_after(chat) <= 1.0
    await clock.turn(61)
    assert len(queue.gone) == 40
    times = [when for when, _, _ in queue.gone]
    assert all(times[index + 20] - times[index] > 60 for index in range(20))


async def test_what_is_left_of_a_groups_minute(queue: Queue, clock: FakeClock) -> None:
    """What a group may still get counts down, and comes back with the minute; a person's chat has no such end."""
    assert queue.limiter.remaining(-5) == 20
    await queue.add([-5] * 6)
    await clock.turn(3)
    assert queue.limiter.remaining(-5) == 14
    await clock.turn(61)
    assert queue.limiter.remaining(-5) == 20
    assert queue.limiter.remaining(5) == float("inf")


async def test_one_chats_order_is_kept(clock: FakeClock) -> None:
    """Messages of one priority to one chat leave in the order in which they came."""
    limiter = RateLimiter(30, clock=clock)
    order: list[int] = []

    async def send(number: int) -> None:
        await limiter.acquire(5, Priority.PUSH)
        order.append(number)

    tasks = [asyncio.create_task(send(number)) for number in range(12)]
    await clock.turn(30)
    await asyncio.gather(*tasks)
    assert order == list(range(12))


async def test_chats_take_turns(queue: Queue, clock: FakeClock) -> None:
    """A chat with a hundred waiting takes its burst, and one with a single message is not behind the rest."""
    await queue.add(range(100, 130))  # spends the first second
    await queue.add([1] * 100 + [2])
    await clock.turn(1.2)
    assert 2 in [chat for _, chat, _ in queue.gone]


async def test_many_waiting_are_served_once(clock: FakeClock) -> None:
    """Three thousand chats wait at once, and each is served once, in the time that the rate gives."""
    limiter = RateLimiter(1000, clock=clock)
    queue = Queue(limiter, clock)
    await queue.add(range(1, 3_001), Priority.PUSH)
    await clock.turn(4)
    assert Counter(chat for _, chat, _ in queue.gone) == dict.fromkeys(range(1, 3_001), 1)


async def test_hold_of_one_chat(queue: Queue, clock: FakeClock) -> None:
    """A 429 of one chat holds that chat for the time asked, and no other."""
    queue.limiter.record_refusal(5, 10)
    await queue.add([5, 6])
    assert [chat for _, chat, _ in queue.gone] == [6]
    assert queue.limiter.retry_after(5) == pytest.approx(10, abs=0.01)
    assert queue.limiter.retry_after(6) == 0
    await clock.turn(9.9)
    assert len(queue.gone) == 1
    await clock.turn(0.2)
    assert [chat for _, chat, _ in queue.gone] == [6, 5]


async def test_hold_that_grows_while_waiting(queue: Queue, clock: FakeClock) -> None:
    """A second refusal with a longer time counts for those that wait already."""
    queue.limiter.block(5, 2)
    await queue.add([5])
    queue.limiter.block(5, 20)
    await clock.turn(19)
    assert queue.gone == []
    await clock.turn(1.1)
    assert len(queue.gone) == 1


async def test_refusals_of_many_chats_hold_all_briefly(queue: Queue, clock: FakeClock) -> None:
    """Three chats refused in a row may mean everybody: others wait a second, and longer with each further refusal."""
    for chat in (1, 2, 3):
        queue.limiter.record_refusal(chat, 3600)
    await queue.add([4])
    assert queue.gone == []
    assert queue.limiter.retry_after(4) == pytest.approx(1, abs=0.01)
    await clock.turn(1.1)
    assert [chat for _, chat, _ in queue.gone] == [4]
    for chat, seconds in ((4, 2), (5, 4), (6, 8), (7, 15), (8, 15)):
        queue.limiter.record_refusal(chat, 3600)
        assert queue.limiter.retry_after(100) == pytest.approx(seconds, abs=0.01)
        await clock.turn(seconds + 0.1)
    queue.limiter.record_success(9)
    assert queue.limiter.retry_after(100) == 0
    assert queue.limiter.retry_after(1) > 3500


async def test_a_429_without_a_time(queue: Queue, clock: FakeClock) -> None:
    """The chat waits a second, then twice as long with each refusal, at most five minutes; a success ends that."""
    waits = []
    for _ in range(11):
        waits.append(queue.limiter.record_refusal(5, None))
        assert queue.limiter.retry_after(5) == pytest.approx(waits[-1], abs=0.01)
        assert queue.limiter.retry_after(6) == 0
        await clock.turn(waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    queue.limiter.record_success(5)
    assert queue.limiter.record_refusal(5, None) == 1


async def test_success_between_refusals_clears_the_suspicion(queue: Queue) -> None:
    """Where a message passed between the refusals, only the refused chats are held."""
    queue.limiter.record_refusal(1, 20)
    queue.limiter.record_refusal(2, 20)
    queue.limiter.record_success(9)
    queue.limiter.record_refusal(3, 20)
    await queue.add([4])
    assert [chat for _, chat, _ in queue.gone] == [4]


async def test_cancelled_waiters_use_no_turn(queue: Queue, clock: FakeClock) -> None:
    """Whoever stops waiting leaves the turn to the next, and nothing stays behind."""
    await queue.add([5] * 4)
    await queue.add([5] * 3)
    for task in queue.tasks[4:6]:
        task.cancel()
    await clock.turn(1.1)
    assert len(queue.gone) == 5
    assert queue.tasks[6].done()
    await clock.turn(60)
    assert clock.pending == 0


async def test_without_limits_all_pass(clock: FakeClock) -> None:
    """Lifted for a bench, nothing waits; but what Telegram refused is still held."""
    limiter = RateLimiter(None, clock=clock)
    assert all(limiter.try_acquire(5, Priority.PUSH) for _ in range(10_000))
    limiter.block(5, 10)
    assert not limiter.try_acquire(5, Priority.PUSH)
    assert limiter.try_acquire(6, Priority.PUSH)
    await clock.turn(10)
    assert limiter.try_acquire(5, Priority.PUSH)


async def test_memory_is_bounded(clock: FakeClock) -> None:
    """A push to twenty thousand chats leaves the limiter knowing few of them."""
    limiter = RateLimiter(1000, clock=clock)
    for chat in range(1, 20_001):
        while not limiter.try_acquire(chat, Priority.PUSH):
            await clock.turn(0.02)
    assert len(limiter._chats) < 5_000, "reads a private: nothing else shows what is kept"
