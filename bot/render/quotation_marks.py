"""House style of quotation marks: « » with ‹ › inside for Arabic, “ ” with ‘ ’ inside for English.

CLDR has none for Arabic: a house rule.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.model.language import Language

_MARKS = {Language.AR: (("«", "»"), ("‹", "›")), Language.EN: (("“", "”"), ("‘", "’"))}
_CLOSERS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", '"': '"'}
_SIGNS = frozenset('“”„«»‹›‘’"')


class _Pair(NamedTuple):
    start: int
    end: int
    depth: int


def quote(words: str, language: Language) -> str:
    """Put words between quotation marks: their own outer ones are removed, inner ones go one level deeper."""
    around = next((pair for pair in _pairs(words) if (pair.start, pair.end) == (0, len(words) - 1)), None)
    inner = words[1:-1].strip() if around else words
    start, end = _MARKS[language][0]
    return f"{start}{nest(inner, language, 1)}{end}"


def nest(text: str, language: Language, depth: int = 0) -> str:
    """Replace quotation marks by the language's own, by nesting level from `depth`.

    Where they do not pair nothing is changed: a lone mark may be a sign for inches.
    """
    chars = list(text)
    for start, end, level in _pairs(text):
        chars[start], chars[end] = _MARKS[language][(depth + level) % 2]
    return "".join(chars)


def _pairs(text: str) -> list[_Pair]:
    """Return every pair of quotation marks with its nesting level; none if any mark is left over."""
    opened: list[int] = []
    pairs: list[_Pair] = []
    for index, char in enumerate(text):
        if char not in _SIGNS:
            continue
        if opened and char in _CLOSERS[text[opened[-1]]] and not _apostrophe(text, index):
            start = opened.pop()
            pairs.append(_Pair(start, index, len(opened)))
        elif char in _CLOSERS:
            opened.append(index)
        elif char != "’":
            return []
    return [] if opened else pairs


def _apostrophe(text: str, index: int) -> bool:
    return text[index] == "’" and text[index + 1 : index + 2].isalnum()
