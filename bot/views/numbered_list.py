"""Numbered lists whose entries have buttons of the same number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.i18n import numbers
from bot.views.document import Button, Run
from bot.views.labels import in_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.views.callback_data import Link
    from bot.views.document import Buttons, Entry

PAGE = 8  # entries on one page: as many buttons as two rows of a telephone hold
_ROW = 4


@dataclass(frozen=True, slots=True)
class NumberedEntry:
    """An entry and its link; None for an item that is gone."""

    entry: Entry
    link: Link | None


def number(items: Sequence[NumberedEntry], words: Translator) -> tuple[tuple[Entry, ...], Buttons]:
    """Number the entries that have a link, from 1; return them and their buttons, four in a row."""
    entries: list[Entry] = []
    buttons: list[Button] = []
    for item in items:
        if item.link is None:
            entries.append(item.entry)
            continue
        label = numbers.format_number(len(buttons) + 1, words.digits)
        entries.append(replace(item.entry, head=(Run(f"{label}. "), *item.entry.head)))
        buttons.append(Button(label, item.link))
    return tuple(entries), in_rows(buttons, _ROW)
