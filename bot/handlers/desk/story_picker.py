"""Resolves the story that a desk command means, live or archived."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.reader.argument_parser import naming
from bot.services import stories
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story
    from bot.store.stories import Known

LISTED = 12


async def typed(desk: DeskContext, verb: str, fits: Callable[[Known], bool] = lambda _: True) -> Story | None:
    """Return the one fitting story that the command's arguments name; else show the choice for `verb`."""
    words, query = desk.words, " ".join(desk.args)
    fitting = await _fitting(desk, fits)
    matches = naming(query, fitting) if query else fitting
    if query and len(matches) == 1:
        return matches[0]
    key = "desk.choose.which" if matches else "desk.choose.none" if query else "desk.choose.empty"
    listed = (matches or fitting)[:LISTED]
    buttons = [[button(item_summary.title(story.dossier, words), verb, value=str(story.number))] for story in listed]
    title = words.text(f"desk.choose.{verb}")
    await desk.show(screen(words, title, words.text(key, asked=query), rows=buttons))
    return None


async def split(desk: DeskContext, fits: Callable[[Known], bool]) -> tuple[DeskContext, str]:
    """Return the command with the arguments that name fitting stories, as many as do, and those behind them."""
    fitting = await _fitting(desk, fits)
    cuts = range(len(desk.args), 0, -1)
    cut = next((cut for cut in cuts if naming(" ".join(desk.args[:cut]), fitting)), len(desk.args))
    return replace(desk, args=desk.args[:cut]), " ".join(desk.args[cut:])


async def tapped(desk: DeskContext) -> Story:
    """Return the story whose number comes first in the button's value; raises LinkInvalid and StoryUnknown."""
    return await numbered(desk, numbers(desk)[0])


async def numbered(desk: DeskContext, number: int) -> Story:
    """Return the newest revision of a story by number; raises StoryUnknown."""
    return await stories.get(desk.app.database, number)


def numbers(desk: DeskContext, count: int = 1) -> list[int]:
    """Parse the numbers in the button's value, `count` of them at least; raises LinkInvalid."""
    parts = (desk.link.value or "").split("-")
    if len(parts) < count or not all(part.isdecimal() for part in parts):
        raise LinkInvalid
    return [int(part) for part in parts]


async def _fitting(desk: DeskContext, fits: Callable[[Known], bool]) -> list[Story]:
    """List the fitting stories: live ones in the readers' order, then archived ones."""
    live = (await desk.app.story_cache.stories()).stories
    known, archived = await stories.read_known(desk.app.database)
    by_number = {story.number: story for story in known}
    return [story for story in (*live, *archived) if story.number in by_number and fits(by_number[story.number])]
