"""Short labels for buttons and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import localized_text
from bot.i18n.graphemes import graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.views.document import Button

TICK = "✓ "  # before the choice that stands
_ELLIPSIS = "…"
_MOST = 3  # buttons beside each other
_ROW = 36  # characters of a row whose buttons are as wide as its longest label: what 390 pixels show on one line


def story_title(story: Story, preferences: Preferences, limit: int) -> str:
    """Return the story's title, in the reader's language or else the other, within `limit` UTF-16 units."""
    return shorten(localized_text.localize(story.dossier.title, preferences)[0], limit)


def ticked(label: str, *, chosen: bool) -> str:
    """Return the label of a choice, marked if it is chosen."""
    return f"{TICK}{label}" if chosen else label


def in_rows(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Arrange buttons in rows of `width`."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def packed(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Arrange buttons in rows of two or three, by the length of their labels: longer rows are cut on a telephone."""
    rows: list[list[Button]] = [[]]
    for button in buttons:
        row = [*rows[-1], button]
        if len(row) > _MOST or max(len(other.label) for other in row) * len(row) > _ROW:
            rows.append([])
        rows[-1].append(button)
    return tuple(tuple(row) for row in rows if row)


def shorten(text: str, limit: int) -> str:
    """Put a text on one line within `limit` UTF-16 units, cut with '…', after a whole word if that keeps half of it."""
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
    cut = text[:end]
    words, _, _ = cut.rpartition(" ")
    return (words if _units(words) * 2 > room else cut).rstrip(" ،,.:;؛-–—") + _ELLIPSIS


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
