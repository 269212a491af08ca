"""Which revision of each story a chat was last shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import last_seen, stories
from bot.store.chat_cache import ChatCache
from bot.store.last_seen import LastSeen
from bot.store.write_behind import WriteBehind
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database

CHAT, GROUP = 12345678901, -1001234567890


async def test_the_last_look_at_each_story_is_kept(database: Database) -> None:
    """Of one story the last, in one batch or the next; each chat and each story by itself."""
    async with database.write() as conn:
        one, two = [
            (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number
            for slug in ("one", "two")
        ]
        first = LastSeen(CHAT, one, 1, NOW)
        later = replace(first, revision=2, at=NOW + timedelta(days=1))
        others = [LastSeen(CHAT, two, 1, NOW), LastSeen(GROUP, one, 1, NOW)]
        await conn.run_sync(last_seen.record, [])
        assert await last_seen.by_chat(conn, CHAT) == {}
        await conn.run_sync(last_seen.record, [first, *others])
        await conn.run_sync(last_seen.record, [first, later])
        assert await last_seen.by_chat(conn, CHAT) == {one: later, two: others[0]}
        assert await last_seen.by_chat(conn, GROUP) == {one: others[1]}


async def test_what_is_shown_was_looked_at(database: Database) -> None:
    """A page that was sent counts at once, before it is written and after; a forgotten chat has seen nothing."""
    async with database.write() as conn:
        story = (await stories.publish(conn, dossier(), base=None, note=None, author=None, at=NOW)).number
    write_behind = WriteBehind(database, lambda: NOW)
    chat_cache = ChatCache(database, write_behind, lambda: NOW)
    chat_cache.note_shown(LastSeen(CHAT, story, 1, NOW), Language.AR, 0)
    assert await write_behind.last_seen_by(CHAT) == {story: LastSeen(CHAT, story, 1, NOW)}
    await write_behind.flush()
    assert await write_behind.last_seen_by(CHAT) == {story: LastSeen(CHAT, story, 1, NOW)}
    assert await WriteBehind(database, lambda: NOW).last_seen_by(CHAT) == await write_behind.last_seen_by(CHAT)
    later = LastSeen(CHAT, story, 1, NOW + timedelta(hours=1))
    write_behind.note_last_seen(later)
    assert await write_behind.last_seen_by(CHAT) == {story: later}
    await chat_cache.forget(77, CHAT)
    await write_behind.flush()
    assert await write_behind.last_seen_by(CHAT) == {}
