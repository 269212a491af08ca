"""The desk's screens: a heading, some lines, and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Button, Document, Heading, Paragraph, Run
from bot.links import DeskLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.document import Block, Inline
    from bot.i18n.catalogue import Words

ROW = 2  # buttons beside each other: more are cut short on a telephone


def screen(words: Words, title: str, *blocks: Block | Inline | str | None, rows: Iterable[Sequence[Button]] = ()) -> Document:
    """A screen with its title's words, and blocks, paragraphs of runs or of words; what is None is left out."""
    told: list[Block] = [Heading((Run(title),), level=1)]
    for block in blocks:
        if block is None:
            continue
        if isinstance(block, str):
            told.append(Paragraph((Run(block),)))
        elif isinstance(block, tuple):
            told.append(Paragraph(block))
        else:
            told.append(block)
    return Document(words.language, tuple(told), tuple(tuple(row) for row in rows if row))


def button(label: str, verb: str, draft: int | None = None, part: str | None = None, item: str | None = None, value: str | None = None) -> Button:
    """A button of the desk."""
    return Button(label, DeskLink(verb, draft, part, item, value))


def rows(buttons: Iterable[Button], width: int = ROW) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows."""
    every = tuple(buttons)
    return tuple(every[at : at + width] for at in range(0, len(every), width))
