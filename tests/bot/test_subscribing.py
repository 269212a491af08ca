"""What a chat follows: begun, chosen and left in conversation, in both languages, in groups and their topics."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.model.language import Language
from bot.store import chats, subscribers
from bot.store import deliveries as kept
from bot.store.subscribers import ChatKind, Subscriber
from bot.views.callback_data import ReaderLink, pack
from tests.bot.bot_harness import BotHarness
from tests.bot.story_factory import KURSK, tale
from tests.sandbox_client import DESK_FORUM, EMMA, FIRST_TOPIC, LAYLA, OMAR
from tests.store.test_chats import broadcast, counts, deliver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

GAZA = tale("gaza-talks", "محادثات غزة في القاهرة", "Gaza talks in Cairo")


@pytest.fixture(autouse=True)
async def _unpaced(sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat is not paced at a message a second: a conversation has dozens, and the pace has tests of its own."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)


async def row(harness: BotHarness, chat: int) -> dict[str, Any] | None:
    """The chat's subscriber as the database has it, with the slugs of what it picked and its reader's choices."""
    held = await harness.holds(["subscribers", "subscriptions", "readers", "stories"])
    answer = next((subscriber for subscriber in held["subscribers"] if subscriber["chat_id"] == chat), None)
    reader = next((reader for reader in held["readers"] if reader["chat_id"] == chat), {})
    slugs = {story["id"]: story["slug"] for story in held["stories"]}
    picked = {
        slugs[subscription["story_id"]] for subscription in held["subscriptions"] if subscription["chat_id"] == chat
    }
    chosen = {"picked": picked, "language": reader.get("language"), "zone": reader.get("zone")}
    return answer and {**answer, **chosen}


async def becomes(harness: BotHarness, chat: int, state: str, reason: str | None = None) -> None:
    """Wait until the chat's subscriber is in this state, for this reason."""
    async with asyncio.timeout(30):
        while True:
            stored = await row(harness, chat)
            if stored and (stored["state"], stored["reason"]) == (state, reason):
                return


def labels(message: dict[str, Any]) -> list[str]:
    """What the message's buttons say."""
    return [item["text"] for line in message.get("reply_markup", {}).get("inline_keyboard", ()) for item in line]


async def test_a_story_is_followed_in_arabic(bot: BotHarness) -> None:
    """By a plain word and the story's name; the language that was spoken is kept for what will be sent."""
    play = bot.play
    await bot.publish(GAZA)
    answer = await play.answer("اشترك كورسك")
    assert "تتابع هذه المحادثة الآن" in answer["text"]
    stored = await row(bot, LAYLA)
    assert stored
    assert (stored["kind"], stored["state"], stored["every"], stored["frequency"]) == ("private", "active", 0, "now")
    assert (stored["picked"], stored["language"]) == ({KURSK}, "ar")
    answer = await play.answer("/subscribe gaza-talks")
    stored = await row(bot, LAYLA)
    assert stored
    assert stored["picked"] == {KURSK, "gaza-talks"}
    answer = await play.answer("إلغاء الاشتراك كورسك")
    assert "لم تعد" in answer["text"]
    answer = await play.turn(answer, "العودة إلى المتابعة")
    assert "تتابع هذه المحادثة الآن" in answer["text"]
    answer = await play.answer("إلغاء الاشتراك")
    assert "لم تعد هذه المحادثة تتابع شيئًا" in answer["text"]
    assert await row(bot, LAYLA) is None


async def test_the_screen_of_choices_in_english(bot: BotHarness) -> None:
    """Everything by buttons: some stories, a digest at an hour of a day, quiet hours, the zone; told as it is."""
    play = bot.play
    await bot.publish(GAZA)
    screen = await play.answer("/subscribe", as_=EMMA)
    assert "no story yet" in screen["text"]
    screen = await play.turn(screen, "Every story", as_=EMMA)
    assert "every story" in screen["text"]
    assert "✓ Every story" in labels(screen)
    screen = await play.turn(screen, "Some stories", as_=EMMA)
    assert "✓ Gaza talks in Cairo" in labels(screen)
    screen = await play.turn(screen, "Gaza talks", as_=EMMA)
    assert "Gaza talks in Cairo" in labels(screen)
    stored = await row(bot, EMMA)
    assert stored
    assert (stored["every"], stored["picked"], stored["language"]) == (0, {KURSK}, "en")
    screen = await play.turn(screen, "Back", as_=EMMA)
    screen = await play.turn(screen, "Weekly", as_=EMMA)
    assert "Which city’s time" in screen["text"]
    screen = await play.turn(screen, "Amman", as_=EMMA)
    assert "every week, on Sunday at 08:00 (Amman)" in screen["text"]
    screen = await play.turn(screen, "Hour", as_=EMMA)
    screen = await play.turn(screen, "18:00", as_=EMMA)
    screen = await play.turn(screen, "Day", as_=EMMA)
    screen = await play.turn(screen, "Friday", as_=EMMA)
    assert "on Friday at 18:00 (Amman)" in screen["text"]
    screen = await play.turn(screen, "Quiet hours", as_=EMMA)
    screen = await play.turn(screen, "from 22:00 to 07:00", as_=EMMA)
    assert "Quiet hours from 22:00 to 07:00 (Amman)" in screen["text"]
    stored = await row(bot, EMMA)
    assert stored
    chosen = ("frequency", "minute", "weekday", "quiet_from", "quiet_to", "zone")
    assert [stored[name] for name in chosen] == ["weekly", 18 * 60, 4, 22 * 60, 7 * 60, "Asia/Amman"]
    assert stored["due_at"] > bot.now() > stored["since"]
    screen = await play.turn(screen, "Unfollow", as_=EMMA)
    assert "no longer follows anything" in screen["text"]
    assert await row(bot, EMMA) is None


async def test_the_way_back_from_one_story_leaves_the_others(bot: BotHarness) -> None:
    """What is told of a story that is followed leaves that story alone; who leaves all is told what comes back."""
    play = bot.play
    await bot.publish(GAZA)
    await play.answer("/subscribe gaza-talks", as_=EMMA)
    answer = await play.answer("/subscribe kursk", as_=EMMA)
    await play.turn(answer, "Unfollow", as_=EMMA)
    stored = await row(bot, EMMA)
    assert stored
    assert stored["picked"] == {"gaza-talks"}
    answer = await play.answer("/unsubscribe", as_=EMMA)
    assert "Follow every story" in labels(answer)


async def test_leaving_a_story_that_is_archived_leaves_nothing_else(bot: BotHarness) -> None:
    """The button below an old push: what is followed besides is followed still."""
    play = bot.play
    (number,) = await bot.publish(GAZA)
    await play.answer("/subscribe gaza-talks", as_=EMMA)
    text = await play.answer("/subscribe kursk", as_=EMMA)
    await bot.rule(1, state="archived")
    answer = await play.tap_text(text, "Unfollow", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    held = (await bot.holds(["subscriptions"]))["subscriptions"]
    assert [answer["story_id"] for answer in held if answer["chat_id"] == EMMA] == [number]
    await play.answer("/subscribe all", as_=EMMA)
    await play.tap_text(text, "Unfollow", as_=EMMA)
    stored = await row(bot, EMMA)
    assert stored
    assert stored["every"] == 1


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("daily 9", ("daily", 540, None, None, None)),
        ("weekly Friday 18:30", ("weekly", 1110, 4, None, None)),
        ("أسبوعي الجمعة ٩", ("weekly", 540, 4, None, None)),
        ("كل يوم", ("daily", 480, None, None, None)),
        ("quiet 22-7", ("now", None, None, 1320, 420)),
        ("هدوء ٢٣ إلى ٧", ("now", None, None, 1380, 420)),
        ("all", ("now", None, None, None, None)),
    ],
)
async def test_choices_are_typed(bot: BotHarness, typed: str, chosen: tuple[Any, ...]) -> None:
    """Words behind the command say when, in either language and in any digits."""
    await bot.play.answer(f"/subscribe {typed}")
    stored = await row(bot, LAYLA)
    assert stored
    assert tuple(stored[name] for name in ("frequency", "minute", "weekday", "quiet_from", "quiet_to")) == chosen
    assert stored["every"] == 1


async def test_quiet_hours_are_ended_and_words_that_mean_nothing_change_nothing(bot: BotHarness) -> None:
    """'off' ends them; an hour that is none is taken for the name of a story, which there is not."""
    play = bot.play
    await play.answer("/subscribe quiet 22-7")
    await play.answer("/subscribe quiet off")
    bot.pass_()
    await bot.idle()  # what was held for the quiet hours is let go
    stored = await row(bot, LAYLA)
    assert stored
    assert (stored["quiet_from"], stored["quiet_to"]) == (None, None)
    answer = await play.answer("/subscribe quiet 25-99")
    assert "quiet 25-99" in answer["text"]
    assert await row(bot, LAYLA) == stored


async def test_a_cover_has_the_way_to_follow_it_and_says_that_it_is_followed(bot: BotHarness) -> None:
    """One tap; the button says so, and a message tells of it. A tap on that button ends it, without a message."""
    play = bot.play
    old, cover = await play.answer("/story", as_=EMMA), await play.answer("/start", as_=EMMA)
    answer = await play.tap_text(cover, "Follow", as_=EMMA)
    assert answer
    assert answer["text"] == "You’re now following."
    await play.idle()
    assert "now follows" in (await play.last(EMMA))["text"]
    (followed,) = [each for each in await play.messages(EMMA) if each["message_id"] == cover["message_id"]]
    assert followed["text"] == cover["text"]
    labels = [button["text"] for row in followed["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[0] == "Following ✓"
    assert "Help" in labels
    assert "Following ✓" in str((await play.answer("/story", as_=EMMA))["reply_markup"])
    answer = await play.tap_text(old, "Follow", as_=EMMA)
    assert answer
    assert answer["text"] == "You already follow it."
    await play.idle()
    last = await play.last(EMMA)
    answer = await play.tap_text(followed, "Following ✓", as_=EMMA)
    assert answer
    assert answer["text"] == "Unfollowed."
    await play.idle()
    assert await play.last(EMMA) == last
    (left,) = [each for each in await play.messages(EMMA) if each["message_id"] == cover["message_id"]]
    assert left["reply_markup"] == cover["reply_markup"]
    assert "Following" not in str((await play.answer("/story", as_=EMMA))["reply_markup"])


async def test_the_way_out_of_a_push(bot: BotHarness) -> None:
    """One tap leaves the story, cancels what waits of it, says so, offers to come back; who followed all leaves all."""
    play = bot.play
    (gaza,) = await bot.publish(GAZA)
    await play.answer("/subscribe kursk", as_=EMMA)
    await play.answer("/subscribe gaza-talks", as_=EMMA)
    async with bot.database() as database, database.write() as conn:
        number = await broadcast(conn, story_id=gaza, state="paused", pending=1)
        await deliver(conn, number, EMMA, "pending", language="en")
    keyboard = [[{"text": "out", "callback_data": pack(ReaderLink("leave", Language.EN, number=gaza))}]]
    push = await play.result("sendMessage", chat_id=EMMA, text="News", reply_markup={"inline_keyboard": keyboard})
    answer = await play.tap_text(push, "out", as_=EMMA)
    assert answer
    assert answer["text"] == "Unfollowed."
    await play.idle()
    text = await play.last(EMMA)
    assert "no longer follows: Gaza talks in Cairo" in text["text"]
    assert "Follow again" in labels(text)
    stored = await row(bot, EMMA)
    assert stored
    assert stored["picked"] == {KURSK}
    async with bot.database() as database, database.read() as conn:
        after = await counts(conn, number)
        assert (after["pending"], after["cancelled"]) == (0, 1)
        (delivery,) = await kept.listed(conn, number, limit=5)
        assert (delivery.state, delivery.reason) == ("cancelled", chats.LEFT)
    await play.answer("/subscribe all", as_=EMMA)
    await play.tap_text(push, "out", as_=EMMA)
    await play.idle()
    assert "no longer follows anything" in (await play.last(EMMA))["text"]
    assert await row(bot, EMMA) is None


async def test_who_follows_all_leaves_one_by_its_name(bot: BotHarness) -> None:
    """The others are followed still."""
    await bot.publish(GAZA)
    await bot.play.answer("/subscribe all", as_=EMMA)
    await bot.play.answer("/unsubscribe gaza-talks", as_=EMMA)
    stored = await row(bot, EMMA)
    assert stored
    assert (stored["every"], stored["picked"]) == (0, {KURSK})


async def test_in_groups_the_admins_choose(bot: BotHarness) -> None:
    """Others are refused, by command and by button; an anonymous admin is one; the title is kept."""
    play = bot.play
    group = await play.group(LAYLA, EMMA)
    text = await play.ask("/subscribe kursk", as_=EMMA, chat_id=group)
    assert "admins" in text["text"]
    assert await row(bot, group) is None
    cover = await play.ask("/story", as_=EMMA, chat_id=group)
    answer = await play.tap_text(cover, "Follow", as_=EMMA)
    assert answer
    assert answer["show_alert"]
    assert await row(bot, group) is None
    await play.ask("/subscribe kursk", as_=LAYLA, chat_id=group, anonymous=True)
    stored = await row(bot, group)
    assert stored
    assert (stored["kind"], stored["title"], stored["thread_id"], stored["picked"]) == ("group", "Group", None, {KURSK})


async def test_a_topic_gets_the_pushes_where_it_asked(newsroom: SandboxClient, tmp_path: Path) -> None:
    """In a forum the topic that `/subscribe` was said in is the one that is written to."""
    harness = BotHarness(newsroom, tmp_path)
    await harness.start()
    try:
        admin = OMAR
        await newsroom.ask("/subscribe all", as_=admin, chat_id=DESK_FORUM, thread_id=FIRST_TOPIC)
        stored = await row(harness, DESK_FORUM)
        assert stored
        assert stored["thread_id"] == FIRST_TOPIC
    finally:
        await harness.stop()


async def test_a_reader_who_blocks_rests_and_wakes(bot: BotHarness) -> None:
    """Told by Telegram, nothing is sent to it while it lasts; when it is unblocked, all goes on."""
    play = bot.play
    await play.answer("/subscribe all")
    await play.post("block", as_=LAYLA)
    await becomes(bot, LAYLA, "resting", "blocked")
    await play.post("unblock", as_=LAYLA)
    await becomes(bot, LAYLA, "active")


async def test_whoever_presses_start_is_awake(bot: BotHarness) -> None:
    """Where the bot did not hear that it was unblocked, since it was away for days."""
    play = bot.play
    await play.answer("/subscribe all")
    async with bot.database() as database, database.write() as conn:
        await subscribers.mark_unreachable(conn, [LAYLA], "Forbidden: bot was blocked by the user", bot.now())
    await play.answer("/start")
    await becomes(bot, LAYLA, "active")


async def test_a_group_that_puts_the_bot_out_rests(bot: BotHarness) -> None:
    """Brought back, it is written to again."""
    play = bot.play
    group = await play.group(LAYLA, EMMA)
    await play.ask("/subscribe all", chat_id=group)
    await play.post("remove_bot", as_=LAYLA, chat_id=group)
    await becomes(bot, group, "resting", "removed")
    await play.post("invite_bot", as_=LAYLA, chat_id=group)
    await becomes(bot, group, "active")


@pytest.mark.parametrize("is_known", [False, True])
async def test_a_group_becomes_a_supergroup(bot: BotHarness, is_known: bool) -> None:
    """It stays one reader, with what it chose; also where the supergroup had subscribed already."""
    play = bot.play
    await bot.publish(GAZA)
    group = await play.group(LAYLA, EMMA, kind="group")
    await play.ask("/language en", chat_id=group)
    await play.ask("/subscribe kursk", chat_id=group)
    if is_known:
        async with bot.database() as database, database.write() as conn:
            later = -1001500000000 - abs(group)
            await subscribers.put(conn, Subscriber(later, ChatKind.CHANNEL, every=True), datetime.now(UTC))
    moved = (await play.post("migrate", chat_id=group))["chat_id"]
    async with asyncio.timeout(30):
        while await row(bot, group):
            pass
    stored = await row(bot, moved)
    assert stored
    assert (stored["kind"], stored["state"], stored["language"]) == ("group", "active", "en")
    assert stored["every"] == int(is_known)
    answer = await play.ask("/subscribe", chat_id=moved)
    assert "follows" in answer["text"]


async def test_a_reply_follows_its_group(bot: BotHarness) -> None:
    """A tap that is answered after the group has moved is answered in the supergroup, and what it chose goes along."""
    play = bot.play
    group = await play.group(LAYLA, EMMA, kind="group")
    await play.ask("/language en", chat_id=group)
    await play.fault("delay", seconds=1, method="sendMessage", chat_id=group, times=1)
    since = await play.seq()
    await play.say("/help", chat_id=group)
    moved = (await play.post("migrate", chat_id=group))["chat_id"]
    message = await play.heard(moved, since=since)
    assert "/summary" in message["text"]
    held = await bot.holds(["readers"])  # moved before the reply was repeated
    assert {reader["chat_id"]: reader["language"] for reader in held["readers"]}[moved] == "en"
