"""The desk's screens: a heading, some lines, and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

from bot.document import Button, Document, Heading, Paragraph, Run, Style
from bot.i18n import dates, zones
from bot.i18n.direction import first_strong
from bot.links import DeskLink
from bot.pages.labels import in_rows, ticked
from bot.story import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.audience import Preferences
    from bot.desk.choices import Choice
    from bot.desk.prompts import Prompt
    from bot.document import Block, Inline
    from bot.i18n.catalogue import Words

# Buttons beside each other, by the longest label of them: a telephone cuts what is longer.
_WIDTHS = ((9, 3), (18, 2))
_ARABIC = 0.9  # the room that an Arabic letter takes beside a Latin one


def screen(
    words: Words, title: str, *blocks: Block | Inline | str | None, rows: Iterable[Sequence[Button]] = ()
) -> Document:
    """A screen with its title's words, and blocks, paragraphs of runs or of words; what is None is left out."""
    told: list[Block] = [Heading((Run(title),), level=1)]
    for block in blocks:
        if isinstance(block, str):
            told.append(Paragraph((Run(block),)))
        elif isinstance(block, tuple):
            told.append(Paragraph(block))
        elif block is not None:
            told.append(block)
    return Document(words.language, tuple(told), tuple(tuple(row) for row in rows if row))


def button(
    label: str,
    verb: str,
    draft: int | None = None,
    part: str | None = None,
    *,
    item: str | None = None,
    value: str | None = None,
) -> Button:
    """A button of the desk."""
    return Button(label, DeskLink(verb, draft, part, item, value))


def rows(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of as many as their labels leave room for."""
    every = tuple(buttons)
    longest = max((_room(one.label) for one in every), default=0)
    width = next((width for label, width in _WIDTHS if longest <= label), 1)
    return in_rows(every, width)


def zoning(words: Words, verb: str, draft: int) -> tuple[tuple[Button, ...], ...]:
    """A button for each zone that is offered."""
    return rows(
        button(zones.name(zone, words.language), verb, draft, value=value) for value, zone in zones.OFFERED.items()
    )


def _room(label: str) -> float:
    seen = sum(category(char) not in {"Cf", "Mn"} for char in label)  # isolates and vowel marks take none
    return seen * (_ARABIC if first_strong(label) == "rtl" else 1)


def asking(words: Words, title: str, prompt: Prompt, draft: int, preferences: Preferences) -> Document:
    """A question of a form, with what its field holds so far, and its buttons."""
    held = [Paragraph((Run(text),), language=language) for text, language in prompt.current]
    if prompt.date:
        held.append(Paragraph((Run(dates.spell(PartialDate.parse(prompt.date), preferences)),)))
    label = (Run(words.text("desk.ask.current"), Style.STRONG),) if held else None
    choices = rows(_choice(one, draft) for one in prompt.choices)
    controls = rows(_choice(one, draft) for one in prompt.controls)
    return screen(words, title, prompt.text, label, *held, rows=(*choices, *controls))


def _choice(choice: Choice, draft: int) -> Button:
    """A choice's button: what it chooses, which may be the id of an item, stands in the link as one."""
    turn, _, chosen = choice.code.partition("-")
    label = ticked(choice.label, chosen=choice.chosen)
    if chosen[:1].isalpha():
        return button(label, "answer", draft, item=chosen, value=turn)
    return button(label, "answer", draft, value=choice.code)
