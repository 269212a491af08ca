"""Which cards are to be pinned, brought up to date and taken down; and what was last posted to a chat."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.model.language import Language
from bot.store import deliveries, pinned_cards, readers, stories, subscribers
from bot.store.deliveries import LastDelivery
from bot.store.delivery_tables import pinned_cards as card_table
from bot.store.pinned_cards import PinnedCard
from bot.store.subscribers import ChatKind, Subscriber
from tests.store.dossiers import NOW, dossier
from tests.store.test_chats import broadcast, deliver

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHANNEL, OTHER = -1001234567890, -1001234567891
WITH_CARDS = Subscriber(CHANNEL, ChatKind.CHANNEL, card=True)


async def _two(conn: AsyncConnection) -> tuple[int, int]:
    one, two = [
        (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number
        for slug in ("one", "two")
    ]
    return one, two


async def _missing(conn: AsyncConnection) -> list[tuple[int, int, str, int]]:
    return [
        (missing.reader.chat_id, missing.story, missing.language, missing.message_id)
        for missing in await pinned_cards.missing(conn)
    ]


async def test_each_story_has_a_card_in_each_language_of_its_channel(database: Database) -> None:
    """Made where there is none, and again where the story has moved on; not of what the channel does not take."""
    async with database.write() as conn:
        one, two = await _two(conn)
        await readers.choose(conn, CHANNEL, NOW, language=Language.EN)
        await subscribers.put(conn, WITH_CARDS, NOW)
        await readers.choose(conn, OTHER, NOW, language=Language.AR)
        await subscribers.put(conn, Subscriber(OTHER, ChatKind.CHANNEL), NOW)
        assert await _missing(conn) == [(CHANNEL, one, "en", 0), (CHANNEL, two, "en", 0)]
        await subscribers.put(conn, replace(WITH_CARDS, both=True, every=False), NOW)
        await subscribers.pick(conn, CHANNEL, [two])
        assert await _missing(conn) == [(CHANNEL, two, "ar", 0), (CHANNEL, two, "en", 0)]
        for language in Language:
            await pinned_cards.put(conn, PinnedCard(CHANNEL, two, language, 7, 1, "c"))
        assert await _missing(conn) == []
        await stories.publish(conn, dossier("two", "Two, again"), base=1, note=None, author=None, at=NOW)
        assert await _missing(conn) == [(CHANNEL, two, "ar", 7), (CHANNEL, two, "en", 7)]
        await subscribers.mark_unreachable(conn, [CHANNEL], "removed", NOW)
        assert await _missing(conn) == []
        assert await pinned_cards.left_over(conn) == ()  # what was pinned stays, while nothing can be done about it


async def test_cards_that_nobody_wants_are_left_over(database: Database) -> None:
    """Of a story that is archived or not taken, in a language that is not spoken, and all where cards are off."""
    async with database.write() as conn:
        one, two = await _two(conn)
        await readers.choose(conn, CHANNEL, NOW, language=Language.EN)
        await subscribers.put(conn, WITH_CARDS, NOW)
        kept = PinnedCard(CHANNEL, one, Language.EN, 7, 1, "c")
        other = replace(kept, language=Language.AR)
        archived = replace(kept, story=two, message_id=8)
        for card in (kept, other, archived):
            await pinned_cards.put(conn, card)
        await stories.set_live(conn, two, live=False)
        assert set(await pinned_cards.left_over(conn)) == {other, archived}
        await pinned_cards.remove(conn, other)
        await pinned_cards.remove(conn, archived)
        assert await pinned_cards.left_over(conn) == ()
        await subscribers.put(conn, replace(WITH_CARDS, card=False), NOW)
        assert await pinned_cards.left_over(conn) == (kept,)
        await subscribers.remove(conn, CHANNEL)
        await pinned_cards.put(conn, kept)
        assert (await conn.execute(select(card_table))).all() == []


async def test_a_card_that_is_to_look_otherwise_is_made_anew(database: Database) -> None:
    """Its message stays the same."""
    async with database.write() as conn:
        number, _ = await _two(conn)
        await readers.choose(conn, CHANNEL, NOW, language=Language.EN)
        await subscribers.put(conn, replace(WITH_CARDS, every=False), NOW)
        await subscribers.pick(conn, CHANNEL, [number])
        await pinned_cards.put(conn, PinnedCard(CHANNEL, number, Language.EN, 7, 1, "c"))
        before = await subscribers.channels_changed(conn)
        await pinned_cards.invalidate(conn, CHANNEL)
        assert await _missing(conn) == [(CHANNEL, number, "en", 7)]
        await subscribers.put(conn, WITH_CARDS, NOW.replace(year=2026))
        assert await subscribers.channels_changed(conn) != before


async def test_the_last_push_to_each_chat(database: Database) -> None:
    """The newest counts; of two posts, the one that went wrong; who got none lately has none."""
    async with database.write() as conn:
        first = await broadcast(conn)
        await deliver(conn, first, CHANNEL, "sent", at=NOW)
        await deliver(conn, first, OTHER, "failed", reason="Forbidden", at=NOW)
        second = await broadcast(conn)
        for language, state in (("ar", "sent"), ("en", "uncertain")):
            await deliver(conn, second, CHANNEL, state, language=language, at=NOW)
        assert await deliveries.last_of_chats(conn, [CHANNEL, OTHER, 5]) == {
            CHANNEL: LastDelivery(second, "uncertain", None, NOW),
            OTHER: LastDelivery(first, "failed", "Forbidden", NOW),
        }
        assert await deliveries.last_of_chats(conn, []) == {}
