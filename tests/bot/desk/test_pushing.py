"""A push is made with nothing but a phone: composed, reworded, looked at, counted, sent, planned, approved."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import pytest

from bot.model.language import Language
from bot.model.roles import Role
from bot.store import broadcast_drafts, broadcasts
from bot.store.subscribers import ChatKind
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import draft, entries, four_eyes, hire, in_zone, newest
from tests.bot.desk.subscriber_factory import add_audience, bare, ends, grown, listens, made, ours, push, reads, sent
from tests.sandbox_client import EMMA, ENGLISH_CHANNEL, LAYLA

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


class Tongue(NamedTuple):
    """Who speaks a language at the desk, and what they see in it."""

    person: int
    labels: dict[str, str]


ARABIC = Tongue(
    LAYLA,
    {
        "since": "الجديد منذ", "news": "اتفاق على وقف النار", "send": "إرسال الآن", "sure": "فور الضغط",
        "yes": "إرسال", "done": "اكتمل", "with": "نشر وإرسال", "out": "ويراها القراء",
        "announce": "إعلان من عندي", "typed": "اكتب نص", "dry": "كم محادثة", "three": "3 رسائل",
        "channel": "قنوات، العربية: 1", "at": "إرسال في موعد", "fix": "تثبيت", "waits": "ينتظر موعده",
        "hour": "غدًا الساعة 18:00", "back": "رجوع", "ask": "طلب موافقة", "awaits": "ينتظر موافقة",
        "headline": "العنوان (العربية)",
    },
)  # fmt: skip
ENGLISH = Tongue(
    EMMA,
    {
        "since": "New since revision", "news": "A truce is agreed", "send": "Send now",
        "sure": "as soon as you tap", "yes": "Send", "done": "Done.", "with": "Publish and push",
        "out": "Readers see it now", "announce": "Announcement", "typed": "Type the announcement", "dry": "Dry run",
        "three": "3 messages", "channel": "Channels, Arabic: 1", "at": "Send at an hour",
        "fix": "Schedule it", "waits": "Scheduled", "hour": "tomorrow 18:00",
        "back": "Back", "ask": "Send for approval", "awaits": "Waits for another", "headline": "Headline (English)",
    },
)  # fmt: skip
BOTH = pytest.mark.parametrize("tongue", [ARABIC, ENGLISH], ids=["ar", "en"])


async def sends_photo(desk_user: DeskUser, caption: str | None = None, kind: str = "photo") -> str:
    """Send a photo, or a picture as a file, and return what the bot answers."""
    since = await desk_user.play.seq()
    form = aiohttp.FormData({"as": str(desk_user.person), "chat_id": str(desk_user.person), "kind": kind})
    if caption:
        form.add_field("caption", caption)
    form.add_field("file", io.BytesIO(PIXEL), filename="a.png", content_type="image/png")
    async with desk_user.play.session.post(f"{desk_user.play.url}/control/upload", data=form) as response:
        assert response.status == 200, await response.json()
    return await desk_user.sees(since)


async def proof_of(harness: BotHarness, number: int) -> Any:
    """A push in the making as the database has it."""
    async with harness.database() as database, database.read() as conn:
        return await broadcast_drafts.get(conn, number)


@BOTH
async def test_published_and_pushed_with_one_tap(bot: BotHarness, tongue: Tongue) -> None:
    """The revision, the push and its messages come together; the tapped message tells how it went."""
    chats = await add_audience(bot)
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    number = await draft(bot, desk_user.person, grown())
    await desk_user.types("/desk")
    await desk_user.forges(f"1dpublish_{number}")
    await desk_user.types("/publish")
    shown = await desk_user.taps(say["with"])
    assert say["out"] in shown
    await ends(bot, 1)
    arabic, english, channel = await reads(bot.play, chats)
    assert [len(texts) for texts in (arabic, english, channel)] == [1, 1, 1]
    assert "اتفاق على وقف النار" in arabic[0]
    assert "A truce is agreed" in english[0]
    assert "اتفاق على وقف النار" in channel[0]
    story = await newest(bot)
    made = await push(bot, 1)
    assert story is not None
    assert (story.revision, made.revision, made.state, made.counts.sent) == (2, 2, "done", 3)
    report = [message for message in await ours(bot.play, desk_user.person) if say["done"] in message.get("text", "")]
    assert len(report) == 1
    assert await desk_user.forges(f"1drelease_{number}__push_3") == ""
    assert ENGLISH.labels["out"] in (await ours(bot.play, desk_user.person))[-1]["text"]  # what is forged says "en"
    await ends(bot, 1)
    assert len(await broadcast_numbers(bot)) == 1


async def broadcast_numbers(harness: BotHarness) -> list[int]:
    """The numbers of all pushes."""
    async with harness.database() as database, database.read() as conn:
        return [broadcast.id for broadcast in await broadcasts.all_(conn)]


@BOTH
async def test_pushed_afterwards_with_a_headline_of_ones_own(bot: BotHarness, tongue: Tongue) -> None:
    """The card tells what is new; a typed headline stands in one language, the composed one in the other."""
    chats = await add_audience(bot)
    await bot.publish(grown())
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    shown = await desk_user.types("/push dprk-troops-kursk")
    assert say["since"] in shown
    assert say["news"] in shown
    await desk_user.taps(say["headline"])
    own = "Guns fall silent" if tongue is ENGLISH else "صمت المدافع"
    assert own in await desk_user.types(own)
    assert say["sure"] in await desk_user.taps(say["send"])
    await desk_user.taps(say["yes"])
    await ends(bot, 1)
    arabic, english, _ = await reads(bot.play, chats)
    assert (own in english[0], own in arabic[0]) == ((True, False) if tongue is ENGLISH else (False, True))
    assert (await proof_of(bot, 1)).broadcast_id == 1


@BOTH
async def test_an_announcement_with_a_photo(bot: BotHarness, tongue: Tongue) -> None:
    """Words and photo come as one message of the editor's; each chat gets them as one; an edit changes the words."""
    chats = await add_audience(bot)
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await desk_user.types("/push")
    assert say["typed"] in await desk_user.taps(say["announce"])
    shown = await sends_photo(desk_user, "We have a channel now" if tongue is ENGLISH else "صارت لنا قناة")
    assert "قناة" in shown or "We have a channel now" in shown
    await desk_user.taps(say["send"])
    await desk_user.taps(say["yes"])
    await ends(bot, 1)
    texts = await reads(bot.play, chats)
    assert all("قناة" in text[0] or "We have a channel now" in text[0] for text in texts)
    for chat in chats:
        assert (await ours(bot.play, chat))[-1]["photo"]
    assert (await push(bot, 1)).counts.sent == 3


async def test_a_photo_is_asked_for_kept_and_taken_away(emma: DeskUser) -> None:
    """As a file it is none; words end nothing; what is kept can be taken away again."""
    await emma.types("/push")
    await emma.taps("Announcement")
    assert "Now the words" in await sends_photo(emma)
    assert "With a photo" in await emma.types("Hello")
    assert "With a photo" not in await emma.taps("Remove the photo")
    assert "Send the photo here" in await emma.taps("Add a photo")
    assert "not as a file" in await sends_photo(emma, kind="document")
    assert "not as a file" in await emma.types("here it comes")
    assert "With a photo" in await sends_photo(emma)


def in_album(album: str, number: int, **content: Any) -> dict[str, Any]:
    """A message of an album as the server sends it to the bot."""
    picture = {"file_id": f"p{number}", "file_unique_id": f"u{number}", "width": 1, "height": 1}
    sender = {"id": EMMA, "is_bot": False, "first_name": "Emma", "language_code": "en"}
    place = {"message_id": 800 + number, "date": 1, "chat": {"id": EMMA, "type": "private", "first_name": "Emma"}}
    return {**place, "from": sender, "media_group_id": album, **(content or {"photo": [picture]})}


VIDEO = {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}
FILE = {"file_id": "d", "file_unique_id": "d", "mime_type": "image/png", "file_name": "a.png"}


SHOTS: list[dict[str, Any]] = [{}, {}, {}]


async def test_of_an_album_one_photo_is_taken_and_the_rest_told_of_once(bot: BotHarness, emma: DeskUser) -> None:
    """The first photo, also where a video comes before it; to a question for words it is refused once."""
    await bot.publish(grown())
    await emma.types("/push")
    await emma.taps("Announcement")
    await emma.types("Hello")
    for album, content in (("a", SHOTS), ("b", [{"video": VIDEO}, *SHOTS])):
        await emma.taps("Add a photo")
        since = await emma.play.seq()
        for number, more in enumerate(content, start=1):
            await emma.play.post("update", message=in_album(album, number, **more))
        shown = await emma.sees(since)
        assert shown.count("With a photo") == 1
        assert shown.count("of this album") == 1
        assert shown.count("as a photo, not as a file") == (album == "b")
        assert {"a": "p1", "b": "p2"}[album] in (await proof_of(emma.harness, 1)).spec
        emma.screen = next(m for m in reversed(await ours(emma.play, EMMA)) if "With a photo" in m.get("text", ""))
        await emma.taps("Remove the photo")
    await emma.types("/push kursk")
    await emma.taps("Headline (English)")
    for album, content in (("c", SHOTS), ("d", [{"document": FILE}] * 3)):
        since = await emma.play.seq()
        for number, more in enumerate(content, start=10):
            await emma.play.post("update", message=in_album(album, number, **more))
        shown = await emma.sees(since)
        assert shown.count("of this album") == 0
        assert shown.count("answered in words" if album == "c" else "not as a file") == 1


async def test_words_that_do_not_fit_are_refused_and_asked_for_again(bot: BotHarness, emma: DeskUser) -> None:
    """Too long for a message, or a headline of two lines: told, and the next try counts; an edited one as well."""
    await bot.publish(grown())
    await emma.types("/push kursk")
    await emma.taps("Headline (English)")
    assert "one line" in await emma.types("One\nTwo")
    message = await bot.play.say("Better", as_=EMMA)
    await bot.play.idle()
    since = await bot.play.seq()
    assert "Best" in await emma.retypes(message, "Best")
    assert (await bot.play.seq()) > since
    await emma.taps("Own words (English)")
    assert "too long" in await emma.types("word " * 819)
    assert "Short" in await emma.types("Short")
    await emma.taps("Own words (English)")
    assert "New since revision" in await emma.taps("No words in this language")
    await emma.taps("Headline (English)")
    assert "Best" not in await emma.types("/skip")


@pytest.mark.parametrize("is_rich", [True, False], ids=["rich", "classic"])
@BOTH
async def test_each_message_is_seen_as_it_will_be_sent(bot: BotHarness, tongue: Tongue, *, is_rich: bool) -> None:
    """By language, format and kind of chat; it is what is then sent, text and buttons, be the server's what it may."""
    await bot.play.rich(on=is_rich)
    chats = await add_audience(bot)
    await bot.publish(grown())
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/push kursk")
    await desk_user.taps("Preview" if tongue is ENGLISH else "معاينة")
    choice = desk_user.screen
    labels = desk_user.labels[:-1]
    assert len(labels) == 8
    seen = []
    for label in labels:
        desk_user.screen = choice
        answer = await desk_user.taps(label)
        instead = ("rich" in label or "منسّق" in label) and not is_rich
        assert ("in their place" in answer or "بدلًا منها" in answer) is instead
        seen.append((await ours(bot.play, desk_user.person))[-2])
    desk_user.screen = choice
    await desk_user.taps(tongue.labels["back"])
    await desk_user.taps(tongue.labels["send"])
    await desk_user.taps(tongue.labels["yes"])
    await ends(bot, 1)
    for chat in chats:
        message = (await ours(bot.play, chat))[-1]
        same = [item for item in seen if item.get("text") == message.get("text")
                and item.get("rich_message") == message.get("rich_message")]  # fmt: skip
        assert any(entry.get("reply_markup") == message.get("reply_markup") for entry in same)


@BOTH
async def test_a_dry_run_counts_and_sends_nothing(bot: BotHarness, tongue: Tongue) -> None:
    """So many messages by kind and language; two posts of one channel are two; who has quiet hours gets it later."""
    chats = await add_audience(bot)
    await listens(bot, await bot.play.person("en"), Language.EN, quiet_from=0, quiet_to=1439)
    await bot.publish(grown())
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await desk_user.types("/push kursk")
    shown = bare(await desk_user.taps(say["dry"]))
    assert say["three"] in shown
    assert say["channel"] in shown
    assert ("One chat gets it later" if tongue is ENGLISH else "محادثة واحدة تستلم لاحقًا") in shown
    await listens(bot, ENGLISH_CHANNEL, Language.EN, ChatKind.CHANNEL, both=True)
    await desk_user.taps(say["back"])
    assert ("5 messages" if tongue is ENGLISH else "5 رسائل") in bare(await desk_user.taps(say["dry"]))
    assert await reads(bot.play, chats) == [[], [], []]
    assert await broadcast_numbers(bot) == []


@BOTH
async def test_at_an_hour_it_goes_by_itself_and_is_reported(bot: BotHarness, tongue: Tongue) -> None:
    """Named in one's zone and echoed; over a restart it waits; at its hour who planned it sees how it goes."""
    chats = await add_audience(bot)
    await bot.publish(grown())
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    await in_zone(bot, desk_user.person)
    await desk_user.types("/push kursk")
    await desk_user.taps(say["at"])
    assert "18:00" in await desk_user.types(say["hour"])
    assert say["waits"] in await desk_user.taps(say["fix"])
    await bot.restart()
    assert await reads(bot.play, chats) == [[], [], []]
    since = await bot.play.seq()
    bot.pass_(hours=48)
    await ends(bot, 1)
    items = [
        event["message"].get("text", "")
        for event in await bot.play.wait("message", since=since, chat_id=desk_user.person)
    ]
    assert items
    report = (await ours(bot.play, desk_user.person))[-1]
    assert say["done"] in report["text"]
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]


async def test_published_and_pushed_at_an_hour(bot: BotHarness, emma: DeskUser) -> None:
    """A scheduled draft is pushed with its publication where its card says so, and moving the hour changes that not."""
    chats = await add_audience(bot)
    await in_zone(bot, EMMA)
    number = await draft(bot, EMMA, grown())
    await emma.types("/desk")
    await emma.forges(f"1dschedule_{number}")
    await emma.types("in 2 hours")
    await emma.taps("Schedule it")
    assert "pushed to channels" in await emma.taps("Push it as well")
    assert "pushed to channels" not in await emma.taps("without a push")
    assert "pushed to channels" in await emma.taps("Push it as well")
    await emma.taps("Another hour")
    await emma.types("in 3 hours")
    assert "pushed to channels" in await emma.taps("Schedule it")
    bot.pass_(minutes=181)
    await made(bot, 1)
    await ends(bot, 1)
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]
    story = await newest(bot)
    assert story is not None
    assert (story.revision, (await push(bot, 1)).revision) == (2, 2)


async def test_a_planned_push_is_called_off_and_made_anew(bot: BotHarness, emma: DeskUser) -> None:
    """It stands in the list with its hour; nothing of it goes out; it can be taken up again."""
    chats = await add_audience(bot)
    await bot.publish(grown())
    await in_zone(bot, EMMA)
    await emma.types("/push kursk")
    await emma.taps("Headline (English)")
    await emma.types("Guns fall silent")
    await emma.taps("Send at an hour")
    await emma.types("in 2 hours")
    await emma.taps("Schedule it")
    assert "Scheduled" in await emma.taps("Recent pushes")
    await emma.types("/push")
    await emma.taps("Push 1")
    assert "Called off" in await emma.taps("Cancel")
    bot.pass_(hours=3)
    await bot.play.idle(quiet=0.3)
    assert await reads(bot.play, chats) == [[], [], []]
    assert "Guns fall silent" in await emma.taps("Make it again")
    await emma.taps("Send now")
    await emma.taps("Send")
    await ends(bot, 2)
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]


@BOTH
async def test_under_four_eyes_another_editor_lets_it_go(bot: BotHarness, tongue: Tongue) -> None:
    """There is no sending without; the others are told, see it as it will be, and one approves."""
    chats = await add_audience(bot)
    await bot.publish(grown())
    await four_eyes(bot)
    desk_user, say = DeskUser(bot, tongue.person), tongue.labels
    other = await hire(bot, Role.EDITOR)
    await other.types("/desk")
    await desk_user.types("/push kursk")
    assert say["yes"] not in desk_user.labels
    assert say["send"] not in desk_user.labels
    since = await bot.play.seq()
    assert say["awaits"] in await desk_user.taps(say["ask"])
    asked = await other.sees(since)
    assert "asks for approval of push 1" in asked
    await other.taps("Preview")
    choice = other.screen
    await other.taps("Readers, Arabic · simple")
    assert "اتفاق على وقف النار" in (await ours(bot.play, other.person))[-2]["text"]
    other.screen = choice
    await other.taps("Back")
    assert await reads(bot.play, chats) == [[], [], []]
    await other.taps("Approve")
    await ends(bot, 1)
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]
    assert (await push(bot, 1)).approved_by == other.person
    literal_string = "\n".join(message.get("text", "") for message in await ours(bot.play, desk_user.person))
    assert say["done"] in literal_string


async def test_nobody_approves_a_push_of_their_own(bot: BotHarness, emma: DeskUser) -> None:
    """It can be put up for approval without the rule, too; its maker can only call it off, and another can."""
    await add_audience(bot)
    await bot.publish(grown())
    other = await hire(bot, Role.EDITOR)
    await other.types("/desk")
    for number in (1, 2):
        await emma.types("/push kursk")
        since = await bot.play.seq()
        await emma.taps("Send for approval")
        await other.sees(since)
        assert not [label for label in emma.labels if "Approve" in label]
        assert "Ask another editor" in await emma.forges(f"1dpushyes_{number}")
        assert (await push(bot, number)).state == "awaiting"
        since = await bot.play.seq()
        await (emma if number == 1 else other).taps("Cancel")
        assert (await push(bot, number)).state == "called_off"
    assert "called off your push 2" in (await bot.play.heard(EMMA, since=since))["text"]


async def test_a_second_tap_and_a_stale_one_send_nothing(bot: BotHarness, emma: DeskUser) -> None:
    """Two taps send once; a confirmation of what was reworded since sends nothing and says so."""
    chats = await add_audience(bot)
    await bot.publish(grown())
    await emma.types("/push kursk")
    await emma.taps("Send now")
    stale = emma.screen
    await emma.types("/push")
    await emma.taps("Draft push")
    await emma.taps("Headline (English)")
    await emma.types("Guns fall silent")
    card = emma.screen
    emma.screen = stale
    assert "changed since you looked" in await emma.taps("Send")
    emma.screen = card
    await emma.taps("Send now")
    sure = emma.screen
    await bot.play.tap_text(sure, "Send", as_=EMMA)
    await bot.play.post("tap", as_=EMMA, chat_id=EMMA, message_id=sure["message_id"], data=_data(sure, "Send"))
    await ends(bot, 1)
    assert await broadcast_numbers(bot) == [1]
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]
    assert len(await sent(bot, 1)) == 3


def _data(message: dict[str, Any], label: str) -> str:
    buttons = [item for row in message["reply_markup"]["inline_keyboard"] for item in row]
    return str(next(button["callback_data"] for button in buttons if label in button["text"]))


async def test_a_restart_in_the_middle_loses_nothing(bot: BotHarness, emma: DeskUser) -> None:
    """The question is still open, what was kept is still there, and a draft's question waits behind it."""
    await bot.publish(grown())
    await emma.types("/push kursk")
    await emma.taps("Headline (English)")
    await bot.restart()
    assert "Guns fall silent" in await emma.types("Guns fall silent")
    await bot.crash()
    await bot.start()
    await emma.types("/push")
    assert "Guns fall silent" in await emma.taps("Draft push")
    await emma.taps("Headline (Arabic)")
    await emma.types("/new A new story")
    assert "Guns fall silent" not in emma.text
    assert "Title in Arabic?" in emma.text
    await emma.types("/push")
    await emma.taps("Draft push")
    await emma.taps("Discard")
    assert "Draft push" not in "".join(emma.labels)
    assert "no longer here" in await emma.forges("1dproof_1")


async def test_who_may_not_push_cannot(bot: BotHarness) -> None:
    """A contributor has neither command nor button; the audit knows of the attempt, and of what was sent by whom."""
    sam = await hire(bot, Role.CONTRIBUTOR)
    await bot.publish(grown())
    assert "Push" not in await sam.types("/desk")
    assert "Push" not in sam.labels
    assert "role" in await sam.types("/push kursk")
    assert await sam.forges("1dpush____1")
    assert [entry.allowed for entry in await entries(bot, action="push")] == [False, False]
    assert await broadcast_numbers(bot) == []


@BOTH
async def test_labels_that_stand_beside_each_other_fit_a_phone(bot: BotHarness, tongue: Tongue) -> None:
    """A phone cuts what is longer off at its end, which would be what tells one from another."""
    await add_audience(bot)
    await bot.publish(grown())
    other = DeskUser(bot, LAYLA if tongue is ENGLISH else EMMA)
    desk_user = DeskUser(bot, tongue.person)
    await desk_user.types("/desk")
    await other.types("/push kursk")
    since = await bot.play.seq()
    await other.taps("approval" if tongue is ARABIC else "طلب موافقة")
    await desk_user.sees(since)
    screens = [desk_user.screen]
    await desk_user.types("/push kursk")
    for label in ("معاينة" if tongue is ARABIC else "Preview", tongue.labels["back"], tongue.labels["dry"]):
        await desk_user.taps(label)
        screens.append(desk_user.screen)
    for screen in screens:
        for row in screen["reply_markup"]["inline_keyboard"]:
            widths = [len(bare(item["text"])) for item in row]
            assert len(row) == 1 or max(widths) <= 20, row
