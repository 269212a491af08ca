"""Updates are taken once, wait in the inbox, and go when they are handled."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.store import updates
from bot.store.tables import inbox, taken
from bot.store.updates import Incoming
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

LATER = NOW + timedelta(hours=1)


async def test_an_update_is_taken_once(database: Database) -> None:
    """The second time it is not, in whatever order ids come."""
    async with database.write() as conn:
        assert await updates.take(conn, 900, NOW)
        assert await updates.take(conn, 7, NOW)
    async with database.write() as conn:
        assert not await updates.take(conn, 900, LATER)
        assert await updates.take(conn, 901, LATER)


async def test_an_update_whose_effect_failed_is_not_taken(database: Database) -> None:
    """The id goes with the transaction of the effect."""

    async def fail() -> None:
        async with database.write() as conn:
            assert await updates.take(conn, 1, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.write() as conn:
        assert await updates.take(conn, 1, NOW)


async def test_of_two_takers_one_takes(database: Database) -> None:
    """However many try at once."""

    async def take() -> bool:
        async with database.write() as conn:
            return await updates.take(conn, 1, NOW)

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 7 + [True]


async def test_taken_ids_are_let_go(database: Database) -> None:
    """Those before the moment go, the others stay."""
    async with database.write() as conn:
        await updates.take(conn, 1, NOW)
        await updates.take(conn, 2, LATER)
        assert await updates.prune_taken(conn, LATER) == 1
        assert (await conn.scalars(select(taken.c.update_id))).all() == [2]


async def test_the_inbox_keeps_what_came_in_its_order(database: Database) -> None:
    """Batch by batch, though ids restart lower; verbatim; what is kept already stays as it is."""
    first = Incoming(2**31, '{"text":"سلام \\ud83d \\u0000 😀"}', -100123)
    second = Incoming(2**31 + 1, "{}")
    restarted = Incoming(5, "[]", 77)
    async with database.write() as conn:
        await updates.store(conn, [second, first], NOW)
        await updates.store(conn, [restarted, Incoming(first.update_id, "other")], LATER)
        await updates.store(conn, [], LATER)
    async with database.read() as conn:
        assert await updates.waiting(conn) == (first, second, restarted)


async def test_what_was_handled_goes(database: Database) -> None:
    """Known or not."""
    async with database.write() as conn:
        await updates.store(conn, [Incoming(number, "{}") for number in range(5)], NOW)
        await updates.remove(conn, [0, 2, 4, 99])
        await updates.remove(conn, [])
        assert [one.update_id for one in await updates.waiting(conn)] == [1, 3]


async def test_what_cannot_be_handled_is_set_aside(database: Database) -> None:
    """It waits no longer, whether it was in the inbox or not, keeps its text and reason, and goes in time."""
    known, new = Incoming(1, "{", 5), Incoming(2, "}")
    async with database.write() as conn:
        await updates.store(conn, [known, Incoming(3, "{}")], NOW)
        await updates.set_aside(conn, known, "no brace", LATER)
        await updates.set_aside(conn, new, "no brace either", LATER)
        assert [one.update_id for one in await updates.waiting(conn)] == [3]
        kept = await conn.execute(select(inbox.c.raw, inbox.c.set_aside_reason).order_by(inbox.c.update_id))
        assert [tuple(row) for row in kept] == [("{", "no brace"), ("}", "no brace either"), ("{}", None)]
        assert await updates.prune_set_aside(conn, LATER) == 1
        assert await updates.prune_set_aside(conn, LATER + timedelta(seconds=1)) == 1
        assert [one.update_id for one in await updates.waiting(conn)] == [3]
