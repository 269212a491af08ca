"""Audit log of the desk, append-only: what was done, and what was refused, by whom."""

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

SHELL = 0  # the actor of the command line's actions: no Telegram user has this id


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of the desk: `actor` is a user id or `SHELL`, `action` the name of a `roles.Action`.

    `allowed` is False for a refused attempt. `slug` is the story concerned, if any; `detail` is JSON; `id` is 0 until
    the entry is written.
    """

    actor: int
    action: str
    at: datetime
    slug: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    allowed: bool = True
    id: int = 0


async def write(conn: AsyncConnection, entry: Entry) -> None:
    """Insert an entry."""
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
    """Return the entries that match every given filter, newest first; `before_id` continues after an earlier page."""
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
