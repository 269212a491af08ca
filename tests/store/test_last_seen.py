"""Which revision of each story a chat was last shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.language import Language
from bot.store import looks, stories
from bot.store.ledger import Ledger
from bot.store.looks import Look
from bot.store.shown import Shown
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
        first = Look(CHAT, one, 1, NOW)
        later = replace(first, revision=2, at=NOW + timedelta(days=1))
        others = [Look(CHAT, two, 1, NOW), Look(GROUP, one, 1, NOW)]
        await looks.record(conn, [])
        assert await looks.of_chat(conn, CHAT) == {}
        await looks.record(conn, [first, *others])
        await looks.record(conn, [first, later])
        assert await looks.of_chat(conn, CHAT) == {one: later, two: others[0]}
        assert await looks.of_chat(conn, GROUP) == {one: others[1]}


async def test_what_is_shown_was_looked_at(database: Database) -> None:
    """A page that was sent counts at once, before it is written and after; a forgotten chat has seen nothing."""
    async with database.write() as conn:
        story = (await stories.publish(conn, dossier(), base=None, note=None, author=None, at=NOW)).number
    ledger = Ledger(database, lambda: NOW)
    ledger.note_shown(Shown(CHAT, 5, story, "s", 1, Language.AR, "c", NOW), 0)
    assert await ledger.looks_of(CHAT) == {story: Look(CHAT, story, 1, NOW)}
    await ledger.flush()
    assert await ledger.looks_of(CHAT) == {story: Look(CHAT, story, 1, NOW)}
    assert await Ledger(database, lambda: NOW).looks_of(CHAT) == await ledger.looks_of(CHAT)
    later = Look(CHAT, story, 1, NOW + timedelta(hours=1))
    ledger.note_look(later)
    assert await ledger.looks_of(CHAT) == {story: later}
    await ledger.forget(77, CHAT)
    await ledger.flush()
    assert await ledger.looks_of(CHAT) == {}
