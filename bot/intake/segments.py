"""Paragraphs and sentences of wire copy, by their offsets in the normalised text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.marks import CLOSERS, OPENERS
from bot.intake.normalized import Span, alternatives
from bot.intake.tables.calendars import WEEKDAYS_EN
from bot.intake.tables.english_verbs import INFLECTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.intake.marks import Marked

_WRAPPED = range(50, 101)  # characters of a line that was wrapped by the program that wrote it
_END = regex.compile(rf"(?:[.!?؟]|…|\.\.\.)+[{CLOSERS})\]]*(?=\s|$|[{OPENERS}(\[])")
_FEWEST_LETTERS = 12  # by which the language of a sentence is known
_LONGEST = 1200  # characters of a sentence
_LINE = regex.compile(r"[^\n]*(?:\n|\Z)")
_THUS = regex.compile(r"\s*(?:بهذه|بتلك|هكذا)\s")
_ENDS = ".!?؟…:؛;"
# What ends in a full stop and not a sentence.
_ABBREVIATED = regex.compile(
    r"(?:^|[\s(“\"‘'-])(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Sr|Jr|Gen|Lt|Col|Capt|Cmdr|Maj|Sgt|Adm|Rev|Hon|Gov|Sen|Rep|Pres|Amb"
    r"|Messrs|Brig|Supt|Insp|Cpl|Pvt|Fr|vs|v|No|Nos|approx|est|dept|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|[A-Z]|e\.g|i\.e|a\.m|p\.m|cf|al|Ltd|Inc|Corp|Co|Bros|[دأا]|ص\.ب|م)\.$"
)
_HOUR_END = regex.compile(r"\d\s?[ap]\.m\.$")
_DAY_AHEAD = regex.compile(rf"\s*(?:on\s+)?(?:{alternatives(WEEKDAYS_EN)})\b", regex.IGNORECASE)
_MONTH_END = regex.compile(r"\b(?:a\.m|p\.m|Ltd|Inc|Corp|Co|Jr|Sr|al|[A-Z]\.[A-Z]|etc)\.$")
_ASKED = regex.compile(r"\s*[,،]?\s*((?:[^\s.,،“”\"«»]+\s+){0,5}?[^\s.,،“”\"«»]+)")


_ARABIC, _LATIN = regex.compile(r"\p{Arabic}"), regex.compile(r"\p{Latin}")
_QUOTED = regex.compile(r"“[^“”\n]*”|«[^«»\n]*»|\"[^\"\n]*\"")

Tongue = Literal["ar", "en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the number of the paragraph that it stands in."""

    start: int
    end: int
    paragraph: int


def paragraphs(plain: str) -> list[Span]:
    """Return the non-empty lines of a text; lines wrapped by a program are joined to paragraphs."""
    spans: list[Span] = []
    lines: list[Span] = []
    for match in _LINE.finditer(plain):
        line = _stripped(plain, match.start(), match.end())
        if line.start < line.end:
            lines.append(line)
        if lines and (line.start == line.end or match.end() == len(plain)):
            is_heading = not spans and _are_headlines(plain, lines)
            is_wrapped = not is_heading and _is_wrapped(plain, lines)
            spans.extend([Span(lines[0].start, lines[-1].end)] if is_wrapped else lines)
            lines = []
    return spans


def language_of(plain: str) -> Tongue:
    """Detect the language of a text by its letters outside quotations: what it quotes may be in the other."""
    own = _QUOTED.sub(" ", plain)
    own = own if _ARABIC.search(own) or _LATIN.search(own) else plain
    return "ar" if len(_ARABIC.findall(own)) * 2 >= len(_LATIN.findall(own)) + 1 else "en"


def languages(plain: str, cuts: Sequence[Sentence], marked: Sequence[Marked], language: Tongue) -> list[Tongue]:
    """Return each sentence's own language; one that is all quotation has that of the sentence before it."""
    own: list[Tongue] = []
    first = 0
    for cut in cuts:
        while first < len(marked) and marked[first].outer_end <= cut.start:
            first += 1
        at, pieces = cut.start, []
        for number in range(first, len(marked)):
            item = marked[number]
            if item.outer_start >= cut.end:
                break
            pieces.append(plain[at : item.outer_start])
            at = max(at, item.outer_end)
        rest = "".join((*pieces, plain[at : cut.end]))
        is_worded = len(_ARABIC.findall(rest)) + len(_LATIN.findall(rest)) >= _FEWEST_LETTERS
        own.append(language_of(rest) if is_worded else own[-1] if own else language)
    return own


def _stripped(plain: str, start: int, end: int) -> Span:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _are_headlines(plain: str, lines: Sequence[Span]) -> bool:
    """Whether the first block of a copy is a headline and its second: none has a small first letter, or an end."""
    if len(lines) != 2:  # noqa: PLR2004 - a headline and its second
        return False
    firsts = [plain[line.start : line.end].lstrip(OPENERS)[:1] for line in lines]
    return not any(first.islower() for first in firsts) and all(plain[line.end - 1] not in _ENDS for line in lines)


def _is_wrapped(plain: str, lines: Sequence[Span]) -> bool:
    """Whether the lines of a block are one paragraph: all but the last about as long, most without an end."""
    body = lines[:-1]
    if len(body) < 2 and not (body and len(lines) > 1):  # noqa: PLR2004 - a block of one line is no wrapped one
        return False
    lengths = [line.end - line.start for line in body]
    if any(length not in _WRAPPED for length in lengths) or max(lengths) - min(lengths) > 20:  # noqa: PLR2004
        return False
    return sum(plain[line.end - 1] in _ENDS for line in body) * 3 <= len(body)


def sentences(plain: str, spans: Iterable[Span], marked: Sequence[Marked]) -> list[Sentence]:
    """Split paragraphs into sentences; what stands between quotation marks is not split."""
    cuts: list[Sentence] = []
    starts = [item.outer_start for item in marked]
    at = 0
    for number, span in enumerate(spans):
        while at < len(marked) and marked[at].outer_end <= span.start:
            at += 1
        start = span.start
        for end in (*_ends(plain, span, marked, at), span.end):
            pieces = _bounded(plain, _stripped(plain, start, end), marked, starts)
            cuts.extend(Sentence(piece.start, piece.end, number) for piece in pieces)
            start = end
    return cuts


def _bounded(plain: str, piece: Span, marked: Sequence[Marked], starts: Sequence[int]) -> Iterator[Span]:
    """Yield the sentence, split between words if too long, since later steps compare words with each other."""
    start = piece.start
    while piece.end - start > _LONGEST:
        end = plain.find(" ", start + _LONGEST, piece.end)
        number = bisect_right(starts, end) - 1
        if end >= 0 and number >= 0 and marked[number].outer_end > end:
            end = plain.find(" ", marked[number].outer_end, piece.end)
        if end < 0:
            break
        part = _stripped(plain, start, end)
        if part.start < part.end:
            yield part
        start = end
    part = _stripped(plain, start, piece.end)
    if part.start < part.end:
        yield part


def _ends(plain: str, span: Span, marked: Sequence[Marked], at: int) -> Iterator[int]:
    for match in _END.finditer(plain, span.start, span.end):
        while at < len(marked) and marked[at].outer_end < match.end():
            at += 1
        inside = at < len(marked) and marked[at].outer_start < match.start() and match.end() < marked[at].outer_end
        if inside or match.end() >= span.end:
            continue
        if not _goes_on(plain, match, span):
            yield match.end()


def _goes_on(plain: str, match: regex.Match[str], span: Span) -> bool:
    """Whether the sentence goes on after what looks like its end."""
    rest = plain[match.end() : min(span.end, match.end() + 120)]
    follows = rest.lstrip()[:1]
    before = plain[max(span.start, match.start() - 12) : match.start() + 1]
    if _HOUR_END.search(before) and _DAY_AHEAD.match(rest):
        return True
    if match[0] == "." and _ABBREVIATED.search(before) and not (_MONTH_END.search(before) and follows.isupper()):
        return True
    if follows.islower():
        return True
    if match[0] == "." and before[:-1][-1:].isdigit() and follows.isdigit() and not rest[:1].isspace():
        return True
    if _THUS.match(rest):
        return True
    closes = any(char in CLOSERS for char in match[0])
    return closes and match[0][0] in "!?؟…" and _is_attribution(rest)


def _is_attribution(rest: str) -> bool:
    """Whether what follows a question or cry in marks says whose it is."""
    from bot.intake.tables.arabic_verbs import verb

    match = _ASKED.match(rest)
    spoken = match[1].split() if match else []
    arabic = verb(spoken[0]) if spoken else None
    if arabic and not arabic.prefix:
        return True
    return any(word.lower() in INFLECTED for word in spoken[:5])
