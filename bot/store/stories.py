"""Stories and their revisions; readers see the newest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, UpdateBase, bindparam, func, insert, select, update

from bot.errors import RevisionConflict, StoryUnknown
from bot.model import Dossier, Story
from bot.model.corrections.carrying import withhold
from bot.store import dialects
from bot.store.tables import revisions, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Head:
    """A live story without its dossier: its newest revision, published `at`; `pinned_at` is None if not pinned."""

    number: int
    slug: str
    revision: int
    at: datetime
    pinned_at: datetime | None

    @property
    def rank(self) -> tuple[bool, datetime, int]:
        """What lists of stories are ordered by, the highest first: the last pinned, then the newest."""
        return self.pinned_at is not None, self.pinned_at or self.at, self.number


@dataclass(frozen=True, slots=True)
class Known:
    """A story, live or archived, without its dossier."""

    number: int
    slug: str
    revision: int
    is_live: bool
    pinned_at: datetime | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision without its dossier; `author` is None if it came from a file, `note` says why it was published."""

    number: int
    author: int | None
    at: datetime
    note: str | None


# An item's id in a dossier's JSON as pydantic writes it, where quotation marks inside texts are escaped. Cheaper than
# parsing every revision.
_ID = re.compile(r'(?<!\\)"id":"([a-z][a-z0-9-]*)"')
# What a newest dossier has that takes something out of the older ones.
_TAKEN_OUT = ('"class":"withdrawn"', '"redacted":true')
_NEWEST = stories.c.revision == revisions.c.number
_STORIES = select(
    stories.c.id, stories.c.slug, revisions.c.number, revisions.c.at, revisions.c.dossier, stories.c.pinned_at
).join_from(stories, revisions, revisions.c.story_id == stories.c.id)
_OF_NEWEST = revisions.alias("newest")
_WITH_NEWEST = _STORIES.add_columns(_OF_NEWEST.c.dossier).join(
    _OF_NEWEST, (_OF_NEWEST.c.story_id == stories.c.id) & (_OF_NEWEST.c.number == stories.c.revision)
)
_LIVE = _STORIES.where(_NEWEST, stories.c.state == "live")
_SOME = _LIVE.where(stories.c.id.in_(bindparam("numbers", expanding=True)))
_KNOWN = select(stories.c.id, stories.c.slug, stories.c.revision, stories.c.state, stories.c.pinned_at)
_HEADS = (
    select(stories.c.id, stories.c.slug, revisions.c.number, revisions.c.at, stories.c.pinned_at)
    .join_from(stories, revisions, (revisions.c.story_id == stories.c.id) & _NEWEST)
    .where(stories.c.state == "live")
    .order_by(stories.c.id)
)


# For `Database.peek`: a text that changes whenever a row of `heads` does.
EDITION = """
    SELECT coalesce(group_concat(id || '.' || revision || '.' || coalesce(pinned_at, '')), '') FROM
    (SELECT id, revision, pinned_at FROM stories WHERE state = 'live' ORDER BY id)
"""


async def publish(
    conn: AsyncConnection, dossier: Dossier, *, base: int | None, note: str | None, author: int | None, at: datetime
) -> Story:
    """Insert the dossier as its story's next revision; without a base, as the first of a new story.

    Raise RevisionConflict if `base` is not the newest revision, and StoryUnknown if there is no such story.
    """
    advance: UpdateBase
    if base:
        advance = (
            update(stories)
            .where(stories.c.slug == dossier.slug, stories.c.revision == base)
            .values(revision=base + 1)
            .returning(stories.c.id, stories.c.pinned_at)
        )
    else:
        advance = (
            dialects.insert(conn, stories)
            .values(slug=dossier.slug, state="live", revision=1, created_at=at)
            .on_conflict_do_nothing(index_elements=[stories.c.slug])
            .returning(stories.c.id, stories.c.pinned_at)
        )
    moved = (await conn.execute(advance)).one_or_none()
    if moved is None:
        newest = await conn.scalar(select(stories.c.revision).where(stories.c.slug == dossier.slug))
        if newest is None:
            raise StoryUnknown(slug=dossier.slug)
        raise RevisionConflict(slug=dossier.slug, base=base or 0, newest=newest)
    revision = (base or 0) + 1
    text = dossier.model_dump_json(exclude_none=True)
    await conn.execute(
        insert(revisions).values(story_id=moved.id, number=revision, dossier=text, note=note, author=author, at=at)
    )
    return Story(moved.id, dossier.slug, revision, at, dossier, pinned=moved.pinned_at is not None)


async def get(conn: AsyncConnection, number: int, revision: int | None = None) -> Story | None:
    """Return the story by number, live or archived, as of its newest or a given revision; None if missing."""
    return await _get(conn, stories.c.id == number, revision)


async def find(conn: AsyncConnection, slug: str, revision: int | None = None) -> Story | None:
    """Return the story by slug, live or archived, as of its newest or a given revision; None if missing."""
    return await _get(conn, stories.c.slug == slug, revision)


async def live(conn: AsyncConnection, numbers: Collection[int] | None = None) -> tuple[Story, ...]:
    """Return the live stories, all or those with these numbers, as of their newest revisions, by number."""
    query = (_LIVE if numbers is None else _SOME).order_by(stories.c.id)
    parameters = {} if numbers is None else {"numbers": list(numbers)}
    return tuple(_story(row) for row in await conn.execute(query, parameters))


async def heads(conn: AsyncConnection) -> tuple[Head, ...]:
    """Return the live stories without their dossiers, by number: a cheap check for what is new."""
    return tuple(Head(*row) for row in await conn.execute(_HEADS))


async def newest(conn: AsyncConnection, numbers: Collection[int]) -> dict[int, int]:
    """Return the newest revisions of these stories, live or archived, by number."""
    query = select(stories.c.id, stories.c.revision).where(stories.c.id.in_(sorted(numbers)))
    return {row[0]: row[1] for row in await conn.execute(query)}


async def known(conn: AsyncConnection) -> tuple[Known, ...]:
    """Return all stories, live and archived, without their dossiers, by number."""
    return tuple(_known(row) for row in await conn.execute(_KNOWN.order_by(stories.c.id)))


async def get_for_update(conn: AsyncConnection, slug: str) -> Known | None:
    """SELECT … FOR UPDATE by slug; None if missing."""
    row = (await conn.execute(_KNOWN.where(stories.c.slug == slug).with_for_update())).one_or_none()
    return _known(row) if row else None


async def history(conn: AsyncConnection, number: int) -> tuple[Revision, ...]:
    """Return a story's revisions without their dossiers, newest first."""
    query = select(revisions.c.number, revisions.c.author, revisions.c.at, revisions.c.note)
    rows = await conn.execute(query.where(revisions.c.story_id == number).order_by(revisions.c.number.desc()))
    return tuple(Revision(*row) for row in rows)


async def first_published(conn: AsyncConnection, number: int) -> datetime | None:
    """Return when the story's first revision was published; None if there is no such story."""
    query = select(revisions.c.at).where(revisions.c.story_id == number).order_by(revisions.c.number).limit(1)
    at: datetime | None = await conn.scalar(query)
    return at


async def latest_revisions(conn: AsyncConnection, number: int, span: tuple[int, int], limit: int) -> tuple[Story, ...]:
    """Return the latest revisions of a story within a span of their numbers, newest first, as they were published.

    They still have what was withdrawn since: for comparing them, never for showing them.
    """
    query = _STORIES.where(stories.c.id == number, revisions.c.number.between(*span))
    rows = await conn.execute(query.order_by(revisions.c.number.desc()).limit(limit))
    return tuple(_story(row) for row in rows)


async def as_of(conn: AsyncConnection, moment: datetime) -> dict[int, int]:
    """Return the revision that was each story's newest at a moment, by the story's number."""
    newest = select(revisions.c.story_id, func.max(revisions.c.number)).where(revisions.c.at <= moment)
    return {row[0]: row[1] for row in await conn.execute(newest.group_by(revisions.c.story_id))}


async def used_ids(conn: AsyncConnection, slug: str) -> frozenset[str]:
    """Return the item ids of all revisions of a story: none of them may be given to another item."""
    of_story = select(stories.c.id).where(stories.c.slug == slug).scalar_subquery()
    texts = await conn.scalars(select(revisions.c.dossier).where(revisions.c.story_id == of_story))
    return frozenset(item for text in texts for item in _ID.findall(text))


async def set_live(conn: AsyncConnection, number: int, *, live: bool) -> None:
    """Show the story to readers, or archive it: only the desk finds an archived one."""
    await conn.execute(update(stories).where(stories.c.id == number).values(state="live" if live else "archived"))


async def pin(conn: AsyncConnection, number: int, at: datetime | None) -> None:
    """Pin the story as of a moment; the last pinned is listed first. None unpins it."""
    await conn.execute(update(stories).where(stories.c.id == number).values(pinned_at=at))


async def any_at_all(conn: AsyncConnection) -> bool:
    """Whether there is any story, live or archived."""
    return await conn.scalar(select(stories.c.id).limit(1)) is not None


async def _get(conn: AsyncConnection, which: ColumnElement[bool], revision: int | None) -> Story | None:
    if revision is None:
        row = (await conn.execute(_STORIES.where(which, _NEWEST))).one_or_none()
        return _story(row) if row else None
    older = (await conn.execute(_WITH_NEWEST.where(which, revisions.c.number == revision))).one_or_none()
    return _as_shown(_story(older[:-1]), older[-1]) if older else None


def _as_shown(story: Story, newest: str) -> Story:
    """Return an older revision without what was withdrawn or redacted since: nobody is shown those words any more."""
    if not any(mark in newest for mark in _TAKEN_OUT):
        return story
    records = Dossier.model_validate_json(newest).corrections
    return replace(story, dossier=withhold(story.dossier, records))


def _known(row: Row[*tuple[Any, ...]]) -> Known:
    number, slug, revision, state, pinned_at = row
    return Known(number, slug, revision, state == "live", pinned_at)


def _story(row: Sequence[Any]) -> Story:
    number, slug, revision, at, text, pinned_at = row
    return Story(number, slug, revision, at, Dossier.model_validate_json(text), pinned=pinned_at is not None)
