"""Where one item that is longer than a message is cut: at a sentence, else a word, else a grapheme."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.i18n.graphemes import last_end
from bot.render.setting import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.document import Run
    from bot.render.galley import Line, Piece

_SENTENCE = regex.compile(r"(?<=[.!?؟…。！？][»”’›\"')\]]*)\s+|\n")
_WORD = regex.compile(r"\s+")
_EARLY = 3  # a sentence that ends in the first third of what fits is no place to cut


def cut(piece: Piece, fits: Callable[[Piece], bool]) -> tuple[Piece, Piece]:
    """As much of the piece as fits, at least a character, and the rest without the white space between."""
    text = piece.text
    ends = range(1, min(len(text), LIMIT.units + 1))
    most = max(bisect_right(ends, False, key=lambda end: not fits(_take(piece, 0, end))), 1)
    start, end = _place(text, most)
    return _take(piece, 0, start), _take(piece, end, len(text))


def _place(text: str, most: int) -> tuple[int, int]:
    """Where the first part ends, at most there, and where the second begins."""
    window = text[: most + 1]
    for pattern, least in ((_SENTENCE, most // _EARLY), (_WORD, 0)):
        gaps = [found.start() for found in pattern.finditer(window) if least < found.start() <= most]
        if gaps:
            return gaps[-1], gaps[-1] + len(_WORD.match(text, gaps[-1])[0])
    end = last_end(window, most)
    return end, end


def _take(piece: Piece, start: int, end: int) -> Piece:
    """The lines of the piece from one place in its text to another."""
    lines: list[Line] = []
    at = 0
    for line in piece.lines:
        if at >= end:
            break
        length = len(line.text)
        if start <= at and at + length <= end:
            lines.append(line)
        elif start < at + length:
            lines.append(replace(line, runs=tuple(_slice(line.runs, start - at, end - at))))
        at += length + 1
    return replace(piece, lines=tuple(lines))


def _slice(runs: tuple[Run, ...], start: int, end: int) -> list[Run]:
    kept: list[Run] = []
    at = 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            kept.append(replace(run, text=text))
        at += len(run.text)
    return kept
