"""Use cases of the desk's members: invite, join, appoint, remove; their language, zone and rights."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.errors import InviteInvalid, MemberAlready, MemberUnknown
from bot.model.reader import spoken
from bot.model.roles import Action, Role, may
from bot.services.desk_transaction import desk_transaction, read_role, record_refusal
from bot.services.drafts import questions
from bot.store import audit, member_locale, members, updates
from bot.store.members import Member

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.member_locale import MemberLocale
    from bot.store.refusals import RefusalBuffer

INVITED_FOR = timedelta(hours=24)
_RANKS = tuple(Role)  # highest first


async def invite(database: Database, role: Role, *, context: ActionContext) -> str:
    """Create an invitation for one person; return its secret (A-Z, a-z, 0-9, _ and -), of which only a hash is stored.

    It expires after 24 hours, or when its maker loses the right to invite. Raises NotAllowed.
    """
    secret = secrets.token_urlsafe(24)
    async with desk_transaction(database, context, Action.INVITE, role=role.value) as tx:
        ends_at = context.at + INVITED_FOR
        await members.invite(tx.conn, _hash(secret), role, by=context.actor, at=context.at, ends_at=ends_at)
        await tx.record(role=role.value)
    return secret


async def join(database: Database, secret: str, name: str, *, context: ActionContext, refusals: RefusalBuffer) -> Role:
    """Redeem an invitation; return the role it gave. A member is never demoted by one.

    Raises InviteInvalid if it is used, expired, withdrawn or unknown, and MemberAlready, leaving it unused, where it
    gives no higher role. A member's refusal is written to the audit, an outsider's counted in `refusals`.
    """
    try:
        async with database.write() as conn:
            return await _join(conn, _hash(secret), name, context)
    except InviteInvalid as refused:
        if await read_role(database, context.actor, context.owners) is None:
            refusals.note(context.actor, Action.INVITE, context.at)
        else:
            await record_refusal(database, context, Action.INVITE, why=refused.key)
        raise


async def appoint(database: Database, user_id: int, role: Role, *, context: ActionContext) -> Member:
    """Change a member's role; return the member. Raises NotAllowed, MemberUnknown, LastOwner, OwnerNamed."""
    async with desk_transaction(database, context, Action.TEAM, member=user_id, role=role.value) as tx:
        member = await members.get(tx.conn, user_id)
        if member is None:
            raise MemberUnknown(user=user_id)
        if member.role is not role:
            await put(tx.conn, replace(member, role=role), context)
        return replace(member, role=role)


async def remove(database: Database, user_id: int, *, context: ActionContext) -> None:
    """Remove a member from the desk; raises NotAllowed, MemberUnknown, LastOwner, OwnerNamed."""
    async with desk_transaction(database, context, Action.TEAM, member=user_id) as tx:
        if tx.is_new_update:
            await drop(tx.conn, user_id, context)


async def leave(database: Database, user_id: int, now: datetime) -> None:
    """Ask somebody nothing more who is a member no longer, and release the drafts that they hold."""
    async with database.write() as conn:
        await questions.leave(conn, user_id, now)


async def read_members(database: Database) -> tuple[Member, ...]:
    """Read the desk's members; owners that only the settings name are not among them."""
    async with database.read() as conn:
        return await members.all_(conn)


async def read_member(database: Database, user_id: int) -> Member | None:
    """Read one member; None for anybody else, owners that only the settings name included."""
    async with database.read() as conn:
        return await members.get(conn, user_id)


async def read_owners(database: Database, named: frozenset[int]) -> frozenset[int]:
    """Read the ids of all owners: members in that role, and those `named` in the settings."""
    return named | {member.user_id for member in await read_members(database) if member.role is Role.OWNER}


async def read_locale(database: Database, user_id: int) -> MemberLocale:
    """Read a person's language and time zone; both are None if nothing is known."""
    async with database.read() as conn:
        return await member_locale.get(conn, user_id)


async def remember_language(database: Database, user_id: int, language_code: str | None) -> None:
    """Store the language that Telegram reports for a person, so that notices can be worded in it."""
    if language_code is None:
        return
    language = spoken(language_code)
    if (await read_locale(database, user_id)).language is not language:  # a read first: it rarely changes
        async with database.write() as conn:
            await member_locale.set_language(conn, user_id, language)


async def set_zone(database: Database, user_id: int, zone: str) -> None:
    """Store the zone, an IANA name, in which a person names hours."""
    async with database.write() as conn:
        await member_locale.set_zone(conn, user_id, zone)


async def read_with_right(database: Database, action: Action, owners: frozenset[int]) -> list[int]:
    """Read the ids of everybody who may do something, `owners` of the settings included."""
    async with database.read() as conn:
        roles = {member.user_id: member.role for member in await members.all_(conn)}
    roles |= dict.fromkeys(owners, Role.OWNER)
    return sorted(user_id for user_id, role in roles.items() if may(role, action))


async def add(database: Database, user_id: int, role: Role, name: str | None, *, context: ActionContext) -> None:
    """Add a member, or change one's role, from the command line; raises LastOwner and OwnerNamed."""
    async with database.write() as conn:
        member = await members.get(conn, user_id) or Member(user_id, role, str(user_id), None, context.at)
        await put(conn, replace(member, role=role, name=name or member.name), context)


async def drop_member(database: Database, user_id: int, *, context: ActionContext) -> None:
    """Remove a member from the command line; raises MemberUnknown, LastOwner and OwnerNamed."""
    async with database.write() as conn:
        await drop(conn, user_id, context)


async def put(conn: AsyncConnection, member: Member, context: ActionContext) -> None:
    """Insert or update a member, and write it to the audit; raises LastOwner and OwnerNamed.

    Open invitations of anybody but an owner are withdrawn.
    """
    await members.put(conn, member, context.owners)
    if member.role is not Role.OWNER:
        await members.delete_invites(conn, member.user_id)
    detail = {"member": member.user_id, "role": member.role.value}
    await audit.write(conn, audit.Entry(context.actor, Action.TEAM, context.at, detail=detail))


async def drop(conn: AsyncConnection, user_id: int, context: ActionContext) -> None:
    """Remove a member and the invitations they made; raises MemberUnknown, LastOwner and OwnerNamed."""
    if not await members.remove(conn, user_id, context.owners):
        raise MemberUnknown(user=user_id)
    await members.delete_invites(conn, user_id)
    await member_locale.clear(conn, user_id)
    await questions.leave(conn, user_id, context.at)
    await audit.write(
        conn, audit.Entry(context.actor, Action.TEAM, context.at, detail={"member": user_id, "role": None})
    )


async def _join(conn: AsyncConnection, secret_hash: str, name: str, context: ActionContext) -> Role:
    role = await members.lock_role(conn, context.actor, context.owners)
    is_new_update = context.update_id is None or await updates.mark_processed(conn, context.update_id, context.at)
    if role and not is_new_update:
        return role
    invitation = await members.redeem(conn, secret_hash, context.actor, context.at)
    if invitation is None:
        raise InviteInvalid
    if role and _RANKS.index(role) <= _RANKS.index(invitation.role):
        raise MemberAlready
    joined = Member(context.actor, invitation.role, name, invitation.by, context.at)
    await put(conn, joined, context)
    return invitation.role


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
