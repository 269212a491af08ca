"""Sets a text into lines: at the largest of several sizes at which it fits, else cut at the smallest."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

from bot.i18n.graphemes import graphemes
from bot.render.picture import face
from bot.render.picture.glyphs import drawable
from bot.render.picture.line_breaks import in_paragraph, sentence_ends, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.model.language import Language
    from bot.views.pictures.picture import Text

_MEASURED = 100  # pixels: widths grow with the size, so that a unit is measured once
_JOINER = "\u200d"
_LEADING = {True: 1.62, False: 1.34}  # line height in sizes: Arabic has marks above and below its letters
_ASCENT = {True: 1.04, False: 0.98}  # of it above the baseline, in sizes
_OMISSION, _ELLIPSIS = " […]", "…"
_LONGEST = 2_000  # characters that are looked at: more than any picture holds
_OVERHANG = 8  # pixels that the ink of a line may have beyond the widths of its letters
_SHORTEST = 200  # graphemes of a word that no space parts


@dataclass(frozen=True, slots=True)
class Type:
    """The sizes in pixels in which a text may be set, the largest first, its weight, and the most lines of it."""

    sizes: tuple[int, ...]
    weight: str = face.REGULAR
    most: int = 100


@dataclass(frozen=True, slots=True)
class SetText:
    """Lines as they are drawn, below each other; `is_cut` if they are not all of the text."""

    lines: tuple[str, ...]
    language: Language
    weight: str
    size: int
    is_cut: bool = False

    @property
    def leading(self) -> int:
        """The distance of two baselines in pixels: more than usual where marks would touch the line above."""
        touching = (above[3] - below[1] for above, below in pairwise(self.ink()))
        return max(self.usual_leading, math.ceil(max(touching, default=0)))

    @property
    def usual_leading(self) -> int:
        """The distance of baselines of lines whose marks keep to themselves."""
        return round(self.size * _LEADING[self.language.rtl])

    @property
    def ascent(self) -> int:
        """The distance from the top of a line to its baseline."""
        return round(self.size * _ASCENT[self.language.rtl])

    @property
    def height(self) -> int:
        """The height of all lines."""
        return self.leading * len(self.lines)

    @property
    def anchor(self) -> str:
        """Where Pillow hangs a line up: at its start, on the baseline."""
        return "rs" if self.language.rtl else "ls"

    def ink(self) -> list[tuple[float, float, float, float]]:
        """Return what each line covers: left, top, right and bottom, seen from its start on the baseline."""
        return [_ink(line, self.language, self.weight, self.size) for line in self.lines]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What no line break parts, with its width at the measured size, and that without the space behind it."""

    text: str
    width: float
    inked: float


def set_text(text: Text, type_: Type, width: int, height: int = 100_000, marks: tuple[str, str] = ("", "")) -> SetText:
    """Set a text at the largest size at which it fits, else cut at the smallest; GlyphMissing if it cannot be shown.

    Lines are about equally long. `marks` stand before and behind it, also where it is cut.
    """
    words = drawable(text.words)
    empty = SetText((), text.language, type_.weight, type_.sizes[-1])
    if len(words) <= _LONGEST:
        paragraphs = _measured(words, empty, marks)
        for size in type_.sizes:
            lines = [_balanced(paragraph, width * _MEASURED / size) for paragraph in paragraphs]
            done = replace(empty, lines=_joined([some or [] for some in lines]), size=size)
            if None not in lines and _fits(done, type_, width, height):
                return done
        done = _broken(words, empty, marks, width)
        if _fits(done, type_, width, height):
            return done
    return _cut(words[:_LONGEST], empty, type_, (width, height), marks)


@lru_cache(1_000)  # what fits is drawn next, and a cut text tried several times
def _ink(line: str, language: Language, weight: str, size: int) -> tuple[float, float, float, float]:
    anchor = "rs" if language.rtl else "ls"
    return face.font(weight, size).getbbox(line, anchor=anchor, **face.options(language))


def _fits(done: SetText, type_: Type, width: int, height: int) -> bool:
    if len(done.lines) > min(type_.most, height // done.usual_leading):
        return False
    return done.height <= height and all(right - left <= width for left, _, right, _ in done.ink())


def _joined(paragraphs: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(
        line for lines in paragraphs for line in in_paragraph([line.rstrip(" ") for line in lines]) if line.strip()
    )


def _measured(words: str, empty: SetText, marks: tuple[str, str] = ("", "")) -> list[list[_Unit]]:
    start, end = marks
    paragraphs = f"{start}{words}{end}".split("\n")
    return [[_unit(text, empty.language, empty.weight) for text in units(paragraph)] for paragraph in paragraphs]


@lru_cache(20_000)  # a unit is a word, and words come back: some megabytes
def _unit(text: str, language: Language, weight: str) -> _Unit:
    font, options = face.font(weight, _MEASURED), face.options(language)
    inked = font.getlength(text.rstrip(" "), **options)
    spaces = len(text) - len(text.rstrip(" "))
    return _Unit(text, inked + (spaces and font.getlength(" ", **options)), inked)


def _balanced(paragraph: Sequence[_Unit], room: float) -> list[str] | None:
    """Return lines, as few as fit into `room` and about equally long; None if a unit is wider."""
    lines = _filled(paragraph, room)
    if not lines:
        return lines
    low, high, fewest = max(unit.inked for unit in paragraph), room, len(lines)
    while high - low > _MEASURED / 2:
        middle = (low + high) / 2
        narrower = _filled(paragraph, middle)
        if narrower and len(narrower) == fewest:
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _filled(paragraph: Sequence[_Unit], room: float) -> list[str] | None:
    """Return lines, each as long as fits, with the space that they end in; None if a unit is wider than `room`."""
    lines: list[str] = []
    line, used = "", 0.0
    for unit in paragraph:
        if unit.inked > room:
            return None
        if line and used + unit.inked > room:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + unit.text, used + unit.width
    return [*lines, line] if line else lines


def _broken(words: str, empty: SetText, marks: tuple[str, str], width: int) -> SetText:
    """Set a text at the smallest size, units that are too wide broken between graphemes, for want of a better place.

    UAX #14 leaves such breaks to whoever sets the line. Joiners keep the forms that letters have in the whole word.
    """
    room = (width - _OVERHANG) * _MEASURED / empty.size
    paragraphs = [
        [piece for unit in paragraph for piece in ((unit,) if unit.inked <= room else _pieces(unit.text, empty, room))]
        for paragraph in _measured(words, empty, marks)
    ]
    return replace(empty, lines=_joined([_filled(paragraph, room) or [] for paragraph in paragraphs]))


def _pieces(text: str, empty: SetText, room: float) -> Iterator[_Unit]:
    joiner = _JOINER if empty.language.rtl else ""
    piece = ""
    for grapheme in graphemes(text):
        if piece.strip(_JOINER) and _unit(piece + grapheme + joiner, empty.language, empty.weight).inked > room:
            yield _unit(piece + joiner, empty.language, empty.weight)
            piece = joiner
        piece += grapheme
    yield _unit(piece, empty.language, empty.weight)


def _cut(words: str, empty: SetText, type_: Type, area: tuple[int, int], marks: tuple[str, str]) -> SetText:
    """Set as much as fits at the smallest size: up to the end of a sentence, else of a word, else of a grapheme."""
    width, height = area

    def cut(kept: str) -> SetText:
        return replace(_broken(kept, empty, marks, width), is_cut=True)

    sentences = [words[:end] + _OMISSION for end in sentence_ends(words)]
    whole_words = [_ended(words[: space.start()]) for space in re.finditer(r"\s+", words)]
    graphemes_ = [_ended(start) for start in accumulate(islice(graphemes(words), _SHORTEST))]
    for texts in (sentences, whole_words, graphemes_):
        # Whether a text fits is known of none without setting it, but all before one that fits do, too.
        count = bisect_left(texts, 1, key=lambda kept: not _fits(cut(kept), type_, width, height))
        if count:
            return cut(texts[count - 1])
    return cut(_ELLIPSIS)


def _ended(kept: str) -> str:
    return kept.rstrip(" ،,;؛:–—-.…") + _ELLIPSIS
