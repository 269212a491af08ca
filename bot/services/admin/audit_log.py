"""Read and export the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.roles import Action
from bot.store import audit, refusals, stories

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext
    from bot.store.audit import Entry
    from bot.store.database import Database
    from bot.store.refusals import Refusal
    from bot.store.stories import Known


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Filters of audit entries: a person's id, an action's name, a story's id; None for all."""

    actor: int | None = None
    action: str | None = None
    story: int | None = None


async def read(
    database: Database, narrowed: AuditFilter, *, before: int | None = None, limit: int | None = None
) -> tuple[Entry, ...]:
    """Read the matching entries, newest first, those older than entry `before`."""
    async with database.read() as conn:
        story = await stories.get(conn, narrowed.story) if narrowed.story else None
        slug = story.slug if story else None
        return await audit.read(
            conn, actor=narrowed.actor, action=narrowed.action, slug=slug, before_id=before, limit=limit
        )


async def read_stories(database: Database) -> tuple[Known, ...]:
    """Read all stories, archived ones included."""
    async with database.read() as conn:
        return await stories.known(conn)


async def count_refusals(database: Database) -> int:
    """Count how often outsiders were refused."""
    async with database.read() as conn:
        return await refusals.total(conn)


async def read_refusals(database: Database, *, limit: int, offset: int) -> tuple[Refusal, ...]:
    """Read what outsiders tried, the latest first."""
    async with database.read() as conn:
        return await refusals.read(conn, limit=limit, offset=offset)


async def record_export(database: Database, count: int, *, context: ActionContext) -> None:
    """Record that `count` entries were exported."""
    async with database.write() as conn:
        await audit.write(conn, audit.Entry(context.actor, Action.AUDIT, context.at, detail={"entries": count}))
