"""What a chat follows, and when it hears of it: the screen of choices, and what is told of each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.document import Button, Document, Heading, Paragraph, Points, Run
from bot.i18n import numbers, reading, timetable, zones
from bot.links import PositionLink, ReaderLink
from bot.pages.labels import in_rows, shorten, story_title, ticked
from bot.timing import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.audience import Preferences
    from bot.document import Block
    from bot.i18n.catalogue import Words
    from bot.story import Story

DEFAULT_HOUR, DEFAULT_DAY = 8 * 60, 6
"""A digest's hour (a minute of the day) and day (Sunday), until another is chosen."""
QUIET = ("22-7", "23-7", "0-8")
_PAGE = 8
_TITLE = 48  # UTF-16 units of a story's title on a button
_LINE = 120
_HOURS = 4  # hours beside each other


@dataclass(frozen=True, slots=True)
class Following:
    """What a chat follows: `every` story or those of `picked`; `zone` is an IANA name, None until one is chosen.

    `due_at` is when what is held now goes out; None where nothing is.
    """

    every: bool
    picked: frozenset[int] = frozenset()
    pace: Pace = Pace.NOW
    minute: int | None = None
    weekday: int | None = None
    quiet: tuple[int, int] | None = None
    zone: str | None = None
    due_at: datetime | None = None
    state: str = "active"

    def has(self, story: int) -> bool:
        """Whether it follows a story."""
        return self.every or story in self.picked


def main(words: Words, preferences: Preferences, found: Following | None, stories: Sequence[Story]) -> Document:
    """What the chat follows and when it hears of it, and all that can be chosen."""
    screen = _Screen(words, preferences)
    every = screen.button("every", "every", chosen=bool(found and found.every))
    some = screen.button("some", "follows", "pick", chosen=bool(found and not found.every))
    if found is None:
        return screen.page([words.text("page.follow.none")], [[every, some]])
    paces = [screen.button(one, "pace", one, chosen=found.pace is one) for one in Pace]
    times = [screen.button("hour", "follows", "hour")] if found.pace is not Pace.NOW else []
    times += [screen.button("day", "follows", "day")] if found.pace is Pace.WEEKLY else []
    more = [screen.button("quiet", "follows", "quiet"), screen.button("zone", "follows", "zone")]
    end = [screen.button("end", "unfollow")]
    return screen.page(_told(screen, found, stories), [[every, some], paces, times, more, end])


def picking(
    words: Words, preferences: Preferences, found: Following | None, stories: Sequence[Story], start: int | None
) -> Document:
    """Every story with a tick where it is followed: the page of them that holds the story numbered `start`."""
    screen = _Screen(words, preferences)
    at = next((index for index, one in enumerate(stories) if one.number == start), 0) // _PAGE
    shown = stories[at * _PAGE : (at + 1) * _PAGE]
    first = shown[0].number if shown else None
    ticks = [[screen.story("pick", one, start=first, chosen=bool(found and found.has(one.number)))] for one in shown]
    pages = [stories[index].number for index in range(0, len(stories), _PAGE)]
    back = [] if at == 0 else [screen.labelled("◀", "follows", value="pick", start=pages[at - 1])]
    on = [screen.labelled("▶", "follows", value="pick", start=pages[at + 1])] if at + 1 < len(pages) else []
    pager = [*back, Button(numbers.show(f"{at + 1}/{len(pages)}", words.digits), PositionLink()), *on]
    key = "page.follow.pick" if stories else "page.stories.empty"
    return screen.page([words.text(key)], [*ticks, pager if len(pages) > 1 else [], [screen.button("back", "follows")]])


def hours(words: Words, preferences: Preferences, found: Following | None) -> Document:
    """The hours at which a digest can come."""
    screen = _Screen(words, preferences)
    minute = found.minute if found else None
    every = [
        screen.labelled(timetable.clock(hour * 60, preferences), "hour", value=str(hour), chosen=minute == hour * 60)
        for hour in (*range(5, 24), *range(5))
    ]
    return screen.page([words.text("page.follow.hour")], [*in_rows(every, _HOURS), [screen.button("back", "follows")]])


def days(words: Words, preferences: Preferences, found: Following | None) -> Document:
    """The days on which a weekly digest can come, the week as it is had in Arab countries."""
    screen = _Screen(words, preferences)
    chosen = found.weekday if found else None
    every = [
        screen.labelled(timetable.weekday(day, preferences), "day", value=str(day), chosen=chosen == day)
        for day in (6, 0, 1, 2, 3, 4, 5)
    ]
    return screen.page([words.text("page.follow.day")], [*in_rows(every, 2), [screen.button("back", "follows")]])


def quiet(words: Words, preferences: Preferences, found: Following | None) -> Document:
    """The hours in which a chat can be left in peace."""
    screen = _Screen(words, preferences)
    now = found.quiet if found else None
    every = [screen.button("off", "quiet", "off", chosen=now is None)]
    for value in QUIET:
        first, last = (int(part) * 60 for part in value.split("-"))
        every.append(screen.labelled(_span(first, last, screen), "quiet", value=value, chosen=now == (first, last)))
    told = words.text("page.follow.quiet.ask", command="/subscribe quiet 22-7")
    return screen.page([told], [*in_rows(every, 2), [screen.button("back", "follows")]])


def zoning(words: Words, preferences: Preferences, found: Following | None) -> Document:
    """The zones by whose clock all that is meant."""
    screen = _Screen(words, preferences)
    zone = found.zone if found else None
    every = [
        screen.labelled(zones.name(one, preferences.language), "inzone", value=value, chosen=one == zone)
        for value, one in zones.OFFERED.items()
    ]
    told = words.text("page.follow.zone", command="/zone")
    return screen.page([told], [*in_rows(every, 2), [screen.button("back", "follows")]])


def begun(words: Words, preferences: Preferences, story: int | None, title: str | None) -> Document:
    """That a story, or every one, is followed from now on, where to say how, and the way back."""
    screen = _Screen(words, preferences)
    told = words.text("page.follow.begun", title=title) if title else words.text("page.follow.begun_all")
    key = "page.follow.button.end" if story is None else "page.follow.button.end_one"
    end = screen.labelled(words.text(key), "unfollow", story)
    return screen.page([told], [[screen.button("choices", "follows")], [end]])


def left(words: Words, preferences: Preferences, story: int | None, title: str | None, *, more: bool) -> Document:
    """That a story, or where none is named all, is left; the way back, and, where `more` is followed, out."""
    screen = _Screen(words, preferences)
    told = words.text("page.follow.left", title=title) if title else words.text("page.follow.left_all")
    key = "page.follow.button.again" if story else "page.follow.button.again_all"
    again = screen.labelled(words.text(key), "again", story)
    end = [screen.button("end", "unfollow")] if more else []
    return screen.page([told], [[again], [screen.button("choices", "follows"), *end]])


def which(words: Words, preferences: Preferences, asked: str, stories: Sequence[Story]) -> Document:
    """Which of the stories that match what was `asked` is to be followed."""
    screen = _Screen(words, preferences)
    rows = [[screen.story("again", one)] for one in stories[:_PAGE]]
    return screen.page([words.text("page.choice.which", asked=shorten(asked, _TITLE))], rows)


@dataclass(frozen=True, slots=True)
class _Screen:
    """What a screen is set with."""

    words: Words
    preferences: Preferences

    def button(self, key: str, verb: str, value: str | None = None, *, chosen: bool = False) -> Button:
        return self.labelled(self.words.text(f"page.follow.button.{key}"), verb, value=value, chosen=chosen)

    def labelled(
        self,
        label: str,
        verb: str,
        number: int | None = None,
        *,
        value: str | None = None,
        start: int | None = None,
        chosen: bool = False,
    ) -> Button:
        link = ReaderLink(verb, self.preferences.language, number, value, start)
        return Button(ticked(label, chosen=chosen), link)

    def story(self, verb: str, story: Story, *, start: int | None = None, chosen: bool = False) -> Button:
        label = story_title(story, self.preferences, _TITLE)
        return self.labelled(label, verb, story.number, start=start, chosen=chosen)

    def page(self, blocks: Iterable[Block | str], rows: Iterable[Sequence[Button]]) -> Document:
        told = (Paragraph((Run(one),)) if isinstance(one, str) else one for one in blocks)
        title = Heading((Run(self.words.text("page.follow.title")),), level=1)
        return Document(self.preferences.language, (title, *told), tuple(tuple(row) for row in rows if row))


def _told(screen: _Screen, found: Following, stories: Sequence[Story]) -> Iterator[Block | str]:
    words, preferences = screen.words, screen.preferences
    picked = [one for one in stories if one.number in found.picked]
    if found.state != "active":
        yield words.text(f"page.follow.{found.state}")
    if found.every:
        yield words.text("page.follow.every")
    else:
        yield words.text("page.follow.some")
        titles = [reading.told(one.dossier.title, preferences) for one in picked]
        shown = [Run(shorten(told, _LINE), language=language) for told, language in titles[: 2 * _PAGE]]
        yield Points(tuple(Paragraph((one,)) for one in shown))
        if len(titles) > 2 * _PAGE:
            yield words.count("page.follow.more", len(titles) - 2 * _PAGE)
    yield _when(screen, found)
    if found.quiet:
        yield words.text("page.follow.quiet", span=_span(*found.quiet, screen), zone=_zone(screen, found))
    if found.due_at:
        yield words.text("page.follow.due", at=zones.spell(found.due_at, found.zone or zones.UTC, preferences))


def _when(screen: _Screen, found: Following) -> str:
    if found.pace is Pace.NOW:
        return screen.words.text("page.follow.now")
    given = {"hour": timetable.clock(found.minute or 0, screen.preferences), "zone": _zone(screen, found)}
    if found.pace is Pace.WEEKLY:
        given["day"] = timetable.weekday(found.weekday or 0, screen.preferences)
    return screen.words.text(f"page.follow.{found.pace}", **given)


def _zone(screen: _Screen, found: Following) -> str:
    return zones.name(found.zone or zones.UTC, screen.preferences.language)


def _span(first: int, last: int, screen: _Screen) -> str:
    start, end = (timetable.clock(one, screen.preferences) for one in (first, last))
    return screen.words.text("page.follow.span", start=start, end=end)
