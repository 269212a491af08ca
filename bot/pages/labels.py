"""Titles for buttons and lists, which have little room."""

from __future__ import annotations

import regex  # type: ignore[import-untyped] # it comes without type hints

_GRAPHEME = regex.compile(r"\X")
_ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """The text on one line within `limit` UTF-16 units: cut after a whole word if that keeps half of it, with '…'."""
    text = " ".join(text.split())
    if _units(text) <= limit:
        return text
    room = limit - _units(_ELLIPSIS)
    kept = ""
    for grapheme in _GRAPHEME.findall(text):
        if _units(kept) + _units(grapheme) > room:
            break
        kept += grapheme
    words, _, _ = kept.rpartition(" ")
    return (words if _units(words) * 2 > room else kept).rstrip(" ،,.:;؛-–—") + _ELLIPSIS


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
