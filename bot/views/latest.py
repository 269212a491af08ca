"""What changed in the stories, item by item, since the reader last looked or since a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.document import Button, Document, Entry, Heading, Paragraph, Run, Style, Timeline
from bot.i18n import dates, reading
from bot.i18n.listing import listed
from bot.links import FreshLink, ReaderLink
from bot.pages import cards
from bot.pages.changes import differing
from bot.pages.labels import shorten
from bot.pages.numbered import PAGE, Told, number
from bot.story import Localized
from bot.story.difference import difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.document import Block, Buttons, Inline
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.pages.voice import Voice
    from bot.story import Dossier, Story
    from bot.story.difference import Change

VERB = "latest"
SPANS = ("day", "week", "month")
_TEXT = 240  # UTF-16 units
_ROOM = 2600  # UTF-16 units of texts on a page, whose names, dates and labels need room as well


@dataclass(frozen=True, slots=True)
class News:
    """A story with something new: what it was as of revision `base`, None where all of it is new to the chat.

    `mark` is what a button says of it, so that the telling can go on; `seen` is when it was last looked at.
    """

    story: Story
    before: Dossier | None
    base: int
    mark: str
    seen: datetime | None = None

    @property
    def changes(self) -> tuple[Change | None, ...]:
        """What a reader is told of, one by one; of a story that is new as a whole, None for that."""
        if self.before is None:
            return (None,)
        return tuple(change for change in difference(self.before, self.story.dossier) if change.kind != "moved")


@dataclass(frozen=True, slots=True)
class Page:
    """One message, and the news that it tells of, be it in part."""

    document: Document
    told: tuple[News, ...]


def enough(news: Sequence[News], start: int) -> bool:
    """Whether these fill a page that begins with a change of the first, by its number from 0, and one thing more."""
    return sum(len(one.changes) for one in news) - start > PAGE


def page(news: Sequence[News], start: int, since: datetime | None, voice: Voice) -> Page:
    """As much as one message holds, from the change of the first story numbered `start` on (from 0).

    `since` is the moment that was asked for; None where it is each story's last look.
    """
    blocks: list[Block] = [_heading(voice)]
    if since:
        blocks.append(Paragraph(voice.say("page.latest.since", date=voice.day(since)), note=True))
    fitting, more = _fitting(news, start, voice)
    entries, buttons = number([one for _, told in fitting for one in told], voice.words)
    for one, told in fitting:
        blocks += (*_head(one, voice), Timeline(entries[: len(told)]))
        entries = entries[len(told) :]
    if more:
        buttons = (*buttons, (Button(voice.words.text("button.more_news"), more),))
    return Page(Document(voice.language, tuple(blocks), buttons), tuple(one for one, _ in fitting))


def nothing(since: datetime | None, voice: Voice, *, asked: bool, only: Story | None = None) -> Document:
    """That nothing is new, or not in one story, and since when: the moment that was `asked` for, else the last look."""
    if asked and since:
        said = voice.say("page.latest.none_since", date=voice.day(since))
    else:
        said = voice.say("page.latest.none", when=voice.recent(since) if since else "")
    kicker = (voice.name(only.dossier.title),) if only else ()
    heading = replace(_heading(voice), kicker=kicker)
    return Document(voice.language, (heading, Paragraph(said)), spans(voice.words, only.number if only else None))


def spans(words: Words, only: int | None = None) -> Buttons:
    """Buttons for what changed within a day, a week, a month: in all stories, or in the one that has this number."""
    links = {span: ReaderLink(VERB, words.language, only, span) for span in SPANS}
    return (tuple(Button(words.text(f"button.news_{span}"), link) for span, link in links.items()),)


def _heading(voice: Voice) -> Heading:
    return Heading(voice.say("page.latest.title"), level=1)


def _head(one: News, voice: Voice) -> Iterator[Block]:
    """The story's title, unless its one entry has it; when it was brought up to date, and looked at before."""
    if one.before is None:
        return
    updated = voice.say("page.latest.updated", when=voice.recent(one.story.at))
    dot = Run(voice.words.text("page.dot"))
    seen = (dot, *voice.say("page.latest.seen", when=voice.recent(one.seen))) if one.seen else ()
    title = replace(voice.name(one.story.dossier.title), style=Style.STRONG)
    yield Paragraph((title,), notes=((*updated, *seen),))


def _fitting(news: Sequence[News], start: int, voice: Voice) -> tuple[list[tuple[News, list[Told]]], ReaderLink | None]:
    """What a page holds of each story, and where the next goes on."""
    fitting: list[tuple[News, list[Told]]] = []
    count = room = 0
    for one in news:
        telling = _Telling(one, voice)
        first = start if one is news[0] else 0
        for at, change in list(enumerate(one.changes))[first:]:
            told = telling.told(change)
            room += sum(len(run.text) for line in (told.entry.text, *told.entry.notes) for run in line)
            if count and (count == PAGE or room > _ROOM):
                return fitting, ReaderLink(VERB, voice.language, one.story.number, one.mark, at or None)
            if not fitting or fitting[-1][0] is not one:
                fitting.append((one, []))
            fitting[-1][1].append(told)
            count += 1
    return fitting, None


@dataclass(frozen=True, slots=True)
class _Telling:
    news: News
    voice: Voice

    def told(self, change: Change | None) -> Told:
        """One change, and where it leads: what is gone is told of without its words, and leads nowhere."""
        story, voice = self.news.story, self.voice
        place = cards.find(story, change.item if change else None, voice.language)
        link = FreshLink(place) if place else None
        if change is None:
            return Told(self._story(), link)
        item, label = change.item or "", voice.words.text(f"page.latest.{change.kind}.{change.part}")
        head = self._line(Run(label, Style.STRONG), *self._about(change))
        if change.kind == "removed":
            return Told(Entry(item, head), None)
        text, language, notes = self._text(change)
        said = (Run(voice.quoted(text) if change.part == "quotes" else text),) if text else ()
        return Told(Entry(item, head, said, language, notes), link)

    def _story(self) -> Entry:
        """A story that is new as a whole: by its title and standfirst."""
        dossier = self.news.story.dossier
        text, language = self.voice.told(dossier.standfirst, _TEXT)
        label = Run(self.voice.words.text("page.latest.new"), Style.STRONG)
        return Entry("", self._line(label, self.voice.name(dossier.title)), (Run(text),), language)

    def _line(self, label: Run, *about: Run) -> Inline:
        dot = Run(self.voice.words.text("page.dot"))
        return (label, *(run for one in about for run in (dot, one)))

    def _about(self, change: Change) -> Iterator[Run]:
        """Whose words it is, its name, its date."""
        item: Any = change.after or change.before
        dossier = self.news.story.dossier if change.after else self.news.before
        if change.part == "quotes" and dossier:
            yield self.voice.name(dossier.person(item.speaker).name)
        elif change.part in {"people", "sources"}:
            yield self.voice.name(item.name if change.part == "people" else item.outlet)
        if change.part != "sources" and getattr(item, "date", None):
            yield Run(dates.spell(item.date, self.voice.preferences))

    def _text(self, change: Change) -> tuple[str, Language | None, tuple[Inline, ...]]:
        """What it says now and in which language; of what was changed, what it was before, and what else was."""
        field, after = _main(change.after)
        if after is None:
            return "", None, self._others(change.fields)
        text, language = reading.told(after, self.voice.preferences)
        own = None if language is self.voice.language else language
        if change.kind == "added":
            return shorten(text, _TEXT), own, ()
        before = _main(change.before)[1]
        alike = replace(self.voice.preferences, language=language)
        was = reading.told(before, alike)[0] if before and before.has(language) else ""
        others = self._others([one for one in change.fields if one != field or was == text])
        if was == text:
            return shorten(text, _TEXT), own, others
        was, text = differing(was, text)
        if was and change.part != "quotes":  # words that nobody said are not told again
            others = (self.voice.say("page.latest.before", text=was), *others)
        return shorten(text, _TEXT), own, others

    def _others(self, fields: Sequence[str]) -> tuple[Inline, ...]:
        if not fields:
            return ()
        names = listed([self.voice.words.text(f"desk.field.{one}") for one in fields], self.voice.language)
        return (self.voice.say("page.latest.fields", fields=names),)


def _main(item: Any) -> tuple[str, Localized | None]:
    """The field that says most of an item, and its text; a text of the head is its own."""
    if isinstance(item, Localized):
        return "", item
    field = next((one for one in ("words", "text", "about", "role", "title") if getattr(item, one, None)), "")
    return field, getattr(item, field, None) if field else None
