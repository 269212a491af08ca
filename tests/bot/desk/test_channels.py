"""Channels: the owners are told of them, set them up by buttons, and see what is wrong; each has its pinned cards."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.model.roles import Role
from bot.store import members
from bot.store.members import Member
from tests.bot.desk.staff import titled
from tests.bot.story_factory import tale
from tests.sandbox_client import ARABIC_CHANNEL, BOT, EMMA, ENGLISH_CHANNEL, LAYLA
from tests.store.test_chats import broadcast, deliver

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

GAZA = tale("gaza-talks", "محادثات غزة في القاهرة", "Gaza talks in Cairo")


async def row(harness: BotHarness, chat: int) -> dict[str, Any]:
    """The channel's subscriber as the database has it, with its language."""
    held = await harness.holds(["subscribers", "readers"])
    (answer,) = [subscriber for subscriber in held["subscribers"] if subscriber["chat_id"] == chat]
    reader = next((reader for reader in held["readers"] if reader["chat_id"] == chat), {})
    return {**answer, "language": reader.get("language"), "format_preference": reader.get("format_preference")}


async def becomes(harness: BotHarness, chat: int, **wanted: Any) -> None:
    """Wait until the channel's subscriber is like that."""
    async with asyncio.timeout(30):
        while True:
            held = await harness.holds(["subscribers"])
            answers = [subscriber for subscriber in held["subscribers"] if subscriber["chat_id"] == chat]
            if answers and all(answers[0][name] == value for name, value in wanted.items()):
                return


async def channel(harness: BotHarness) -> int:
    """A channel that the bot was just made an admin of."""
    play = harness.play
    for owner in (EMMA, LAYLA):
        await play.answer("/desk", as_=owner)  # whoever has been there is known with their language
    answer = await play.post("chat", type="channel", title="Morning News", members=[EMMA], bot="none")
    number: int = answer["chat"]["id"]
    since = await play.seq()
    await play.post("invite_bot", as_=EMMA, chat_id=number)
    for owner in (EMMA, LAYLA):
        await play.heard(owner, since=since)
    return number


async def test_owners_are_told_of_a_channel_and_set_it_up(bot: BotHarness) -> None:
    """Each in their own language; nothing is posted there before its language is chosen, and then all is as it says."""
    play = bot.play
    number = await channel(bot)
    assert "Morning News" in (await play.last(EMMA))["text"]
    assert "صار البوت مشرفًا" in (await play.last(LAYLA))["text"]
    assert (await row(bot, number))["reason"] == "new"
    screen = await play.turn(await play.last(EMMA), "Set up", as_=EMMA)
    assert "not set up yet" in screen["text"]
    answer = await play.tap_text(screen, "Begin posting", as_=EMMA)
    assert answer
    assert "language first" in answer["text"]
    assert (await row(bot, number))["state"] == "paused"
    for label in ("English", "Both", "Silent", "Simple", "Begin posting"):
        screen = await play.turn(screen, label, as_=EMMA)
    stored = await row(bot, number)
    names = (
        "kind",
        "state",
        "reason",
        "every",
        "both",
        "silent",
        "language",
        "format_preference",
        "set_up_by",
        "title",
    )
    assert [stored[name] for name in names] == [
        "channel", "active", None, 1, 1, 1, "en", "simple", EMMA, "Morning News",
    ]  # fmt: skip
    screen = await play.turn(screen, "Some stories", as_=EMMA)
    screen = await play.turn(screen, "North Korean", as_=EMMA)
    assert (await row(bot, number))["every"] == 0
    screen = await play.turn(screen, "Back", as_=EMMA)
    screen = await play.turn(screen, "Pause", as_=EMMA)
    assert ((await row(bot, number))["state"], (await row(bot, number))["reason"]) == ("paused", "wish")
    screen = await play.turn(screen, "Forget", as_=EMMA)
    await play.turn(screen, "Yes", as_=EMMA)
    held = await bot.holds(["subscribers", "readers"])
    assert number not in {answer["chat_id"] for table in held.values() for answer in table}


async def test_a_channel_that_demotes_the_bot_rests(bot: BotHarness) -> None:
    """The owners are told, and told again when it is back; then posting goes on as it was set up."""
    play = bot.play
    number = await channel(bot)
    screen = await play.turn(await play.last(EMMA), "Set up", as_=EMMA)
    screen = await play.turn(screen, "English", as_=EMMA)
    await play.turn(screen, "Begin posting", as_=EMMA)
    since = await play.seq()
    await play.post("promote", as_=EMMA, chat_id=number, user_id=BOT, rights=["can_edit_messages"])
    assert "may no longer post" in (await play.heard(EMMA, since=since))["text"]
    assert ((await row(bot, number))["state"], (await row(bot, number))["reason"]) == ("resting", "demoted")
    await play.post("remove_bot", as_=EMMA, chat_id=number)
    await becomes(bot, number, reason="removed")
    listed = await play.answer("/channels", as_=EMMA)
    assert "posting is not possible" in listed["text"]
    since = await play.seq()
    await play.post("invite_bot", as_=EMMA, chat_id=number)
    assert "can post in the channel" in (await play.heard(EMMA, since=since))["text"]
    assert (await row(bot, number))["state"] == "active"


async def test_what_went_wrong_is_told(bot: BotHarness) -> None:
    """The last push to each channel, whether it arrived, and if not, why."""
    play = bot.play
    number = await channel(bot)
    async with bot.database() as database, database.write() as conn:
        for state, reason in (("sent", None), ("failed", "Bad Request: chat not found")):
            push = await broadcast(conn, state="done", **{state: 1})
            await deliver(conn, push, number, state, reason=reason, at=bot.now())
    listed = await play.answer("/channels", as_=EMMA)
    assert f"Push {push} failed" in listed["text"].replace("\u2068", "").replace("\u2069", "")
    assert "chat not found" in listed["text"]


async def test_channels_are_the_owners(bot: BotHarness) -> None:
    """An editor is refused; to a reader the command does not exist."""
    play = bot.play
    person = await play.person("en")
    answer = await play.answer("/channels", as_=person)
    assert "/summary" in answer["text"]
    async with bot.database() as database, database.write() as conn:
        await members.put(conn, Member(person, Role.EDITOR, "Rana", EMMA, bot.now()), bot.settings.owners)
    answer = await play.answer("/channels", as_=person)
    assert "/summary" not in answer["text"]


async def begin(harness: BotHarness, *labels: str) -> dict[str, Any]:
    """Set a channel up by these buttons."""
    screen = await harness.play.turn(await harness.play.last(EMMA), "Set up", as_=EMMA)
    for label in labels:
        screen = await harness.play.turn(screen, label, as_=EMMA)
    return screen


async def pinned(harness: BotHarness, number: int, count: int = 1) -> list[dict[str, Any]]:
    """The cards that the channel has pinned, once there are so many."""
    await harness.play.wait("call", method="pinChatMessage", chat_id=number, count=count, since=0, timeout=20)
    held = await harness.holds(["pinned_cards"])
    ids = [card["message_id"] for card in held["pinned_cards"] if card["chat_id"] == number]
    return [
        message
        for message in await harness.play.messages(number)
        if message["message_id"] in ids and not message.get("deleted")
    ]


async def test_a_pinned_card_is_kept_up_to_date(bot: BotHarness) -> None:
    """One message of each story, whose buttons are addresses; a new revision edits it, and sends none."""
    play = bot.play
    number = await channel(bot)
    await bot.publish(GAZA)
    await begin(bot, "English", "Simple", "Pinned card", "Begin posting")
    cards = await pinned(bot, number, 2)
    assert len(cards) == 2
    (card,) = [card for card in cards if "Gaza talks" in card["text"]]
    urls = [item["url"] for line in card["reply_markup"]["inline_keyboard"] for item in line]
    assert all(url.startswith("https://t.me/siyaq_sandbox_bot?start=_1") for url in urls)
    since = await play.seq()
    await bot.publish(GAZA.model_copy(update={"standfirst": GAZA.title.model_copy(update={"en": "They went on."})}))
    (event,) = await play.wait("edited", since=since, chat_id=number, message_id=card["message_id"], timeout=20)
    assert "They went on." in event["message"]["text"]
    held = await bot.holds(["pinned_cards"])
    assert {card["message_id"] for card in held["pinned_cards"]} == {card["message_id"] for card in cards}


async def test_a_card_that_is_gone_is_sent_anew_and_one_unwanted_is_taken_down(bot: BotHarness) -> None:
    """Whoever deleted it gets it again with the next revision; without cards they are gone from the channel."""
    play = bot.play
    number = await channel(bot)
    screen = await begin(bot, "English", "Simple", "Pinned card", "Begin posting")
    (card,) = await pinned(bot, number)
    await play.post("delete", as_=EMMA, chat_id=number, message_id=card["message_id"])
    since = await play.seq()
    await bot.publish(titled("Troops, again"))
    await play.wait("call", method="pinChatMessage", since=since, chat_id=number, timeout=20)
    (held,) = (await bot.holds(["pinned_cards"]))["pinned_cards"]
    assert held["message_id"] != card["message_id"]
    since = await play.seq()
    await play.turn(screen, "Pinned card", as_=EMMA)
    await play.wait("deleted", since=since, chat_id=number, timeout=20)
    async with asyncio.timeout(30):
        while (await bot.holds(["pinned_cards"]))["pinned_cards"]:
            pass


@pytest.mark.parametrize("number", [ARABIC_CHANNEL, ENGLISH_CHANNEL])
async def test_a_channel_that_was_there_before_is_heard_of_when_it_changes(bot: BotHarness, number: int) -> None:
    """The bot was an admin before it had this database: any change of its rights makes the channel known."""
    play = bot.play
    await play.post("remove_bot", as_=LAYLA if number == ARABIC_CHANNEL else EMMA, chat_id=number)
    await play.post("invite_bot", as_=LAYLA if number == ARABIC_CHANNEL else EMMA, chat_id=number)
    await becomes(bot, number, reason="new")


async def test_a_channel_that_was_paused_stays_so(bot: BotHarness) -> None:
    """The bot is removed and comes back: the owners are told that nothing is posted before they let it."""
    play = bot.play
    number = await channel(bot)
    screen = await begin(bot, "English", "Begin posting")
    await play.turn(screen, "Pause", as_=EMMA)
    since = await play.seq()
    await play.post("remove_bot", as_=EMMA, chat_id=number)
    await play.heard(EMMA, since=since)
    since = await play.seq()
    await play.post("invite_bot", as_=EMMA, chat_id=number)
    assert "Posting there is paused" in (await play.heard(EMMA, since=since))["text"]
    assert ((await row(bot, number))["state"], (await row(bot, number))["reason"]) == ("paused", "wish")


async def test_a_channel_that_was_never_set_up_and_is_gone_has_no_button(bot: BotHarness) -> None:
    """There is nothing to show of it any more."""
    play = bot.play
    number = await channel(bot)
    since = await play.seq()
    await play.post("remove_bot", as_=EMMA, chat_id=number)
    message = await play.heard(EMMA, since=since)
    assert "was removed" in message["text"]
    assert "reply_markup" not in message


async def test_an_owner_who_only_pressed_start_is_told_in_their_language(bot: BotHarness) -> None:
    """Nobody has to open the desk first."""
    play = bot.play
    await play.start(as_=LAYLA)
    await play.idle()
    answer = await play.post("chat", type="channel", title="Morning News", members=[EMMA], bot="none")
    since = await play.seq()
    await play.post("invite_bot", as_=EMMA, chat_id=answer["chat"]["id"])
    assert "صار البوت مشرفًا" in (await play.heard(LAYLA, since=since))["text"]


async def test_a_channel_of_which_telegram_tells_nothing_just_now(bot: BotHarness) -> None:
    """That an answer is missing says nothing about the channel: it is told, and can be tried again."""
    play = bot.play
    number = await channel(bot)
    screen = await play.turn(await play.last(EMMA), "Set up", as_=EMMA)
    screen = await play.turn(screen, "English", as_=EMMA)
    fault = await play.fault("status", method="getChatMember", status=500, description="Internal Server Error")
    answer = await play.tap_text(screen, "Begin posting", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    assert ((await row(bot, number))["state"], (await row(bot, number))["reason"]) == ("paused", "new")
    await play.lift(fault)
    await play.turn(screen, "Begin posting", as_=EMMA)
    assert (await row(bot, number))["state"] == "active"


@pytest.mark.parametrize(("owner", "door"), [(LAYLA, "إعداد"), (EMMA, "Set up")])
async def test_what_is_set_up_fits_a_phone(bot: BotHarness, owner: int, door: str) -> None:
    """A phone cuts labels off that stand beside others and are long."""
    await channel(bot)
    screen = await bot.play.turn(await bot.play.last(owner), door, as_=owner)
    for buttons in screen["reply_markup"]["inline_keyboard"]:
        assert len(buttons) == 1 or max(len(button["text"]) for button in buttons) <= {2: 18, 3: 9}[len(buttons)], (
            buttons
        )
