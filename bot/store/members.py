"""Members of the desk, and invitations to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Row, delete, insert, select, update

from bot.desk.roles import Role
from bot.errors import LastOwner, OwnerNamed
from bot.store import dialects
from bot.store.tables import invites, members

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the desk since `at`; `added_by` is None from the command line."""

    user_id: int
    role: Role
    name: str
    added_by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """To which role somebody was invited, and by whom."""

    role: Role
    by: int


_MEMBERS = select(members.c.user_id, members.c.role, members.c.name, members.c.added_by, members.c.at).order_by(
    members.c.at, members.c.user_id
)


async def get(conn: AsyncConnection, user_id: int) -> Member | None:
    """The member of this id; None for anybody else, also for an owner whom only the settings name."""
    row = (await conn.execute(_MEMBERS.where(members.c.user_id == user_id))).one_or_none()
    return _member(row) if row else None


async def all_(conn: AsyncConnection) -> tuple[Member, ...]:
    """Every member, the longest there first."""
    return tuple(_member(row) for row in await conn.execute(_MEMBERS))


async def hold_role(conn: AsyncConnection, user_id: int, owners: Collection[int]) -> Role | None:
    """What this person is, and stays until this transaction, which writes, ends; `owners` are those of the settings."""
    if user_id in owners:
        return Role.OWNER
    query = select(members.c.role).where(members.c.user_id == user_id).with_for_update(read=True)
    role = await conn.scalar(query)
    return Role(role) if role else None


async def put(conn: AsyncConnection, member: Member, owners: Collection[int]) -> None:
    """Keep the member as given, in place of what was kept of this person.

    Raises LastOwner where no owner would be left, and OwnerNamed where the settings (`owners`) name one who would be
    made anything less.
    """
    if member.role is not Role.OWNER:
        await _expect_another(conn, member.user_id, owners)
    row = {"user_id": member.user_id, "role": member.role.value, "name": member.name}
    statement = dialects.insert(conn, members).values(row | {"added_by": member.added_by, "at": member.at})
    newer = {column.name: column for column in statement.excluded if not column.primary_key}
    await conn.execute(statement.on_conflict_do_update(index_elements=[members.c.user_id], set_=newer))


async def remove(conn: AsyncConnection, user_id: int, owners: Collection[int]) -> bool:
    """Take this person off the desk, and return whether they were on it; raises as `put` does."""
    await _expect_another(conn, user_id, owners)
    return (await conn.execute(delete(members).where(members.c.user_id == user_id))).rowcount == 1


async def hold_owners(conn: AsyncConnection) -> frozenset[int]:
    """The owners who are members, and whom nobody else changes until this transaction, which writes, ends.

    Whoever changes the team calls it before `hold_role`: otherwise two who remove each other wait for each other.
    """
    query = select(members.c.user_id).where(members.c.role == Role.OWNER.value)
    return frozenset(await conn.scalars(query.order_by(members.c.user_id).with_for_update()))


async def invite(
    conn: AsyncConnection, secret_hash: str, role: Role, *, by: int, at: datetime, ends_at: datetime
) -> None:
    """Keep an invitation to a role, made `at`, that can be used once before `ends_at`."""
    row = {"hash": secret_hash, "role": role.value, "by": by, "at": at, "ends_at": ends_at}
    await conn.execute(insert(invites).values(row))


async def redeem(conn: AsyncConnection, secret_hash: str, user_id: int, at: datetime) -> Invited | None:
    """Use an invitation, and return it; None where it was used, has ended or never was. Of many at once, one can."""
    statement = (
        update(invites)
        .where(invites.c.hash == secret_hash, invites.c.used_by.is_(None), invites.c.ends_at > at)
        .values(used_by=user_id)
        .returning(invites.c.role, invites.c.by)
    )
    row = (await conn.execute(statement)).one_or_none()
    return Invited(Role(row.role), row.by) if row else None


async def withdraw(conn: AsyncConnection, by: int) -> int:
    """Let go of the unused invitations that somebody made, and return how many."""
    return (await conn.execute(delete(invites).where(invites.c.by == by, invites.c.used_by.is_(None)))).rowcount


async def _expect_another(conn: AsyncConnection, user_id: int, owners: Collection[int]) -> None:
    if user_id in owners:
        raise OwnerNamed(user=user_id)
    if not owners and await hold_owners(conn) == {user_id}:
        raise LastOwner(user=user_id)


def _member(row: Row[*tuple[Any, ...]]) -> Member:
    user_id, role, name, added_by, at = row
    return Member(user_id, Role(role), name, added_by, at)
