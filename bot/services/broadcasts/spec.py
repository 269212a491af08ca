"""The spec of a stored broadcast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.broadcast import BroadcastSpec
from bot.store import stories

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast


def of(broadcast: Broadcast, slug: str | None) -> BroadcastSpec:
    """Read the spec of a stored broadcast."""
    return BroadcastSpec.read(broadcast.spec, slug, broadcast.base)


async def slug_of(conn: AsyncConnection, broadcast: Broadcast) -> str | None:
    """Return the slug of a broadcast's story; None for an announcement to all."""
    story = await stories.get(conn, broadcast.story) if broadcast.story else None
    return story.slug if story else None
