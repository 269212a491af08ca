"""Members of the desk, and invitations to join it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Row, delete, insert, select, update

from bot.errors import LastOwner, OwnerNamed
from bot.model.roles import Role
from bot.store import dialects
from bot.store.tables import invites, members

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the desk since `at`; `added_by` is None if added from the command line."""

    user_id: int
    role: Role
    name: str
    added_by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """A redeemed invitation: the role it gives, and who made it."""

    role: Role
    by: int


_MEMBERS = select(members.c.user_id, members.c.role, members.c.name, members.c.added_by, members.c.at).order_by(
    members.c.at, members.c.user_id
)


async def get(conn: AsyncConnection, user_id: int) -> Member | None:
    """Return the member by user id; None if missing, even for an owner whom only the settings name."""
    row = (await conn.execute(_MEMBERS.where(members.c.user_id == user_id))).one_or_none()
    return _member(row) if row else None


async def all_(conn: AsyncConnection) -> tuple[Member, ...]:
    """Return all members, longest-serving first."""
    return tuple(_member(row) for row in await conn.execute(_MEMBERS))


async def lock_role(conn: AsyncConnection, user_id: int, owners: Collection[int]) -> Role | None:
    """Return a person's role, locked until the transaction ends; None if none. `owners` are those of the settings."""
    if user_id in owners:
        return Role.OWNER
    query = select(members.c.role).where(members.c.user_id == user_id).with_for_update(read=True)
    role = await conn.scalar(query)
    return Role(role) if role else None


async def put(conn: AsyncConnection, member: Member, owners: Collection[int]) -> None:
    """Upsert the member.

    Raise LastOwner if no owner would be left, and OwnerNamed if the settings (`owners`) name as an owner someone who
    would become anything less.
    """
    if member.role is not Role.OWNER:
        await _require_another_owner(conn, member.user_id, owners)
    row = {"user_id": member.user_id, "role": member.role.value, "name": member.name}
    statement = dialects.insert(conn, members).values(row | {"added_by": member.added_by, "at": member.at})
    newer = {column.name: column for column in statement.excluded if not column.primary_key}
    await conn.execute(statement.on_conflict_do_update(index_elements=[members.c.user_id], set_=newer))


async def remove(conn: AsyncConnection, user_id: int, owners: Collection[int]) -> bool:
    """Delete the member; return whether there was one. Raises as `put` does."""
    await _require_another_owner(conn, user_id, owners)
    return (await conn.execute(delete(members).where(members.c.user_id == user_id))).rowcount == 1


async def lock_owners(conn: AsyncConnection) -> frozenset[int]:
    """Return the user ids of members who are owners, locked until the transaction ends.

    Call it before `lock_role` when changing members: otherwise two owners who remove each other deadlock.
    """
    query = select(members.c.user_id).where(members.c.role == Role.OWNER.value)
    return frozenset(await conn.scalars(query.order_by(members.c.user_id).with_for_update()))


async def invite(
    conn: AsyncConnection, secret_hash: str, role: Role, *, by: int, at: datetime, ends_at: datetime
) -> None:
    """Store an invitation to a role, valid once and before `ends_at`; only a hash of its secret is kept."""
    row = {"hash": secret_hash, "role": role.value, "by": by, "at": at, "ends_at": ends_at}
    await conn.execute(insert(invites).values(row))


async def redeem(conn: AsyncConnection, secret_hash: str, user_id: int, at: datetime) -> Invited | None:
    """Use an invitation and return it; None if used, expired or unknown. Of several attempts at once, one succeeds."""
    statement = (
        update(invites)
        .where(invites.c.hash == secret_hash, invites.c.used_by.is_(None), invites.c.ends_at > at)
        .values(used_by=user_id)
        .returning(invites.c.role, invites.c.by)
    )
    row = (await conn.execute(statement)).one_or_none()
    return Invited(Role(row.role), row.by) if row else None


async def delete_invites(conn: AsyncConnection, by: int) -> int:
    """Delete the unused invitations that a member made; return the count."""
    return (await conn.execute(delete(invites).where(invites.c.by == by, invites.c.used_by.is_(None)))).rowcount


async def _require_another_owner(conn: AsyncConnection, user_id: int, owners: Collection[int]) -> None:
    if user_id in owners:
        raise OwnerNamed(user=user_id)
    if not owners and await lock_owners(conn) == {user_id}:
        raise LastOwner(user=user_id)


def _member(row: Row[*tuple[Any, ...]]) -> Member:
    user_id, role, name, added_by, at = row
    return Member(user_id, Role(role), name, added_by, at)
