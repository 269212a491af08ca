"""Splits an item longer than a message at a sentence, else a word, else a grapheme."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.i18n.graphemes import last_end
from bot.render.html import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.render.html import Line
    from bot.render.lines import Piece
    from bot.views.document import Run

_SENTENCE = regex.compile(r"(?<=[.!?؟…。！？][»”’›\"')\]]*)\s+|\n")
_WORD = regex.compile(r"\s+")
_EARLY = 3  # a sentence that ends in the first third of what fits is no place to cut


def cut(piece: Piece, fits: Callable[[Piece], bool]) -> tuple[Piece, Piece]:
    """Split off as much of the piece as fits, at least a character; white space between is dropped."""
    text = piece.text
    ends = range(1, min(len(text), LIMIT.units + 1))
    most = max(bisect_right(ends, False, key=lambda end: not fits(_take(piece, 0, end))), 1)
    start, end = _place(text, most)
    return _take(piece, 0, start), _take(piece, end, len(text))


def _place(text: str, most: int) -> tuple[int, int]:
    """Return where the first part ends, at most at `most`, and where the second begins."""
    window = text[: most + 1]
    for pattern, least in ((_SENTENCE, most // _EARLY), (_WORD, 0)):
        gaps = [match.start() for match in pattern.finditer(window) if least < match.start() <= most]
        if gaps:
            return gaps[-1], gaps[-1] + len(_WORD.match(text, gaps[-1])[0])
    end = last_end(window, most)
    return end, end


def _take(piece: Piece, start: int, end: int) -> Piece:
    """Return the lines of the piece between two offsets of its text."""
    lines: list[Line] = []
    position = 0
    for line in piece.lines:
        if position >= end:
            break
        length = len(line.text)
        if start <= position and position + length <= end:
            lines.append(line)
        elif start < position + length:
            lines.append(replace(line, runs=tuple(_slice(line.runs, start - position, end - position))))
        position += length + 1
    return replace(piece, lines=tuple(lines))


def _slice(runs: tuple[Run, ...], start: int, end: int) -> list[Run]:
    runs_within: list[Run] = []
    position = 0
    for run in runs:
        text = run.text[max(start - position, 0) : max(end - position, 0)]
        if text:
            runs_within.append(replace(run, text=text))
        position += len(run.text)
    return runs_within
