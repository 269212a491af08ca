"""Use cases of live coverage, one transaction each: begin, end, its source, a place, what the next message answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from bot.errors import StoryUnknown
from bot.forms.choices import main_source
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.store import live_sessions, stories
from bot.store.live_sessions import LiveSession

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.model import Story
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database

IDLE = timedelta(hours=4)
"""Without a message for so long, coverage has ended: what is typed the next morning is no event."""

Asked = Literal["text", "source", "place"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A member's live coverage: its story as of now, and what was said about the events to come.

    `source` is an id in the story, `outlet` the names of one that it does not have yet. `place` is kept for an event,
    without its name while that is asked for. The next message answers `asks`, about the live event of `draft`.
    """

    story: Story
    heard_at: datetime
    source: str | None = None
    outlet: Mapping[str, str] | None = None
    place: Mapping[str, Any] | None = None
    asks: Asked | None = None
    draft: int | None = None

    def is_idle(self, now: datetime) -> bool:
        """Return whether coverage has ended since nothing was sent for so long."""
        return now - self.heard_at > IDLE

    def to_session(self, user_id: int) -> LiveSession:
        """Return the row that stores it."""
        names = ("source", "outlet", "place", "asks", "draft")
        content = {name: value for name in names if (value := getattr(self, name)) is not None}
        return LiveSession(user_id, self.story.number, self.heard_at, content)


async def read(database: Database, user_id: int) -> Coverage | None:
    """Read the member's live coverage; None without one."""
    async with database.read() as conn:
        session = await live_sessions.get(conn, user_id)
        story = await stories.get(conn, session.story) if session else None
    return Coverage(story, session.heard_at, **session.content) if session and story else None


async def begin(database: Database, number: int, *, context: ActionContext) -> Coverage:
    """Make the actor's messages events of a story, until they end it; what else they are asked is paused.

    Its source is the main one of the story, until another is chosen.
    """
    async with desk_transaction(database, context, Action.DRAFT, story=number) as tx:
        story = await stories.get(tx.conn, number)
        if story is None:
            raise StoryUnknown(slug=str(number))
        coverage = Coverage(story, context.at, source=next(iter(main_source(story.dossier)), None))
        if tx.is_new_update:
            await questions.pause_all(tx)
            await live_sessions.put(tx.conn, coverage.to_session(context.actor))
            await tx.record(story.slug, live=True)
    return coverage


async def end(database: Database, coverage: Coverage, *, context: ActionContext) -> None:
    """End the actor's live coverage; what is not published stays a draft."""
    async with desk_transaction(database, context, Action.DRAFT, story=coverage.story.number) as tx:
        await live_sessions.remove(tx.conn, context.actor)
        await tx.record(coverage.story.slug, live=False)


async def ask(
    database: Database, coverage: Coverage, asks: Asked, draft: int | None = None, *, context: ActionContext
) -> Coverage:
    """Make the actor's next message the answer to a question of the coverage."""
    return await save(database, replace(coverage, asks=asks, draft=draft), context=context)


async def set_source(
    database: Database, coverage: Coverage, source: str | None, outlet: Mapping[Language, str] | None = None,
    *, context: ActionContext,
) -> Coverage:  # fmt: skip
    """Choose the source of the events to come: one of the story's by id, or an outlet that is new to it."""
    names = {str(language): name for language, name in outlet.items()} if outlet else None
    return await save(database, replace(coverage, source=source, outlet=names, asks=None, draft=None), context=context)


async def keep_place(
    database: Database, coverage: Coverage, place: Mapping[str, Any], *, context: ActionContext
) -> Coverage:
    """Keep a place for an event; where it has no name yet, the next message is that."""
    asks: Asked | None = None if "name" in place else "place"
    return await save(database, replace(coverage, place=place, asks=asks, draft=None), context=context)


async def save(database: Database, coverage: Coverage, *, context: ActionContext) -> Coverage:
    """Store the actor's coverage as it is now."""
    async with desk_transaction(database, context, Action.DRAFT, story=coverage.story.number) as tx:
        coverage = replace(coverage, heard_at=context.at)
        if tx.is_new_update:
            await live_sessions.put(tx.conn, coverage.to_session(context.actor))
    return coverage
