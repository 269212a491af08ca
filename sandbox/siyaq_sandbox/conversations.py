"""What a scene's persons say to the bot that is there: as persons do, a message after the answer to the last."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from bot.sandbox import acting, members
from bot.sandbox.acting import Impossible
from bot.sandbox.scenes import ARABIC_CHANNEL, EMMA, ENGLISH_CHANNEL, LAYLA, NADIA, OMAR, SAM, join
from bot.sandbox.world import BOT_ID

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.world import World

PATIENCE = 120.0  # seconds that an answer may take, the first one of a bot that is being started
_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]{1,64})", re.ASCII)


async def newsroom(world: World) -> None:
    """The owner invites an editor and a contributor, readers follow, channels are set up; a draft and a push are begun.

    Raises TimeoutError where the bot does not answer, and Impossible where a person cannot do that any more.
    """
    for person, role in ((NADIA, "editor"), (SAM, "contributor")):
        said = _say(world, OMAR, f"/invite {role}")
        link = await _answer(world, OMAR, said, lambda message: _LINK.search(message.get("text", "")) is not None)
        found = _LINK.search(link["text"])
        said = _say(world, person, f"/start {found[1] if found else ''}")
        await _answer(world, person, said)
    for person, wish in ((LAYLA, "/subscribe الكل"), (EMMA, "/subscribe all")):
        await _answer(world, person, _say(world, person, wish))
    for number, language in ((ARABIC_CHANNEL, "ar"), (ENGLISH_CHANNEL, "en")):
        await _set_up(world, number, language)
    for command in ("/edit", "/push"):
        choice = await _answer(world, NADIA, _say(world, NADIA, command), lambda message: "reply_markup" in message)
        await _tap(world, NADIA, choice, "")


async def _set_up(world: World, number: int, language: str) -> None:
    """The owner makes the bot an admin of a channel, and has it post there; where it does already, nothing more."""
    channel = world.chats[number]
    join(channel, BOT_ID, "left")
    since = world.events.seq
    members.change(world, channel, BOT_ID, "administrator", by=world.user(OMAR))
    told = await _answer(world, OMAR, since, lambda message: str(number) in str(message.get("reply_markup")))
    screen = await _tap(world, OMAR, told, "")
    if _data(screen, "chgo_"):
        screen = await _tap(world, OMAR, screen, f"chset___{language}_")
        await _tap(world, OMAR, screen, "chgo_")


def _data(message: dict[str, Any], part: str) -> str | None:
    """What the first button of a message carries that has this in it."""
    rows: list[list[dict[str, str]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return next((data for row in rows for one in row if part in (data := one.get("callback_data", ""))), None)


async def _tap(world: World, person: int, message: dict[str, Any], part: str) -> dict[str, Any]:
    """Let a person tap a button of the bot's message in their chat; the message as it is edited then."""
    data, number, since = _data(message, part), message["message_id"], world.events.seq
    if data is None:
        raise Impossible(part)
    acting.tap(world, person, person, number, data)
    return await _answer(world, person, since, lambda edited: edited["message_id"] == number, kind="edited")


def _say(world: World, person: int, text: str) -> int:
    """Let a person write to the bot; the number of the event that this was."""
    acting.say(world, person, person, acting.text_content(text))
    return world.events.seq


async def _answer(
    world: World,
    person: int,
    since: int,
    fits: Callable[[dict[str, Any]], bool] = lambda _: True,
    *,
    kind: str = "message",
) -> dict[str, Any]:
    """Wait for a message of the bot's after an event, sent or edited in a person's chat, that fits."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for event in world.events.since(since):
                since = event.seq
                message: dict[str, Any] = event.data.get("message", {})
                is_answer = event.type == kind and event.data["chat_id"] == person
                if is_answer and message.get("from", {}).get("is_bot") and fits(message):
                    return message
            await world.events.wait(PATIENCE)


CONVERSATIONS: dict[str, Callable[[World], Awaitable[None]]] = {"newsroom": newsroom}
