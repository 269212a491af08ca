"""Titles for buttons and lists, which have little room."""

from __future__ import annotations

from bot.i18n.graphemes import graphemes

_ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """The text on one line within `limit` UTF-16 units: cut after a whole word if that keeps half of it, with '…'."""
    text = " ".join(text.split())
    if _units(text) <= limit:
        return text
    room = limit - _units(_ELLIPSIS)
    end = taken = 0
    for grapheme in graphemes(text):
        taken += _units(grapheme)
        if taken > room:
            break
        end += len(grapheme)
    kept = text[:end]
    words, _, _ = kept.rpartition(" ")
    return (words if _units(words) * 2 > room else kept).rstrip(" ،,.:;؛-–—") + _ELLIPSIS


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
