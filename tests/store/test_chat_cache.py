"""The cache of chats holds what the database holds, or will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.errors.updates import DeadLetterCause, UpdateFailure
from bot.model.language import Language
from bot.model.reader import Reader
from bot.store import last_seen, readers, subscriber_import
from bot.store.chat_cache import ChatCache
from bot.store.subscriber_import import SubscriberChoice
from bot.store.tables import inbox as inbox_table
from bot.store.write_behind import WriteBehind
from tests.store.caches import CHAT, GROUP, publish, show
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database
    from bot.store.update_inbox import UpdateInbox
    from tests.store.fake_clock import FakeClock


ODD = UpdateFailure(DeadLetterCause.MALFORMED, "text", "1f")


async def test_a_choice_is_kept_and_known_at_once(database: Database, chat_cache: ChatCache, clock: FakeClock) -> None:
    """A repeated update chooses nothing again; another process sees it as well."""
    assert await chat_cache.chat(CHAT, 0) == (Reader(CHAT), None)
    await chat_cache.choose(1, CHAT, language=Language.AR)
    assert await chat_cache.chat(CHAT, 0) == (Reader(CHAT, Language.AR), None)
    await chat_cache.choose(2, CHAT, language=Language.EN)
    await chat_cache.choose(1, CHAT, language=Language.AR)
    assert await chat_cache.chat(CHAT, 0) == (Reader(CHAT, Language.EN), None)
    assert await ChatCache(database, WriteBehind(database, clock), clock).chat(CHAT, 0) == (
        Reader(CHAT, Language.EN),
        None,
    )


async def test_an_audience_that_another_process_takes_in_is_seen(database: Database, chat_cache: ChatCache) -> None:
    """A chat that was asked for before has the language of each import."""
    await chat_cache.choose(1, CHAT, language=Language.AR)
    await chat_cache.chat(CHAT, 0)
    for language in (Language.EN, Language.AR):
        async with database.write() as conn:
            await subscriber_import.import_chats(conn, {SubscriberChoice(language, None): [CHAT]}, NOW)
        assert (await chat_cache.chat(CHAT, 0))[0].language is language


async def test_the_story_of_a_topic_is_known_before_it_is_written(
    database: Database, chat_cache: ChatCache, write_behind: WriteBehind, clock: FakeClock
) -> None:
    """At once here, elsewhere once it is written; of several pages the last is known."""
    one, two = await publish(database, "one"), await publish(database, "two")
    assert await chat_cache.chat(GROUP, 17) == (Reader(GROUP), None)
    show(chat_cache, one, 17)
    show(chat_cache, two, 17)
    assert await chat_cache.chat(GROUP, 17) == (Reader(GROUP), two)
    assert await chat_cache.chat(GROUP, 0) == (Reader(GROUP), None)
    await write_behind.flush()
    assert await ChatCache(database, WriteBehind(database, clock), clock).chat(GROUP, 17) == (Reader(GROUP), two)


async def test_a_forgotten_chat_is_forgotten(
    database: Database, chat_cache: ChatCache, write_behind: WriteBehind, inbox: UpdateInbox, clock: FakeClock
) -> None:
    """In memory, in the database, in what was still to be written and in what was set aside; others stay."""
    story = await publish(database, "one")
    for update_id, chat in enumerate((CHAT, GROUP)):
        await chat_cache.choose(update_id, chat, language=Language.AR)
        show(chat_cache, story, 0, chat)
        await write_behind.flush()
        show(chat_cache, story, 3, chat)
    await inbox.dead_letter({"update_id": 8, "message": {"chat": {"id": CHAT}, "text": 5}}, ODD)
    await inbox.dead_letter({"update_id": 9, "callback_query": {"message": {"chat": {"id": GROUP}}}}, ODD)
    await chat_cache.forget(10, CHAT)
    await write_behind.flush()
    for item in (chat_cache, ChatCache(database, WriteBehind(database, clock), clock)):
        assert await item.chat(CHAT, 0) == (Reader(CHAT), None)
        assert await item.chat(CHAT, 3) == (Reader(CHAT), None)
        assert await item.chat(GROUP, 3) == (Reader(GROUP, Language.AR), story)
    async with database.read() as conn:
        assert [set(await last_seen.by_chat(conn, chat)) for chat in (CHAT, GROUP)] == [set(), {story}]
        assert (await conn.scalars(select(inbox_table.c.update_id))).all() == [9]
    await chat_cache.choose(11, CHAT, language=Language.EN)
    await chat_cache.forget(10, CHAT)
    async with database.read() as conn:
        assert await readers.get(conn, CHAT) == Reader(CHAT, Language.EN)
