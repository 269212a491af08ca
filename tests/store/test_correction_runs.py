"""Runs of corrections: what they list, what they render, and what a second one does to the first."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.model.language import Language
from bot.model.reader import Preferences
from bot.services import publishing
from bot.services.corrections.prepare import prepare
from bot.services.drafts import corrections
from bot.store.copies import edits, messages, runs
from bot.store.copies.edits import START, EditResult
from bot.store.copies.messages import MessageCopy, copy_page
from bot.store.copy_tables import copies, corrected_pages
from bot.store.write_behind import WriteBehind
from bot.views.callback_data import Format, PageLink, Section
from bot.views.recipes import making
from bot.views.recipes.recipe import write
from tests.store.desk import OWNER, Desk
from tests.store.dossiers import NOW
from tests.store.test_corrected_pushes import HOUR, RECORD, RIGHT, WORDS, WRONG, story

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.store.copies.edits import PendingEdit
    from bot.store.copies.runs import Run
    from bot.store.database import Database

AGAIN = {"en": "Three ships sank", "ar": "غرقت ثلاث سفن"}
SECOND = {**RECORD, "id": "c2", "class": "corrected", "was": RIGHT, "is": AGAIN}


def shown(number: int, chat: int, language: Language = Language.EN, revision: int = 1, item: str = "e2") -> MessageCopy:
    """A timeline in a chat, as of a revision."""
    recipe = making.of_page(PageLink(number, Section.TIMELINE, language), others=False)
    stored = write(recipe.kind, recipe.values, Format.CLASSIC, Preferences(language))
    page = copy_page(stored, ((number, revision, (item,)),), language)
    return MessageCopy(chat, 7, page, NOW)


async def publish(database: Database, dossier: Dossier) -> int:
    """Publish from a file; the story's number."""
    return (await publishing.import_dossier(database, dossier, note=None, at=NOW))[0].number


async def pending(database: Database, run: Run) -> tuple[PendingEdit, ...]:
    """The edits of a run."""
    async with database.read() as conn:
        return await edits.pending(conn, run.id, NOW + HOUR, START, 100)


async def open_runs(database: Database) -> tuple[Run, ...]:
    """The runs that are not done, prepared."""
    while await prepare(database, WORDS, NOW):
        pass
    async with database.read() as conn:
        return await runs.open_runs(conn)


async def words_of(database: Database, run: Run, edit: PendingEdit) -> str:
    """What an edit says."""
    async with database.read() as conn:
        page = await runs.page_of(conn, run.id, edit.source, edit.page_id)
    assert page
    assert page.body
    return str(json.loads(b"{" + page.body)["text"])


async def test_the_last_correction_wins(database: Database) -> None:
    """An edit that waits says what is right since; who has the first correction is given the second; nobody is left."""
    number = await publish(database, story(WRONG))
    async with database.write() as conn:
        await conn.run_sync(messages.record, [shown(number, chat) for chat in (5, -6)])
    await publish(database, story(RIGHT, RECORD))
    (first,) = await open_runs(database)
    group, person = await pending(database, first)
    assert (group.chat_id, person.chat_id) == (-6, 5), "groups come first"
    text = await words_of(database, first, person)
    assert RIGHT["en"] in text.partition(WRONG["en"])[2]
    async with database.read() as conn:
        page = await runs.page_of(conn, first.id, "page", group.page_id)
    assert page
    async with database.write() as conn:
        await edits.settle(conn, first.id, [EditResult(group, "done", new_id=page.new_id)])
    await publish(database, story(AGAIN, RECORD, SECOND))
    async with database.read() as conn:
        page = await runs.page_of(conn, first.id, "page", person.page_id)
    assert page
    assert page.method is None, "it is not sent any more"
    first, second = await open_runs(database)
    assert AGAIN["en"] in await words_of(database, first, person)
    assert {edit.chat_id for edit in await pending(database, second)} == {5, -6}
    for edit in await pending(database, second):
        assert AGAIN["en"] in await words_of(database, second, edit)


async def test_a_translation_alone_touches_its_language(database: Database) -> None:
    """Where only the Arabic was wrong, an English copy is let be; so is one that shows another item."""
    number = await publish(database, story({**RIGHT, "ar": WRONG["ar"]}))
    async with database.write() as conn:
        copied = [shown(number, 5), shown(number, 6, Language.AR), shown(number, 7, Language.AR, item="e3")]
        await conn.run_sync(messages.record, copied)
    was, right = {"ar": WRONG["ar"]}, {"ar": RIGHT["ar"]}
    await publish(database, story(RIGHT, {**RECORD, "was": was, "is": right}))
    (run,) = await open_runs(database)
    assert run.languages == (Language.AR,)
    assert [edit.chat_id for edit in await pending(database, run)] == [6]


async def test_what_is_recorded_late_is_put_right_as_well(database: Database) -> None:
    """An answer that was rendered before the correction and noted after: the run is open again, its edits made anew."""
    number = await publish(database, story(WRONG))
    async with database.write() as conn:
        await conn.run_sync(messages.record, [shown(number, 4)])
    await publish(database, story(RIGHT, RECORD))
    (run,) = await open_runs(database)
    (edit,) = await pending(database, run)
    assert RIGHT["en"] in await words_of(database, run, edit)
    async with database.write() as conn:
        new = await runs.page_of(conn, run.id, edit.source, edit.page_id)
        assert new
        await edits.settle(conn, run.id, [EditResult(edit, "done", new_id=new.new_id)])
        await runs.finish(conn, run.id, NOW)
        await runs.set_edit(conn, run.id, new)  # somebody rendered it while it was finished
        kept = await conn.scalars(select(corrected_pages.c.body).where(corrected_pages.c.run_id == run.id))
        assert set(kept) == {None}, "a run that is done keeps no edit"
    behind = WriteBehind(database, lambda: NOW)
    behind.note_copy(shown(number, 5, revision=1))
    behind.note_copy(shown(number, 6, revision=2))
    await behind.flush()
    (again,) = await open_runs(database)
    (late,) = await pending(database, again)
    assert (late.chat_id, late.page_id) == (5, edit.page_id)
    assert RIGHT["en"] in await words_of(database, again, late)


async def test_a_picture_is_awaited_where_a_chat_is_due_to_take_it_along(database: Database) -> None:
    """Neither for another picture, nor for a chat that rests for long, nor for inline copies, which cannot upload."""
    number = await publish(database, story(WRONG))
    inline = shown(number, 6)._replace(message_id=0, inline_message_id="i", kind="inline")
    async with database.write() as conn:
        await conn.run_sync(messages.record, [shown(number, 5), inline])
    await publish(database, story(RIGHT, RECORD))
    (run,) = await open_runs(database)
    chat, _ = sorted(await pending(database, run))
    async with database.write() as conn:
        page = await runs.page_of(conn, run.id, "page", chat.page_id)
        assert page
        await runs.set_edit(conn, run.id, replace(page, picture_key="key", picture=b"jpeg"))
        assert await edits.has_pending_picture(conn, run.id, "key", NOW)
        assert not await edits.has_pending_picture(conn, run.id, "other", NOW)
        await edits.settle(conn, run.id, [EditResult(chat, "pending", due_at=NOW + HOUR)])
        assert not await edits.has_pending_picture(conn, run.id, "key", NOW)
        assert await edits.has_pending_picture(conn, run.id, "key", NOW + 2 * HOUR)
        await edits.settle(conn, run.id, [EditResult(chat, "done", new_id=page.new_id)])
        assert not await edits.has_pending_picture(conn, run.id, "key", NOW + 2 * HOUR)


async def test_a_page_that_a_reader_turned_meanwhile_stays_what_it_is(database: Database) -> None:
    """The edit's result does not overwrite what the message shows since; copies go after their days."""
    number = await publish(database, story(WRONG))
    async with database.write() as conn:
        await conn.run_sync(messages.record, [shown(number, 5)])
    await publish(database, story(RIGHT, RECORD))
    (run,) = await open_runs(database)
    (edit,) = await pending(database, run)
    turned = shown(number, 5, item="e3")
    async with database.write() as conn:
        await conn.run_sync(messages.record, [turned])
        await edits.settle(conn, run.id, [EditResult(edit, "done", new_id=1234)])
        assert await conn.scalar(select(copies.c.page_id)) == turned.page.id
        await messages.prune(conn, NOW + HOUR)
        assert await conn.scalar(select(copies.c.page_id)) is None
        assert await messages.get_page(conn, turned.page.id) is None


async def test_lines_on_copies_lose_the_words_of_a_redacted_record(database: Database) -> None:
    """An owner took them out: a copy that was put right says when and of which class, and no more."""
    desk = Desk(database)
    await desk.gather()
    number = await publish(database, story(WRONG))
    async with database.write() as conn:
        await conn.run_sync(messages.record, [shown(number, 5)])
    await publish(database, story(RIGHT, RECORD))
    (run,) = await open_runs(database)
    (edit,) = await pending(database, run)
    assert WRONG["en"] in await words_of(database, run, edit)
    async with database.read() as conn:
        page = await runs.page_of(conn, run.id, "page", edit.page_id)
    assert page
    async with database.write() as conn:
        await edits.settle(conn, run.id, [EditResult(edit, "done", new_id=page.new_id)])
        await runs.finish(conn, run.id, NOW)
    await corrections.redact(database, number, "c1", context=desk.deed(OWNER))
    (redacting,) = await open_runs(database)
    (edit,) = await pending(database, redacting)
    text = await words_of(database, redacting, edit)
    assert WRONG["en"] not in text
    assert "28 April 2025" in text
