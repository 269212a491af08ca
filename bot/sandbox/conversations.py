"""What a scene's persons say to the bot that is there: as persons do, a message after the answer to the last."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from bot.sandbox import acting
from bot.sandbox.scenes import NADIA, OMAR, SAM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.sandbox.world import World

PATIENCE = 120.0  # seconds that an answer may take, the first one of a bot that is being started
_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]{1,64})", re.ASCII)


async def newsroom(world: World) -> None:
    """The owner invites an editor and a contributor, who follow their links, and the editor opens a story.

    Raises TimeoutError where the bot does not answer, and Impossible where a person cannot do that any more.
    """
    for person, role in ((NADIA, "editor"), (SAM, "contributor")):
        said = _say(world, OMAR, f"/invite {role}")
        link = await _answer(world, OMAR, said, lambda message: _LINK.search(message.get("text", "")) is not None)
        found = _LINK.search(link["text"])
        said = _say(world, person, f"/start {found[1] if found else ''}")
        await _answer(world, person, said)
    said = _say(world, NADIA, "/edit")
    choice = await _answer(world, NADIA, said, lambda message: "reply_markup" in message)
    first = choice["reply_markup"]["inline_keyboard"][0][0]
    acting.tap(world, NADIA, NADIA, choice["message_id"], first["callback_data"])


def _say(world: World, person: int, text: str) -> int:
    """Let a person write to the bot; the number of the event that this was."""
    acting.say(world, person, person, acting.text_content(text))
    return world.events.seq


async def _answer(
    world: World, person: int, since: int, fits: Callable[[dict[str, Any]], bool] = lambda _: True
) -> dict[str, Any]:
    """Wait for a message of the bot's after an event, in a person's chat, that fits."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for event in world.events.since(since):
                since = event.seq
                message: dict[str, Any] = event.data.get("message", {})
                is_answer = event.type == "message" and event.data["chat_id"] == person
                if is_answer and message.get("from", {}).get("is_bot") and fits(message):
                    return message
            await world.events.wait(PATIENCE)


CONVERSATIONS: dict[str, Callable[[World], Awaitable[None]]] = {"newsroom": newsroom}
