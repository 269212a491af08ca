"""Broadcast drafts are stored with their questions, and nobody sends one that they have not seen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import broadcast_drafts
from tests.store.desk import EDITOR, OTHER
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

LATER = NOW + timedelta(minutes=1)


async def test_a_proof_comes_back_as_it_was_saved(database: Database) -> None:
    """Each change is a version, and one of an older version changes nothing."""
    async with database.write() as conn:
        made = await broadcast_drafts.create(conn, by=EDITOR, spec="{}", at=NOW)
        assert (made.version, made.question, made.asked, made.broadcast_id) == (1, None, None, None)
        asked = {"kind": "push", "what": "words"}
        assert await broadcast_drafts.save(conn, made, at=LATER, spec='{"a": 1}', question=asked, asked_at=LATER)
        assert not await broadcast_drafts.save(conn, made, at=LATER, spec="[]")
        held = await broadcast_drafts.get_for_update(conn, made.id)
    assert held is not None
    assert (held.version, held.spec, held.question, held.asked, held.changed_at) == (
        2,
        '{"a": 1}',
        asked,
        EDITOR,
        LATER,
    )
    async with database.read() as conn:
        assert await broadcast_drafts.get(conn, made.id) == held
        assert await broadcast_drafts.get(conn, made.id + 1) is None


async def test_one_is_asked_about_the_proof_that_came_last(database: Database) -> None:
    """A question that waits for its editor, one of another's, and one of what is gone do not ask."""
    async with database.write() as conn:
        first = await broadcast_drafts.create(conn, by=EDITOR, spec="1", at=NOW)
        second = await broadcast_drafts.create(conn, by=EDITOR, spec="2", at=LATER)
        other = await broadcast_drafts.create(conn, by=OTHER, spec="3", at=NOW)
        assert [broadcast_draft.id for broadcast_draft in await broadcast_drafts.of(conn, EDITOR)] == [
            second.id,
            first.id,
        ]
        assert await broadcast_drafts.asking(conn, EDITOR) is None
        for item, at in ((first, NOW), (second, LATER), (other, NOW)):
            await broadcast_drafts.save(conn, item, at=at, question={}, asked_at=at)
        asking = await broadcast_drafts.asking(conn, EDITOR)
        assert asking is not None
        assert asking.id == second.id
        assert await broadcast_drafts.remove(conn, second.id)
        assert not await broadcast_drafts.remove(conn, second.id)
        asking = await broadcast_drafts.asking(conn, EDITOR)
        assert asking is not None
        assert asking.id == first.id
        await broadcast_drafts.save(conn, asking, at=LATER, asked_at=None)
        assert await broadcast_drafts.asking(conn, EDITOR) is None
