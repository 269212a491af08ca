"""What was held for a chat as one message: what is new in each story, and what the newsroom had to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from bot.document import Button, Document, Heading, Paragraph, Run
from bot.i18n import dates
from bot.links import FreshLink, PageLink, ReaderLink, Section
from bot.pages.labels import shorten
from bot.pages.update import Extent, address, frame_of, headline, news

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.audience import Preferences
    from bot.document import Block, Buttons, Inline
    from bot.i18n.catalogue import Words
    from bot.pages.update import Exit, Telling
    from bot.story import Localized

Sort = Literal["held", "daily", "weekly"]
STORIES = 6  # with a part and a button each; how many more there are is told
_BUTTON = 45  # UTF-16 units of a title on a button
_SAID = 3  # announcements and headlines of one story: the last of them


@dataclass(frozen=True, slots=True)
class Held:
    """What was held of one story, or of none: what is new in it, and headlines and announcements, the last first."""

    telling: Telling
    headlines: tuple[Localized, ...] = ()
    words: tuple[Localized, ...] = ()


def document(  # noqa: PLR0917 - what it tells, and then how
    held: Sequence[Held],
    sort: Sort,
    now: datetime,
    words: Words,
    preferences: Preferences,
    extent: Extent,
    exit_: Exit,
) -> Document:
    """The bundle as a page of this extent, which counts for each of its stories; its day is that of the reader's zone."""
    shown = held[:STORIES]
    blocks: list[Block] = [Heading((Run(_title(sort, now, words, preferences)),), level=1)]
    for one in shown:
        blocks += _part(one, words, preferences, extent)
    if len(held) > len(shown):
        blocks.append(Paragraph((Run(words.count("page.bundle.more", len(held) - len(shown))),), note=True))
    return Document(preferences.language, tuple(blocks), _buttons(shown, words, preferences, exit_))


def _title(sort: Sort, now: datetime, words: Words, preferences: Preferences) -> str:
    if sort == "held":
        return words.text("page.bundle.held")
    day = dates.spell_day(now.astimezone(ZoneInfo(preferences.zone)), preferences)
    return words.text(f"page.bundle.{sort}", date=day)


def _part(held: Held, words: Words, preferences: Preferences, extent: Extent) -> Iterator[Block]:
    frame = frame_of(held.telling, words, preferences)
    if frame is None:
        yield Heading((Run(words.text("page.update.untitled")),))
    else:
        title, language = frame.prose(frame.dossier.title)
        yield Heading(title, language=language)
    for said in held.words[:_SAID]:
        yield _said(said, words, preferences, extent)
    own = [one for one in held.headlines if one.has(preferences.language)][:_SAID]
    for line in own:
        yield Paragraph((Run(line.told(preferences.language)[0]),))
    if frame and held.telling.changes:
        if not own:
            yield Paragraph((Run(headline(frame, held.telling)),))
        yield from news(frame, held.telling, extent)


def _said(said: Localized, words: Words, preferences: Preferences, extent: Extent) -> Paragraph:
    """An announcement's words, as long as an item of the page may be, but never left out."""
    told, language = said.told(preferences.language)
    missing = language is not preferences.language
    notes: tuple[Inline, ...] = ((Run(words.text("page.untranslated")),),) if missing else ()
    short = shorten(told, max(2 * extent.units, _BUTTON))
    return Paragraph((Run(short),), language=language if missing else None, notes=notes)


def _buttons(shown: Sequence[Held], words: Words, preferences: Preferences, exit_: Exit) -> Buttons:
    """A button for each story, and the way out."""
    language = preferences.language
    rows = []
    for story in (one.telling.story for one in shown):
        if story is None:
            continue
        place = PageLink(story.number, Section.COVER, language)
        label = shorten(story.dossier.title.told(language)[0], _BUTTON)
        if not exit_.channel:
            rows.append((Button(label, FreshLink(place)),))
        elif exit_.username:
            rows.append((Button(label, url=address(exit_.username, place)),))
    leave = () if exit_.channel else ((Button(words.text("button.update.leave"), ReaderLink("leave", language)),),)
    return (*rows, *leave)
