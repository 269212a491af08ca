"""A document as rich messages: divided at sections and whole items, with ◀ ▶ between its sheets.

Limits as core.telegram.org/bots/api#rich-message-limits tells them; and TDLib (`clean_input_string`) cuts a source of
more than 35,000 bytes off without a word, inside a tag or not. Telegram counts characters, of which there are never
more than bytes: so these are counted alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from bot.document import Heading
from bot.i18n import numbers
from bot.render.paging import kept_together, keyboard, position
from bot.render.rich_galley import Galley, Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.audience import Digits
    from bot.document import Document
    from bot.render.paging import Place
    from bot.render.rich_galley import Holder

LIMIT_RAW = 32_600  # bytes of HTML; 32,768 characters
LIMIT_BLOCKS = 490  # of 500
LIMIT_MAPS = 50
_POSITION = "999/999"
_BACKS = 9  # ways back from one footnote


@dataclass(frozen=True, slots=True)
class RichSheet:
    """One rich message's HTML; `places` are the items and parts on it, the first of them where it begins."""

    html: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the names that are leapt to are `elsewhere` than on the sheet, and the digits of what is numbered."""

    elsewhere: Mapping[str, str]
    digits: Digits


def divide(document: Document) -> tuple[RichSheet, ...]:
    """The document on as few sheets as sections and whole items allow, its title and their position on each of several.

    A section that no longer fits begins a sheet where one can hold it; on each sheet stand the footnotes that its items
    lead to.
    """
    galley = Galley.of(document)
    notes = {note.item: galley.note(note, 0) for note in document.footnotes}
    title = _title(document, galley, f" · {_POSITION}")
    sheets = _fill(title, list(galley.body(document.blocks)), notes)
    heads = {strip.name: number for number, sheet in enumerate(sheets, 1) for strip in sheet.strips if strip.name}
    made = []
    for number, (sheet, places) in enumerate(zip(sheets, _places(sheets), strict=True), 1):
        told = position(document, number, len(sheets)) if len(sheets) > 1 else ""
        top = _title(document, galley, f" · {told}" if told else "")
        where = {name: position(document, at, len(sheets)) if at != number else "" for name, at in heads.items()}
        made.append(RichSheet(_html([*top, *sheet.strips], sheet.footnotes, _Way(where, document.digits)), places))
    return tuple(made)


def message(document: Document, sheets: Sequence[RichSheet], index: int) -> dict[str, Any]:
    """The parameters of sendRichMessage, or of editMessageText, for one sheet, without where it goes."""
    rows = keyboard(document, sheets, index)
    content: dict[str, Any] = {"html": sheets[index].html}
    if document.language.rtl:
        content["is_rtl"] = True
    return {"rich_message": content} | ({"reply_markup": {"inline_keyboard": rows}} if rows else {})


@dataclass(slots=True)
class _Filling:
    """A sheet that is being filled; `notes` are all footnotes that there are."""

    notes: Mapping[str, Strip]
    raw: int
    blocks: int
    maps: int = 0
    strips: list[Strip] = field(default_factory=list)

    cited: frozenset[str] = frozenset()

    @property
    def footnotes(self) -> list[Strip]:
        """The footnotes that the sheet's items lead to, and that stand nowhere else on it, by their numbers."""
        return self._footnotes(self.strips, self.cited)

    def fits(self, group: Sequence[Strip]) -> bool:
        """Whether there is room for the strips, with the footnotes that they bring."""
        notes = self._footnotes([*self.strips, *group], self.cited.union(*(strip.cites for strip in group)))
        raw = self.raw + sum(strip.raw for strip in (*group, *notes))
        blocks = self.blocks + sum(map(_blocks, group)) + len(notes) + 1
        maps = self.maps + sum(strip.maps for strip in group)
        return raw <= LIMIT_RAW and blocks <= LIMIT_BLOCKS and maps <= LIMIT_MAPS

    def add(self, group: Sequence[Strip]) -> None:
        """Put the strips below what there is."""
        self.strips.extend(group)
        self.raw += sum(strip.raw for strip in group)
        self.blocks += sum(map(_blocks, group))
        self.maps += sum(strip.maps for strip in group)
        self.cited = self.cited.union(*(strip.cites for strip in group))

    def _footnotes(self, strips: Iterable[Strip], cited: frozenset[str]) -> list[Strip]:
        wanted = cited.difference(strip.note for strip in strips if strip.note) if cited else cited
        return [note for source, note in self.notes.items() if source in wanted] if wanted else []


def _blocks(strip: Strip) -> int:
    return strip.blocks + len(strip.within)


def _fill(title: Sequence[Strip], strips: Sequence[Strip], notes: Mapping[str, Strip]) -> list[_Filling]:
    def fresh() -> _Filling:
        return _Filling(notes, sum(strip.raw for strip in title), len(title))

    sheets = [fresh()]
    for section in _sections(strips):
        if sheets[-1].strips and not sheets[-1].fits(section) and fresh().fits(section):
            sheets.append(fresh())
        if sheets[-1].fits(section):
            sheets[-1].add(section)
            continue
        for group in kept_together(section):
            if sheets[-1].strips and not sheets[-1].fits(group):
                sheets.append(fresh())
            sheets[-1].add(group)
    return sheets


def _sections(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    """The strips from each named heading to the next, those before the first by themselves."""
    section: list[Strip] = []
    for strip in strips:
        if strip.name and section:
            yield section
            section = []
        section.append(strip)
    if section:
        yield section


def _places(sheets: Iterable[_Filling]) -> Iterator[tuple[Place, ...]]:
    """What stands on each sheet: each item once, with the number of the part that is its first there."""
    item: str | None = None
    part = -1
    for sheet in sheets:
        places: list[Place] = []
        for strip in sheet.strips:
            if strip.heading or (places and (strip.item is None or strip.item == item)):
                continue
            part = part + 1 if strip.item in {None, item} else 0
            item = strip.item or item
            places.append((item, part))
        yield tuple(places)


def _title(document: Document, galley: Galley, told: str) -> list[Strip]:
    first = document.blocks[0]
    return galley.head(first, told) if isinstance(first, Heading) and first.level == 1 else []


def _html(strips: Sequence[Strip], footnotes: Sequence[Strip], way: _Way) -> str:
    """The strips in their holders, then the footnotes below a line."""
    citing: dict[str, dict[str, None]] = {}
    for strip in strips:
        for source in strip.cites:
            citing.setdefault(source, {})[strip.item or ""] = None
    anchored = {item for items in citing.values() for item in items if item}
    made = [_joined(strips, citing, anchored, way)]
    if footnotes:
        made += ["<hr/>", _joined(footnotes, citing, set(), way)]
    return "".join(made)


def _joined(strips: Sequence[Strip], citing: Mapping[str, Iterable[str]], anchored: set[str], way: _Way) -> str:
    made: list[str] = []
    opened: tuple[Holder, ...] = ()
    period = ""
    for strip in strips:
        common = sum(1 for one, other in zip(opened, strip.within, strict=False) if one is other)
        made += [holder.end for holder in reversed(opened[common:])]
        if opened[common:] or strip.within[common:]:
            period = ""
        made += [holder.start for holder in strip.within[common:]]
        opened = strip.within
        if strip.period != period:
            made.append(strip.period)
            period = strip.period
        made += [strip.before, _between(strip, citing, anchored, way), strip.after]
        anchored.discard(strip.item or "")
    return "".join([*made, *(holder.end for holder in reversed(opened))])


def _between(strip: Strip, citing: Mapping[str, Iterable[str]], anchored: set[str], way: _Way) -> str:
    if strip.contents:
        return "".join(["<ul>", *(_entry(name, label, way.elsewhere) for name, label in strip.contents), "</ul>"])
    if strip.note:
        items = [item for item in citing.get(strip.note, ()) if item][:_BACKS]
        several = len(items) > 1
        told = [numbers.show(str(at), way.digits) if several else "" for at in range(1, len(items) + 1)]
        return "".join(f' <a href="#{item}">↑{number}</a>' for item, number in zip(items, told, strict=True))
    return f'<a name="{strip.item}"></a>' if strip.item in anchored else ""


def _entry(name: str, label: str, elsewhere: Mapping[str, str]) -> str:
    """A line of the contents: it leads to the section on this sheet, or says on which it is."""
    other = elsewhere.get(name, "")
    return f"<li>{label} · {escape(other)}</li>" if other else f'<li><a href="#{escape(name)}">{label}</a></li>'
