"""Who is being asked something at the desk is known at once, and from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.roles import Role
from bot.store import broadcast_drafts, draft_questions, drafts, members
from bot.store.members import Member
from bot.store.open_questions import REFRESHED, OpenQuestions
from tests.bot.statements import recorded
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.store.fake_clock import FakeClock

EDITOR, READER, OWNER = 7, 8, 9


async def test_whoever_is_asked_is_known_at_once(database: Database, clock: FakeClock) -> None:
    """From the commit that asks until the one that ends the question, of drafts and of broadcast drafts."""
    questions = OpenQuestions(database, clock)
    async with database.write() as conn:
        await members.put(conn, Member(EDITOR, Role.EDITOR, "Emma", None, NOW), [OWNER])
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


async def test_a_discarded_draft_asks_nothing(database: Database, clock: FakeClock) -> None:
    """Whatever question was left open in it."""
    questions = OpenQuestions(database, clock)
    async with database.write() as conn:
        draft = await drafts.create(conn, dossier("story"), base=None, author=EDITOR, at=NOW)
        await draft_questions.put(conn, draft.id, EDITOR, {"kind": "form"}, asked_at=NOW)
        await drafts.save(conn, draft.id, draft.version, at=NOW, state="discarded")
    assert not await questions.is_asked(EDITOR)


async def test_it_costs_a_reader_no_query(database: Database, clock: FakeClock) -> None:
    """On SQLite, not even after another commit; on PostgreSQL one in ten seconds tells readers from the desk."""
    questions = OpenQuestions(database, clock)
    async with database.write() as conn:
        draft = await drafts.create(conn, dossier("story"), base=None, author=EDITOR, at=NOW)
        await draft_questions.put(conn, draft.id, EDITOR, {"kind": "form"}, asked_at=NOW)
    await questions.is_asked(READER)
    with recorded() as statements:
        assert not await questions.is_asked(READER)
    assert statements == []
    with recorded() as statements:
        assert await questions.is_asked(EDITOR)
    is_sqlite = database.change_counter() is not None
    assert len(statements) == (0 if is_sqlite else 1)
    async with database.write() as conn:  # by another process: they are a reader here for ten seconds more
        await draft_questions.put(conn, draft.id, READER, {"kind": "form"}, asked_at=NOW)
    assert await questions.is_asked(READER) == is_sqlite
    clock.now += REFRESHED
    assert await questions.is_asked(READER)


async def test_who_acts_at_the_desk_is_looked_up(database: Database, clock: FakeClock) -> None:
    """At once, also who has joined only just, and an owner whom only the settings name."""
    questions = OpenQuestions(database, clock, [OWNER])
    assert not await questions.is_asked(EDITOR)
    questions.note_member(EDITOR)
    async with database.write() as conn:
        for person in (EDITOR, OWNER):
            draft = await drafts.create(conn, dossier(f"story-{person}"), base=None, author=person, at=NOW)
            await draft_questions.put(conn, draft.id, person, {"kind": "form"}, asked_at=NOW)
    assert (await questions.is_asked(EDITOR), await questions.is_asked(OWNER)) == (True, True)
