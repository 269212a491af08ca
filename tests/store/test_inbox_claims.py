"""Updates of one chat keep their order over several processes on one PostgreSQL server."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.background import inbox_keeper
from bot.delivery.rate_sharing import RateSharing
from bot.delivery.worker import Leadership
from bot.store import inbox_claims
from bot.store.database import open_database
from bot.store.tables import inbox as inbox_table
from bot.store.update_inbox import UpdateInbox
from bot.store.write_behind import WriteBehind
from bot.telegram_api.flood_control import FloodDecision
from bot.telegram_api.rate_limiter import RateLimiter
from bot.telegram_api.update_queue import UpdateQueue
from tests.store.conftest import _create, postgres_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database
    from tests.store.fake_clock import FakeClock

pytestmark = pytest.mark.postgres
CHATS, UPDATES = 5, 60
_END_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Handled:
    """What was handled, by which process, in which order; an update is held until the test lets it go."""

    def __init__(self) -> None:
        self.log: list[tuple[int, int]] = []  # of (process, update)
        self.busy: set[int] = set()
        self.held: set[int] = set()
        self.changed = asyncio.Condition()
        self.dice = random.Random(4)  # noqa: S311 - which process gets an update is no secret

    async def handle(self, process: int, update: dict[str, Any]) -> None:
        """Handle an update, one at a time in its chat."""
        number, chat = update["update_id"], update["message"]["chat"]["id"]
        assert chat not in self.busy
        self.busy.add(chat)
        async with self.changed:
            self.log.append((process, number))
            self.changed.notify_all()
            await self.changed.wait_for(lambda: number not in self.held)
        for _ in range(self.dice.randrange(20)):
            await asyncio.sleep(0)
        self.busy.remove(chat)

    async def begun(self, count: int) -> list[tuple[int, int]]:
        """Return what was begun, once it is so much."""
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(lambda: len(self.log) >= count)
        return self.log

    async def release(self, number: int) -> None:
        """Let an update that is held be handled."""
        async with self.changed:
            self.held.discard(number)
            self.changed.notify_all()


class Process:
    """One process's inbox and queue."""

    def __init__(self, number: int, database: Database, handled: Handled, clock: FakeClock) -> None:
        self.database = database
        self.inbox = UpdateInbox(database, WriteBehind(database, clock), clock)
        self.queue = UpdateQueue(
            lambda update, _: handled.handle(number, update), lambda *_: FloodDecision.TAKE, self.inbox, grace=0
        )

    async def is_sent(self, *updates: dict[str, Any]) -> None:
        """Receive updates, until Telegram may forget them."""
        await self.queue.accept(list(updates))


@pytest.fixture
def handled() -> Handled:
    """What both processes handle."""
    return Handled()


@pytest.fixture
async def processes(
    postgres_socket: Path, migrated_template: str, handled: Handled, clock: FakeClock
) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes that know of each other."""
    url = postgres_url(postgres_socket, await _create(postgres_socket, migrated_template))
    made = tuple([Process(number, await open_database(url), handled, clock) for number in (1, 2)])
    for process in made:
        await process.database.presence.show()
    yield made  # type: ignore[misc]  # a tuple of two
    for process in made:
        await process.queue.stop(0)
        await process.inbox.release()
        await process.database.close()


def said(number: int, chat: int = 5) -> dict[str, Any]:
    """An update with a message."""
    return {"update_id": number, "message": {"chat": {"id": chat}, "from": {"id": chat}}}


async def nothing_waits(process: Process) -> None:
    """Return when the inbox is empty."""
    async with asyncio.timeout(60):
        while True:
            async with process.database.read() as conn:
                if not (await conn.scalars(select(inbox_table.c.update_id))).all():
                    return
            await asyncio.sleep(0.01)


async def becomes_alone(process: Process) -> None:
    """Return when a process handles updates without storing them first."""
    async with asyncio.timeout(60):
        while True:
            if process.database.presence.is_alone:
                return
            await asyncio.sleep(0.01)


async def test_a_chat_belongs_to_one_process_at_a_time(processes: tuple[Process, Process], handled: Handled) -> None:
    """A chat's later updates wait for the first wherever they arrive, and for those before them; other chats pass."""
    one, other = processes
    handled.held = {1}
    await one.is_sent(said(1))
    await other.is_sent(said(2), said(3, 6))
    await one.is_sent(said(4))
    await other.is_sent(said(2))
    assert sorted(await handled.begun(2)) == [(1, 1), (2, 3)]
    await handled.release(1)
    assert sorted(await handled.begun(4)) == [(1, 1), (1, 2), (1, 4), (2, 3)]
    await nothing_waits(one)
    await other.is_sent(said(5))
    assert (await handled.begun(5))[-1] == (2, 5)


async def test_order_holds_whoever_receives(processes: tuple[Process, Process], handled: Handled) -> None:
    """Updates of a few chats come to either process: each is handled once, in its chat's order."""
    for number in range(UPDATES):
        await handled.dice.choice(processes).is_sent(said(number, number % CHATS + 1))
    log = await handled.begun(UPDATES)
    await nothing_waits(processes[0])
    by_chat = defaultdict(list)
    for _, number in log:
        by_chat[number % CHATS].append(number)
    assert by_chat == {chat: [number for number in range(UPDATES) if number % CHATS == chat] for chat in range(CHATS)}
    assert {process for process, _ in log} == {1, 2}


async def test_what_was_stored_though_the_commit_failed_is_handled(
    processes: tuple[Process, Process], handled: Handled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram is told to send it again, and it is done once, also where it does not."""
    one, _ = processes
    write, failures = one.database.write, iter([True, False])

    @asynccontextmanager
    async def failing() -> AsyncIterator[AsyncConnection]:
        async with write() as conn:
            yield conn
        if next(failures, False):
            raise OperationalError("COMMIT", {}, OSError("gone"))

    monkeypatch.setattr(one.database, "write", failing)
    with pytest.raises(OperationalError):
        await one.is_sent(said(1))
    assert await handled.begun(1) == [(1, 1)]
    await nothing_waits(one)
    await one.is_sent(said(1))
    assert handled.log == [(1, 1)]


async def test_updates_of_a_dead_process_go_to_one_that_lives(
    processes: tuple[Process, Process], handled: Handled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its chats are taken over whole, but for one that another process looks at just then, which comes later."""
    monkeypatch.setattr("bot.store.process_presence.GRACE", 0.0)
    one, other = processes
    handled.held = {1, 2}
    await one.is_sent(said(1), said(2, 6))
    await other.is_sent(said(3), said(4, 6))
    await handled.begun(2)
    await one.queue.stop(0)  # as killed: what it has stays its own
    await one.database.presence.hide()
    handled.log, handled.held, handled.busy = [], set(), set()
    async with one.database.write() as conn:
        await inbox_claims.lock_chats(conn, [5])
        await other.queue.resume()
        assert await handled.begun(2) == [(2, 2), (2, 4)]
    await other.queue.resume()
    assert (await handled.begun(4))[2:] == [(2, 1), (2, 3)]


async def test_a_lone_process_shares_when_another_starts(
    processes: tuple[Process, Process], handled: Handled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone, it stores nothing that it handles; who joins waits until what is not handled is stored; and back."""
    monkeypatch.setattr(inbox_keeper, "LOOK", 0.02)
    one, other = processes
    await other.database.presence.hide()
    stop = asyncio.Event()
    assert await one.database.presence.try_alone()
    handled.held = {1}
    taking = asyncio.create_task(one.is_sent(said(1)))
    await handled.begun(1)
    joining = asyncio.create_task(inbox_keeper.join(other.database, other.inbox, other.queue, stop))
    sharing = RateSharing(RateLimiter(30), 30)
    keeping = asyncio.create_task(
        inbox_keeper.run(one.database, one.inbox, one.queue, Leadership(), stop, sharing=sharing)
    )
    await joining
    assert [process.database.presence.is_alone for process in processes] == [False, False]
    await other.is_sent(said(2))
    await handled.release(1)
    await taking
    assert await handled.begun(2) == [(1, 1), (1, 2)]
    await nothing_waits(one)
    await other.database.presence.hide()
    await becomes_alone(one)
    stop.set()
    await keeping


async def test_a_start_handles_nothing_before_what_a_dead_process_left(
    processes: tuple[Process, Process], handled: Handled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The only one that lives shares until it has taken that over: a chat's next update waits for its first."""
    one, other = processes
    handled.held = {1}
    await one.is_sent(said(1))
    await handled.begun(1)
    await one.queue.stop(0)  # as killed
    await one.database.presence.hide()
    handled.log, handled.held, handled.busy = [], set(), set()
    await inbox_keeper.join(other.database, other.inbox, other.queue, asyncio.Event())
    assert not other.database.presence.is_alone
    await other.is_sent(said(2), said(3, 6))
    assert await handled.begun(1) == [(2, 3)]
    monkeypatch.setattr("bot.store.process_presence.GRACE", 0.0)
    await other.queue.resume()
    assert (await handled.begun(3))[1:] == [(2, 1), (2, 2)]


async def test_a_connection_lost_in_between_is_opened_anew(postgres_socket: Path, migrated_template: str) -> None:
    """Whatever was asked when the server ended it: the next look shows the process again, and raises nothing."""
    database = await open_database(postgres_url(postgres_socket, await _create(postgres_socket, migrated_template)))
    try:
        await database.presence.show()
        async with database.write() as conn:
            await conn.execute(_END_OTHERS)
        with pytest.raises(DBAPIError):
            await database.presence.is_any_alone()
        await database.presence.show()
        assert await database.presence.try_alone()
    finally:
        await database.close()
