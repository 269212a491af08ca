"""Scripted conversations of a scene's persons with a running bot, one message after each answer."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import acting, members
from siyaq_sandbox.acting import Impossible
from siyaq_sandbox.scenes import ARABIC_CHANNEL, EMMA, ENGLISH_CHANNEL, LAYLA, NADIA, OMAR, SAM, join
from siyaq_sandbox.world import BOT_ID

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from siyaq_sandbox.world import World

PATIENCE = 120.0  # seconds that an answer may take, the first one of a bot that is being started
_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]{1,64})", re.ASCII)


async def newsroom(world: World) -> None:
    """Play the start of a newsroom: members invited, readers subscribed, channels set up, a draft and a push begun.

    Raises TimeoutError if the bot does not answer, and Impossible if a person can no longer do that.
    """
    for person, role in ((NADIA, "editor"), (SAM, "contributor")):
        sent = _say(world, OMAR, f"/invite {role}")
        link = await _answer(world, OMAR, sent, lambda message: _LINK.search(message.get("text", "")) is not None)
        match = _LINK.search(link["text"])
        sent = _say(world, person, f"/start {match[1] if match else ''}")
        await _answer(world, person, sent)
    for person, wish in ((LAYLA, "/subscribe الكل"), (EMMA, "/subscribe all")):
        await _answer(world, person, _say(world, person, wish))
    for number, language in ((ARABIC_CHANNEL, "ar"), (ENGLISH_CHANNEL, "en")):
        await _set_up(world, number, language)
    for command in ("/edit", "/push"):
        choice = await _answer(world, NADIA, _say(world, NADIA, command), lambda message: "reply_markup" in message)
        await _tap(world, NADIA, choice, "")


async def _set_up(world: World, number: int, language: str) -> None:
    """Make the bot an admin of a channel and set it up, as the owner; do nothing if it is set up."""
    channel = world.chats[number]
    join(channel, BOT_ID, "left")
    since = world.events.seq
    members.change(world, channel, members.with_status(channel, BOT_ID, "administrator"), by=world.user(OMAR))
    answer = await _answer(world, OMAR, since, lambda message: str(number) in str(message.get("reply_markup")))
    screen = await _tap(world, OMAR, answer, "")
    if _data(screen, "chgo_"):
        screen = await _tap(world, OMAR, screen, f"chset___{language}_")
        await _tap(world, OMAR, screen, "chgo_")


def _data(message: dict[str, Any], part: str) -> str | None:
    """Return the callback data of the message's first button that contains `part`; None without one."""
    rows: list[list[dict[str, str]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return next((data for row in rows for button in row if part in (data := button.get("callback_data", ""))), None)


async def _tap(world: World, person: int, message: dict[str, Any], part: str) -> dict[str, Any]:
    """Tap a button of the bot's message as a person; return the message as the bot edits it then."""
    data, number, since = _data(message, part), message["message_id"], world.events.seq
    if data is None:
        raise Impossible(part)
    acting.tap(world, person, acting.seen_message(world, world.chats[person], number), data)
    return await _answer(world, person, since, lambda edited: edited["message_id"] == number, kind="edited")


def _say(world: World, person: int, text: str) -> int:
    """Send a text to the bot as a person; return the event's number."""
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
