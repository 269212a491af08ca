"""Which story a command of the desk means, be it live or archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid, StoryUnknown
from bot.handlers.asking import naming
from bot.handlers.desk import gist
from bot.handlers.desk.screens import button, screen
from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.desk.turn import Turn
    from bot.store.stories import Known
    from bot.story import Story

LISTED = 12


async def typed(turn: Turn, verb: str, fits: Callable[[Known], bool] = lambda _: True) -> Story | None:
    """The one story of those that fit that a command's words name; else None, and the choice is shown for `verb`."""
    words, asked = turn.words, " ".join(turn.args)
    every = await _every(turn, fits)
    found = naming(asked, every) if asked else every
    if asked and len(found) == 1:
        return found[0]
    key = "desk.choose.which" if found else "desk.choose.none" if asked else "desk.choose.empty"
    offered = [[button(gist.title(one.dossier, words), verb, value=str(one.number))] for one in found[:LISTED]]
    title = words.text(f"desk.choose.{verb}")
    await turn.show(screen(words, title, words.text(key, asked=asked), rows=offered))
    return None


async def tapped(turn: Turn) -> Story:
    """The story whose number the tapped button names first; raises LinkInvalid and StoryUnknown."""
    return await numbered(turn, numbers(turn)[0])


async def numbered(turn: Turn, number: int, revision: int | None = None) -> Story:
    """The story of a number, as of its newest revision or another; raises StoryUnknown."""
    async with turn.services.database.read() as conn:
        story = await stories.get(conn, number, revision)
    if story is None:
        raise StoryUnknown(slug=str(number))
    return story


def numbers(turn: Turn, count: int = 1) -> list[int]:
    """The numbers of the tapped button, `count` of them at least; raises LinkInvalid."""
    parts = (turn.link.value or "").split("-")
    if len(parts) < count or not all(one.isdecimal() for one in parts):
        raise LinkInvalid
    return [int(one) for one in parts]


async def _every(turn: Turn, fits: Callable[[Known], bool]) -> list[Story]:
    """The stories that fit: the live ones in the readers' order, the archived after them."""
    shelved = (await turn.services.shelf.stories()).stories
    async with turn.services.database.read() as conn:
        known = {one.number: one for one in await stories.known(conn)}
        archived = [await stories.get(conn, one.number) for one in known.values() if not one.is_live]
    every = [*shelved, *(one for one in archived if one)]
    return [one for one in every if one.number in known and fits(known[one.number])]
