"""Renders a document as rich messages, split at sections and items, with ◀ ▶ buttons between the pages.

Limits as core.telegram.org/bots/api#rich-message-limits tells them; and TDLib (`clean_input_string`) cuts a source of
more than 35,000 bytes off without a word, inside a tag or not. Telegram counts characters, of which there are never
more than bytes: so these are counted alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from bot.render.pagination import keep_with_next, keyboard, position
from bot.render.rich_blocks import BlockRenderer
from bot.views.document import Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.render.pagination import Place
    from bot.render.rich_fragments import Container, Fragment
    from bot.views.document import Document

LIMIT_RAW = 32_600  # bytes of HTML; 32,768 characters
LIMIT_BLOCKS = 490  # of 500
LIMIT_MAPS = 50
_POSITION = "999/999"


@dataclass(frozen=True, slots=True)
class RichMessagePage:
    """One rich message's HTML; `places` are the items and parts on it, the first of them where it begins."""

    html: str
    places: tuple[Place, ...]


def paginate(document: Document, begin: str | None = None) -> tuple[RichMessagePage, ...]:
    """Split the document into as few messages as sections and items allow; each repeats the title with its position.

    A section that no longer fits starts a new message if one can hold it; each message has the footnotes of its items.
    The item `begin` begins a message, with the headings above it.
    """
    renderer = BlockRenderer.of(document)
    notes = {note.item: renderer.note(note, 0) for note in document.footnotes}
    title = _title(document, renderer, f" · {_POSITION}")
    pages = _fill_pages(title, list(renderer.body(document.blocks)), notes, begin)
    heading_pages = {
        fragment.name: number for number, page in enumerate(pages, 1) for fragment in page.fragments if fragment.name
    }
    messages = []
    for number, (page, places) in enumerate(zip(pages, _places(pages), strict=True), 1):
        page_position = position(document, number, len(pages)) if len(pages) > 1 else ""
        top = _title(document, renderer, f" · {page_position}" if page_position else "")
        targets = {
            name: position(document, page_number, len(pages)) if page_number != number else ""
            for name, page_number in heading_pages.items()
        }
        messages.append(RichMessagePage(_html([*top, *page.fragments], page.footnotes, targets), places))
    return tuple(messages)


def message(document: Document, pages: Sequence[RichMessagePage], index: int) -> dict[str, Any]:
    """Return the parameters of sendRichMessage or editMessageText for one page, without the chat."""
    rows = keyboard(document, pages, index)
    content: dict[str, Any] = {"html": pages[index].html}
    if document.language.rtl:
        content["is_rtl"] = True
    return {"rich_message": content} | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})


@dataclass(slots=True)
class _PageBuilder:
    """A message that is being filled; `notes` are all footnotes of the document."""

    notes: Mapping[str, Fragment]
    raw: int
    blocks: int
    maps: int = 0
    fragments: list[Fragment] = field(default_factory=list)

    cited: frozenset[str] = frozenset()

    @property
    def footnotes(self) -> list[Fragment]:
        """The footnotes cited on this page that are not on it otherwise, in order."""
        return self._footnotes(self.fragments, self.cited)

    def fits(self, group: Sequence[Fragment]) -> bool:
        """Return whether the fragments fit, with the footnotes that they cite."""
        notes = self._footnotes([*self.fragments, *group], self.cited.union(*(fragment.cites for fragment in group)))
        raw = self.raw + sum(fragment.raw for fragment in (*group, *notes))
        blocks = self.blocks + sum(map(_blocks, group)) + len(notes) + 1
        maps = self.maps + sum(fragment.maps for fragment in group)
        return raw <= LIMIT_RAW and blocks <= LIMIT_BLOCKS and maps <= LIMIT_MAPS

    def add(self, group: Sequence[Fragment]) -> None:
        """Append the fragments."""
        self.fragments.extend(group)
        self.raw += sum(fragment.raw for fragment in group)
        self.blocks += sum(map(_blocks, group))
        self.maps += sum(fragment.maps for fragment in group)
        self.cited = self.cited.union(*(fragment.cites for fragment in group))

    def _footnotes(self, fragments: Iterable[Fragment], cited: frozenset[str]) -> list[Fragment]:
        missing = cited.difference(fragment.note for fragment in fragments if fragment.note) if cited else cited
        return [note for source, note in self.notes.items() if source in missing] if missing else []


def _blocks(fragment: Fragment) -> int:
    return fragment.blocks + len(fragment.within)


def _fill_pages(
    title: Sequence[Fragment], fragments: Sequence[Fragment], notes: Mapping[str, Fragment], begin: str | None
) -> list[_PageBuilder]:
    def fresh() -> _PageBuilder:
        return _PageBuilder(notes, sum(fragment.raw for fragment in title), len(title))

    pages = [fresh()]
    for section in _sections(fragments):
        if pages[-1].fragments and not pages[-1].fits(section) and fresh().fits(section):
            pages.append(fresh())
        is_begun = begin is None or all(fragment.item != begin for fragment in section)
        if is_begun and pages[-1].fits(section):
            pages[-1].add(section)
            continue
        for group in keep_with_next(section):
            begins = not is_begun and group[-1].item == begin
            is_begun = is_begun or begins
            if pages[-1].fragments and (begins or not pages[-1].fits(group)):
                pages.append(fresh())
            pages[-1].add(group)
    return pages


def _sections(fragments: Iterable[Fragment]) -> Iterator[list[Fragment]]:
    """Group the fragments by named heading; those before the first form a group."""
    section: list[Fragment] = []
    for fragment in fragments:
        if fragment.name and section:
            yield section
            section = []
        section.append(fragment)
    if section:
        yield section


def _places(pages: Iterable[_PageBuilder]) -> Iterator[tuple[Place, ...]]:
    """Yield the items of each page, each once, with the number of its first part there."""
    item: str | None = None
    part = -1
    for page in pages:
        places: list[Place] = []
        for fragment in page.fragments:
            if fragment.heading or (places and (fragment.item is None or fragment.item == item)):
                continue
            part = part + 1 if fragment.item in {None, item} else 0
            item = fragment.item or item
            places.append((item, part))
        yield tuple(places)


def _title(document: Document, renderer: BlockRenderer, position: str) -> list[Fragment]:
    first = document.blocks[0]
    return renderer.head(first, position) if isinstance(first, Heading) and first.level == 1 else []


def _html(fragments: Sequence[Fragment], footnotes: Sequence[Fragment], elsewhere: Mapping[str, str]) -> str:
    """Join the fragments in their containers, then the footnotes below a rule.

    `elsewhere` are the positions of sections that are on another page than this one, else empty.
    """
    parts = [_joined(fragments, elsewhere)]
    if footnotes:
        parts += ["<hr/>", _joined(footnotes, elsewhere)]
    return "".join(parts)


def _joined(fragments: Sequence[Fragment], elsewhere: Mapping[str, str]) -> str:
    parts: list[str] = []
    opened: tuple[Container, ...] = ()
    period = ""
    for fragment in fragments:
        common = sum(1 for left, right in zip(opened, fragment.within, strict=False) if left is right)
        parts += [container.end for container in reversed(opened[common:])]
        if opened[common:] or fragment.within[common:]:
            period = ""
        parts += [container.start for container in fragment.within[common:]]
        opened = fragment.within
        if fragment.period != period:
            parts.append(fragment.period)
            period = fragment.period
        contents = [_entry(name, label, elsewhere) for name, label in fragment.contents]
        parts += [fragment.before, *(["<ul>", *contents, "</ul>"] if contents else ()), fragment.after]
    return "".join([*parts, *(container.end for container in reversed(opened))])


def _entry(name: str, label: str, elsewhere: Mapping[str, str]) -> str:
    """Render an entry of the contents: a link to the section, or the page that has it."""
    other = elsewhere.get(name, "")
    return f"<li>{label} · {escape(other)}</li>" if other else f'<li><a href="#{escape(name)}">{label}</a></li>'
