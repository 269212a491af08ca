"""Every button that an owner was ever shown, pressed by whoever has no right to it, wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.handlers.desk import registry
from bot.i18n import catalogue
from bot.model.roles import Action, Role, may
from bot.store.schema import metadata
from tests.bot.desk.desk_walk import SECRET, DeskWalk, furnish
from tests.bot.desk.staff import dismiss, hire
from tests.sandbox_client import ARABIC_CHANNEL, EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.views.callback_data import DeskLink
    from tests.bot.bot_harness import BotHarness

router = registry.load()

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
GROUP = {"id": NEWSROOM, "type": "supergroup", "title": "Newsroom"}
CHANNEL = {"id": ARABIC_CHANNEL, "type": "channel", "title": "Channel"}
REFUSALS = {
    words.text(key)
    for words in catalogue.load().values()
    for key in ("desk.say.members_only", "error.not_allowed", "error.owners_only", "say.button_unknown")
}
# What a refusal leaves: its entry in the audit log, or, of an outsider's, one among the folded refusals.
_LEFT = {"audit", "refusals", "inbox", "processed_updates", "daily_counts"}
AT_ONCE = 25  # buttons that are pressed before the first is answered
KEPT = [table.name for table in metadata.sorted_tables if table.name not in _LEFT]


def person(user_id: int) -> dict[str, Any]:
    """A user as the server tells of them."""
    return {"id": user_id, "is_bot": False, "first_name": "X", "language_code": "en"}


def private(user_id: int) -> dict[str, Any]:
    """The private chat of a user."""
    return {"id": user_id, "type": "private", "first_name": "X"}


async def press(
    harness: BotHarness, links: Collection[str], sender: dict[str, Any], chat: dict[str, Any], **message: Any
) -> list[dict[str, Any]]:
    """Press each of the buttons under a message of a chat; return what the bot called then, but for its polling."""
    play = harness.play
    since = await play.seq()
    for number, data in enumerate(links, 1):
        shown = {"message_id": 5, "date": 1, "chat": chat, "text": "x", "from": {"id": 1000, "is_bot": True,
                 "first_name": "S"}, **message}  # fmt: skip
        query = {"id": f"7{number}", "from": sender, "chat_instance": "1", "message": shown, "data": data}
        await play.post("update", callback_query=query)
        if number % AT_ONCE == 0:  # each waiting one is counted anew for each that comes
            await play.wait("call", since=since, method="answerCallbackQuery", count=number)
    await play.wait("call", since=since, method="answerCallbackQuery", count=len(links))
    await play.idle()
    calls = await play.log(since=since, limit=10_000)
    return [call for call in calls if call["method"] != "getUpdates"]


@pytest.fixture
async def walked(bot: BotHarness, monkeypatch: pytest.MonkeyPatch) -> dict[str, DeskLink]:
    """The desk's buttons, as Emma collected them; nobody is told to slow down."""
    monkeypatch.setattr("bot.telegram_api.flood_control.BACKLOG", 10_000)
    monkeypatch.setattr("bot.telegram_api.flood_control.SHARE", 10_000)
    walk = DeskWalk(await furnish(bot))
    await walk.walk()
    assert walk.verbs == set(router.callbacks), "every callback of the desk is walked"
    return walk.collected


@pytest.mark.timeout(600)  # some 200 screens, and each of their 600 buttons a dozen times
async def test_every_button_of_the_desk_in_the_wrong_hands(bot: BotHarness, walked: dict[str, DeskLink]) -> None:
    """Nothing changes, and each is refused in words; nothing is sent, edited or shown besides.

    By a stranger, a member removed a second ago, in a chat that is another's, by an anonymous admin, by the owner
    herself in a group and a channel, and by members whose role does not permit it.
    """
    await _outsiders(bot, walked)
    await _lower_roles(bot, walked)


async def _outsiders(bot: BotHarness, walked: dict[str, DeskLink]) -> None:
    stranger, removed = await bot.play.person("en"), await hire(bot, Role.EDITOR)
    await dismiss(bot, removed.person)
    before = await bot.holds(KEPT)
    tried = [
        (person(stranger), private(stranger), {}),
        (person(removed.person), private(removed.person), {}),
        (person(stranger), private(EMMA), {}),
        (person(EMMA), private(stranger), {}),
        (person(stranger), GROUP, {}),
        (person(LAYLA), GROUP, {}),
        (ANONYMOUS, GROUP, {"sender_chat": GROUP}),
        (person(LAYLA), CHANNEL, {"sender_chat": CHANNEL}),
    ]
    few = [*{(link.verb, link.item is None): data for data, link in walked.items()}.values()]
    for number, (sender, chat, more) in enumerate(tried):
        links = few if 2 <= number < len(tried) - 2 else list(walked)  # where they are is told before what they press
        calls = await press(bot, links, sender, chat, **more)
        assert {call["method"] for call in calls} == {"answerCallbackQuery"}
        assert {call["params"].get("text") for call in calls} <= REFUSALS
        assert len(calls) == len(links)
        assert await bot.holds(KEPT) == before


async def _lower_roles(bot: BotHarness, walked: dict[str, DeskLink]) -> None:
    """Refused is what their role does not permit; the rest shows a contributor no draft of others, and changes none."""
    for role in (Role.EDITOR, Role.CONTRIBUTOR):
        desk_user = await hire(bot, role)
        denied = [data for data, link in walked.items() if not may(role, router.callbacks[link.verb].right)]
        assert denied
        before = await bot.holds(KEPT)
        calls = await press(bot, denied, person(desk_user.person), private(desk_user.person))
        assert {call["method"] for call in calls} == {"answerCallbackQuery"}
        assert {call["params"].get("text") for call in calls} <= REFUSALS
        now = await bot.holds(KEPT)
        assert {name: now[name] == before[name] for name in KEPT if now[name] != before[name]} in ({}, _noted(now))
    before = await bot.holds(KEPT)
    permitted = [data for data in walked if data not in denied]
    calls = await press(bot, permitted, person(desk_user.person), private(desk_user.person))
    assert [call for call in calls if SECRET in str(call["params"])] == []
    now = await bot.holds(KEPT)
    for table in ("stories", "revisions", "members", "invites", "broadcasts", "deliveries", "subscribers", "blocks"):
        assert now[table] == before[table], table
    others = [row for row in before["drafts"] if row["author"] != desk_user.person]
    assert [row for row in now["drafts"] if row["author"] != desk_user.person] == others


def _noted(now: dict[str, Any]) -> dict[str, bool]:
    """What a member's own update may leave, refused or not: the language that they were spoken to in."""
    return {"member_locale": False} if now["member_locale"] else {}


def test_each_action_is_denied_to_somebody_or_permitted_to_all() -> None:
    """Owners may all; a contributor nothing that concerns what readers are sent."""
    assert all(may(Role.OWNER, action) for action in Action)
    for action in (Action.PUBLISH, Action.PUSH, Action.RETRACT, Action.ARCHIVE, Action.BLOCK, Action.TEAM):
        assert not may(Role.CONTRIBUTOR, action)
