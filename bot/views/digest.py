"""What was held for a chat as one message: what is new in each story, and what the newsroom had to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.document import Button, Document, Heading, Paragraph, Run
from bot.i18n import dates, reading
from bot.links import FreshLink, PageLink, ReaderLink, Section
from bot.pages.labels import shorten, story_title
from bot.pages.update import Extent, address, frame_of, headline, news

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.audience import Preferences
    from bot.document import Block, Buttons, Inline
    from bot.i18n.catalogue import Words
    from bot.pages.update import Exit, Telling
    from bot.story import Localized

Sort = Literal["held", "daily", "weekly"]
STORIES = 6  # with a part and a button each; how many more there are is told
_BUTTON = 45  # UTF-16 units of a title on a button
_SAID = 3  # announcements and headlines of one story, the last of them, where there is room for items
_LINE = 100  # UTF-16 units of a title, a headline or an announcement where there is room for nothing else


@dataclass(frozen=True, slots=True)
class Held:
    """What was held of one story, or of none: what is new in it, and headlines and announcements, the last first."""

    telling: Telling
    headlines: tuple[Localized, ...] = ()
    words: tuple[Localized, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why it comes now: quiet hours have ended, or it is the hour of a digest, on the reader's own `day`."""

    sort: Sort
    day: date | None = None


def document(  # noqa: PLR0917 - what it tells, and then how
    held: Sequence[Held], occasion: Occasion, words: Words, preferences: Preferences, extent: Extent, exit_: Exit
) -> Document:
    """The bundle as a page of this extent, which is that of each story."""
    shown = held[:STORIES]
    blocks: list[Block] = [Heading((Run(_title(occasion, words, preferences)),), level=1)]
    for one in shown:
        blocks += _part(one, words, preferences, extent)
    if len(held) > len(shown):
        blocks.append(Paragraph((Run(words.count("page.bundle.more", len(held) - len(shown))),), note=True))
    return Document(preferences.language, tuple(blocks), _buttons(shown, words, preferences, exit_))


def _title(occasion: Occasion, words: Words, preferences: Preferences) -> str:
    if occasion.day is None:
        return words.text("page.bundle.held")
    return words.text(f"page.bundle.{occasion.sort}", date=dates.spell_day(occasion.day, preferences))


def _part(held: Held, words: Words, preferences: Preferences, extent: Extent) -> Iterator[Block]:
    frame = frame_of(held.telling, words, preferences)
    if frame is None:
        yield Heading((Run(words.text("page.update.untitled")),))
    else:
        title, language = reading.told(frame.dossier.title, preferences)
        yield Heading((Run(shorten(title, max(extent.units, _LINE))),), language=language)
    most = _SAID if extent.items else 1
    for said in held.words[:most]:
        yield _said(said, words, preferences, extent)
    own = [one for one in held.headlines if one.has(preferences.language)][:most]
    for line in own:
        yield Paragraph((Run(shorten(reading.told(line, preferences)[0], max(extent.units, _LINE))),))
    if frame and held.telling.changes:
        if not own:
            yield Paragraph((Run(headline(frame, held.telling)),))
        yield from news(frame, held.telling, extent)


def _said(said: Localized, words: Words, preferences: Preferences, extent: Extent) -> Paragraph:
    """An announcement's words, as long as an item of the page may be, but never left out."""
    told, language = reading.told(said, preferences)
    missing = language is not preferences.language
    notes: tuple[Inline, ...] = ((Run(words.text("page.untranslated")),),) if missing else ()
    short = shorten(told, max(2 * extent.units, _LINE))
    return Paragraph((Run(short),), language=language if missing else None, notes=notes)


def _buttons(shown: Sequence[Held], words: Words, preferences: Preferences, exit_: Exit) -> Buttons:
    """A button for each story, and the way out."""
    language = preferences.language
    rows = []
    for story in (one.telling.story for one in shown):
        if story is None:
            continue
        place = PageLink(story.number, Section.COVER, language)
        label = story_title(story, preferences, _BUTTON)
        if not exit_.channel:
            rows.append((Button(label, FreshLink(place)),))
        elif exit_.username:
            rows.append((Button(label, url=address(exit_.username, place)),))
    leave = () if exit_.channel else ((Button(words.text("button.update.leave"), ReaderLink("leave", language)),),)
    return (*rows, *leave)
