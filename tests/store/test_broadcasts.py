"""Pushes, their states, and the order in which they go out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services.broadcasts import status
from bot.store import broadcasts
from tests.store.dossiers import NOW
from tests.store.pushes import push

if TYPE_CHECKING:
    from bot.store.database import Database

HOUR = timedelta(hours=1)


async def test_what_was_begun_is_told(database: Database) -> None:
    """Everything is kept as given; the newest comes first, and what is to go out by urgency, then by age."""
    async with database.write() as conn:
        digest = await push(conn, kind="digest", urgency=1)
        one = await push(conn, by=7, spec='{"a": 1}', watch=(5, 9))
        two = await push(conn)
        held = await broadcasts.get(conn, one)
        assert held
        assert (held.by, held.spec, held.watch, held.started_at, held.counts.total) == (7, '{"a": 1}', (5, 9), NOW, 0)
        assert await broadcasts.get_for_update(conn, one) == held
        assert [each.id for each in await broadcasts.all_(conn)] == [two, one, digest]
        assert [each.id for each in await broadcasts.latest(conn)] == [two, one]
        assert [each.id for each in await broadcasts.latest(conn, 1, states=broadcasts.OPEN)] == [two]
        assert await broadcasts.latest(conn, states=broadcasts.ENDED) == ()
        assert [each.id for each in await broadcasts.in_state(conn, "running", "done")] == [one, two, digest]
        assert await broadcasts.get(conn, 99) is None
        assert await broadcasts.get_for_update(conn, 99) is None


async def test_a_planned_push_is_due_at_its_hour(database: Database) -> None:
    """Not before, and not once it runs; when it started is kept though it pauses, when it ended only while it has."""
    async with database.write() as conn:
        number = await push(conn, state="planned", due_at=NOW + HOUR)
        assert await broadcasts.due(conn, NOW) == ()
        assert [each.id for each in await broadcasts.due(conn, NOW + HOUR)] == [number]
        later = NOW + HOUR
        assert await broadcasts.move(conn, number, "running", at=later, expected={"planned"}, approved_by=4)
        assert not await broadcasts.move(conn, number, "running", at=later, expected={"planned"})
        assert await broadcasts.due(conn, later) == ()
        assert await broadcasts.move(conn, number, "paused", at=later, expected={"running"})
        assert await broadcasts.move(conn, number, "running", at=later + HOUR, expected={"paused"})
        assert await broadcasts.move(conn, number, "done", at=later + HOUR, expected={"running"})
        held = await broadcasts.get(conn, number)
        assert held
        assert (held.started_at, held.ended_at, held.approved_by) == (later, later + HOUR, 4)
        assert await broadcasts.move(conn, number, "retracting", at=later + HOUR, expected={"done"})
        held = await broadcasts.get(conn, number)
        assert held
        assert held.ended_at is None


async def test_what_has_ended_is_watched_no_more(database: Database) -> None:
    """A message shown of a push that ended meanwhile would wait for its report for ever."""
    async with database.write() as conn:
        number = await push(conn)
    assert await status.watch(database, number, 5, 9)
    async with database.write() as conn:
        await broadcasts.move(conn, number, "done", at=NOW, expected={"running"})
        await broadcasts.watch(conn, number, None, None)
    assert not await status.watch(database, number, 5, 9)
    async with database.read() as conn:
        assert await broadcasts.unreported(conn) == ()


async def test_counters_and_what_is_to_be_reported(database: Database) -> None:
    """Counters move by what is told; an ended push is to be reported until nothing shows it any more."""
    async with database.write() as conn:
        number = await push(conn, watch=(5, 9))
        await broadcasts.count(conn, number, {"pending": 3})
        held = await broadcasts.count(conn, number, {"pending": -2, "sent": 2, "deleted": 1})
        assert held
        assert (held.counts, held.deleted, held.counts.open) == (broadcasts.Counts(pending=1, sent=2), 1, 1)
        assert await broadcasts.unreported(conn) == ()
        await broadcasts.move(conn, number, "stopped", at=NOW, expected={"running"})
        assert [each.id for each in await broadcasts.unreported(conn)] == [number]
        await broadcasts.watch(conn, number, None, None)
        assert await broadcasts.unreported(conn) == ()
        assert await broadcasts.count(conn, 99, {"sent": 1}) is None
