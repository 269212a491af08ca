"""A push on its way: watched, paused, stopped, reported with what failed and what is uncertain, and taken back."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.model.language import Language
from bot.services.broadcasts import status
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import draft, entries
from tests.bot.desk.subscriber_factory import (
    add_audience,
    bare,
    edits,
    ends,
    grown,
    listens,
    multitude,
    ours,
    push,
    reads,
    sent,
)
from tests.bot.test_corrected_copies import WORDS
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.database import Database
    from tests.bot.bot_harness import BotHarness

HOURS = 3600


async def goes(desk_user: DeskUser, *, again: bool = False) -> None:
    """A push of what is new in the first story is sent; the member's screen shows its progress."""
    if not again:
        await desk_user.harness.publish(grown())
    await desk_user.types("/push kursk")
    await desk_user.taps("إرسال الآن" if desk_user.person == LAYLA else "Send now")
    await desk_user.taps("إرسال" if desk_user.person == LAYLA else "Send")


async def shows(desk_user: DeskUser) -> str:
    """What the screen's message says now."""
    (desk_user.screen,) = [
        message
        for message in await desk_user.play.messages(desk_user.person)
        if message["message_id"] == desk_user.screen["message_id"]
    ]
    return desk_user.text


async def stalls(desk_user: DeskUser, chat: int) -> None:
    """A push is let go, and the server fails at this chat until the fault is lifted: all others have it."""
    await desk_user.play.fault("retry_after", method="sendMessage", chat_id=chat, retry_after=1)
    await goes(desk_user)
    for _ in range(100):
        made = await push(desk_user.harness, 1)
        if made.counts.open == 1 and made.counts.sent:
            break
        await desk_user.play.idle(quiet=0.1)
    await shows(desk_user)


async def mends(harness: BotHarness) -> None:
    """The server takes everything again, and it is later."""
    await harness.play.lift()
    harness.pass_(minutes=11)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is shown as often as there is some."""
    monkeypatch.setattr("bot.delivery.progress_reporter.REPORT_SECONDS", 0.05)
    monkeypatch.setattr("bot.background.broadcasts.broadcast_progress.PAUSE", 0.05)


@pytest.mark.parametrize(("who", "running", "over"), [(EMMA, "Going out", "Done."), (LAYLA, "جارٍ", "اكتمل")])
@pytest.mark.usefixtures("often")
async def test_progress_edits_itself_until_the_report(harness: BotHarness, who: int, running: str, over: str) -> None:
    """One message: the bar fills, what is sent grows, with rate and time left; then it is the report."""
    harness.settings = type(harness.settings).from_env(harness.env | {"SIYAQ_RATE": "20"})
    await harness.start()
    desk_user = DeskUser(harness, who)
    await multitude(harness, 24)
    since = await harness.play.seq()
    await goes(desk_user)
    await ends(harness, 1)
    shown = [bare(edit) async for edit in edits(harness.play, since, desk_user.screen["message_id"])]
    while_running = [text for text in shown if running in text]
    assert len({text for text in while_running if "▓" in text}) > 1
    assert any("░" in text and ("a second" in text or "في الثانية" in text) for text in while_running)
    assert over in shown[-1]
    assert "24" in shown[-1]
    assert len(await sent(harness, 1)) == 24
    assert not [label for label in (await shows(desk_user), desk_user.labels)[1] if "Pause" in label or "توقف" in label]


async def test_the_end_is_reported_though_the_database_failed_meanwhile(
    harness: BotHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that could not be finished is made again, soon and without a restart, in the same message."""
    monkeypatch.setattr("bot.delivery.leader._REPORT_ENDED_EVERY", 0.3)
    monkeypatch.setattr("bot.services.broadcasts.status.unwatch_ended", _locked_once(status.unwatch_ended))
    await harness.start()
    emma = DeskUser(harness, EMMA)
    await add_audience(harness)
    await goes(emma)
    await ends(harness, 1)
    assert "Done" in await shows(emma)
    assert len([message for message in await ours(harness.play, EMMA) if "Done" in message["text"]]) == 1


def _locked_once(unwatch: Callable[[Database, int], Awaitable[None]]) -> Callable[[Database, int], Awaitable[None]]:
    failures = [sqlite3.OperationalError("database is locked")]

    async def unwatch_later(database: Database, broadcast_id: int) -> None:
        if failures:
            raise failures.pop()
        await unwatch(database, broadcast_id)

    return unwatch_later


async def test_it_pauses_goes_on_and_stops(bot: BotHarness, emma: DeskUser) -> None:
    """Paused, nothing leaves; gone on with, it does; stopped, after one more question, the rest is cancelled."""
    chats = await add_audience(bot)
    await stalls(emma, chats[0])
    await emma.taps("Pause")
    assert (await push(bot, 1)).state == "paused"
    assert "Paused" in await shows(emma)
    await mends(bot)
    await bot.play.idle(quiet=0.5)
    assert [len(message) for message in await reads(bot.play, chats)] == [0, 1, 1]
    await bot.restart()
    assert "Paused" in await shows(emma)
    await emma.taps("Go on")
    await ends(bot, 1)
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]
    assert "new message below" in await shows(emma)
    assert "Done" in (await ours(bot.play, EMMA))[-1]["text"]


async def test_stopped_for_good(bot: BotHarness, emma: DeskUser) -> None:
    """The question stands below the progress, which tells afterwards how it ended; a stale button is told why not."""
    chats = await add_audience(bot)
    await stalls(emma, chats[0])
    progress = emma.screen
    assert "never sent" in await emma.taps("Stop")
    await emma.taps("Stop it")
    await ends(bot, 1)
    assert (await push(bot, 1)).counts.cancelled == 1
    emma.screen = progress
    stale = {label: data for label, data in _buttons(progress) if "Pause" in label}
    assert "Stopped before" in await shows(emma)
    assert "1 cancelled" in bare(emma.text)
    assert "no longer be done" in await emma.forges(next(iter(stale.values())))
    await mends(bot)
    await bot.play.idle(quiet=0.5)
    assert [len(message) for message in await reads(bot.play, chats)] == [0, 1, 1]
    assert [entry.detail.get("does") for entry in await entries(bot, action="push")] == ["stop", None]


def _buttons(message: dict[str, object]) -> list[tuple[str, str]]:
    rows = message["reply_markup"]["inline_keyboard"]  # type: ignore[index]  # a message of the sandbox's
    return [(item["text"], item.get("callback_data", "")) for row in rows for item in row]


@pytest.mark.parametrize(
    ("who", "failed", "why", "list_", "back"),
    [
        (EMMA, "1 failed", "blocked the bot: 1", "Failed ones", "blocked by the user"),
        (LAYLA, "تعذّر إرسال رسالة", "حظر البوت: واحد", "من لم يصلهم", "blocked by the user"),
    ],
)
async def test_the_report_tells_failures_by_reason(  # noqa: PLR0917 - a table's columns
    bot: BotHarness, who: int, failed: str, why: str, list_: str, back: str
) -> None:
    """Who blocked the bot is counted as such, and listed by name with Telegram's words."""
    chats = await add_audience(bot)
    blocked = "Forbidden: bot was blocked by the user"
    await bot.play.fault("status", method="*", chat_id=chats[1], status=403, description=blocked, times=1)
    desk_user = DeskUser(bot, who)
    await goes(desk_user)
    await ends(bot, 1)
    report = bare(await shows(desk_user))
    assert failed in report
    assert why in report
    listed = await desk_user.taps(list_)
    assert back in listed
    assert "Rana" in listed
    assert (await push(bot, 1)).counts.failed == 1


async def test_a_long_list_of_failures_goes_on(bot: BotHarness, emma: DeskUser) -> None:
    """A dozen on a screen, and a button for more; reasons of no known group stand in Telegram's own words."""
    people = await multitude(bot, 14)
    for chat in people:
        await bot.play.fault("status", method="sendMessage", chat_id=chat, status=400, description="Bad Request: ODD")
    await goes(emma)
    await ends(bot, 1)
    assert "Bad Request: ODD: 14" in bare(await shows(emma))
    assert (await emma.taps("Failed ones")).count("ODD") == 12
    assert (await emma.taps("More")).count("ODD") == 2


@pytest.mark.parametrize(
    ("who", "door", "again", "leave", "none", "left"),
    [
        (EMMA, "Uncertain ones", "Send 1 again", "Leave 1", "Nothing is left", "One is left"),
        (LAYLA, "ما لا يُعرف", "إعادة إرسال", "ترك", "لم يبق ما يحتاج", "تُركت رسالة"),
    ],
)
async def test_the_uncertain_are_named_and_sent_again_or_left(  # noqa: PLR0917 - a table's columns
    bot: BotHarness, who: int, door: str, again: str, leave: str, none: str, left: str
) -> None:
    """Two were cut off after they had arrived: nobody sends them again but who decides to, for each alone."""
    chats = await add_audience(bot)
    for chat in chats[:2]:
        await bot.play.fault("reset_after", method="sendMessage", chat_id=chat, times=1)
    desk_user = DeskUser(bot, who)
    await goes(desk_user)
    await ends(bot, 1)
    assert [len(message) for message in await reads(bot.play, chats)] == [1, 1, 1]
    report = await shows(desk_user)
    assert "2" in bare(report) or "رسالتان" in report
    listed = await desk_user.taps(door)
    assert listed.count("Rana") == 2
    assert left in await desk_user.taps(leave)
    await desk_user.taps(again)
    await ends(bot, 1)
    counts = [len(message) for message in await reads(bot.play, chats)]
    assert sorted(counts) == [1, 1, 2]
    made = await push(bot, 1)
    assert (made.state, made.counts.sent, made.counts.uncertain) == ("done", 2, 1)
    assert (await shows(desk_user)).count("Rana") == 0
    await desk_user.forges("1ddoubts_1")
    await desk_user.types("/push")
    await desk_user.taps("آخر ما" if who == LAYLA else "Recent")
    await desk_user.taps("1")
    assert none in await desk_user.taps(door)


async def test_all_the_uncertain_at_once(bot: BotHarness, emma: DeskUser) -> None:
    """One tap sends all of them again; another tap on the same changes nothing."""
    chats = await add_audience(bot)
    for chat in chats:
        await bot.play.fault("reset_after", method="sendMessage", chat_id=chat, times=1)
    await goes(emma)
    await ends(bot, 1)
    await shows(emma)
    assert "القناة" in await emma.taps("Uncertain ones")
    stale = next(data for label, data in _buttons(emma.screen) if "Leave all" in label)
    await emma.taps("Send all again")
    await ends(bot, 1)
    assert [len(message) for message in await reads(bot.play, chats)] == [2, 2, 2]
    assert "3 sent" in bare(await shows(emma))
    await emma.forges(stale)
    assert (await push(bot, 1)).counts.uncertain == 0


async def test_a_deleted_progress_message_comes_once_more(bot: BotHarness, emma: DeskUser) -> None:
    """Whoever deletes it gets the report all the same, as a message of its own."""
    chats = await add_audience(bot)
    await stalls(emma, chats[0])
    since = await bot.play.seq()
    await bot.play.result("deleteMessage", chat_id=EMMA, message_id=emma.screen["message_id"])
    await bot.play.lift()
    anew = await bot.play.heard(EMMA, since=since)
    assert "Push 1" in anew["text"]
    await ends(bot, 1)
    left = [message for message in await ours(bot.play, EMMA) if "Done" in message.get("text", "")]
    assert [answer["message_id"] for answer in left] == [anew["message_id"]]


@pytest.mark.parametrize(
    ("who", "word", "yes", "gone", "state"),
    [(EMMA, "deleted", "Retract it", "3 deleted", "Retracted"), (LAYLA, "تُحذف", "سحب ما أُرسل", "حُذفت 3", "سُحب")],
)
async def test_retracted_under_two_days_it_is_deleted(  # noqa: PLR0917 - a table's columns
    bot: BotHarness, who: int, word: str, yes: str, gone: str, state: str
) -> None:
    """`/retract 1` asks, then deletes every copy, and tells how many."""
    chats = await add_audience(bot)
    desk_user = DeskUser(bot, who)
    await goes(desk_user)
    await ends(bot, 1)
    assert word in await desk_user.types("/retract 1")
    await desk_user.taps(yes)
    await ends(bot, 1)
    shown = bare(await shows(desk_user))
    assert gone in shown
    assert state in shown
    assert await reads(bot.play, chats) == [[], [], []]
    assert [entry.detail["does"] for entry in await entries(bot, action="retract")] == ["retract"]


async def test_retracted_later_a_notice_takes_its_place(bot: BotHarness, emma: DeskUser) -> None:
    """Nothing can be deleted after 48 hours: each copy becomes a notice in its language; what cannot is counted."""
    chats = await add_audience(bot)
    await goes(emma)
    await ends(bot, 1)
    await bot.play.clock(advance=49 * HOURS)
    bot.pass_(hours=49)
    unable = "Bad Request: message can't be edited"
    await bot.play.fault("status", method="*", status=400, description=unable, chat_id=chats[1])
    await emma.types("/retract")
    assert "withdrawal notice takes" in await emma.taps("Push 1")
    await emma.taps("Retract it")
    await ends(bot, 1)
    arabic, english, channel = await reads(bot.play, chats)
    assert "سُحبت" in arabic[0]
    assert "سُحبت" in channel[0]
    assert "truce" in english[0]
    shown = bare(await shows(emma))
    assert "2 replaced" in shown
    assert "1 could not" in shown
    assert "no push to take back" in await emma.types("/retract")
    assert "no longer be done" in await emma.types("/retract 1")
    assert "no push number 7" in bare(await emma.types("/retract 7"))


async def test_retracted_while_it_runs_it_stops(bot: BotHarness, emma: DeskUser) -> None:
    """What went out is taken back, what waited never goes; the question does not disturb the progress."""
    chats = await add_audience(bot)
    await stalls(emma, chats[0])
    await shows(emma)
    assert "1 that waits" in bare(await emma.taps("Retract"))
    await emma.taps("Retract it")
    await ends(bot, 1)
    await mends(bot)
    await bot.play.idle(quiet=0.5)
    assert await reads(bot.play, chats) == [[], [], []]
    made = await push(bot, 1)
    assert (made.state, made.deleted, made.counts.cancelled) == ("retracted", 2, 1)


async def test_progress_goes_on_after_a_restart(bot: BotHarness, emma: DeskUser) -> None:
    """The same message is edited by the next process."""
    chats = await add_audience(bot)
    await stalls(emma, chats[0])
    await bot.crash()
    await bot.play.lift()
    await bot.start()
    await ends(bot, 1)
    assert "Done" in await shows(emma)
    made = await push(bot, 1)  # what was on the wire when the process died is uncertain, and not sent again
    assert made.counts.sent + made.counts.uncertain == len(chats)
    assert [len(message) for message in await reads(bot.play, chats)][1:] == [1, 1]


async def test_undoing_a_push(bot: BotHarness, emma: DeskUser) -> None:
    """What waits is called off; what is out is not undone, and the way to take it back is told."""
    await add_audience(bot)
    await bot.publish(grown())
    await emma.types("/push kursk")
    await emma.taps("Send for approval")
    assert "called off" in await emma.types("/undo")
    assert (await push(bot, 1)).state == "called_off"
    await emma.types("/push kursk")
    await emma.taps("Send now")
    await emma.taps("Send")
    await ends(bot, 2)
    assert "/retract" in await emma.types("/undo")
    assert (await push(bot, 2)).state == "done"


@pytest.mark.parametrize("language", list(Language))
async def test_undoing_a_push_that_reached_nobody(bot: BotHarness, language: Language) -> None:
    """A push of its own, and one with the publication: nobody has it, and nothing of it is to be retracted."""
    person, words = {Language.AR: LAYLA, Language.EN: EMMA}[language], WORDS[language]
    desk_user = DeskUser(bot, person)
    await bot.publish(grown())
    await desk_user.types("/push kursk")
    await desk_user.taps(words.text("desk.push.button.send"))
    await desk_user.taps(words.text("desk.push.button.yes"))
    await ends(bot, 1)
    assert bare(await desk_user.types("/undo")) == bare(words.text("error.undo_unsent", number=1))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("is_read", [True, False], ids=["read", "unread"])
async def test_undoing_what_was_published_and_pushed(bot: BotHarness, language: Language, *, is_read: bool) -> None:
    """Copies that somebody has are named, with the way to take them back; nobody has any where nobody follows."""
    person, words = {Language.AR: LAYLA, Language.EN: EMMA}[language], WORDS[language]
    desk_user = DeskUser(bot, person)
    if is_read:
        await add_audience(bot)
    await draft(bot, person, grown())
    await desk_user.types("/publish kursk")
    await desk_user.taps(words.text("desk.push.with"))
    await ends(bot, 1)
    undone, key = bare(await desk_user.types("/undo")), "desk.undo.pushed" if is_read else "desk.undo.unpushed"
    assert bare(words.text("desk.undo.publish")) in undone
    assert bare(words.text(key, number=1)) in undone
    assert any(words.text("desk.push.button.retract") in label for label in desk_user.labels) is is_read


async def test_listening_in_two_languages_is_two_posts(bot: BotHarness, emma: DeskUser) -> None:
    """A channel with both languages gets one after the other, and the card counts two."""
    chats = await add_audience(bot)
    await listens(bot, chats[0], Language.AR, both=True)
    await goes(emma)
    await ends(bot, 1)
    assert [len(message) for message in await reads(bot.play, chats)] == [2, 1, 1]
    assert "4 sent" in bare(await shows(emma))
