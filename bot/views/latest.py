"""Page of changes in stories since the reader's last visit or since a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.i18n import dates, localized_text
from bot.i18n.lists import listed
from bot.model import Correction, Localized
from bot.model.diff import difference
from bot.views import item_card
from bot.views.callback_data import FreshLink, ReaderLink
from bot.views.correction_text import text_of
from bot.views.diff_view import differing
from bot.views.document import Button, Document, Entry, Heading, Paragraph, Run, Style, Timeline
from bot.views.labels import shorten
from bot.views.numbered_list import PAGE, NumberedEntry, item_of, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.model.diff import Change
    from bot.model.language import Language
    from bot.views.document import Block, Buttons, Inline
    from bot.views.reader_context import ReaderContext

VERB = "latest"
SPANS = ("day", "week", "month")
_TEXT = 240  # UTF-16 units
_ROOM = 2600  # UTF-16 units of texts on a page, whose names, dates and labels need room as well


@dataclass(frozen=True, slots=True)
class News:
    """A story with something new: what it was as of revision `base`, None if all of it is new to the chat.

    `mark` is what a button says of it, so that the telling can go on; `seen` is when it was last looked at.
    """

    story: Story
    before: Dossier | None
    base: int
    mark: str
    seen: datetime | None = None

    @property
    def changes(self) -> tuple[Change | None, ...]:
        """The changes a reader sees; (None,) for a story that is new as a whole."""
        if self.before is None:
            return (None,)
        return tuple(change for change in difference(self.before, self.story.dossier) if change.is_told)


@dataclass(frozen=True, slots=True)
class Page:
    """One message, and the news that it tells of, be it in part."""

    document: Document
    news: tuple[News, ...]


def enough(news: Sequence[News], start: int) -> bool:
    """Whether these fill a page that begins with a change of the first, by its number from 0, and one thing more."""
    return sum(len(story_news.changes) for story_news in news) - start > PAGE


def page(news: Sequence[News], start: int, since: datetime | None, context: ReaderContext) -> Page:
    """Build one message of news, from the change of the first story at index `start` on (from 0).

    `since` is the moment asked for; None means each story's last visit.
    """
    blocks: list[Block] = [_heading(context)]
    if since:
        blocks.append(Paragraph(context.text("page.latest.since", date=context.day(since)), note=True))
    fitting, more = _fill_page(news, start, context)
    entries, buttons = number(
        [story_news for _, story_entries in fitting for story_news in story_entries], context.words
    )
    for story_news, story_entries in fitting:
        blocks += (*_head(story_news, context), Timeline(entries[: len(story_entries)]))
        entries = entries[len(story_entries) :]
    if more:
        buttons = (*buttons, (Button(context.words.text("button.more_news"), more),))
    return Page(Document(context.language, tuple(blocks), buttons), tuple(story_news for story_news, _ in fitting))


def nothing(since: datetime | None, context: ReaderContext, *, asked: bool, only: Story | None = None) -> Document:
    """Say that nothing is new, in any story or in one, since the moment `asked` for, else since the last visit."""
    if asked and since:
        sentence = context.text("page.latest.none_since", date=context.day(since))
    else:
        sentence = context.text("page.latest.none", when=context.recent(since) if since else "")
    kicker = (context.name(only.dossier.title),) if only else ()
    heading = replace(_heading(context), kicker=kicker)
    return Document(
        context.language, (heading, Paragraph(sentence)), spans(context.words, only.number if only else None)
    )


def spans(words: Translator, only: int | None = None) -> Buttons:
    """Buttons for what changed within a day, a week, a month: in all stories, or in the one that has this number."""
    links = {span: ReaderLink(VERB, words.language, only, span) for span in SPANS}
    return (tuple(Button(words.text(f"button.news_{span}"), link) for span, link in links.items()),)


def _heading(context: ReaderContext) -> Heading:
    return Heading(context.text("page.latest.title"), level=1)


def _head(story_news: News, context: ReaderContext) -> Iterator[Block]:
    """Yield the story's title, unless its one entry has it; when it was updated, and visited before."""
    if story_news.before is None:
        return
    updated = context.text("page.latest.updated", when=context.recent(story_news.story.at))
    dot = Run(context.words.text("page.dot"))
    seen = (dot, *context.text("page.latest.seen", when=context.recent(story_news.seen))) if story_news.seen else ()
    title = replace(context.name(story_news.story.dossier.title), style=Style.STRONG)
    yield Paragraph((title,), notes=((*updated, *seen),))


def _fill_page(
    news: Sequence[News], start: int, context: ReaderContext
) -> tuple[list[tuple[News, list[NumberedEntry]]], ReaderLink | None]:
    """Fill a page with changes; return them by story, and the link to the next page."""
    shown: list[tuple[News, list[NumberedEntry]]] = []
    count = room = 0
    for story_news in news:
        renderer = _ChangeRenderer(story_news, context)
        first = start if story_news is news[0] else 0
        for index, change in list(enumerate(story_news.changes))[first:]:
            entry = renderer.entry(change)
            room += sum(len(run.text) for line in (entry.entry.text, *entry.entry.notes) for run in line)
            if count and (count == PAGE or room > _ROOM):
                return shown, ReaderLink(
                    VERB, context.language, story_news.story.number, story_news.mark, index or None
                )
            if not shown or shown[-1][0] is not story_news:
                shown.append((story_news, []))
            shown[-1][1].append(entry)
            count += 1
    return shown, None


@dataclass(frozen=True, slots=True)
class _ChangeRenderer:
    news: News
    voice: ReaderContext

    def entry(self, change: Change | None) -> NumberedEntry:
        """Render one change with its link; a removed item has neither text nor link."""
        story, context = self.news.story, self.voice
        place = item_card.find(story, change.item if change else None, context.language)
        link = FreshLink(place) if place else None
        if change is None:
            return NumberedEntry(self._story(), link, self.voice.name(story.dossier.title).text)
        item = item_of(story.number, change.item) if change.item else ""
        label = context.words.text(f"page.latest.{change.kind}.{change.part}")
        head = self._line(Run(label, Style.STRONG), *self._about(change))
        if change.kind == "removed":
            return NumberedEntry(Entry(item, head), None)
        text, language, notes = self._text(change)
        runs = (Run(context.quoted(text) if change.part == "quotes" else text),) if text else ()
        return NumberedEntry(Entry(item, head, runs, language, notes), link, label)

    def _story(self) -> Entry:
        """Build the entry of a wholly new story: its title and standfirst."""
        dossier = self.news.story.dossier
        text, language = self.voice.localize(dossier.standfirst, _TEXT)
        key = "page.latest.new_here" if self.news.story.is_old else "page.latest.new"
        label = Run(self.voice.words.text(key), Style.STRONG)
        return Entry("", self._line(label, self.voice.name(dossier.title)), (Run(text),), language)

    def _line(self, label: Run, *about: Run) -> Inline:
        dot = Run(self.voice.words.text("page.dot"))
        return (label, *(run for detail in about for run in (dot, detail)))

    def _about(self, change: Change) -> Iterator[Run]:
        """Yield whose words an item is, its name, its date."""
        item: Any = change.after or change.before
        dossier = self.news.story.dossier if change.after else self.news.before
        if change.part == "quotes" and dossier:
            yield self.voice.name(dossier.person(item.speaker).name)
        elif change.part in {"people", "sources"}:
            yield self.voice.name(item.name if change.part == "people" else item.outlet)
        if change.part != "sources" and getattr(item, "date", None):
            yield Run(dates.format_date(item.date, self.voice.preferences))

    def _text(self, change: Change) -> tuple[str, Language | None, tuple[Inline, ...]]:
        """Return the present text and its language; of a changed one, what it was before, and what else changed."""
        field, after = _main(change.after)
        if after is None:
            return "", None, self._others(change.fields)
        verbatim = change.part == "quotes"
        text, language = localized_text.localize(after, self.voice.preferences, verbatim=verbatim)
        own = None if language is self.voice.language else language
        if change.kind == "added":
            return shorten(text, _TEXT), own, ()
        before = _main(change.before)[1]
        alike = replace(self.voice.preferences, language=language)
        is_there = before is not None and before.has(language)
        old = localized_text.localize(before, alike, verbatim=verbatim)[0] if before and is_there else ""
        others = self._others(
            [name for name in change.fields if name != field or old == text],
            is_record=isinstance(change.after, Correction),
        )
        if old == text:
            return shorten(text, _TEXT), own, others
        old, text = differing(old, text)
        if old and change.part != "quotes":  # a misquotation is not repeated
            others = (self.voice.text("page.latest.before", text=old), *others)
        return shorten(text, _TEXT), own, others

    def _others(self, fields: Sequence[str], *, is_record: bool = False) -> tuple[Inline, ...]:
        if not fields or is_record:
            return ()
        names = listed([self.voice.words.text(f"desk.field.{name}") for name in fields], self.voice.language)
        return (self.voice.text("page.latest.fields", fields=names),)


def _main(item: Any) -> tuple[str, Localized | None]:
    """Return the field that says most of an item, and its text; for a text of the head, itself."""
    if isinstance(item, Localized):
        return "", item
    if isinstance(item, Correction):
        return "text", text_of(item)
    field = next((name for name in ("words", "text", "about", "role", "title") if getattr(item, name, None)), "")
    return field, getattr(item, field, None) if field else None
