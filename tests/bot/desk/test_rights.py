"""Who may do what, walked over HTTP: every role, every action, and every way round the front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.roles import ALLOWED, Action, Role, may
from bot.handlers.desk.entrance import COMMANDS, TAPS
from bot.store.schema import metadata
from tests.bot.desk.seat import draft_of
from tests.bot.desk.staff import dismiss, draft, entries, hire, newest, titled
from tests.bot.tales import KURSK
from tests.play import ARABIC_CHANNEL, EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.house import House

# A tap for each action, on the draft {draft} of the person themself, or of nobody's.
TRIED = {
    Action.DESK: "1dteam",
    Action.DRAFT: "1ddraft_{draft}",
    Action.SUBMIT: "1dsubmit_{draft}",
    Action.EXPORT: "1dexport_{draft}",
    Action.REVIEW: "1dapprove_{draft}",
    Action.PUBLISH: "1drelease_{draft}___1",
    Action.SCHEDULE: "1dqueue",
    Action.RESTORE: "1drestore____1-1-1",
    Action.ARCHIVE: "1drevive____1",
    Action.PIN: "1dpin____1",
    Action.PUSH: "1dpushnews",
    Action.RETRACT: "1dretract_1___yes",
    Action.CHANNELS: "1dchannels",
    Action.UNDO: "1dundo",
    Action.AUDIT: "1daudit",
    Action.INVITE: "1dinvite____editor",
    Action.TEAM: "1dmember____102",
    Action.RULES: "1dfoureyes____on",
}
KEPT = [table.name for table in metadata.sorted_tables if table.name in {
    "stories", "revisions", "members", "invites", "drafts", "schedule", "rules", "searchables",
    "proofs", "broadcasts", "deliveries", "subscribers",
}]  # fmt: skip


def test_every_action_is_tried() -> None:
    """No right is left out of the walk, and everything that the desk answers to takes one of them."""
    assert set(TRIED) == set(Action) == set(ALLOWED)
    assert {deal.action for deal in (*COMMANDS.values(), *TAPS.values())} <= set(Action)


@pytest.mark.parametrize("role", [*Role, None])
async def test_each_role_may_what_the_table_says(bot: House, role: Role | None) -> None:
    """A tap is done where the role may, and else refused in words, kept in the audit, and changes nothing."""
    seat = await hire(bot, role or Role.CONTRIBUTOR)
    if role is None:
        await dismiss(bot, seat.person)
    for action, data in TRIED.items():
        number = await draft(bot, seat.person, titled(f"By {action}"))
        before, known = await bot.holds(KEPT), len(await entries(bot, actor=seat.person))
        told = await seat.forges(data.format(draft=number))
        refused = [one for one in await entries(bot, actor=seat.person) if not one.allowed]
        if may(role, action):
            assert action.value not in {one.action for one in refused}, action
            continue
        assert told, action
        assert refused[0].action == action.value
        assert len(await entries(bot, actor=seat.person)) == known + 1
        assert await bot.holds(KEPT) == before, action


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_to_a_stranger_no_command_exists(bot: House, command: str) -> None:
    """They are answered as by any unknown command, nothing changes, and the audit tells of it."""
    play = bot.play
    stranger = await play.person("en")
    unknown = (await play.answer("/unheard", as_=stranger))["text"]
    before = await bot.holds(KEPT)
    assert (await play.answer(f"/{command} {KURSK}", as_=stranger))["text"] == unknown
    assert await bot.holds(KEPT) == before
    assert [(one.allowed, one.detail["why"]) for one in await entries(bot, actor=stranger)] == [(False, "stranger")]


async def test_a_member_removed_a_second_ago(bot: House) -> None:
    """The screen is still there; its button does nothing any more."""
    editor = await hire(bot, Role.EDITOR)
    number = await draft(bot, editor.person, titled("Mine"))
    await editor.types("/desk")
    await editor.taps(f"{number}")
    await editor.taps("Publish")
    await dismiss(bot, editor.person)
    assert await editor.taps("Publish without")
    story = await newest(bot)
    assert story is not None
    assert story.revision == 1
    (refused, *_) = await entries(bot, actor=editor.person)
    assert (refused.action, refused.allowed) == ("publish", False)


async def test_a_button_of_anothers_screen(bot: House) -> None:
    """Somebody else's draft is not a contributor's to open, submit, send as a file or preview."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    number = await draft(bot, EMMA, titled("Emma's"))
    for verb in ("draft", "submit", "preview", "changes", "export", "rebase", "calloff", "flags"):
        before = await bot.holds(KEPT)
        assert "does not allow" in await contributor.forges(f"1d{verb}_{number}"), verb
        assert await bot.holds(KEPT) == before
    assert len([one for one in await entries(bot, actor=contributor.person) if not one.allowed]) == 8


def callback(person: int, chat: dict[str, Any], data: str) -> dict[str, Any]:
    """A tap as the server tells it, under a message in any chat."""
    user = {"id": person, "is_bot": False, "first_name": "Emma", "language_code": "en"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": chat,
        "text": "x",
        "from": {"id": 1000, "is_bot": True, "first_name": "S"},
    }
    return {"id": "77", "from": user, "chat_instance": "1", "data": data, "message": message}


async def test_an_owners_tap_outside_their_private_chat(bot: House) -> None:
    """In a group, a channel, or under a message that was forwarded into another's chat, it is refused."""
    number = await draft(bot, EMMA, titled("Mine"))
    chats: list[dict[str, Any]] = [
        {"id": NEWSROOM, "type": "supergroup", "title": "G"},
        {"id": ARABIC_CHANNEL, "type": "channel", "title": "C"},
        {"id": LAYLA, "type": "private", "first_name": "Layla"},
    ]
    for chat in chats:
        await bot.play.post("update", callback_query=callback(EMMA, chat, f"1drelease_{number}___1"))
        await bot.play.idle()
    assert [one.detail["why"] for one in await entries(bot, actor=EMMA)] == ["not in person"] * 3
    assert (await draft_of(bot, number)).state == "open"


async def test_a_post_in_a_channel(bot: House) -> None:
    """A command of the desk that is posted in a channel is refused there, in words, and kept in the audit."""
    play = bot.play
    before = await bot.holds(KEPT)
    since = await play.seq()
    await play.say("/publish kursk", as_=LAYLA, chat_id=ARABIC_CHANNEL)
    (event,) = await play.wait("call", since=since, method="sendMessage", chat_id=ARABIC_CHANNEL)
    assert event["status"] == 200
    await play.idle()
    assert await bot.holds(KEPT) == before
    assert [(one.action, one.allowed, one.detail["why"]) for one in await entries(bot)] == [
        ("publish", False, "not in person")
    ]


async def test_commands_in_a_group_a_channel_and_forwarded(bot: House) -> None:
    """An owner in a group, an anonymous admin, a channel, a forwarded message: refused, and kept in the audit."""
    play = bot.play
    await play.post("promote", chat_id=NEWSROOM, user_id=EMMA, is_anonymous=True)
    before = await bot.holds(KEPT)
    await play.say("/archive kursk", as_=EMMA, chat_id=NEWSROOM)
    await play.say("/archive kursk", as_=LAYLA, chat_id=NEWSROOM)
    message = {
        "message_id": 9, "date": 1, "chat": {"id": EMMA, "type": "private", "first_name": "Emma"}, "text": "/pin kursk",
        "from": {"id": EMMA, "is_bot": False, "first_name": "Emma"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
        "forward_origin": {"type": "user", "date": 1, "sender_user": {"id": LAYLA, "is_bot": False, "first_name": "L"}},
    }  # fmt: skip
    await play.post("update", message=message)
    await play.idle()
    assert await bot.holds(KEPT) == before
    found = [(one.action, one.allowed, one.detail["why"]) for one in await entries(bot)]
    assert found == [("pin", False, "not in person"), *[("archive", False, "not in person")] * 2]
