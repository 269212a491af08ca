"""Who is on the desk: invitations, roles, and whoever is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from bot.model.roles import Role
from bot.store import audit, members
from bot.store.tables import invites
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import outsiders
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from bot.store.audit import Entry
    from tests.bot.bot_harness import BotHarness


async def refusals(harness: BotHarness) -> list[Entry]:
    """What the audit tells of those who might not, the newest first."""
    async with harness.database() as database, database.read() as conn:
        return [entry for entry in await audit.read(conn) if not entry.allowed]


async def role_of(harness: BotHarness, person: int) -> Role | None:
    """What the members' table has somebody as."""
    async with harness.database() as database, database.read() as conn:
        member = await members.get(conn, person)
    return member.role if member else None


async def link(owner: DeskUser, role: str) -> str:
    """The payload of an invitation that an owner makes."""
    answer = await owner.types(f"/invite {role}")
    match = re.search(r"https://t\.me/\w+\?start=(_j[\w-]{20,62})", answer)
    assert match, answer
    return match[1]


async def follow(desk_user: DeskUser, payload: str) -> str:
    """Press Start behind a link."""
    since = await desk_user.play.seq()
    await desk_user.play.start(as_=desk_user.person, payload=payload)
    return await desk_user.sees(since)


async def join(owner: DeskUser, role: str, language: str = "en") -> DeskUser:
    """Somebody new, who followed an invitation to a role."""
    desk_user = DeskUser(owner.harness, await owner.play.person(language))
    await follow(desk_user, await link(owner, role))
    return desk_user


@pytest.mark.parametrize(
    ("typed", "role", "text"),
    [
        ("editor", Role.EDITOR, "editor"),
        ("محرر", Role.EDITOR, "editor"),
        ("Contributor", Role.CONTRIBUTOR, "contributor"),
        ("مساهم", Role.CONTRIBUTOR, "contributor"),
        ("owner", Role.OWNER, "owner"),
    ],
)
async def test_an_invitation_makes_one_member(layla: DeskUser, typed: str, role: Role, text: str) -> None:
    """Who follows the link has the role and sees the desk; whoever follows it next gets a reader's help or is told."""
    payload = await link(layla, typed)
    desk_user, late = await stranger(layla), await stranger(layla)
    assert text in await follow(desk_user, payload)
    assert await role_of(layla.harness, desk_user.person) is role
    assert text in await desk_user.types("/desk")
    assert "was used" in await follow(late, payload)
    assert await role_of(layla.harness, late.person) is None
    assert "Commands" in await late.types("/desk")


async def test_the_secret_is_kept_nowhere(layla: DeskUser) -> None:
    """The database has the link's hash, and nothing from which the link could be made."""
    secret = (await link(layla, "editor")).removeprefix("_j")
    rows = await layla.harness.holds()
    assert len(rows["invites"]) == 1
    assert secret not in repr(rows)


async def test_an_invitation_ends(layla: DeskUser) -> None:
    """After a day it is worth nothing."""
    payload = await link(layla, "editor")
    async with layla.harness.database() as database, database.write() as conn:
        ((made,),) = await conn.execute(update(invites).values(used_by=None).returning(invites.c.at))
        await conn.execute(update(invites).values(ends_at=made - timedelta(seconds=1), at=made - timedelta(hours=24)))
    assert "has ended" in await follow(await stranger(layla), payload)


async def test_invite_asks_for_the_role(layla: DeskUser) -> None:
    """Without a role it is chosen; the link then stands in a message of its own."""
    await layla.types("/invite")
    assert "https://t.me/" in await layla.taps("مساهم")
    assert "reply_markup" not in layla.screen


async def test_the_team_and_its_cards(layla: DeskUser) -> None:
    """An owner sees everybody, makes an editor of a contributor, and lets them go; then nothing is theirs any more."""
    writer = await join(layla, "contributor")
    assert "مساهم" in await layla.types("/team")
    await layla.taps("Rana")
    assert "محرر" in await layla.taps("محرر")
    assert await role_of(layla.harness, writer.person) is Role.EDITOR
    await layla.taps("إخراج")
    await layla.taps("نعم")
    assert await role_of(layla.harness, writer.person) is None
    assert "Commands" in await writer.types("/desk")


async def test_a_contributor_sees_the_team_and_changes_nothing(layla: DeskUser) -> None:
    """Who may not run the team has no cards; a forged tap is refused in words, and in the audit."""
    writer = await join(layla, "contributor")
    assert "Rana" in await writer.types("/team")
    assert writer.labels == ["Desk"]
    assert "Only an owner" in await writer.types("/invite owner")
    for data in (f"1dappoint___owner_{writer.person}", f"1ddismiss___yes_{LAYLA}", "1dinvite____owner"):
        assert "Only an owner" in await writer.forges(data), data
    assert await role_of(layla.harness, writer.person) is Role.CONTRIBUTOR
    assert [(refusal.actor, refusal.action) for refusal in await refusals(layla.harness)] == [
        *[(writer.person, "invite")],
        *[(writer.person, "team")] * 2,
        *[(writer.person, "invite")],
    ]


async def test_a_contributor_works_on_their_own_drafts_only(layla: DeskUser) -> None:
    """Another's draft can be neither seen nor changed by a forged tap, and the audit tells of each try."""
    writer = await join(layla, "contributor")
    await layla.types("/edit dprk-troops-kursk")
    tries = ("1ddraft_1", "1dpart_1_q", "1ditem_1_q_q1", "1dup_1_q_q2", "1dadd_1_q", "1dexport_1", "1ddiscard_1___yes")
    before = await layla.harness.holds(["drafts", "draft_questions"])
    for data in tries:
        assert "does not allow" in await writer.forges(data), data
    assert await layla.harness.holds(["drafts", "draft_questions"]) == before
    assert len(await refusals(layla.harness)) == len(tries)


async def test_the_last_owner_stays(harness: BotHarness) -> None:
    """Where the settings name no owner, the only one can be neither removed nor made anything less."""
    harness = type(harness)(harness.play, harness.home)
    async with harness.database() as database, database.write() as conn:
        owner = members.Member(EMMA, Role.OWNER, "Emma", None, datetime.now(UTC))
        await members.put(conn, owner, frozenset())
    await harness.start()
    emma = DeskUser(harness, EMMA)
    await emma.types("/team")
    await emma.taps("Emma")
    assert "last owner" in await emma.taps("Make editor")
    await emma.taps("Remove from")
    assert "last owner" in await emma.taps("Yes")
    assert await role_of(harness, EMMA) is Role.OWNER
    await harness.stop()


async def test_who_the_settings_name_is_changed_only_there(layla: DeskUser) -> None:
    """Such an owner's card has nothing to change, and forged taps change nothing."""
    await layla.types("/team")
    assert "SIYAQ_OWNERS" in await layla.taps("Emma")
    assert "SIYAQ_OWNERS" in await layla.forges(f"1ddismiss___yes_{EMMA}")


@pytest.mark.parametrize("command", ["/desk", "/new", "/edit", "/team", "/invite", "/export", "/cancel"])
async def test_to_a_stranger_the_desk_does_not_exist(layla: DeskUser, command: str) -> None:
    """They get the help that an unknown command gets; it is counted."""
    desk_user = await stranger(layla)
    unknown = await desk_user.types("/nothing")
    assert await desk_user.types(command) == unknown
    assert [refusal.actor for refusal in await outsiders(layla.harness)] == [desk_user.person]
    assert "members of the desk" in await desk_user.forges("1ddesk")


async def test_a_member_removed_a_second_ago(layla: DeskUser) -> None:
    """Half way through a form their next answer is refused, in words, counted, and changes nothing."""
    writer = await join(layla, "contributor")
    await writer.types("/new A truce")
    async with layla.harness.database() as database, database.write() as conn:
        await members.remove(conn, writer.person, frozenset({LAYLA}))
    before = await layla.harness.holds(["drafts", "draft_questions"])
    assert "members of the desk" in await writer.types("هدنة")
    after = await layla.harness.holds(["drafts", "draft_questions"])
    assert after["drafts"] == [{**before["drafts"][0], "holder": None}]
    assert after["draft_questions"] == [{**before["draft_questions"][0], "asked_at": None}]
    assert [refusal.actor for refusal in await outsiders(layla.harness)] == [writer.person]
    assert "North Korean" in await writer.types("summary"), "they are a reader now"


@pytest.mark.parametrize("how", [{}, {"anonymous": True}])
async def test_a_group_is_no_desk(layla: DeskUser, how: dict[str, Any]) -> None:
    """An owner's command in a group is refused in words and the audit; an anonymous admin's is nobody's: counted."""
    group = await layla.play.group(LAYLA, EMMA)
    since = await layla.play.seq()
    await layla.play.say("/desk@siyaq_sandbox_bot", as_=LAYLA, chat_id=group, **how)
    assert "خاصة" in (await layla.play.heard(group, since=since))["text"] or how
    assert len(await (outsiders if how else refusals)(layla.harness)) == 1


async def test_a_forwarded_command_is_nobodys(layla: DeskUser) -> None:
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
    assert (await layla.harness.holds(["drafts"]))["drafts"] == []
    assert len(await refusals(layla.harness)) == 1


async def stranger(desk_user: DeskUser) -> DeskUser:
    """Somebody who is not on the desk, in English."""
    return DeskUser(desk_user.harness, await desk_user.play.person("en"))


@pytest.mark.parametrize(("name", "username", "shown"), [("\u200e", None, "user 777"), ("\u2060\u200d", "zed", "@zed")])
async def test_a_member_without_a_visible_name(emma: DeskUser, name: str, username: str | None, shown: str) -> None:
    """They join, and `/team` calls them by their @username or their id."""
    payload = await link(emma, "editor")
    sender = {"id": 777, "is_bot": False, "first_name": name, "language_code": "en"}
    sender |= {"username": username} if username else {}
    text = f"/start {payload}"
    message = {"message_id": 5, "date": 1, "text": text, "from": sender, "chat": {"id": 777, "type": "private"}}
    message["entities"] = [{"type": "bot_command", "offset": 0, "length": 6}]
    await emma.play.post("update", message=message)
    await emma.play.idle()
    assert await role_of(emma.harness, 777) is Role.EDITOR
    assert shown in await emma.types("/team")
