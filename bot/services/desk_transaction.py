"""What somebody does at the desk: one transaction, in which their right is looked up and the update is taken."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.desk.roles import Action, may
from bot.errors import FourEyesMissing, NotAllowed
from bot.store import audit, members, updates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.desk.roles import Role
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, when, and by which update, None for none; `owners` are those of the settings."""

    actor: int
    at: datetime
    owners: frozenset[int]
    update_id: int | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """A deed under way on `conn`; where it is not `is_first`, its update had its effect before, and has none now."""

    conn: AsyncConnection
    deed: Deed
    action: Action
    role: Role | None
    is_first: bool

    async def record(self, slug: str | None = None, **detail: Any) -> None:
        """Write it to the audit, with JSON that says more."""
        entry = audit.Entry(self.deed.actor, self.action, self.deed.at, slug, detail)
        await audit.write(self.conn, entry)


@asynccontextmanager
async def doing(
    database: Database, deed: Deed, action: Action, *, slug: str | None = None, **about: Any
) -> AsyncIterator[Doing]:
    """A transaction that writes, of somebody who may do this.

    Raises NotAllowed where they may not, or no longer. That, or a FourEyesMissing from within, is written to the audit
    with what it is `about`; nothing else remains.
    """
    try:
        async with database.write() as conn:
            if action is Action.TEAM:
                await members.hold_owners(conn)
            role = await members.hold_role(conn, deed.actor, deed.owners)
            expect(role, action)
            is_first = deed.update_id is None or await updates.take(conn, deed.update_id, deed.at)
            yield Doing(conn, deed, action, role, is_first)
    except (NotAllowed, FourEyesMissing) as refused:
        entry = audit.Entry(deed.actor, action, deed.at, slug, about | {"why": refused.key}, allowed=False)
        async with database.write() as conn:
            await audit.write(conn, entry)
        raise


def expect(role: Role | None, action: Action) -> None:
    """Raise NotAllowed where somebody of that role may not do it."""
    if not may(role, action):
        raise NotAllowed(action)
