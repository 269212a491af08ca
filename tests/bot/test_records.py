"""What was put right, and what happened on one day of the year."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.store import readers
from tests.bot.story_factory import person, quote, tale
from tests.sandbox_client import EMMA, LAYLA, NEWSROOM

if TYPE_CHECKING:
    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient


def correction(number: int, date: str, item: str | None = None) -> dict[str, Any]:
    """Something that was put right."""
    text = {"en": f"Put right {number}.", "ar": f"صُحِّح {number}."}
    return {"id": f"c{number}", "date": date, "text": text} | ({"item": item} if item else {})


def event(item: str, date: str, **text: str) -> dict[str, Any]:
    """Something that happened."""
    return {"id": item, "date": date, "text": text, "sources": ["s1"]}


@pytest.fixture
async def corrected(bot: BotHarness) -> BotHarness:
    """A bot with two stories that were corrected."""
    events = [event("e1", "2024-05-05", en="It began.", ar="بدأت.")]
    many = [correction(number, f"2025-01-{number:02}") for number in range(1, 11)]
    await bot.publish(
        tale("gaza-talks", "محادثات غزة", "Gaza talks", events=events, corrections=many),
        tale("sudan-war", "حرب السودان", "Sudan war", events=events, corrections=[correction(1, "2025-01-05", "e1")]),
    )
    return bot


@pytest.mark.usefixtures("corrected")
async def test_corrections_of_all_stories(sandbox: SandboxClient) -> None:
    """The newest first, each with its day and story; ▶ and ◀ turn; a number opens what was put right."""
    page = await sandbox.ask("/corrections", as_=EMMA)
    heads = [line for line in _plain(page).split("\n") if line[:1].isdigit()]
    assert heads[0] == "1. 10 January 2025 · Gaza talks"
    assert len(heads) == 8
    (place,) = [at for at, head in enumerate(heads, 1) if head.endswith("Sudan war")]
    assert "5 January 2025" in heads[place - 1]
    since = await sandbox.seq()
    await sandbox.tap_text(page, f"{place}. ", as_=EMMA)
    opened = await sandbox.heard(EMMA, since=since)
    assert "Timeline" in opened["text"]
    assert "It began." in opened["text"]
    second = await sandbox.turn(page, "▶", as_=EMMA)
    assert "Put right 1." in second["text"]
    assert "1. 3 January 2025 · Gaza talks" in _plain(second)
    assert _plain(await sandbox.turn(second, "◀", as_=EMMA)) == _plain(page)
    arabic = _plain(await sandbox.ask("التصحيحات"))
    assert arabic.startswith("تصويبات")
    assert "محادثات غزة" in arabic
    assert "صُحِّح 10." in arabic


@pytest.mark.usefixtures("corrected")
async def test_corrections_of_one_story(sandbox: SandboxClient) -> None:
    """By its slug or words of its title; one without any says so, and what names none gets the list of stories."""
    page = _plain(await sandbox.ask("/corrections sudan", as_=EMMA))
    assert page.startswith("Sudan war\n")
    assert "1. 5 January 2025\nPut right 1." in page
    assert "Put right 10." not in page
    assert "Nothing in this story has been corrected" in _plain(await sandbox.ask("/corrections kursk", as_=EMMA))
    assert "هذه القصة" in _plain(await sandbox.ask("/corrections كورسك"))
    unmatched = await sandbox.ask("/corrections wibble", as_=EMMA)
    assert "wibble" in unmatched["text"]
    assert len(unmatched["reply_markup"]["inline_keyboard"]) == 3


async def test_corrections_of_what_names_several(sandbox: SandboxClient, corrected: BotHarness) -> None:
    """A button for each, which shows its own."""
    await corrected.publish(
        tale("sudan-aid", "إغاثة السودان", "Sudan aid", corrections=[correction(7, "2025-03-03")]),
    )
    choice = await sandbox.ask("/corrections sudan", as_=EMMA)
    page = await sandbox.turn(choice, "Sudan aid", as_=EMMA)
    assert "Put right 7." in page["text"]
    assert "Put right 1." not in page["text"]


@pytest.mark.usefixtures("bot")
async def test_nothing_was_put_right(sandbox: SandboxClient) -> None:
    """An empty list says so, in the reader's language."""
    assert "Nothing in the stories has been corrected" in _plain(await sandbox.ask("/corrections", as_=EMMA))
    assert "لم يُصوَّب شيء" in _plain(await sandbox.ask("/corrections", chat_id=NEWSROOM))


async def test_on_this_day(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Events and quotations of that day in any year, with the years between; months and years are no days."""
    people = [person("minister", "الوزير", "The Minister")]
    said = quote("q1", "minister", en="We shall see.", ar="سنرى.") | {"date": "2021-07-14"}
    events = [
        event("e1", "2024-07-14", en="They met.", ar="اجتمعوا."),
        event("e2", "2024-07", en="All month long.", ar="طوال الشهر."),
        event("e3", "2019-07-15", en="A day later.", ar="بعد يوم."),
    ]
    await bot.publish(tale("talks", "محادثات", "Talks", people=people, quotes=[said], events=events))
    _set(bot, 2026, 7, 14)
    page = await sandbox.ask("/today", as_=EMMA)
    text = _plain(page)
    assert text.startswith("On this day, 14 July")
    assert "1. 2024 · 2 years ago · Talks\nThey met." in text
    assert "2. 2021 · 5 years ago · Talks\n“We shall see.”\n— The Minister" in text
    assert "All month" not in text
    assert "later" not in text
    since = await sandbox.seq()
    await sandbox.tap_text(page, "2", as_=EMMA)
    assert "We shall see." in str(await sandbox.heard(EMMA, since=since))
    arabic = _plain(await sandbox.ask("في مثل هذا اليوم"))
    assert "قبل سنتين" in arabic
    assert "قبل 5 سنوات" in arabic
    assert "«سنرى.»" in arabic
    assert "A day later." in _plain(await sandbox.ask("/today 15 July", as_=EMMA))


async def test_the_day_is_that_of_the_chats_zone(sandbox: SandboxClient, bot: BotHarness) -> None:
    """An hour before midnight in UTC it is the next day in Amman."""
    events = [event("e1", "2024-07-15", en="They met.", ar="اجتمعوا.")]
    await bot.publish(tale("talks", "محادثات", "Talks", events=events))
    _set(bot, 2026, 7, 14, 23)
    assert "They met" not in _plain(await sandbox.ask("/today", as_=EMMA))
    await _choose_zone(bot, EMMA, "Asia/Amman")
    assert "They met." in _plain(await sandbox.ask("/today", as_=EMMA))


async def test_a_day_on_which_nothing_happened(sandbox: SandboxClient, bot: BotHarness) -> None:
    """The nearest days, before and after, are named and a tap away, also over the turn of the year."""
    events = [event("e1", "2023-12-30", en="Before.", ar="قبل."), event("e2", "2022-01-09", en="After.", ar="بعد.")]
    await bot.publish(tale("talks", "محادثات", "Talks", events=events))
    _set(bot, 2026, 1, 3)
    page = await sandbox.ask("/today", as_=EMMA)
    assert "Nothing in the stories" in _plain(page)
    assert "Nearest to it: 30 December and 9 January." in _plain(page)
    (row,) = page["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in row] == ["30 December", "9 January"]
    turned = await sandbox.turn(page, "30 December", as_=EMMA)
    assert "Before." in turned["text"]
    assert "On 30 December" in _plain(turned)
    assert "لم يقع شيء" in _plain(await sandbox.ask("/today", as_=LAYLA))


@pytest.mark.parametrize(
    ("who", "typed", "said"),
    [(EMMA, "31 april", "I did not understand “31 april”"), (LAYLA, "٣١ نيسان", "لم أفهم من «٣١ نيسان»")],
)
async def test_a_day_that_is_none(sandbox: SandboxClient, bot: BotHarness, who: int, typed: str, said: str) -> None:
    """What means no day is named, above what is there of today; a day of the year is not."""
    _set(bot, 2026, 7, 14)
    assert said in _plain(await sandbox.ask(f"/today {typed}", as_=who))
    for day in ("28 april", "29 february", ""):
        assert "understand" not in _plain(await sandbox.ask(f"/today {day}".strip(), as_=EMMA))


async def test_a_day_with_much(sandbox: SandboxClient, bot: BotHarness) -> None:
    """Four a message, each with a button in words; the rest follows."""
    events = [event(f"e{year}", f"{year}-07-14", en=f"In {year}.", ar=f"عام {year}.") for year in range(2004, 2024)]
    await bot.publish(tale("talks", "محادثات", "Talks", events=events))
    _set(bot, 2026, 7, 14)
    message = await sandbox.ask("/today", as_=EMMA)
    texts = [_plain(message)]
    for label in ("16 more", "12 more", "8 more", "4 more"):
        since = await sandbox.seq()
        await sandbox.tap_text(message, label, as_=EMMA)
        message = await sandbox.heard(EMMA, since=since)
        texts.append(_plain(message))
    shown = [line for text in texts for line in text.split("\n") if line.startswith("In ")]
    assert shown == [f"In {year}." for year in range(2023, 2003, -1)]


def _set(harness: BotHarness, *moment: int) -> None:
    harness.ahead = datetime(*moment, tzinfo=UTC) - datetime.now(UTC)  # type: ignore[misc,arg-type]  # year, month, day, hour


async def _choose_zone(harness: BotHarness, chat: int, zone: str) -> None:
    async with harness.database() as database, database.write() as conn:
        await readers.choose(conn, chat, harness.now(), zone=zone)
    await harness.restart()


def _plain(message: dict[str, Any]) -> str:
    return "".join(char for char in message["text"] if char not in "\u200e\u200f\u2068\u2069")
