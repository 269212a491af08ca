"""Several items in one message: a line or a paragraph each. Pure.

A line that is a part's name says of which part those below it are, so that a whole story can come in one message. A
first line that is a day alone is the day of the wire copy, as of which the others' dates are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from bot.forms import dossier_edit, form_progress, typed_dates
from bot.forms import form as forms
from bot.forms.answer_parser import NotUnderstood, read_text
from bot.forms.entries import compact_entry, whole_item
from bot.forms.entries.card_reply import language_of_letters
from bot.forms.entries.compact_entry import TEXTS, CompactEntry
from bot.forms.form_state import Done, Next, Notice, Refused, Typed
from bot.forms.outlet_match import KNOWN
from bot.i18n.catalogue import load
from bot.i18n.direction import first_strong
from bot.text.dates.reasons import Refusal
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.forms.form_state import FormContext, Question, Result
    from bot.model import Dossier, PartialDate

_PARTS = (*compact_entry.PARTS, "sources", "standfirst")
_ORDER = ("sources", "standfirst", *compact_entry.PARTS)  # new items start with the first source
_BULLET = re.compile(r"\s*(?:[-–—•*·▪●]|[0-9٠-٩]{1,2}[.)])\s+")
RELATIVE = "desk.items.relative"  # why an item is not read yet: its date depends on the day of the copy
_SENTENCE_END = re.compile(r"[.!?؟…:][”»\"'’)]*$")


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item as typed, and its id in the listed's dossier; None if it was not read, for the reason `problem`.

    `proposed` is a typed speaker who is taken for somebody spelled otherwise, or the typed name of a source's outlet
    that is taken for a known one.
    """

    part: str
    text: str
    item: str | None = None
    problem: Notice | None = None
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class ItemList:
    """A dossier with all the items of a message that were read."""

    dossier: Dossier
    items: tuple[ListedItem, ...]

    @property
    def count(self) -> int:
        """Count the items that were read."""
        return sum(item.problem is None for item in self.items)

    @property
    def undated(self) -> tuple[ListedItem, ...]:
        """The items that are not read as long as the day of the copy is not known."""
        return tuple(item for item in self.items if item.problem and item.problem.key == RELATIVE)


@dataclass(frozen=True, slots=True)
class _Line:
    part: str
    text: str
    other: str | None = None


def read(text: str, part: str | None, context: FormContext) -> ItemList | None:
    """Read several items for a part, or (None) for the parts that they or their headings name; None if it is none.

    Of lines without a heading, at least half have to be whole items: other text is copy.
    """
    if (dossier := context.dossier) is None:
        return None
    first, _, rest = text.strip().partition("\n")
    if day := _day(first, context):
        text, dossier = rest, dossier.model_copy(update={"wire_date": day})
    context = replace(context, dossier=dossier)
    lines = _lines(text, part, context)
    is_marked = day is not None or _heading(first) is not None
    if not lines or (len(lines) == 1 and not is_marked):  # a single item is a form's
        return None
    items: list[ListedItem] = []
    for line in sorted(lines, key=lambda line: _ORDER.index(line.part)):
        dossier, item = _add(line, replace(context, dossier=dossier))
        items.append(item)
    listed = ItemList(dossier, tuple(items))
    return listed if listed.count or listed.undated else None


def _day(line: str, context: FormContext) -> PartialDate | None:
    """Return the whole day that a line names and nothing else, itself as seen today; None for any other line."""
    has_digit = any(map(str.isdigit, line))  # "The first." may begin a paragraph
    if not has_digit or not compact_entry.is_date(line.strip(), context):
        return None
    reading = typed_dates.read(line.strip(), context.today, context.language)
    if isinstance(reading, Refusal) or reading.date.precision != "day" or reading.date.until:
        return None
    return reading.date


def paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs: at blank lines, else at line ends that end a sentence."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    if len(blocks) > 1:
        return ["\n".join(_rejoined(block)) for block in blocks]
    return _rejoined(text.strip())


def _rejoined(text: str) -> list[str]:
    """Return the lines of a text, without bullets; a line end within a sentence is a space."""
    joined: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        is_new = not joined or _SENTENCE_END.search(joined[-1]) or _BULLET.match(line)
        bare = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
        if is_new or first_strong(joined[-1]) != first_strong(line):
            joined.append(bare)
        else:
            joined[-1] += f" {bare}"
    return joined


def _lines(text: str, part: str | None, context: FormContext) -> list[_Line]:
    """Return the items of each section: all of the text, or what stands below a heading; none if it is no list."""
    sections: list[tuple[str | None, list[str]]] = [(part, [])]
    for line in text.strip().split("\n"):
        heading = _heading(line)
        if heading:
            sections.append((heading, []))
        else:
            sections[-1][1].append(line)
    lines: list[_Line] = []
    for named, typed in sections:
        block = "\n".join(typed).strip()
        if named in TEXTS or named == "standfirst":
            lines += _texts(named or "", block) if block else ()
        elif block:
            items = _items(named, block, context, is_headed=len(sections) > 1)
            if not items:
                return []
            lines += items
    return lines


def _heading(line: str) -> str | None:
    """Return the part that a line names, in either language, and nothing else."""
    name = fold(line.strip(" #*_:：-–—"))
    return _headings().get(name)


@cache
def _headings() -> Mapping[str, str]:
    """Map the names of parts in both languages, folded, to the parts."""
    return {
        fold(name): part
        for part in _PARTS
        for words in load().values()
        for name in words.names(f"desk.items.heading.{part}")
    }


def _texts(part: str, block: str) -> Iterator[_Line]:
    pieces = paragraphs(block) if part == "summary" else [*map(_bare, filter(str.strip, block.split("\n")))]
    if pairs := _pairs(pieces):
        yield from (_Line(part, text, other) for text, other in pairs)
    elif part == "standfirst":
        yield _Line(part, "\n".join(pieces))
    else:
        yield from (_Line(part, piece) for piece in pieces)


def _pairs(pieces: Sequence[str]) -> list[tuple[str, str]]:
    """Pair texts with their translations: each below its text, or all of them below all the texts."""
    half, odd = divmod(len(pieces), 2)
    for pairs in ([*zip(pieces[::2], pieces[1::2], strict=False)], [*zip(pieces[:half], pieces[half:], strict=False)]):
        scripts = {(first_strong(text), first_strong(other)) for text, other in pairs}
        if not odd and scripts in ({("rtl", "ltr")}, {("ltr", "rtl")}):
            return pairs
    return []


def _items(part: str | None, block: str, context: FormContext, *, is_headed: bool) -> list[_Line]:
    """Return a line for each item; none if the text is no list of items."""
    lines = [_bare(line) for line in block.split("\n") if line.strip()]
    if part == "sources":
        return [_Line(part, line) for line in lines]
    kinds = [_kind(line, part, context) for line in lines]
    read = sum(kind is not None for kind in kinds)
    if read < len(lines) and (part is None or (not is_headed and 2 * read < len(lines))):
        return []
    return [_Line(kind or part or "", line) for line, kind in zip(lines, kinds, strict=True)]


def _kind(line: str, part: str | None, context: FormContext) -> str | None:
    """Return the part of which the line is a whole item."""
    parts = (part,) if part else ("quotes", "events")
    return next((each for each in parts if compact_entry.split(line, each, context)), None)


def _bare(line: str) -> str:
    return _BULLET.sub("", line, count=1).strip() if _BULLET.match(line) else line.strip()


def _add(line: _Line, context: FormContext) -> tuple[Dossier, ListedItem]:
    """Add one item to the dossier; what cannot be read leaves it as it is."""
    dossier = context.dossier
    assert dossier  # noqa: S101 - `read` has seen to it
    try:
        if line.part == "standfirst":
            return _with_standfirst(dossier, line), ListedItem(line.part, line.text)
        question = forms.begin(line.part, 0, context)
        result, proposed = _answered(question, line, context)
    except NotUnderstood as problem:
        return dossier, ListedItem(line.part, line.text, problem=Notice(problem.key, problem.values))
    if isinstance(result, Next) and not form_progress.is_date_pending(result.question):
        result = forms.finish(result.question, context)
    if isinstance(result, Done):
        return result.dossier, ListedItem(line.part, line.text, result.item, proposed=proposed)
    if isinstance(result, Refused):
        return dossier, ListedItem(line.part, line.text, problem=Notice(result.key, result.values))
    return dossier, ListedItem(line.part, line.text, problem=Notice(RELATIVE, {}))


def _with_standfirst(dossier: Dossier, line: _Line) -> Dossier:
    texts = [read_text(text, prose=True) for text in (line.text, line.other) if text]
    return dossier_edit.set_head(dossier, "standfirst", {language_of_letters(text): text for text in texts})


def _answered(question: Question, line: _Line, context: FormContext) -> tuple[Result, str | None]:
    """Answer the fields of an item; of the people whom its speaker may name, the likeliest is proposed."""
    typed = Typed(line.text, 0, 0)
    if line.part == "sources":
        return _source(question, line.text, context)
    entry = None if line.other else compact_entry.split(line.text, line.part, context)
    if entry is None and line.part == "quotes":
        raise NotUnderstood("desk.items.no_quote")
    entry = entry or CompactEntry(line.part, line.text, line.other)
    result = whole_item.fill(question, entry, typed, context)
    if not isinstance(result, Refused) or not result.question.candidates:
        return result, None
    is_known = len(result.question.candidates) > 1
    chosen = forms.tap(result.question, f"{result.question.turn}-maybe0", context)
    return chosen, entry.speaker if is_known else None


def _source(question: Question, text: str, context: FormContext) -> tuple[Result, str | None]:
    """Answer a source's outlet and address, and its date where it has one: `Reuters | 28 April 2025 | https://…`.

    A known outlet's name in full is proposed with its other language.
    """
    segments = compact_entry.segments_of(text)
    place = compact_entry.date_place(segments, context) if len(segments) > 1 else None
    date = segments.pop(place) if place is not None else None
    result = forms.give(question, "outlet", Typed(" ".join(segments), 0, 0), context)
    proposed = None
    if isinstance(result, Refused) and result.key == KNOWN:
        proposed = str(result.values["name"])
        result = forms.tap(result.question, f"{result.question.turn}-maybe0", context)
    if date and isinstance(result, Next):
        result = forms.give(result.question, "date", Typed(date, 0, 0), context)
    return result, proposed
