"""Contents of a digest: what it is made of, and what several broadcasts said, merged into one item a story."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.model.diff import difference
from bot.services.broadcasts.spec import of
from bot.services.follows.reach import name_of
from bot.store import stories
from bot.views.digest import DigestItem, DigestKind
from bot.views.story_update import StoryUpdate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story
    from bot.model.diff import Change
    from bot.store.broadcasts import Broadcast
    from bot.store.recipients import Combination
    from bot.store.topics import Topic


@dataclass(frozen=True, slots=True)
class DigestKey:
    """Cache key of a digest: broadcasts, revisions of their stories, recipients' combination, and kind.

    `reasons` are the followed topics for which the broadcasts are in it; None for one of a followed story.
    """

    broadcasts: tuple[int, ...]
    revisions: tuple[int, ...]
    combination: Combination
    kind: DigestKind
    reasons: tuple[int | None, ...] = ()

    def to_json(self) -> str:
        """Return what the digest is made of, as `read_key` reads it."""
        day = self.kind.day and self.kind.day.isoformat()
        return json.dumps([self.broadcasts, self.kind.sort, day, self.reasons])

    @property
    def variant(self) -> str:
        """Return a name for its rendition, unique among the renditions of one broadcast."""
        return sha256(repr(self).encode()).hexdigest()[:24]


def read_key(stored: str, revisions: tuple[int, ...], combination: Combination) -> DigestKey:
    """Read what a digest is made of, for the stories as of these revisions and recipients of this combination."""
    numbers, sort, day, *reasons = json.loads(stored)
    kind = DigestKind(sort, date.fromisoformat(day) if day else None)
    return DigestKey(tuple(numbers), revisions, combination, kind, tuple(reasons[0]) if reasons else ())


async def gather(conn: AsyncConnection, held: Iterable[Broadcast]) -> tuple[DigestItem, ...]:
    """Merge broadcasts, given oldest first, into one item a story, the story broadcast last first.

    Corrections made since are shown as they are now; archived stories are left out.
    """
    by_story: dict[int | None, list[Broadcast]] = {}
    for broadcast in held:
        by_story[broadcast.story] = [*by_story.pop(broadcast.story, []), broadcast]
    live = {story.number: story for story in await stories.live(conn, [number for number in by_story if number])}
    items = []
    for number, of_story in reversed(by_story.items()):
        if number is None or number in live:
            items.append(await _item(conn, of_story, live[number] if number else None))
    return tuple(items)


def explain(
    items: tuple[DigestItem, ...], key: DigestKey, held: Mapping[int, Broadcast], topics: Mapping[int, Topic]
) -> tuple[DigestItem, ...]:
    """Add to each story of a digest the followed topics for which alone it is in it."""
    reasons: dict[int | None, list[int | None]] = {}
    for number, reason in zip(key.broadcasts, key.reasons, strict=False):  # digests of older versions have no reasons
        reasons.setdefault(held[number].story, []).append(reason)
    language = key.combination.language
    named = {
        story: tuple(filter(None, (name_of(topics, topic, language) for topic in dict.fromkeys(listed))))
        for story, listed in reasons.items()
        if None not in listed
    }
    return tuple(
        replace(item, because=named.get(item.update.story.number if item.update.story else None, ())) for item in items
    )


async def _item(conn: AsyncConnection, held: Sequence[Broadcast], story: Story | None) -> DigestItem:
    last_first = [of(broadcast, None) for broadcast in reversed(held)]
    words = tuple(spec.words for spec in last_first if spec.words)
    headlines = tuple(spec.headline for spec in last_first if spec.headline)
    updates = [broadcast for broadcast in held if broadcast.kind == "update"]
    if story is None or not updates:
        return DigestItem(StoryUpdate(story), headlines, words)
    changes = await changes_of(conn, story, updates)
    return DigestItem(StoryUpdate(story, changes, is_new=updates[0].base is None), headlines, words)


async def changes_of(conn: AsyncConnection, story: Story, updates: Sequence[Broadcast]) -> tuple[Change, ...]:
    """List the changes of the items these updates covered, as the story is now.

    What was published since but not broadcast is left to the broadcast to come.
    """
    first, last = updates[0].base, max(broadcast.revision or 0 for broadcast in updates)
    before = await stories.get(conn, story.number, first) if first else None
    latest = await stories.get(conn, story.number, last)
    base = before.dossier if before else None
    covered = {(change.part, change.item) for change in difference(base, (latest or story).dossier)}
    return tuple(change for change in difference(base, story.dossier) if (change.part, change.item) in covered)
