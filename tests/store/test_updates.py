"""Updates are taken once, wait in the inbox, and go when they are handled."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.errors.updates import DeadLetterCause, UpdateFailure
from bot.store import updates
from bot.store.tables import inbox, processed_updates
from bot.store.updates import Incoming
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

LATER = NOW + timedelta(hours=1)


async def test_an_update_is_taken_once(database: Database) -> None:
    """The second time it is not, in whatever order ids come."""
    async with database.write() as conn:
        assert await updates.mark_processed(conn, 900, NOW)
        assert await updates.mark_processed(conn, 7, NOW)
    async with database.write() as conn:
        assert not await updates.mark_processed(conn, 900, LATER)
        assert await updates.mark_processed(conn, 901, LATER)


async def test_an_update_whose_effect_failed_is_not_taken(database: Database) -> None:
    """The id goes with the transaction of the effect."""

    async def fail() -> None:
        async with database.write() as conn:
            assert await updates.mark_processed(conn, 1, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.write() as conn:
        assert await updates.mark_processed(conn, 1, NOW)


async def test_of_two_takers_one_takes(database: Database) -> None:
    """However many try at once."""

    async def take() -> bool:
        async with database.write() as conn:
            return await updates.mark_processed(conn, 1, NOW)

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 7 + [True]


async def test_taken_ids_are_let_go(database: Database) -> None:
    """Those before the moment go, the others stay."""
    async with database.write() as conn:
        await updates.mark_processed(conn, 1, NOW)
        await updates.mark_processed(conn, 2, LATER)
        assert await updates.prune_processed(conn, LATER) == 1
        assert (await conn.scalars(select(processed_updates.c.update_id))).all() == [2]


async def test_the_inbox_keeps_what_came_in_its_order(database: Database) -> None:
    """Batch by batch, though ids restart lower; verbatim; what is kept already stays as it is."""
    first = Incoming(2**31, '{"text":"سلام \\ud83d \\u0000 😀"}', -100123)
    second = Incoming(2**31 + 1, "{}")
    restarted = Incoming(5, "[]", 77)
    async with database.write() as conn:
        await updates.store(conn, [second, first], NOW, 1)
        await updates.store(conn, [restarted, Incoming(first.update_id, "other")], LATER, 2)
        await updates.store(conn, [], LATER, 1)
        assert await updates.read_owners(conn) == {1, 2}
        assert await updates.adopt(conn, 3, {1, 2}) == (first, second, restarted)


async def test_only_what_is_left_is_taken_over(database: Database) -> None:
    """What a living process has stays its own; what one released, or a gone one had, goes to whoever asks, once."""
    async with database.write() as conn:
        await updates.store(conn, [Incoming(number, "{}") for number in (1, 2)], NOW, 7)
        await updates.store(conn, [Incoming(3, "{}")], NOW, 8)
        assert await updates.adopt(conn, 9, ()) == ()
        assert [incoming.update_id for incoming in await updates.adopt(conn, 9, {8})] == [3]
        await updates.release(conn, 7)
        assert await updates.read_owners(conn) == {None, 9}
        assert [incoming.update_id for incoming in await updates.adopt(conn, 9, ())] == [1, 2]
        assert await updates.adopt(conn, 10, ()) == ()


async def test_what_was_handled_goes(database: Database) -> None:
    """Known or not."""
    async with database.write() as conn:
        await updates.store(conn, [Incoming(number, "{}") for number in range(5)], NOW, 1)
        await conn.run_sync(updates.remove, [0, 2, 4, 99])
        await conn.run_sync(updates.remove, [])
        assert [incoming.update_id for incoming in await updates.adopt(conn, 2, {1})] == [1, 3]


async def test_what_cannot_be_handled_is_set_aside(database: Database) -> None:
    """It waits no longer, whether it was in the inbox or not, keeps its text and reason, and goes in time."""
    known, new = Incoming(1, "{", 5), Incoming(2, "}")
    async with database.write() as conn:
        await updates.store(conn, [known, Incoming(3, "{}")], NOW, 1)
        await updates.dead_letter(conn, known, UpdateFailure(DeadLetterCause.MALFORMED, "no brace", "a1"), LATER)
        await updates.dead_letter(conn, new, UpdateFailure(DeadLetterCause.MALFORMED, "no brace either", "b2"), LATER)
        assert [incoming.update_id for incoming in await updates.adopt(conn, 2, {1})] == [3]
        columns = (inbox.c.raw, inbox.c.dead_letter_reason, inbox.c.dead_letter_log_id)
        kept = await conn.execute(select(*columns).order_by(inbox.c.update_id))
        assert [tuple(row) for row in kept] == [
            ("{", "no brace", "a1"), ("}", "no brace either", "b2"), ("{}", None, None)
        ]  # fmt: skip
        assert await updates.prune_dead_letters(conn, LATER) == 1
        assert await updates.prune_dead_letters(conn, LATER + timedelta(seconds=1)) == 1
        assert [incoming.update_id for incoming in await updates.adopt(conn, 3, {2})] == [3]


async def test_a_dead_letter_waits_again_or_goes(database: Database) -> None:
    """Once each; what merely waits is neither."""
    failure = UpdateFailure(DeadLetterCause.FAILED, "x" * 900, "1f")
    async with database.write() as conn:
        await updates.store(conn, [Incoming(3, "{}")], NOW, 1)
        for number in (1, 2):
            await updates.dead_letter(conn, Incoming(number, "{}"), failure, LATER)
        assert await updates.count_dead_letters(conn) == 2
        first, second = await updates.dead_letters(conn, limit=5, offset=0)
        assert (first.update_id, second.update_id) == (2, 1)
        assert (first.cause, first.log_id, len(first.reason)) == (DeadLetterCause.FAILED, "1f", 500)
        assert await updates.dead_letters(conn, limit=5, offset=1) == (second,)
        assert await updates.revive(conn, 1, 4) == "{}"
        assert [await updates.revive(conn, number, 4) for number in (1, 3)] == [None, None]
        assert await updates.drop_dead_letter(conn, 2)
        assert not await updates.drop_dead_letter(conn, 3)
        assert [incoming.update_id for incoming in await updates.adopt(conn, 2, {1, 4})] == [3, 1]
