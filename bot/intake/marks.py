"""Quotation marks: which opens, which closes, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.normalized import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENERS = "“«„‹‟\"‘‚'"
CLOSERS = "”»“›\"’'"
_DOUBLE_OPEN, _DOUBLE_CLOSE, _STRAIGHT = "“«„‹‟", "”»›", '"″'
_SINGLE = "‘’‚'‛"
_MARK = regex.compile(r"[“”„‟«»‹›\"″‘’‚'‛]")
_BEFORE = " \n([{—–-:،,؛;/…|"
_AFTER = " \n.,،؛;:!?؟)]}—–-…/|"
_PREFIX = regex.compile(r"(?:^|[^\p{L}])(?:[وف]?(?:ب|ل|ك)?(?:ال)?|لل)$")
_DECADE = regex.compile(r"\d0s\b")
_POSSESSIVE = regex.compile(r"\s[\p{Ll}]")
_FAR = 300  # characters within which what is quoted in single marks may end
_DEEPEST = 20  # marks within marks: more are noise
_CONTINUED = regex.compile(r"[“«„\"‟]")


@dataclass(frozen=True, slots=True)
class Marked:
    """The text between two outermost quotation marks, in `parts` (one a paragraph).

    `outer_start` and `outer_end` count the marks; `closed` is False if the end is missing.
    """

    parts: tuple[tuple[int, int], ...]
    outer_start: int
    outer_end: int
    closed: bool
    single: bool


@dataclass(slots=True)
class _Open:
    place: int
    mark: str
    parts: list[tuple[int, int]]
    start: int  # of the words in the present paragraph


@dataclass(frozen=True, slots=True)
class Stray:
    """A mark that closes what nothing opened."""

    place: int


class _Scanner:
    """Pairs marks, paragraph by paragraph; what is open at the end of one may go on in the next."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.stack: list[_Open] = []
        self.marked: list[Marked] = []
        self.strays: list[Stray] = []

    def scan(self, spans: Sequence[Span]) -> None:
        for number, span in enumerate(spans):
            start = span.start
            if self.stack:
                start = span.start + 1  # the mark that opens a later paragraph of a quotation
                self.stack[0].start = start
            for match in _MARK.finditer(self.plain, start, span.end):
                self._take(match.start(), span)
            self._finish(span, spans[number + 1] if number + 1 < len(spans) else None)
        self.marked.sort(key=lambda item: item.outer_start)

    def _take(self, place: int, span: Span) -> None:
        mark = self.plain[place]
        before = self.plain[place - 1] if place > span.start else " "
        after = self.plain[place + 1] if place + 1 < span.end else " "
        if mark in _SINGLE:
            self._take_single(place, mark, before, after, span)
        elif self._opens(place, mark, before, after, span):
            if mark in _STRAIGHT and any(entry.mark in _STRAIGHT for entry in self.stack):
                self._leave_open(place)
            self._push(place, mark)
        elif any(entry.mark not in _SINGLE for entry in self.stack):
            while self.stack and self.stack[-1].mark in _SINGLE:
                self.stack.pop()
            self._close(place)
        else:
            self.strays.append(Stray(place))

    def _opens(self, place: int, mark: str, before: str, after: str, span: Span) -> bool:
        """Whether a double mark opens: by the space around it, then by its shape, then by what is open."""
        is_open = any(entry.mark not in _SINGLE for entry in self.stack)
        prefixed = bool(_PREFIX.search(self.plain[max(span.start, place - 4) : place])) and before not in " \n"
        left = before in _BEFORE or before in OPENERS or prefixed
        right = after not in " \n"
        clear_open = left and right and not (before in ",،…" and is_open) and after not in ".,،؛;:!?؟"
        clear_close = before not in " \n" and (after in _AFTER or after in CLOSERS)
        if mark in _STRAIGHT:
            return (clear_open and not clear_close) if is_open else (clear_open or not clear_close)
        if mark in _DOUBLE_OPEN:
            return (clear_open or not clear_close) if is_open else (left or not clear_close)
        return not is_open and clear_open and not clear_close

    def _take_single(self, place: int, mark: str, before: str, after: str, span: Span) -> None:
        if before.isalnum() and after.isalnum():
            return
        has_open = bool(self.stack) and self.stack[-1].mark in _SINGLE
        if (before in _BEFORE or before in OPENERS) and after not in " \n" and mark != "’":
            if not _DECADE.match(self.plain, place + 1):
                self._push(place, mark)
        elif has_open and mark != "‘" and before not in " \n":
            later = self.plain.find(mark, place + 1, min(span.end, place + _FAR))
            if before == "s" and _POSSESSIVE.match(self.plain, place + 1) and self._closes_later(later, span):
                return
            self._close(place)

    def _closes_later(self, place: int, span: Span) -> bool:
        """Whether a later single mark can close what is open, before another opens."""
        if place < 0:
            return False
        after = self.plain[place + 1] if place + 1 < span.end else " "
        return self.plain[place - 1] not in " \n" and not after.isalnum()

    def _push(self, place: int, mark: str) -> None:
        if len(self.stack) < _DEEPEST:
            self.stack.append(_Open(place, mark, [], place + 1))

    def _close(self, place: int) -> None:
        entry = self.stack.pop()
        if not self.stack:
            parts = (*entry.parts, (entry.start, place))
            self.marked.append(Marked(parts, entry.place, place + 1, closed=True, single=entry.mark in _SINGLE))

    def _leave_open(self, end: int) -> None:
        """End what is open: the outermost as a quotation without its end, others as nothing."""
        if not self.stack:
            return
        first = self.stack[0]
        self.stack.clear()
        if first.mark in _SINGLE:
            self._rescan(first, end)
        else:
            parts = (*first.parts, (first.start, end))
            self.marked.append(Marked(parts, first.place, end, closed=False, single=False))

    def _rescan(self, single: _Open, end: int) -> None:
        """Pair anew what followed a single mark that was an apostrophe after all."""
        inner = _Scanner(self.plain)
        for match in _MARK.finditer(self.plain, single.place + 1, end):
            if self.plain[match.start()] not in _SINGLE:
                inner._take(match.start(), Span(single.place + 1, end))
        inner._leave_open(end)
        self.marked.extend(inner.marked)

    def _finish(self, span: Span, following: Span | None) -> None:
        doubles = [entry for entry in self.stack if entry.mark not in _SINGLE]
        if self.stack and self.stack[0].mark in _SINGLE:
            self._leave_open(span.end)
        elif doubles and following and _CONTINUED.match(self.plain, following.start):
            first = self.stack[0]
            self.stack[:] = [first]
            first.parts.append((first.start, span.end))
        else:
            self._leave_open(span.end)


def pair(plain: str, spans: Sequence[Span]) -> tuple[list[Marked], list[Stray]]:
    """Pair quotation marks; return what stands between the outermost, in order, and the marks that close nothing."""
    scanner = _Scanner(plain)
    scanner.scan(spans)
    return scanner.marked, scanner.strays


def inside(marked: Sequence[Marked], place: int) -> bool:
    """Whether a place is between the marks of one of these."""
    return any(item.outer_start < place < item.outer_end for item in marked)
