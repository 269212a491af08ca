"""What several pushes told, as it is told to those for whom they were held: one part for each story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.pages.bundle import Held
from bot.pages.update import Telling
from bot.pushing.push import of
from bot.store import stories
from bot.story.difference import difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast
    from bot.story import Story
    from bot.story.difference import Change


async def gather(conn: AsyncConnection, pushes: Iterable[Broadcast]) -> tuple[Held, ...]:
    """What these pushes, the first of them first, tell; the story that was pushed last comes first.

    What was put right since is told as it is now; stories that were archived are left out.
    """
    by_story: dict[int | None, list[Broadcast]] = {}
    for one in pushes:
        by_story[one.story] = [*by_story.pop(one.story, []), one]
    live = {one.number: one for one in await stories.live(conn, [number for number in by_story if number])}
    found = []
    for number, its in reversed(by_story.items()):
        if number is None or number in live:
            found.append(await _held(conn, its, live[number] if number else None))
    return tuple(found)


async def _held(conn: AsyncConnection, pushes: Sequence[Broadcast], story: Story | None) -> Held:
    last_first = [of(one, None) for one in reversed(pushes)]
    words = tuple(one.words for one in last_first if one.words)
    headlines = tuple(one.headline for one in last_first if one.headline)
    updates = [one for one in pushes if one.kind == "update"]
    if story is None or not updates:
        return Held(Telling(story), headlines, words)
    changes = await _changes(conn, story, updates)
    return Held(Telling(story, changes, is_new=updates[0].base is None), headlines, words)


async def _changes(conn: AsyncConnection, story: Story, updates: Sequence[Broadcast]) -> tuple[Change, ...]:
    """What these updates told of, as the story has it now: what nobody pushed yet is left for the push to come."""
    first, last = updates[0].base, max(one.revision or 0 for one in updates)
    before = await stories.get(conn, story.number, first) if first else None
    pushed = await stories.get(conn, story.number, last)
    base = before.dossier if before else None
    told = {(one.part, one.item) for one in difference(base, (pushed or story).dossier)}
    return tuple(one for one in difference(base, story.dossier) if (one.part, one.item) in told)
