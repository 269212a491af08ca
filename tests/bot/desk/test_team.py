"""Who is on the desk: invitations, roles, and whoever is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from bot.desk.roles import Role
from bot.store import audit, members
from bot.store.tables import invites
from tests.bot.desk.seat import Seat
from tests.play import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.store.audit import Entry
    from tests.bot.house import House


async def refusals(house: House) -> list[Entry]:
    """What the audit tells of those who might not, the newest first."""
    async with house.database() as database, database.read() as conn:
        return [one for one in await audit.read(conn) if not one.allowed]


async def role_of(house: House, person: int) -> Role | None:
    """What the members' table has somebody as."""
    async with house.database() as database, database.read() as conn:
        member = await members.get(conn, person)
    return member.role if member else None


async def link(owner: Seat, role: str) -> str:
    """The payload of an invitation that an owner makes."""
    told = await owner.types(f"/invite {role}")
    found = re.search(r"https://t\.me/\w+\?start=(_j[\w-]{20,62})", told)
    assert found, told
    return found[1]


async def follow(seat: Seat, payload: str) -> str:
    """Press Start behind a link."""
    since = await seat.play.seq()
    await seat.play.start(as_=seat.person, payload=payload)
    return await seat.sees(since)


async def join(owner: Seat, role: str, language: str = "en") -> Seat:
    """Somebody new, who followed an invitation to a role."""
    seat = Seat(owner.house, await owner.play.person(language))
    await follow(seat, await link(owner, role))
    return seat


@pytest.mark.parametrize(
    ("typed", "role", "told"),
    [
        ("editor", Role.EDITOR, "editor"),
        ("محرر", Role.EDITOR, "editor"),
        ("Contributor", Role.CONTRIBUTOR, "contributor"),
        ("مساهم", Role.CONTRIBUTOR, "contributor"),
        ("owner", Role.OWNER, "owner"),
    ],
)
async def test_an_invitation_makes_one_member(layla: Seat, typed: str, role: Role, told: str) -> None:
    """Who follows the link has the role and sees the desk; whoever follows it next gets a reader's help or is told."""
    payload = await link(layla, typed)
    seat, late = await stranger(layla), await stranger(layla)
    assert told in await follow(seat, payload)
    assert await role_of(layla.house, seat.person) is role
    assert told in await seat.types("/desk")
    assert "was used" in await follow(late, payload)
    assert await role_of(layla.house, late.person) is None
    assert "Commands" in await late.types("/desk")


async def test_the_secret_is_kept_nowhere(layla: Seat) -> None:
    """The database has the link's hash, and nothing from which the link could be made."""
    secret = (await link(layla, "editor")).removeprefix("_j")
    rows = await layla.house.holds()
    assert len(rows["invites"]) == 1
    assert secret not in repr(rows)


async def test_an_invitation_ends(layla: Seat) -> None:
    """After a day it is worth nothing."""
    payload = await link(layla, "editor")
    async with layla.house.database() as database, database.write() as conn:
        ((made,),) = await conn.execute(update(invites).values(used_by=None).returning(invites.c.at))
        await conn.execute(update(invites).values(ends_at=made - timedelta(seconds=1), at=made - timedelta(hours=24)))
    assert "has ended" in await follow(await stranger(layla), payload)


async def test_invite_asks_for_the_role(layla: Seat) -> None:
    """Without a role it is chosen; the link then stands in a message of its own."""
    await layla.types("/invite")
    assert "https://t.me/" in await layla.taps("مساهم")
    assert "reply_markup" not in layla.screen


async def test_the_team_and_its_cards(layla: Seat) -> None:
    """An owner sees everybody, makes an editor of a contributor, and lets them go; then nothing is theirs any more."""
    writer = await join(layla, "contributor")
    assert "مساهم" in await layla.types("/team")
    await layla.taps("Rana")
    assert "محرر" in await layla.taps("محرر")
    assert await role_of(layla.house, writer.person) is Role.EDITOR
    await layla.taps("إخراج")
    await layla.taps("نعم")
    assert await role_of(layla.house, writer.person) is None
    assert "Commands" in await writer.types("/desk")


async def test_a_contributor_sees_the_team_and_changes_nothing(layla: Seat) -> None:
    """Who may not run the team has no cards; a forged tap is refused in words, and in the audit."""
    writer = await join(layla, "contributor")
    assert "Rana" in await writer.types("/team")
    assert writer.labels == ["Desk"]
    assert "does not allow" in await writer.types("/invite owner")
    for data in (f"1dappoint___owner_{writer.person}", f"1ddismiss___yes_{LAYLA}", "1dinvite____owner"):
        assert "does not allow" in await writer.forges(data), data
    assert await role_of(layla.house, writer.person) is Role.CONTRIBUTOR
    assert [(one.actor, one.action) for one in await refusals(layla.house)] == [
        *[(writer.person, "invite")],
        *[(writer.person, "team")] * 2,
        *[(writer.person, "invite")],
    ]


async def test_a_contributor_works_on_their_own_drafts_only(layla: Seat) -> None:
    """Another's draft can be neither seen nor changed by a forged tap, and the audit tells of each try."""
    writer = await join(layla, "contributor")
    await layla.types("/edit dprk-troops-kursk")
    tries = ("1ddraft_1", "1dpart_1_q", "1ditem_1_q_q1", "1dup_1_q_q2", "1dadd_1_q", "1dexport_1", "1ddiscard_1___yes")
    before = await layla.house.holds(["drafts"])
    for data in tries:
        assert "does not allow" in await writer.forges(data), data
    assert await layla.house.holds(["drafts"]) == before
    assert len(await refusals(layla.house)) == len(tries)


async def test_the_last_owner_stays(house: House) -> None:
    """Where the settings name no owner, the only one can be neither removed nor made anything less."""
    house = type(house)(house.play, house.home)
    async with house.database() as database, database.write() as conn:
        owner = members.Member(EMMA, Role.OWNER, "Emma", None, datetime.now(UTC))
        await members.put(conn, owner, frozenset())
    await house.start()
    emma = Seat(house, EMMA)
    await emma.types("/team")
    await emma.taps("Emma")
    assert "last owner" in await emma.taps("Make editor")
    await emma.taps("Remove from")
    assert "last owner" in await emma.taps("Yes")
    assert await role_of(house, EMMA) is Role.OWNER
    await house.stop()


async def test_who_the_settings_name_is_changed_only_there(layla: Seat) -> None:
    """Such an owner's card has nothing to change, and forged taps change nothing."""
    await layla.types("/team")
    assert "SIYAQ_OWNERS" in await layla.taps("Emma")
    assert "SIYAQ_OWNERS" in await layla.forges(f"1ddismiss___yes_{EMMA}")


@pytest.mark.parametrize("command", ["/desk", "/new", "/edit", "/team", "/invite", "/export", "/cancel"])
async def test_to_a_stranger_the_desk_does_not_exist(layla: Seat, command: str) -> None:
    """They get the help that an unknown command gets; the audit tells of it."""
    seat = await stranger(layla)
    unknown = await seat.types("/nothing")
    assert await seat.types(command) == unknown
    assert [one.actor for one in await refusals(layla.house)] == [seat.person]
    assert "members of the desk" in await seat.forges("1ddesk")


async def test_a_member_removed_a_second_ago(layla: Seat) -> None:
    """Half way through a form their next answer is refused, in words and in the audit, and changes nothing."""
    writer = await join(layla, "contributor")
    await writer.types("/new A truce")
    async with layla.house.database() as database, database.write() as conn:
        await members.remove(conn, writer.person, frozenset({LAYLA}))
    before = await layla.house.holds(["drafts"])
    assert "members of the desk" in await writer.types("هدنة")
    (was,), (now,) = before["drafts"], (await layla.house.holds(["drafts"]))["drafts"]
    assert {**was, "asked": None, "asked_at": None, "version": now["version"], "changed_at": now["changed_at"]} == now
    assert [one.actor for one in await refusals(layla.house)] == [writer.person]
    assert "North Korean" in await writer.types("summary"), "they are a reader now"


@pytest.mark.parametrize("how", [{}, {"anonymous": True}])
async def test_a_group_is_no_desk(layla: Seat, how: dict[str, Any]) -> None:
    """An owner's command in a group, in their own name or as an anonymous admin, is refused in words and the audit."""
    group = await layla.play.group(LAYLA, EMMA)
    since = await layla.play.seq()
    await layla.play.say("/desk@siyaq_sandbox_bot", as_=LAYLA, chat_id=group, **how)
    assert "خاصة" in (await layla.play.heard(group, since=since))["text"] or how
    assert len(await refusals(layla.house)) == 1


async def test_a_forwarded_command_is_nobodys(layla: Seat) -> None:
    """What somebody forwards is not their own words: it begins no draft."""
    await layla.types("/start")
    since = await layla.play.seq()
    person = {"id": LAYLA, "is_bot": False, "first_name": "L", "language_code": "ar"}
    chat = {"id": LAYLA, "type": "private", "first_name": "L"}
    origin = {"type": "user", "date": 1, "sender_user": {"id": EMMA, "is_bot": False, "first_name": "E"}}
    command = {"entities": [{"type": "bot_command", "offset": 0, "length": 4}], "text": "/new"}
    message = {"message_id": 900, "date": 2, "from": person, "chat": chat, "forward_origin": origin, **command}
    await layla.play.post("update", message=message)
    assert "محوَّلة" in await layla.sees(since)
    assert (await layla.house.holds(["drafts"]))["drafts"] == []
    assert len(await refusals(layla.house)) == 1


async def stranger(seat: Seat) -> Seat:
    """Somebody who is not on the desk, in English."""
    return Seat(seat.house, await seat.play.person("en"))
