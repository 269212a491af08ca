"""Use cases of where a published story stands: archived or live, pinned or among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import StoryUnknown
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.store import search_index, stories

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.stories import Known


async def archive(database: Database, slug: str, *, context: ActionContext) -> bool:
    """Take a story away from readers; return whether it was live. Raises NotAllowed and StoryUnknown."""
    return await _set_live(database, slug, context, live=False)


async def revive(database: Database, slug: str, *, context: ActionContext) -> bool:
    """Give an archived story back to readers; return whether it was archived. Raises as `archive` does."""
    return await _set_live(database, slug, context, live=True)


async def pin(database: Database, slug: str, *, context: ActionContext) -> bool:
    """List a story before those that are not pinned; return whether it was not pinned. Raises as `archive` does."""
    return await _set_pinned(database, slug, context, pinned=True)


async def unpin(database: Database, slug: str, *, context: ActionContext) -> bool:
    """List a story among the others again; return whether it was pinned. Raises as `archive` does."""
    return await _set_pinned(database, slug, context, pinned=False)


async def show(conn: AsyncConnection, number: int, *, live: bool) -> None:
    """Make a story live or archived, in the search index too."""
    await stories.set_live(conn, number, live=live)
    if story := await stories.get(conn, number):
        await search_index.replace(conn, story)


async def _set_live(database: Database, slug: str, context: ActionContext, *, live: bool) -> bool:
    async with desk_transaction(database, context, Action.ARCHIVE, slug=slug, live=live) as tx:
        story = await _get_for_update(tx, slug)
        if not tx.is_new_update or story.is_live is live:
            return False
        await show(tx.conn, story.number, live=live)
        await tx.record(slug, live=live)
        return True


async def _set_pinned(database: Database, slug: str, context: ActionContext, *, pinned: bool) -> bool:
    async with desk_transaction(database, context, Action.PIN, slug=slug, pinned=pinned) as tx:
        story = await _get_for_update(tx, slug)
        if not tx.is_new_update or (story.pinned_at is not None) is pinned:
            return False
        await stories.pin(tx.conn, story.number, context.at if pinned else None)
        await tx.record(slug, pinned=pinned, was=story.pinned_at.isoformat() if story.pinned_at else None)
        return True


async def _get_for_update(tx: DeskTransaction, slug: str) -> Known:
    story = await stories.get_for_update(tx.conn, slug)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story
