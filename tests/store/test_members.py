"""Members come, change and go; an invitation is used once; the desk is never without an owner."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.errors import InviteInvalid, LastOwner, MemberAlready, MemberUnknown, NotAllowed, OwnerNamed
from bot.model.roles import Action, Role
from bot.services import membership
from bot.store import audit, members
from bot.store.members import Invited
from bot.store.refusals import RefusalBuffer
from bot.store.tables import invites
from tests.store.desk import CONTRIBUTOR, EDITOR, NOBODY, OTHER, OWNER, STRANGER, Desk, member
from tests.store.dossiers import NOW
from tests.thoroughness import examples

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database

LATER = NOW + timedelta(hours=24)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


async def _roles(database: Database) -> dict[int, Role]:
    async with database.read() as conn:
        return {item.user_id: item.role for item in await members.all_(conn)}


async def test_a_member_comes_back_as_kept(database: Database) -> None:
    """The newest way, in the order of their coming; who goes is gone."""
    first, second = member(2**40, Role.OWNER), replace(member(EDITOR), at=LATER)
    async with database.write() as conn:
        await members.put(conn, second, NOBODY)
        await members.put(conn, replace(first, role=Role.EDITOR, name="س"), NOBODY)
        await members.put(conn, first, NOBODY)
    async with database.write() as conn:
        assert await members.all_(conn) == (first, second)
        assert await members.get(conn, EDITOR) == second
        assert await members.get(conn, STRANGER) is None
        assert await members.remove(conn, EDITOR, NOBODY)
        assert not await members.remove(conn, EDITOR, NOBODY)
        assert await members.get(conn, EDITOR) is None


async def test_a_role_is_that_of_the_settings_or_the_table(desk: Desk) -> None:
    """Owners of the settings need no row, and a row makes them nothing less."""
    async with desk.database.write() as conn:
        assert await members.lock_role(conn, STRANGER, NOBODY) is None
        assert await members.lock_role(conn, STRANGER, {STRANGER}) is Role.OWNER
        assert await members.lock_role(conn, EDITOR, NOBODY) is Role.EDITOR
        assert await members.lock_role(conn, EDITOR, {EDITOR}) is Role.OWNER
        assert await members.lock_owners(conn) == {OWNER}


async def test_a_role_stays_until_the_transaction_ends(desk: Desk, other: Database) -> None:
    """Who removes the member meanwhile waits: what was allowed is done before the removal is."""
    async with asyncio.timeout(30):
        async with other.write() as conn:
            assert await members.lock_role(conn, EDITOR, NOBODY) is Role.EDITOR
            removing = asyncio.create_task(membership.remove(desk.database, EDITOR, context=desk.deed(OWNER)))
            await asyncio.wait([removing], timeout=0.3)
            assert not removing.done()
        await removing
    assert EDITOR not in await _roles(desk.database)


async def test_the_last_owner_stays(desk: Desk) -> None:
    """They can neither go nor become less, unless there is another, in the table or in the settings."""
    with pytest.raises(LastOwner) as refused:
        await membership.remove(desk.database, OWNER, context=desk.deed(OWNER))
    assert refused.value.data == {"user": OWNER}
    with pytest.raises(LastOwner):
        await membership.appoint(desk.database, OWNER, Role.EDITOR, context=desk.deed(OWNER))
    assert (await _roles(desk.database))[OWNER] is Role.OWNER
    await membership.appoint(desk.database, EDITOR, Role.OWNER, context=desk.deed(OWNER))
    await membership.appoint(desk.database, OWNER, Role.CONTRIBUTOR, context=desk.deed(OWNER))
    by_settings = replace(desk.deed(STRANGER), owners=frozenset({STRANGER}))
    await membership.remove(desk.database, EDITOR, context=by_settings)
    assert await _roles(desk.database) == {OTHER: Role.EDITOR, OWNER: Role.CONTRIBUTOR, CONTRIBUTOR: Role.CONTRIBUTOR}


async def test_an_owner_of_the_settings_is_changed_there(desk: Desk) -> None:
    """Here they stay what they are."""
    owners = frozenset({OWNER, EDITOR})
    for context in (replace(desk.deed(OWNER), owners=owners), replace(desk.deed(EDITOR), owners=owners)):
        with pytest.raises(OwnerNamed):
            await membership.remove(desk.database, EDITOR, context=context)
        with pytest.raises(OwnerNamed):
            await membership.appoint(desk.database, OWNER, Role.EDITOR, context=context)


async def test_only_owners_change_the_team(desk: Desk) -> None:
    """Others are refused, nothing changes, and the audit says who tried what."""
    before = await _roles(desk.database)
    for actor in (EDITOR, CONTRIBUTOR, STRANGER):
        with pytest.raises(NotAllowed):
            await membership.appoint(desk.database, actor, Role.OWNER, context=desk.deed(actor))
        with pytest.raises(NotAllowed):
            await membership.remove(desk.database, OTHER, context=desk.deed(actor))
        with pytest.raises(NotAllowed):
            await membership.invite(desk.database, Role.OWNER, context=desk.deed(actor))
    assert await _roles(desk.database) == before
    async with desk.database.read() as conn:
        entries = await audit.read(conn, actor=STRANGER)
        assert [(entry.action, entry.allowed) for entry in entries] == [
            ("invite", False),
            ("team", False),
            ("team", False),
        ]
        assert entries[2].detail == {"member": STRANGER, "role": "owner", "why": "error.not_allowed"}
        assert not (await conn.execute(select(invites))).all()


async def test_nobody_changes_who_is_not_there(desk: Desk) -> None:
    """It is said that there is no such member; a removal that is repeated says nothing."""
    with pytest.raises(MemberUnknown):
        await membership.appoint(desk.database, STRANGER, Role.EDITOR, context=desk.deed(OWNER))
    with pytest.raises(MemberUnknown):
        await membership.remove(desk.database, STRANGER, context=desk.deed(OWNER))
    for _ in range(2):
        await membership.remove(desk.database, OTHER, context=desk.deed(OWNER, update_id=7))
    assert OTHER not in await _roles(desk.database)


async def test_an_invitation_is_used_once(desk: Desk) -> None:
    """Before it ends, which is 24 hours later, and by its secret alone, which is not kept."""
    secret = await membership.invite(desk.database, Role.EDITOR, context=desk.deed(OWNER))
    for wrong, at in ((secret + "x", NOW), (secret, LATER)):
        with pytest.raises(InviteInvalid):
            await membership.join(
                desk.database, wrong, "N", context=desk.deed(STRANGER, at=at), refusals=RefusalBuffer()
            )
    just, refused = LATER - timedelta(microseconds=1), RefusalBuffer()
    assert (
        await membership.join(
            desk.database, secret, "Nadia", context=desk.deed(STRANGER, at=just), refusals=RefusalBuffer()
        )
        is Role.EDITOR
    )
    with pytest.raises(InviteInvalid):
        await membership.join(desk.database, secret, "Late", context=desk.deed(STRANGER + 1), refusals=refused)
    async with desk.database.read() as conn:
        nadia = await members.get(conn, STRANGER)
        assert nadia == members.Member(STRANGER, Role.EDITOR, "Nadia", OWNER, just)
        assert secret not in str((await conn.execute(select(invites))).all())
        assert await audit.read(conn, action=Action.INVITE, actor=STRANGER + 1) == ()
    assert [(refusal.actor, refusal.action, refusal.count) for refusal in refused.take()] == [
        (STRANGER + 1, "invite", 1)
    ]


async def test_joining_again_by_the_same_update_joins_once(desk: Desk) -> None:
    """An update that Telegram repeats gets the same answer."""
    secret = await membership.invite(desk.database, Role.EDITOR, context=desk.deed(OWNER))
    for _ in range(2):
        context = desk.deed(STRANGER, update_id=7)
        assert (
            await membership.join(desk.database, secret, "Nadia", context=context, refusals=RefusalBuffer())
            is Role.EDITOR
        )


async def test_a_member_only_gains_by_an_invitation(desk: Desk) -> None:
    """One that gives nothing stays unused for whom it is meant."""
    secret = await membership.invite(desk.database, Role.EDITOR, context=desk.deed(OWNER))
    for actor in (OWNER, EDITOR):
        with pytest.raises(MemberAlready):
            await membership.join(desk.database, secret, "N", context=desk.deed(actor), refusals=RefusalBuffer())
    assert (
        await membership.join(desk.database, secret, "N", context=desk.deed(CONTRIBUTOR), refusals=RefusalBuffer())
        is Role.EDITOR
    )


@pytest.mark.parametrize("becomes", [Role.EDITOR, None])
async def test_invitations_end_with_the_rights_of_who_made_them(desk: Desk, becomes: Role | None) -> None:
    """An owner who is one no longer lets nobody in."""
    await membership.appoint(desk.database, EDITOR, Role.OWNER, context=desk.deed(OWNER))
    secret = await membership.invite(desk.database, Role.OWNER, context=desk.deed(EDITOR))
    kept = await membership.invite(desk.database, Role.OWNER, context=desk.deed(OWNER))
    if becomes:
        await membership.appoint(desk.database, EDITOR, becomes, context=desk.deed(OWNER))
    else:
        await membership.remove(desk.database, EDITOR, context=desk.deed(OWNER))
    with pytest.raises(InviteInvalid):
        await membership.join(desk.database, secret, "N", context=desk.deed(STRANGER), refusals=RefusalBuffer())
    assert (
        await membership.join(desk.database, kept, "N", context=desk.deed(STRANGER), refusals=RefusalBuffer())
        is Role.OWNER
    )


async def test_an_invitation_that_two_use_at_once_goes_to_one(database: Database, other: Database) -> None:
    """A hundred times in a full run."""

    async def redeem(item: Database, secret: str, user_id: int) -> Invited | None:
        async with item.write() as conn:
            return await members.redeem(conn, secret, user_id, NOW)

    for number in range(examples(100)):
        secret = f"{number}"
        async with database.write() as conn:
            await members.invite(conn, secret, Role.EDITOR, by=OWNER, at=NOW, ends_at=LATER)
        match = await asyncio.gather(redeem(database, secret, 1), redeem(other, secret, 2))
        assert [invited for invited in match if invited] == [Invited(Role.EDITOR, OWNER)]
        async with database.read() as conn:
            used_by = await conn.scalar(select(invites.c.used_by).where(invites.c.hash == secret))
            assert used_by == (1 if match[0] else 2)


async def test_of_two_owners_who_remove_each_other_one_stays(desk: Desk, other: Database) -> None:
    """Fifty times in a full run, and none waits for the other for ever."""

    async def remove(database: Database, user_id: int, context: ActionContext) -> str:
        try:
            await membership.remove(database, user_id, context=context)
        except (NotAllowed, LastOwner) as refused:
            return type(refused).__name__
        return "removed"

    for _ in range(examples(50)):
        await desk.gather()
        await membership.appoint(desk.database, EDITOR, Role.OWNER, context=desk.deed(OWNER))
        async with asyncio.timeout(30):
            said = await asyncio.gather(
                remove(desk.database, EDITOR, desk.deed(OWNER)), remove(other, OWNER, desk.deed(EDITOR))
            )
        assert sorted(said) == ["NotAllowed", "removed"]
        left = await _roles(desk.database)
        assert len({OWNER, EDITOR} & set(left)) == 1
        async with desk.database.write() as conn:
            await members.put(conn, member(OWNER), NOBODY)
