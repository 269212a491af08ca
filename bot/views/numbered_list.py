"""A list whose entries are numbered where they lead somewhere, with buttons of the same numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.document import Button, Run
from bot.i18n import numbers
from bot.pages.labels import in_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Buttons, Entry
    from bot.i18n.catalogue import Words
    from bot.links import Link

PAGE = 8  # entries on one page: as many buttons as two rows of a telephone hold
_ROW = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One entry, and where it leads: nowhere where what it tells of is gone."""

    entry: Entry
    link: Link | None


def number(told: Sequence[Told], words: Words) -> tuple[tuple[Entry, ...], Buttons]:
    """The entries with their numbers, from 1 on, and the buttons, four in a row."""
    entries: list[Entry] = []
    buttons: list[Button] = []
    for one in told:
        if one.link is None:
            entries.append(one.entry)
            continue
        label = numbers.spell(len(buttons) + 1, words.digits)
        entries.append(replace(one.entry, head=(Run(f"{label}. "), *one.entry.head)))
        buttons.append(Button(label, one.link))
    return tuple(entries), in_rows(buttons, _ROW)
