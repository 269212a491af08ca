"""What happened on one day of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model.language import Language
from bot.model.reader import Digits, Preferences
from bot.views import anniversaries
from bot.views.callback_data import FreshLink, ReaderLink, unpack
from bot.views.reader_context import ReaderContext
from tests.bot.story_factory import tale
from tests.unit.pages import every_word, only, story

if TYPE_CHECKING:
    from bot.model import Dossier, Story

days = st.dates(date(1900, 1, 1), date(2030, 12, 31))


def voice(today: date, language: Language = Language.EN, digits: Digits = Digits.LATIN) -> ReaderContext:
    """Somebody who reads on that day."""
    preferences = Preferences(language, digits=digits)
    return ReaderContext(every_word()[language].in_digits(digits), preferences, datetime.combine(today, time(12), UTC))


def story_of(*dates: str) -> Story:
    """A story of something on each of these dates."""
    events: list[dict[str, Any]] = [
        {"id": f"e{at}", "date": text, "text": {"en": f"It was {text}."}, "sources": ["s1"]}
        for at, text in enumerate(dates)
    ]
    dossier: Dossier = tale("talks", "محادثات", "Talks", events=events)
    return story(dossier)


@given(st.lists(days, min_size=1, max_size=12), days)
def test_a_day_is_told_or_the_nearest_are_offered(happened: list[date], today: date) -> None:
    """All of that day and nothing else; else the nearest days of the year on either side, which tell something."""
    stories = [story_of(*map(str, happened))]
    page = only(anniversaries.page(stories, today, 0, voice(today)))
    past = [day for day in happened if day <= today]
    same = [day for day in past if f"{day:%m-%d}" in told_on(today)]
    links = [unpack(button["callback_data"]) for row in page.buttons for button in row]
    assert sum(isinstance(link, FreshLink) for link in links) == min(len(same), 8)
    assert all(f"It was {day}." in page.plain for day in sorted(same, reverse=True)[:8])
    offered = [link for link in links if isinstance(link, ReaderLink) and not same]
    assert bool(offered) == bool(past and not same)
    for link in offered:
        day = anniversaries.read_yearly(link.value or "")
        assert day
        assert f"{day:-%m-%d}" in only(anniversaries.page(stories, day, 0, voice(today))).plain


def told_on(today: date) -> tuple[str, ...]:
    """The days of the year that are told on this one."""
    return ("02-28", "02-29") if f"{today:%m-%d}" == "02-28" and today.year % 4 else (f"{today:%m-%d}",)


def test_the_leap_day_is_a_day_of_its_own() -> None:
    """It is told on the 29th of February, and the day before it is the nearest to come; in other years, on the 28th."""
    stories = [story_of("2024-02-29")]
    assert (
        "It was 2024-02-29." in only(anniversaries.page(stories, date(2028, 2, 29), 0, voice(date(2028, 2, 29)))).plain
    )
    page = only(anniversaries.page(stories, date(2028, 2, 28), 0, voice(date(2028, 2, 28))))
    assert [button["text"] for row in page.buttons for button in row] == ["29 February"]
    page = only(anniversaries.page(stories, date(2025, 2, 28), 0, voice(date(2025, 2, 28))))
    assert "It was 2024-02-29." in page.plain
    assert "29 February 2024" in page.plain
    for day in (date(2025, 3, 1), date(2025, 2, 27)):
        assert "It was" not in only(anniversaries.page(stories, day, 0, voice(day))).plain
    another = only(anniversaries.page(stories, date(2025, 2, 28), 0, voice(date(2025, 3, 7))))
    assert "It was" not in another.plain  # somebody leafs through the days


def test_what_lies_ahead_is_no_memory() -> None:
    """An event of a day to come is told when it has come."""
    stories = [story_of("2030-07-14")]
    page = only(anniversaries.page(stories, date(2026, 7, 14), 0, voice(date(2026, 7, 14))))
    assert "It was" not in page.plain
    assert page.buttons == []


def test_the_digits_are_the_readers() -> None:
    """Years, numbers and buttons in the digits of the Mashriq."""
    page = only(
        anniversaries.page(
            [story_of("2021-07-14")], date(2026, 7, 14), 0, voice(date(2026, 7, 14), Language.AR, Digits.ARABIC)
        )
    )
    assert "١. ٢٠٢١ · قبل ٥ سنوات" in page.plain
    assert page.buttons[0][0]["text"] == "١. It was 2021-07-14."


def test_a_buttons_day_is_read_or_refused() -> None:
    """Also the leap day; what is none leads to none."""
    assert anniversaries.read_yearly("02-29") == date(2000, 2, 29)
    for odd in ("", "13-01", "02-30", "2-3", "week"):
        assert anniversaries.read_yearly(odd) is None
