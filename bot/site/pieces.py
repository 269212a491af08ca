"""A story as pieces that pages are filled with: one for each item, rendered, with what schema.org calls it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bot.model.reader import Preferences
from bot.site import structured_data
from bot.site.environment import macros
from bot.site.markup import inline, paragraphs, quotation
from bot.views import correction_text, item_card, people, quotes, sources, summary, timeline
from bot.views.callback_data import PageLink, Section
from bot.views.document import Details, Heading, Notes, Paragraph, Points, Profiles, Quotation, Timeline
from bot.views.story_context import StoryContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.views.document import Block, Cited, Entry, Inline, Note

# The sections of a page, in order, each with the element that holds its items.
TAGS = {
    "points": "ul",
    "summary": "div",
    "quotes": "div",
    "timeline": "ol",
    "people": "div",
    "sources": "ol",
    "corrections": "ul",
    "updates": "ul",
}
# Which sections of a page a section of the bot fills, and which items of a dossier they hold.
_BLOCKS = {
    Section.SUMMARY: (summary.blocks, ("key_points", "summary", "corrections")),
    Section.QUOTES: (quotes.blocks, ("quotes",)),
    Section.TIMELINE: (timeline.blocks, ("events",)),
    Section.PEOPLE: (people.blocks, ("people",)),
    Section.SOURCES: (sources.blocks, ("sources",)),
}
SECTION_OF_PART = {
    "key_points": "points",
    "summary": "summary",
    "quotes": "quotes",
    "events": "timeline",
    "people": "people",
    "sources": "sources",
    "corrections": "corrections",
}
_NUMBERED = re.compile(r"([a-z-]+?)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of a section, or a note in it: `html`, and `data` as schema.org has it.

    Those of one `group` stand below its heading: a month, or what organisations are called.
    """

    section: str
    html: Markup
    item: str | None = None
    group: Markup = field(default_factory=Markup)
    data: Mapping[str, Any] | None = None


def context_of(story: Story, words: Translator, section: Section = Section.COVER) -> StoryContext:
    """Return the rendering context of a story's page: with the house's months and digits, by Greenwich's clock."""
    return StoryContext(story, PageLink(story.number, section, words.language), words, Preferences(words.language))


def pieces(story: Story, words: Translator, page: str) -> list[Piece]:
    """Return the items of a story in the order of its page, and notices of what was withdrawn in its place.

    `page` is the address of the story's page, with which the ids of its items begin.
    """
    made: dict[str, list[Piece]] = {section: [] for section in TAGS}
    for section in _BLOCKS:
        for piece in _Renderer(context_of(story, words, section), page).pieces():
            made[piece.section].append(piece)
    for correction in story.dossier.corrections:
        if correction.is_withdrawal:
            _put_notice(made, _Renderer(context_of(story, words), page).notice(correction))
    return [piece for section in TAGS for piece in made[section]]


def _put_notice(made: dict[str, list[Piece]], notice: Piece) -> None:
    """Insert a notice before the first item with a higher number; timelines, which go by days, have it last."""
    section, own = made[notice.section], _NUMBERED.fullmatch(notice.item or "")
    place = len(section)
    if own and notice.section != "timeline":
        numbers = (_NUMBERED.fullmatch(piece.item or "") for piece in section)
        higher = (
            index for index, match in enumerate(numbers) if match and match[1] == own[1] and int(match[2]) > int(own[2])
        )
        place = next(higher, place)
    group = section[place].group if place < len(section) else Markup()
    section.insert(place, replace(notice, group=group))


class _Renderer:
    """Renders the blocks of one section of a story as pieces."""

    def __init__(self, context: StoryContext, page: str) -> None:
        self._context = context
        self._page = page
        self._language = context.language
        self._data = structured_data.Items(context, page)
        self._numbers = {source.id: number for number, source in enumerate(context.dossier.sources, 1)}
        self._corrected: dict[str, list[Correction]] = {}
        for correction in context.dossier.corrections:
            if correction.item and not correction.is_withdrawal:
                self._corrected.setdefault(correction.item, []).append(correction)

    def pieces(self) -> Iterator[Piece]:
        """Yield the section's items, each with the heading that it stands below."""
        blocks_of, parts = _BLOCKS[self._context.place.section]
        if not any(getattr(self._context.dossier, part) for part in parts):
            return
        group = Markup()
        for block in _flat(blocks_of(self._context)):
            if isinstance(block, Heading):
                group = Markup() if self._context.place.section is Section.SUMMARY else self._inline(block.text)
            else:
                yield from (replace(piece, group=piece.group or group) for piece in self._block(block))

    def notice(self, correction: Correction) -> Piece:
        """Render what stands in the place of a withdrawn item."""
        part = correction_text.part_of(self._context.dossier, correction) or "people"
        text, language = self._context.prose(correction_text.text_of(correction))
        body = paragraphs(text, self._language, language)
        day = self._context.date(correction.date)
        label = correction_text.label(correction, self._context.words)
        section = SECTION_OF_PART[part]
        html = self._call("notice", item_tag(section), correction.item, correction.id, label, day, body)
        return Piece(section, html, correction.item)

    def _block(self, block: Block) -> Iterator[Piece]:
        match block:
            case Points(points):
                for point in points:
                    html = self._call("point", point.item, self._text(point), self._below(point.item, point))
                    yield Piece("points", html, point.item)
            case Paragraph(item=None):
                section = SECTION_OF_PART[_BLOCKS[self._context.place.section][1][0]]
                yield Piece(section, self._call("aside", item_tag(section, "p"), self._inline(block.text)))
            case Paragraph():
                html = self._call("paragraph", block.item, self._text(block), self._below(block.item, block))
                yield Piece("summary", html, block.item)
            case Quotation():
                yield self._quotation(block)
            case Timeline(entries) if self._context.place.section is Section.SUMMARY:
                yield from map(self._correction, entries)
            case Timeline(entries):
                yield from map(self._event, entries)
            case Profiles(entries):
                yield from map(self._person, entries)
            case Notes(notes):
                yield from map(self._source, notes)

    def _quotation(self, block: Quotation) -> Piece:
        words = quotation(block.words, block.language, self._language)
        credit = block.credit[1:] if block.credit and block.credit[0].text == "— " else block.credit
        html = self._call("quote", block.item, words, self._inline(credit), self._notes(block.item, block.notes))
        return Piece("quotes", html, block.item, data=self._data.quotation(block.item))

    def _event(self, entry: Entry) -> Piece:
        place = self._inline(entry.place.name) if entry.place else Markup()
        day = entry.short or (entry.head if not entry.period else ())
        text = self._text(entry)
        html = self._call("event", entry.item, self._inline(day), text, place, self._below(entry.item, entry))
        return Piece("timeline", html, entry.item, self._inline(entry.period))

    def _person(self, entry: Entry) -> Piece:
        text = self._text(entry) if entry.text else Markup()
        marks = Markup() if entry.text else self._marks(entry.cited)
        html = self._call("person", entry.item, self._inline(entry.head) + marks, text, self._below(entry.item, entry))
        return Piece("people", html, entry.item)

    def _source(self, note: Note) -> Piece:
        html = self._call("source", note.item, note.number, self._inline(note.text), self._notes(note.item, note.notes))
        return Piece("sources", html, note.item, data=self._data.source(note.item))

    def _correction(self, entry: Entry) -> Piece:
        record = next(each for each in self._context.dossier.corrections if each.id == entry.item)
        of = (record.item, self._name(record.item)) if record.item else None
        text = paragraphs(entry.text, self._language, entry.language)
        html = self._call("correction", entry.item, self._inline(entry.head), text, of, self._notes(None, entry.notes))
        return Piece("corrections", html, entry.item, data=self._data.correction(record))

    def _name(self, item: str) -> str:
        """Return what to call an item that was corrected; of one that is gone, its id."""
        context = self._context
        if item_card.find(context.story, item, self._language) is None:
            return item
        return item_card.name(context.story, item, context.words, context.preferences)[0]

    def _text(self, block: Paragraph | Entry) -> Markup:
        """Render a text, the marks of its sources at the end of its last paragraph."""
        html = paragraphs(block.text, self._language, block.language)
        return html.removesuffix("</p>") + self._marks(block.cited) + Markup("</p>")

    def _marks(self, cited: Cited | None) -> Markup:
        sources_of = cited.sources if cited else ()
        marks = [(source, self._numbers[source]) for source in sources_of if source in self._numbers]
        return self._call("marks", marks, self._context.words.text("section.sources")) if marks else Markup()

    def _below(self, item: str | None, block: Paragraph | Entry) -> Markup:
        return self._notes(item, block.cited.notes if block.cited else block.notes)

    def _notes(self, item: str | None, notes: Iterable[Inline]) -> Markup:
        """Render the lines below an item, the last of them that it was corrected."""
        lines = [self._inline(note) for note in notes]
        for correction in self._corrected.get(item or "", ()):
            label = correction_text.label(correction, self._context.words)
            lines.append(self._call("corrected", correction.id, label, self._context.date(correction.date)))
        return self._call("notes", lines) if lines else Markup()

    def _inline(self, runs: Inline) -> Markup:
        return inline(runs, self._language)

    def _call(self, macro: str, *values: Any) -> Markup:
        html: Markup = getattr(macros(), macro)(*values)
        return html


def item_tag(section: str, other: str = "div") -> str:
    """Return the element of an item in a section: of a list, `li`."""
    return other if TAGS[section] == "div" else "li"


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    return chain.from_iterable(_flat(block.blocks) if isinstance(block, Details) else (block,) for block in blocks)
