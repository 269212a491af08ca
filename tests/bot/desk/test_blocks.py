"""Whom the desk blocks: answered no more, left, written to the audit log, listed, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.model.roles import Role
from bot.store import audit
from tests.bot.desk.staff import hire
from tests.bot.statements import recorded
from tests.sandbox_client import BOT, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.bot.desk.desk_user import DeskUser


async def _blocked(harness: BotHarness) -> dict[int, str]:
    return {row["blocked_id"]: row["reason"] for row in (await harness.holds(["blocks"]))["blocks"]}


async def _calls(harness: BotHarness, since: int, chat: int) -> list[dict[str, Any]]:
    return [call for call in await harness.play.log(since=since) if str(chat) in str(call["params"])]


async def test_a_person_is_answered_no_more_until_it_is_taken_back(emma: DeskUser) -> None:
    """Neither their words, nor commands, nor buttons; /undo answers them again, and both are in the audit log."""
    play, reader = emma.play, await emma.play.person("en")
    page = await play.ask("/summary", as_=reader)
    assert "Why?" in await emma.types(f"/block {reader}")
    assert await _blocked(emma.harness) == {}
    assert "answered no more" in await emma.types(f"/block {reader} floods the desk")
    assert await _blocked(emma.harness) == {reader: "floods the desk"}
    since = await play.seq()
    await play.say("/summary", as_=reader)
    await play.say("summary", as_=reader)
    data = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await play.post("tap", as_=reader, message_id=page["message_id"], chat_id=reader, data=data)
    await play.idle()
    assert await _calls(emma.harness, since, reader) == []
    assert "floods the desk" in await emma.types("/block")
    assert "taken back" in await emma.types("/undo")
    assert "Summary" in (await play.ask("/summary", as_=reader))["text"]
    async with emma.harness.database() as database, database.read() as conn:
        details = [entry.detail for entry in await audit.read(conn) if entry.action == "block"]
    assert [("blocked" in detail, "unblocked" in detail) for detail in details] == [(True, False)]


async def test_a_group_is_left_and_left_again(emma: DeskUser) -> None:
    """Also where somebody adds the bot again; the list's button lets it be answered."""
    play = emma.play
    group = await play.group(LAYLA)
    await play.ask("/about", chat_id=group)
    since = await play.seq()
    await emma.types(f"/block {group} spam")
    assert await play.log(since=since, method="leaveChat")
    assert await _blocked(emma.harness) == {group: "spam"}
    for admin in (False, True):
        since = await play.seq()
        await play.post("invite_bot", as_=LAYLA, chat_id=group, admin=admin)
        await play.wait("call", since=since, method="leaveChat", status=200)
        await play.idle()
        chat = next(chat for chat in (await play.state())["chats"] if chat["id"] == group)
        assert [member["status"] for member in chat["members"] if member["user_id"] == BOT] in ([], ["left"])
    await emma.types("/block")
    await emma.taps("Unblock")
    assert await _blocked(emma.harness) == {}
    assert "Nobody is blocked" in emma.text
    since = await play.seq()
    await play.post("invite_bot", as_=LAYLA, chat_id=group)
    assert await play.ask("/about", chat_id=group)
    assert await play.log(since=since, method="leaveChat") == []


async def test_who_is_on_the_desk_cannot_be_blocked(emma: DeskUser) -> None:
    """Neither an owner of the settings nor a member."""
    desk_user = await hire(emma.harness, Role.EDITOR)
    for person in (LAYLA, desk_user.person):
        assert "on the desk" in await emma.types(f"/block {person} no reason")
    assert await _blocked(emma.harness) == {}


async def test_a_subscription_pauses_with_a_block(emma: DeskUser) -> None:
    """It goes on as it was once the block is lifted."""
    play, reader = emma.play, await emma.play.person("en")
    await play.ask("/subscribe all", as_=reader)
    states = []
    for typed in (f"/block {reader} spam", "/undo"):
        await emma.types(typed)
        rows = (await emma.harness.holds(["subscribers"]))["subscribers"]
        states += [row["state"] for row in rows if row["chat_id"] == reader]
    assert states == ["paused", "active"]


async def test_a_block_costs_no_update_a_query(emma: DeskUser) -> None:
    """Who is blocked is known from memory, also where much is."""
    reader = await emma.play.person("en")
    await emma.types("/block 777 spam")
    await emma.play.ask("/summary", as_=reader)
    with recorded(of_handlers=True) as statements:
        await emma.play.ask("/summary", as_=reader)
    assert not [statement for statement in statements if "blocks" in statement]
