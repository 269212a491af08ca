"""Who may do what, walked over HTTP: every role, every action, and every way round the front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.handlers.desk import registry
from bot.model.language import Language
from bot.model.roles import ALLOWED, Action, Role, may
from bot.store.schema import metadata
from tests.bot.desk.desk_user import DeskUser, draft_of
from tests.bot.desk.staff import dismiss, draft, entries, hire, newest, outsiders, titled
from tests.bot.story_factory import KURSK
from tests.bot.test_corrected_copies import WORDS
from tests.sandbox_client import ARABIC_CHANNEL, EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

router = registry.load()

# A tap for each action, on the draft {draft} of the person themself, or of nobody's.
TRIED = {
    Action.DESK: "1dteam",
    Action.DRAFT: "1ddraft_{draft}",
    Action.SUBMIT: "1dsubmit_{draft}",
    Action.EXPORT: "1dexport_{draft}",
    Action.REVIEW: "1dapprove_{draft}",
    Action.PUBLISH: "1drelease_{draft}___1",
    Action.SCHEDULE: "1dqueue",
    Action.CORRECT: "1dcorrect____1",
    Action.REDACT: "1dredactyes__c_c1_1",
    Action.RESTORE: "1drestore____1-1-1",
    Action.ARCHIVE: "1drevive____1",
    Action.PIN: "1dpin____1",
    Action.PUSH: "1dpushnews",
    Action.RETRACT: "1dretract_1___yes",
    Action.CHANNELS: "1dchannels",
    Action.BLOCK: "1dunblock____777",
    Action.DEAD_LETTERS: "1ddeaddrop____777",
    Action.UNDO: "1dundo",
    Action.AUDIT: "1daudit",
    Action.INVITE: "1dinvite____editor",
    Action.TEAM: "1dmember____102",
    Action.RULES: "1dfoureyes____on",
}
KEPT = [table.name for table in metadata.sorted_tables if table.name in {
    "stories", "revisions", "members", "invites", "drafts", "scheduled_publications", "key_values", "search_index",
    "broadcast_drafts", "broadcasts", "deliveries", "subscribers",
}]  # fmt: skip


def test_every_action_is_tried() -> None:
    """No right is left out of the walk, and everything that the desk answers to takes one of them."""
    assert set(TRIED) == set(Action) == set(ALLOWED)
    rights = {route.right for route in (*router.commands.values(), *router.callbacks.values())}
    assert rights | {question.right for question in router.questions.values()} <= set(Action)


@pytest.mark.parametrize("role", [*Role, None])
async def test_each_role_may_what_the_table_says(bot: BotHarness, role: Role | None) -> None:
    """A tap is done where the role may, and else refused in words, kept in the audit, and changes nothing.

    An outsider's is counted, apart from the audit.
    """
    desk_user = await hire(bot, role or Role.CONTRIBUTOR)
    if role is None:
        await dismiss(bot, desk_user.person)
    for action, data in TRIED.items():
        number = await draft(bot, desk_user.person, titled(f"By {action}"))
        before, known = await bot.holds(KEPT), len(await entries(bot, actor=desk_user.person))
        answer = await desk_user.forges(data.format(draft=number))
        if role is None:
            assert answer, action
            assert len(await entries(bot, actor=desk_user.person)) == known
            assert await bot.holds(KEPT) == before, action
            continue
        refused = [entry for entry in await entries(bot, actor=desk_user.person) if not entry.allowed]
        if may(role, action):
            assert action.value not in {entry.action for entry in refused}, action
            continue
        assert answer == WORDS[Language.EN].text(whom_to_ask(action)), action
        assert refused[0].action == action.value
        assert len(await entries(bot, actor=desk_user.person)) == known + 1
        assert await bot.holds(KEPT) == before, action
    if role is None:
        counted = await outsiders(bot, len(TRIED))
        assert {(refusal.actor, refusal.action): refusal.count for refusal in counted} == {
            (desk_user.person, action.value): 1 for action in TRIED
        }


def whom_to_ask(action: Action) -> str:
    """The key of what a member is told who may not do this."""
    return "error.not_allowed" if may(Role.EDITOR, action) else "error.owners_only"


@pytest.mark.parametrize("language", list(Language))
async def test_who_may_not_is_told_whom_to_ask(bot: BotHarness, language: Language) -> None:
    """An editor is not sent to an editor for what owners alone may do; a contributor is told either."""
    for role, typed, action in (
        (Role.EDITOR, "/invite editor", Action.INVITE),
        (Role.EDITOR, "/channels", Action.CHANNELS),
        (Role.CONTRIBUTOR, "/invite editor", Action.INVITE),
        (Role.CONTRIBUTOR, "/correct kursk", Action.CORRECT),
    ):
        member = await hire(bot, role, language.value)
        assert await member.types(typed) == WORDS[language].text(whom_to_ask(action)), (role, typed)


@pytest.mark.parametrize("command", sorted(router.commands))
async def test_to_a_stranger_no_command_exists(bot: BotHarness, command: str) -> None:
    """They are answered as by any unknown command, nothing changes, and it is counted."""
    play = bot.play
    stranger = await play.person("en")
    unknown = (await play.answer("/unheard", as_=stranger))["text"]
    before = await bot.holds(KEPT)
    assert (await play.answer(f"/{command} {KURSK}", as_=stranger))["text"] == unknown
    assert await bot.holds(KEPT) == before
    assert [refusal.actor for refusal in await outsiders(bot)] == [stranger]
    assert await entries(bot, actor=stranger) == ()


async def test_a_member_removed_a_second_ago(bot: BotHarness) -> None:
    """The screen is still there; its button does nothing any more."""
    editor = await hire(bot, Role.EDITOR)
    number = await draft(bot, editor.person, titled("Mine"))
    await editor.types("/desk")
    await editor.taps(f"{number}")
    await editor.taps("Publish")
    await dismiss(bot, editor.person)
    assert await editor.taps("Publish")
    story = await newest(bot)
    assert story is not None
    assert story.revision == 1
    (refused,) = await outsiders(bot)
    assert (refused.actor, refused.action, refused.count) == (editor.person, "publish", 1)


async def test_a_button_of_anothers_screen(bot: BotHarness) -> None:
    """Somebody else's draft is not a contributor's to open, submit, send as a file or preview."""
    contributor = await hire(bot, Role.CONTRIBUTOR)
    number = await draft(bot, EMMA, titled("Emma's"))
    for verb in ("draft", "submit", "preview", "changes", "export", "rebase", "calloff", "flags"):
        before = await bot.holds(KEPT)
        assert "does not allow" in await contributor.forges(f"1d{verb}_{number}"), verb
        assert await bot.holds(KEPT) == before
    assert len([entry for entry in await entries(bot, actor=contributor.person) if not entry.allowed]) == 8


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


async def test_an_owners_tap_outside_their_private_chat(bot: BotHarness) -> None:
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
    assert [entry.detail["why"] for entry in await entries(bot, actor=EMMA)] == ["not in person"] * 3
    assert (await draft_of(bot, number)).state == "open"


async def test_a_post_in_a_channel(bot: BotHarness) -> None:
    """A command of the desk that is posted in a channel is refused there, in words, and counted."""
    play = bot.play
    before = await bot.holds(KEPT)
    since = await play.seq()
    await play.say("/publish kursk", as_=LAYLA, chat_id=ARABIC_CHANNEL)
    (event,) = await play.wait("call", since=since, method="sendMessage", chat_id=ARABIC_CHANNEL)
    assert event["status"] == 200
    await play.idle()
    assert await bot.holds(KEPT) == before
    assert [refusal.action for refusal in await outsiders(bot)] == ["publish"]
    assert await entries(bot) == ()


async def test_commands_in_a_group_a_channel_and_forwarded(bot: BotHarness) -> None:
    """An owner in a group, and what they forwarded, is refused in the audit; an anonymous admin is nobody: counted."""
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
    match = [(entry.action, entry.allowed, entry.detail["why"]) for entry in await entries(bot)]
    assert match == [("pin", False, "not in person"), ("archive", False, "not in person")]
    assert [(refusal.action, refusal.count) for refusal in await outsiders(bot)] == [("archive", 1)]


async def test_a_stranger_who_taps_without_end(bot: BotHarness) -> None:
    """Forged taps fill no audit: they are one line with a count, behind a button of their own."""
    play, stranger = bot.play, await bot.play.person("en")
    before = await bot.holds(["audit"])
    chat = {"id": stranger, "type": "private", "first_name": "X"}
    for _ in range(5):
        await play.post("update", callback_query=callback(stranger, chat, "1darchive___yes_1"))
    await play.idle()
    (refused,) = await outsiders(bot)
    assert (refused.actor, refused.action, refused.count) == (stranger, "archive", 5)
    assert refused.first_at <= refused.last_at
    assert await bot.holds(["audit"]) == before
    emma = DeskUser(bot, EMMA)
    await emma.types("/audit")
    shown = await emma.taps("Strangers: 5 tries")
    assert "5 times" in shown
    assert "refused" not in await emma.taps("Audit")
