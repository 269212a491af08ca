"""Who is being asked something at the desk is known at once, and from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import broadcast_drafts, draft_questions, drafts
from bot.store.open_questions import OpenQuestions
from tests.bot.statements import recorded
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database

EDITOR, READER = 7, 8


async def test_whoever_is_asked_is_known_at_once(database: Database) -> None:
    """From the commit that asks until the one that ends the question, of drafts and of broadcast drafts."""
    questions = OpenQuestions(database)
    assert not await questions.is_asked(EDITOR)
    async with database.write() as conn:
        draft = await drafts.create(conn, dossier("story"), base=None, author=EDITOR, at=NOW)
        await draft_questions.put(conn, draft.id, EDITOR, {"kind": "form"}, asked_at=NOW)
    assert (await questions.is_asked(EDITOR), await questions.is_asked(READER)) == (True, False)
    async with database.write() as conn:
        await draft_questions.pause(conn, EDITOR)
    assert not await questions.is_asked(EDITOR)
    async with database.write() as conn:
        broadcast = await broadcast_drafts.create(conn, by=EDITOR, spec="{}", at=NOW)
        await broadcast_drafts.save(conn, broadcast, at=NOW, question={"kind": "text"}, asked_at=NOW)
    assert (await questions.is_asked(EDITOR), await questions.is_asked(READER)) == (True, False)
    async with database.write() as conn:
        await broadcast_drafts.remove(conn, broadcast.id)
    assert not await questions.is_asked(EDITOR)


async def test_a_discarded_draft_asks_nothing(database: Database) -> None:
    """Whatever question was left open in it."""
    questions = OpenQuestions(database)
    async with database.write() as conn:
        draft = await drafts.create(conn, dossier("story"), base=None, author=EDITOR, at=NOW)
        await draft_questions.put(conn, draft.id, EDITOR, {"kind": "form"}, asked_at=NOW)
        await drafts.save(conn, draft.id, draft.version, at=NOW, state="discarded")
    assert not await questions.is_asked(EDITOR)


async def test_it_costs_a_reader_no_query(database: Database) -> None:
    """On SQLite, not even after another commit; PostgreSQL, where other processes ask, takes one statement."""
    questions = OpenQuestions(database)
    async with database.write() as conn:
        draft = await drafts.create(conn, dossier("story"), base=None, author=EDITOR, at=NOW)
        await draft_questions.put(conn, draft.id, EDITOR, {"kind": "form"}, asked_at=NOW)
    with recorded() as statements:
        assert not await questions.is_asked(READER)
        assert await questions.is_asked(EDITOR)
    assert len(statements) == (0 if database.change_counter() is not None else 2)
