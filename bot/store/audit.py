"""The audit: who did what at the desk, and who wanted to and was refused. Nothing in it is ever changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from bot.store.tables import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

SHELL = 0  # the actor of what is done from the command line: nobody on Telegram has this id


@dataclass(frozen=True, slots=True)
class Entry:
    """What `actor` did `at` a moment, or, not `allowed`, wanted to do; `action` is the name of a `roles.Action`.

    `slug` names the story, where it is about one; `detail` is JSON; `id` is 0 until the entry is written.
    """

    actor: int
    action: str
    at: datetime
    slug: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    allowed: bool = True
    id: int = 0


async def write(conn: AsyncConnection, entry: Entry) -> None:
    """Add the entry."""
    detail = json.dumps(dict(entry.detail))
    row = {"actor": entry.actor, "action": str(entry.action), "at": entry.at, "slug": entry.slug, "detail": detail}
    await conn.execute(insert(audit).values(row | {"allowed": int(entry.allowed)}))


async def read(
    conn: AsyncConnection,
    *,
    actor: int | None = None,
    action: str | None = None,
    slug: str | None = None,
    since: datetime | None = None,
    before_id: int | None = None,
    limit: int | None = None,
) -> tuple[Entry, ...]:
    """The entries that are all that is asked for, the newest first; `before_id` goes on from an earlier answer."""
    query = select(audit.c.actor, audit.c.action, audit.c.at, audit.c.slug, audit.c.detail, audit.c.allowed, audit.c.id)
    if actor is not None:
        query = query.where(audit.c.actor == actor)
    if action is not None:
        query = query.where(audit.c.action == action)
    if slug is not None:
        query = query.where(audit.c.slug == slug)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if before_id is not None:
        query = query.where(audit.c.id < before_id)
    rows = await conn.execute(query.order_by(audit.c.id.desc()).limit(limit))
    return tuple(
        Entry(actor, action, at, slug, json.loads(detail), bool(allowed), id_)
        for actor, action, at, slug, detail, allowed, id_ in rows
    )
