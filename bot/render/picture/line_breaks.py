"""Where a line of a picture may end: Unicode Standard Annex 14, and what a line keeps of the paragraph around it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import bidirectional

import regex  # type: ignore[import-untyped] # it comes without type hints
from uniseg.linebreak import line_break_units  # type: ignore[import-untyped] # it comes without type hints

from bot.i18n.direction import END, LTR_MARK, RTL_MARK
from bot.render.picture.glyphs import unpaired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ARABIC_MARK = "\u061c"
_SAID = r"(?:(?:[\p{Arabic}\p{Latin}&&\p{L}]\p{M}*)+|\p{Nd}+)[.,:;!?،؛؟…]*"
_BEGUN = r"[\p{Arabic}\p{Latin}&&\p{L}]|\p{Nd}"
# A space between two plain words or numbers: lines end there (LB18), whatever stands farther off.
_BETWEEN = regex.compile(rf"(?V1)(?<=(?:[\p{{L}}\p{{M}}\p{{Nd}}.,:;!?،؛؟…]) )(?={_BEGUN})")
_WORD = regex.compile(rf"(?V1){_SAID} ?")
_PAIRS = (("«", "»"), ("‹", "›"), ("“", "”"), ("(", ")"), ("[", "]"))
_MARKS = {"L": LTR_MARK, "R": RTL_MARK, "AL": ARABIC_MARK}


def units(text: str) -> list[str]:
    """Split a paragraph at every place where a line may end.

    uniseg takes 0.1 ms a character: it is asked only about what is no plain word.
    """
    return [unit for piece in _BETWEEN.split(text) for unit in _units(piece)]


@lru_cache(1_000)  # of a text that is cut, the same pieces are asked about again
def _units(piece: str) -> Sequence[str]:
    return (piece,) if _WORD.fullmatch(piece) else tuple(line_break_units(piece))


def in_paragraph(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of one paragraph so that each, laid out alone, is ordered as within the paragraph.

    A number takes its order from the letter before it (UAX #9, W2), punctuation from the letters on both sides (N1),
    and they may be on the line before or after: a mark of that letter's direction stands in for it. An isolate that is
    open at the end of a line goes on in the next.
    """
    if not lines:
        return
    opened = ""
    strong = [_strong(line) for line in lines]
    before = [None, *(_last(strong[:index]) for index in range(1, len(lines)))]
    after = [*(_next(strong[index + 1 :]) for index in range(len(lines) - 1)), None]
    for line, last, following in zip(lines, before, after, strict=True):
        begun = opened + line
        opened = unpaired(begun)
        yield f"{_mark(last)}{begun}{END * len(opened)}{_mark(following)}"


def _strong(line: str) -> list[str]:
    """Return the directions of a line's strong characters outside isolates."""
    depth, kinds = 0, []
    for kind in map(bidirectional, line):
        depth += {"LRI": 1, "RLI": 1, "FSI": 1, "PDI": -1}.get(kind, 0)
        if depth <= 0 and kind in _MARKS:
            kinds.append(kind)
    return kinds


def _last(lines: Sequence[list[str]]) -> str | None:
    return next((kinds[-1] for kinds in reversed(lines) if kinds), None)


def _next(lines: Sequence[list[str]]) -> str | None:
    return next((kinds[0] for kinds in lines if kinds), None)


def _mark(kind: str | None) -> str:
    return _MARKS[kind] if kind else ""


def sentence_ends(text: str) -> list[int]:
    """Return the offsets at which a sentence of the text ends, its inner quotations closed."""
    ends = [match.end() for match in regex.finditer(r"[.!?؟۔…][»›”’\"')\]]*(?= |\n|$)", text)]
    return [end for end in ends if _is_closed(text[:end])]


def _is_closed(text: str) -> bool:
    return all(text.count(start) <= text.count(end) for start, end in _PAIRS)
