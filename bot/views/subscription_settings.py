"""Subscription settings: screens for stories, frequency, hours, zone, and confirmations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.i18n import clock_times, localized_text, numbers, zones
from bot.model.delivery_schedule import Frequency
from bot.views.callback_data import PositionLink, ReaderLink
from bot.views.document import Button, Document, Heading, Paragraph, Points, Run
from bot.views.labels import in_rows, shorten, story_title, ticked
from bot.views.moments import with_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.views.document import Block

DEFAULT_HOUR, DEFAULT_DAY = 8 * 60, 6
"""A digest's hour (a minute of the day) and day (Sunday), until another is chosen."""
QUIET = ("22-7", "23-7", "0-8")
_PAGE = 8
_TITLE = 48  # UTF-16 units of a story's title on a button
_LINE = 120
_HOURS = 4  # hours beside each other


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's subscription: `every` story or those of `picked`; `zone` is an IANA name, None if not chosen.

    `due_at` is when the held updates go out; None if none are held. `topics` counts persons, places and words.
    """

    every: bool
    picked: frozenset[int] = frozenset()
    frequency: Frequency = Frequency.NOW
    minute: int | None = None
    weekday: int | None = None
    quiet: tuple[int, int] | None = None
    zone: str | None = None
    due_at: datetime | None = None
    state: str = "active"
    topics: int = 0

    def has(self, story: int) -> bool:
        """Whether it follows a story."""
        return self.every or story in self.picked


def main(
    words: Translator, preferences: Preferences, subscription: Subscription | None, stories: Sequence[Story]
) -> Document:
    """Build the settings: what the chat follows, when it hears of it, and all choices."""
    screen = _Screen(words, preferences)
    all_button = screen.button("every", "every", chosen=bool(subscription and subscription.every))
    some_button = screen.button("some", "follows", "pick", chosen=bool(subscription and not subscription.every))
    topics_button = screen.button("topics", "topics")
    if subscription is None:
        return screen.page([words.text("page.follow.none")], [[all_button, some_button], [topics_button]])
    frequencies = [
        screen.button(frequency, "pace", frequency, chosen=subscription.frequency is frequency)
        for frequency in Frequency
    ]
    times = [screen.button("hour", "follows", "hour")] if subscription.frequency is not Frequency.NOW else []
    times += [screen.button("day", "follows", "day")] if subscription.frequency is Frequency.WEEKLY else []
    more = [screen.button("quiet", "follows", "quiet"), screen.button("zone", "follows", "zone")]
    end = [screen.button("end", "unfollow")]
    return screen.page(
        _description(screen, subscription, stories),
        [[all_button, some_button], [topics_button], frequencies, times, more, end],
    )


def story_choice(
    words: Translator,
    preferences: Preferences,
    subscription: Subscription | None,
    stories: Sequence[Story],
    start: int | None,
) -> Document:
    """Build the list of stories, followed ones ticked: the page that holds the story numbered `start`."""
    screen = _Screen(words, preferences)
    page_index = next((index for index, story in enumerate(stories) if story.number == start), 0) // _PAGE
    shown = stories[page_index * _PAGE : (page_index + 1) * _PAGE]
    first = shown[0].number if shown else None
    ticks = [
        [screen.story("pick", story, start=first, chosen=bool(subscription and subscription.has(story.number)))]
        for story in shown
    ]
    pages = [stories[index].number for index in range(0, len(stories), _PAGE)]
    back = [] if page_index == 0 else [screen.labelled("◀", "follows", value="pick", start=pages[page_index - 1])]
    on = (
        [screen.labelled("▶", "follows", value="pick", start=pages[page_index + 1])]
        if page_index + 1 < len(pages)
        else []
    )
    pager = [*back, Button(numbers.show(f"{page_index + 1}/{len(pages)}", words.digits), PositionLink()), *on]
    key = "page.follow.pick" if stories else "page.stories.empty"
    return screen.page([words.text(key)], [*ticks, pager if len(pages) > 1 else [], [screen.button("back", "follows")]])


def hours(words: Translator, preferences: Preferences, subscription: Subscription | None) -> Document:
    """Build the choice of a digest's hour."""
    screen = _Screen(words, preferences)
    minute = subscription.minute if subscription else None
    hour_buttons = [
        screen.labelled(clock_times.clock(hour * 60, preferences), "hour", value=str(hour), chosen=minute == hour * 60)
        for hour in (*range(5, 24), *range(5))
    ]
    return screen.page(
        [words.text("page.follow.hour")], [*in_rows(hour_buttons, _HOURS), [screen.button("back", "follows")]]
    )


def days(words: Translator, preferences: Preferences, subscription: Subscription | None) -> Document:
    """Build the choice of a weekly digest's day, in the order of the week in Arab countries."""
    screen = _Screen(words, preferences)
    chosen = subscription.weekday if subscription else None
    day_buttons = [
        screen.labelled(clock_times.weekday(day, preferences), "day", value=str(day), chosen=chosen == day)
        for day in (6, 0, 1, 2, 3, 4, 5)
    ]
    return screen.page([words.text("page.follow.day")], [*in_rows(day_buttons, 2), [screen.button("back", "follows")]])


def quiet(words: Translator, preferences: Preferences, subscription: Subscription | None) -> Document:
    """Build the choice of quiet hours."""
    screen = _Screen(words, preferences)
    now = subscription.quiet if subscription else None
    span_buttons = [screen.button("off", "quiet", "off", chosen=now is None)]
    for value in QUIET:
        first, last = (int(part) * 60 for part in value.split("-"))
        span_buttons.append(
            screen.labelled(_span(first, last, screen), "quiet", value=value, chosen=now == (first, last))
        )
    explanation = words.text("page.follow.quiet.ask", command="/subscribe quiet 22-7")
    return screen.page([explanation], [*in_rows(span_buttons, 2), [screen.button("back", "follows")]])


def zone_choice(words: Translator, preferences: Preferences, subscription: Subscription | None) -> Document:
    """Build the choice of the time zone by which hours are meant."""
    screen = _Screen(words, preferences)
    zone = subscription.zone if subscription else None
    zone_buttons = [
        screen.labelled(zones.name(offered, preferences.language), "inzone", value=value, chosen=offered == zone)
        for value, offered in zones.OFFERED.items()
    ]
    explanation = words.text("page.follow.zone", command="/zone")
    return screen.page([explanation], [*in_rows(zone_buttons, 2), [screen.button("back", "follows")]])


def subscribed(words: Translator, preferences: Preferences, story: int | None, title: str | None) -> Document:
    """Confirm that a story, or every one, is followed; offer the settings and the way back."""
    screen = _Screen(words, preferences)
    sentence = words.text("page.follow.begun", title=title) if title else words.text("page.follow.begun_all")
    key = "page.follow.button.end" if story is None else "page.follow.button.end_one"
    end = screen.labelled(words.text(key), "unfollow", story)
    return screen.page([sentence], [[screen.button("choices", "follows")], [end]])


def unsubscribed(
    words: Translator, preferences: Preferences, story: int | None, title: str | None, *, more: bool
) -> Document:
    """Confirm that a story, or all if none is named, is left; offer the way back and, if `more` is followed, out."""
    screen = _Screen(words, preferences)
    sentence = words.text("page.follow.left", title=title) if title else words.text("page.follow.left_all")
    key = "page.follow.button.again" if story else "page.follow.button.again_all"
    again = screen.labelled(words.text(key), "again", story)
    end = [screen.button("end", "unfollow")] if more else []
    return screen.page([sentence], [[again], [screen.button("choices", "follows"), *end]])


def ambiguous(words: Translator, preferences: Preferences, asked: str, stories: Sequence[Story]) -> Document:
    """Ask which of the stories that match what was `asked` is to be followed."""
    screen = _Screen(words, preferences)
    rows = [[screen.story("again", story)] for story in stories[:_PAGE]]
    return screen.page([words.text("page.choice.which", asked=shorten(asked, _TITLE))], rows)


@dataclass(frozen=True, slots=True)
class _Screen:
    """Builds buttons and pages of the settings screens."""

    words: Translator
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
        paragraphs = (Paragraph((Run(block),)) if isinstance(block, str) else block for block in blocks)
        title = Heading((Run(self.words.text("page.follow.title")),), level=1)
        return Document(self.preferences.language, (title, *paragraphs), tuple(tuple(row) for row in rows if row))


def _description(screen: _Screen, subscription: Subscription, stories: Sequence[Story]) -> Iterator[Block | str]:
    words, preferences = screen.words, screen.preferences
    picked = [story for story in stories if story.number in subscription.picked]
    if subscription.state != "active":
        yield words.text(f"page.follow.{subscription.state}")
    if subscription.every:
        yield words.text("page.follow.every")
    elif not picked and subscription.topics:
        yield words.text("page.follow.only_topics")
    else:
        yield words.text("page.follow.some")
        titles = [localized_text.localize(story.dossier.title, preferences) for story in picked]
        shown = [Run(shorten(text, _LINE), language=language) for text, language in titles[: 2 * _PAGE]]
        yield Points(tuple(Paragraph((story,)) for story in shown))
        if len(titles) > 2 * _PAGE:
            yield words.count("page.follow.more", len(titles) - 2 * _PAGE)
    if subscription.topics and (subscription.every or picked):
        yield words.text("page.follow.topics_too")
    yield _when(screen, subscription)
    if subscription.quiet:
        yield words.text("page.follow.quiet", span=_span(*subscription.quiet, screen), zone=_zone(screen, subscription))
    if subscription.due_at:
        at = zones.format_moment(subscription.due_at, subscription.zone or zones.UTC, preferences)
        yield Paragraph(with_moment(words.text("page.follow.due", at=at), at, subscription.due_at))


def _when(screen: _Screen, subscription: Subscription) -> str:
    if subscription.frequency is Frequency.NOW:
        return screen.words.text("page.follow.now")
    values = {
        "hour": clock_times.clock(subscription.minute or 0, screen.preferences),
        "zone": _zone(screen, subscription),
    }
    if subscription.frequency is Frequency.WEEKLY:
        values["day"] = clock_times.weekday(subscription.weekday or 0, screen.preferences)
    return screen.words.text(f"page.follow.{subscription.frequency}", **values)


def _zone(screen: _Screen, subscription: Subscription) -> str:
    return zones.name(subscription.zone or zones.UTC, screen.preferences.language)


def _span(first: int, last: int, screen: _Screen) -> str:
    start, end = (clock_times.clock(minute, screen.preferences) for minute in (first, last))
    return screen.words.text("page.follow.span", start=start, end=end)
