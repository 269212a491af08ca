"""What buttons and lists say, which have little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import reading
from bot.i18n.graphemes import graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.audience import Preferences
    from bot.document import Button
    from bot.story import Story

_ELLIPSIS = "…"


def story_title(story: Story, preferences: Preferences, limit: int) -> str:
    """The story's title, in the reader's language or else the other, within `limit` UTF-16 units."""
    return shorten(reading.told(story.dossier.title, preferences)[0], limit)


def ticked(label: str, *, chosen: bool) -> str:
    """The label of a choice, marked where it is chosen."""
    return f"✓ {label}" if chosen else label


def in_rows(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


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
