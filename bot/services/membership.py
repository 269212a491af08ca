"""Who is on the desk: members come by an invitation, are given roles, and go."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action, Role
from bot.errors import InviteInvalid, MemberAlready, MemberUnknown
from bot.store import audit, members, seats, updates
from bot.store.members import Member

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.deeds import Deed
    from bot.store.database import Database

INVITED_FOR = timedelta(hours=24)
_RANKS = tuple(Role)  # the highest first


async def invite(database: Database, role: Role, *, deed: Deed) -> str:
    """Invite one person, and return the secret of their link, of A-Z, a-z, 0-9, _ and -; only its hash is kept.

    It ends after 24 hours, or with the rights of who invites. Raises NotAllowed.
    """
    secret = secrets.token_urlsafe(24)
    async with doing(database, deed, Action.INVITE, role=role.value) as act:
        ends_at = deed.at + INVITED_FOR
        await members.invite(act.conn, _hash(secret), role, by=deed.actor, at=deed.at, ends_at=ends_at)
        await act.record(role=role.value)
    return secret


async def join(database: Database, secret: str, name: str, *, deed: Deed) -> Role:
    """Use an invitation, and return the role that it gave; a member can only gain by it.

    Raises InviteInvalid (written to the audit) where it was used, has ended, was withdrawn or never was, and
    MemberAlready, the invitation unused, where it gives nothing.
    """
    try:
        async with database.write() as conn:
            return await _join(conn, _hash(secret), name, deed)
    except InviteInvalid as refused:
        entry = audit.Entry(deed.actor, Action.INVITE, deed.at, detail={"why": refused.key}, allowed=False)
        async with database.write() as conn:
            await audit.write(conn, entry)
        raise


async def appoint(database: Database, user_id: int, role: Role, *, deed: Deed) -> Member:
    """Give a member another role, and return the member; raises NotAllowed, MemberUnknown, LastOwner, OwnerNamed."""
    async with doing(database, deed, Action.TEAM, member=user_id, role=role.value) as act:
        known = await members.get(act.conn, user_id)
        if known is None:
            raise MemberUnknown(user=user_id)
        if known.role is not role:
            await put(act.conn, replace(known, role=role), deed)
        return replace(known, role=role)


async def remove(database: Database, user_id: int, *, deed: Deed) -> None:
    """Take a member off the desk; raises NotAllowed, MemberUnknown, LastOwner, OwnerNamed."""
    async with doing(database, deed, Action.TEAM, member=user_id) as act:
        if act.is_first:
            await drop(act.conn, user_id, deed)


async def put(conn: AsyncConnection, member: Member, deed: Deed) -> None:
    """Keep a member as given, and write it to the audit; raises LastOwner and OwnerNamed.

    Who is not, or no longer, an owner has no invitations open.
    """
    await members.put(conn, member, deed.owners)
    if member.role is not Role.OWNER:
        await members.withdraw(conn, member.user_id)
    detail = {"member": member.user_id, "role": member.role.value}
    await audit.write(conn, audit.Entry(deed.actor, Action.TEAM, deed.at, detail=detail))


async def drop(conn: AsyncConnection, user_id: int, deed: Deed) -> None:
    """Let a member go, with the invitations that they made; raises MemberUnknown, LastOwner and OwnerNamed."""
    if not await members.remove(conn, user_id, deed.owners):
        raise MemberUnknown(user=user_id)
    await members.withdraw(conn, user_id)
    await seats.clear(conn, user_id)
    await audit.write(conn, audit.Entry(deed.actor, Action.TEAM, deed.at, detail={"member": user_id, "role": None}))


async def _join(conn: AsyncConnection, secret_hash: str, name: str, deed: Deed) -> Role:
    role = await members.hold_role(conn, deed.actor, deed.owners)
    is_first = deed.update_id is None or await updates.take(conn, deed.update_id, deed.at)
    if role and not is_first:
        return role
    given = await members.redeem(conn, secret_hash, deed.actor, deed.at)
    if given is None:
        raise InviteInvalid
    if role and _RANKS.index(role) <= _RANKS.index(given.role):
        raise MemberAlready
    joined = Member(deed.actor, given.role, name, given.by, deed.at)
    await put(conn, joined, deed)
    return given.role


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
