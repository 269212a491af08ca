"""Unit of work for desk actions: authorises the actor, deduplicates the update, writes the audit log."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import FourEyesMissing, NotAllowed
from bot.model.roles import Action, Role, may
from bot.store import audit, members, updates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class ActionContext:
    """The actor, the moment and the update (None on the command line); `owners` are those of the settings."""

    actor: int
    at: datetime
    owners: frozenset[int]
    update_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeskTransaction:
    """An open transaction of an authorised actor; unless `is_new_update`, its update had its effect before."""

    conn: AsyncConnection
    context: ActionContext
    action: Action
    role: Role | None
    is_new_update: bool

    async def record(self, slug: str | None = None, **detail: Any) -> None:
        """Write the action to the audit, with details as JSON."""
        entry = audit.Entry(self.context.actor, self.action, self.context.at, slug, detail)
        await audit.write(self.conn, entry)


@asynccontextmanager
async def desk_transaction(
    database: Database, context: ActionContext, action: Action, *, slug: str | None = None, **about: Any
) -> AsyncIterator[DeskTransaction]:
    """Open a write transaction for an actor who may do this; the right is looked up in it, as of now.

    Raises NotAllowed. That, or a FourEyesMissing from within, is written to the audit with what it is `about`, in a
    transaction of its own, since this one is rolled back.
    """
    try:
        async with database.write() as conn:
            if action is Action.TEAM:
                await members.lock_owners(conn)
            role = await members.lock_role(conn, context.actor, context.owners)
            require(role, action)
            is_new_update = context.update_id is None or await updates.mark_processed(
                conn, context.update_id, context.at
            )
            yield DeskTransaction(conn, context, action, role, is_new_update)
    except (NotAllowed, FourEyesMissing) as refused:
        await record_refusal(database, context, action, slug, **about, why=refused.key)
        raise


async def read_role(database: Database, user_id: int, owners: frozenset[int]) -> Role | None:
    """Read somebody's role at the desk; whom the settings name an owner always is one."""
    if user_id in owners:
        return Role.OWNER
    async with database.read() as conn:
        member = await members.get(conn, user_id)
    return member.role if member else None


async def record_refusal(
    database: Database, context: ActionContext, action: Action, slug: str | None = None, **about: Any
) -> None:
    """Write to the audit that somebody tried what they may not do."""
    async with database.write() as conn:
        await audit.write(conn, audit.Entry(context.actor, action, context.at, slug, about, allowed=False))


def require(role: Role | None, action: Action) -> None:
    """Raise NotAllowed if somebody of that role may not do it."""
    if not may(role, action):
        raise NotAllowed(action)
