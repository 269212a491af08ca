"""Numbered lists whose entries have buttons of the same number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.i18n import numbers
from bot.views.document import Button, Run
from bot.views.labels import packed, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.i18n.catalogue import Translator
    from bot.views.callback_data import Link
    from bot.views.document import Buttons, Entry

PAGE = 8  # entries on one page
_LABEL = 36  # UTF-16 units: clients cut what is longer, in the middle


def item_of(story: int, item: str) -> str:
    """Return the mark of an item on a page of several stories: each story has its own `e1`."""
    return f"{story}/{item}"


def items_in(marks: Iterable[str | None], story: int) -> tuple[str, ...]:
    """Return the items of a story among those on a message; marks without a story are of the only one there is."""
    parts = (mark.rpartition("/") for mark in marks if mark)
    return tuple(dict.fromkeys(item for of, _, item in parts if not of or of == str(story)))


@dataclass(frozen=True, slots=True)
class NumberedEntry:
    """An entry and its link, None for an item that is gone; `label` is what its button says behind its number."""

    entry: Entry
    link: Link | None
    label: str = ""


def number(items: Sequence[NumberedEntry], words: Translator) -> tuple[tuple[Entry, ...], Buttons]:
    """Number the entries that have a link, from 1; return them and their buttons, in rows by their labels' length."""
    entries: list[Entry] = []
    buttons: list[Button] = []
    for item in items:
        if item.link is None:
            entries.append(item.entry)
            continue
        label = f"{numbers.format_number(len(buttons) + 1, words.digits)}. "
        entries.append(replace(item.entry, head=(Run(label), *item.entry.head)))
        buttons.append(Button(label + shorten(item.label, _LABEL), item.link))
    return tuple(entries), packed(buttons)
