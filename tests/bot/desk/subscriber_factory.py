"""Chats that are sent what is pushed, and what they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import category

from bot.language import Language
from bot.store import broadcasts, deliveries, readers, subscribers
from bot.store.subscribers import Kind, Subscriber
from tests.bot.tales import first
from tests.play import ARABIC_CHANNEL, BOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Delivery
    from bot.story import Dossier
    from tests.bot.house import House
    from tests.play import Play

OVER = frozenset({"done", "stopped", "retracted", "called_off"})


def grown(**more: Any) -> Dossier:
    """The first story with one event more."""
    story = first()
    event = story.events[-1].model_copy(update={"id": "e99", "text": _NEWS, **more})
    return story.model_copy(update={"events": (*story.events, event)})


_NEWS = first().events[-1].text.model_copy(update={"ar": "اتفاق على وقف النار", "en": "A truce is agreed"})


def bare(text: str) -> str:
    """A text without the marks that keep its parts in their directions."""
    return "".join(char for char in text if category(char) != "Cf")


async def listens(house: House, chat: int, language: Language, kind: Kind = Kind.PRIVATE, **more: Any) -> int:
    """A chat that is sent what is pushed."""
    async with house.database() as database, database.write() as conn:
        await readers.choose(conn, chat, house.now(), language=language)
        await subscribers.put(conn, Subscriber(chat, kind, **more), house.now())
    return chat


async def crowd(house: House) -> tuple[int, int, int]:
    """Somebody who reads Arabic, somebody who reads English, and an Arabic channel."""
    arabic, english = await house.play.person("ar"), await house.play.person("en")
    await listens(house, arabic, Language.AR)
    await listens(house, english, Language.EN)
    await listens(house, ARABIC_CHANNEL, Language.AR, Kind.CHANNEL, title="القناة")
    return arabic, english, ARABIC_CHANNEL


async def multitude(house: House, count: int) -> list[int]:
    """So many persons who read English."""
    told = await house.play.post("persons", count=count)
    first_ = told.get("start_id", 1_000_000)
    return [await listens(house, first_ + number, Language.EN) for number in range(count)]


async def push(house: House, number: int) -> Broadcast:
    """A push as the database has it."""
    async with house.database() as database, database.read() as conn:
        found = await broadcasts.get(conn, number)
    assert found is not None
    return found


async def made(house: House, number: int) -> None:
    """Wait until there is a push of this number."""
    for _ in range(200):
        async with house.database() as database, database.read() as conn:
            if await broadcasts.get(conn, number):
                return
        await house.play.idle(quiet=0.1)
    raise AssertionError(number)


async def ends(house: House, number: int) -> None:
    """Wait until a push has ended, and whoever watches it was told."""
    for _ in range(200):
        made = await push(house, number)
        if made.state in OVER and made.watch is None:
            await house.play.idle()
            return
        await house.play.idle(quiet=0.1)
    raise AssertionError(await push(house, number))


async def sent(house: House, number: int) -> tuple[Delivery, ...]:
    """What became of a push, chat by chat."""
    async with house.database() as database, database.read() as conn:
        return await deliveries.listed(conn, number)


async def ours(play: Play, chat: int) -> list[dict[str, Any]]:
    """The bot's messages in a chat, deleted ones too."""
    return [one for one in await play.messages(chat) if one.get("from", one.get("sender_chat", {})).get("id") in
            {BOT, chat}]  # fmt: skip


async def reads(play: Play, chats: Iterable[int]) -> list[list[str]]:
    """What each chat reads of the bot's now."""
    return [
        [one.get("text", one.get("caption", "")) for one in await ours(play, chat) if not one.get("deleted")]
        for chat in chats
    ]


async def edits(play: Play, since: int, message_id: int) -> AsyncIterator[str]:
    """What a message was edited to, one after another."""
    for call in await play.log(since=since, method="editMessageText"):
        if call["params"].get("message_id") == message_id and call["answer"]["ok"]:
            yield str(call["answer"]["result"]["text"])
