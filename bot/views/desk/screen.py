"""Building blocks of the desk's screens: heading, paragraphs, rows of buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import category

from bot.i18n import dates, direction, languages, zones
from bot.i18n.direction import first_strong
from bot.model import PartialDate
from bot.views.callback_data import DeskLink
from bot.views.document import Button, Document, Heading, Paragraph, Run, Style
from bot.views.labels import in_rows, ticked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.forms.choices import Choice
    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.views.desk.form_prompt import Prompt
    from bot.views.document import Block, Inline

# Buttons in a row, by the longest label (characters): phones cut longer ones.
_WIDTHS = ((9, 3), (18, 2))
_ARABIC = 0.9  # width of an Arabic letter, with a Latin one as 1


def screen(
    words: Translator, title: str, *blocks: Block | Inline | str | None, rows: Iterable[Sequence[Button]] = ()
) -> Document:
    """Build a screen from a title, blocks (a string or runs make a paragraph) and rows of buttons; None is left out."""
    shown: list[Block] = [Heading((Run(title),), level=1)]
    for block in blocks:
        if isinstance(block, str):
            shown.append(Paragraph((Run(block),)))
        elif isinstance(block, tuple):
            shown.append(Paragraph(block))
        elif block is not None:
            shown.append(block)
    directed = (tuple(_directed(shown, words.language) for shown in row) for row in rows if row)
    return Document(words.language, tuple(shown), tuple(directed))


def _directed(shown: Button, language: Language) -> Button:
    label = direction.directed(shown.label, language)
    return shown if label == shown.label else replace(shown, label=label)


def button(
    label: str,
    verb: str,
    draft: int | None = None,
    part: str | None = None,
    *,
    item: str | None = None,
    value: str | None = None,
) -> Button:
    """Build a desk button with its callback link."""
    return Button(label, DeskLink(verb, draft, part, item, value))


def rows(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Arrange buttons in rows of as many as fit their labels."""
    all_buttons = tuple(buttons)
    longest = max((_room(shown.label) for shown in all_buttons), default=0)
    width = next((width for label, width in _WIDTHS if longest <= label), 1)
    return in_rows(all_buttons, width)


def zoning(words: Translator, verb: str, draft: int) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each offered time zone."""
    return rows(
        button(zones.name(zone, words.language), verb, draft, value=value) for value, zone in zones.OFFERED.items()
    )


def _room(label: str) -> float:
    seen = sum(category(char) not in {"Cf", "Mn"} for char in label)  # isolates and vowel marks take none
    return seen * (_ARABIC if first_strong(label) == "rtl" else 1)


def asking(
    words: Translator, title: str, prompt: Prompt, draft: int, preferences: Preferences, *, header: str
) -> Document:
    """Build the screen of a form's question below the draft's header: the prompt, the current value, the buttons."""
    held = []
    for text, language in prompt.current:
        if len(prompt.current) > 1 and language:
            held.append(Paragraph((Run(languages.name(language, words.language), Style.STRONG),)))
        held.append(Paragraph((Run(text),), language=language))
    if prompt.date:
        held.append(Paragraph((Run(dates.format_date(PartialDate.parse(prompt.date), preferences)),)))
    label = (Run(words.text("desk.ask.current"), Style.STRONG),) if held else None
    choices = rows(_choice(choice, draft, preferences) for choice in prompt.choices)
    controls = rows(_choice(choice, draft, preferences) for choice in prompt.controls)
    return screen(words, title, header, prompt.text, label, *held, rows=(*choices, *controls))


def _choice(choice: Choice, draft: int, preferences: Preferences) -> Button:
    """Build a choice's button; a choice that is an item's id is put in the link's item field."""
    turn, _, chosen = choice.code.partition("-")
    text = dates.format_date(choice.date, preferences) if choice.date else choice.label
    label = ticked(text, chosen=choice.chosen)
    if chosen[:1].isalpha():
        return button(label, "answer", draft, item=chosen, value=turn)
    return button(label, "answer", draft, value=choice.code)
