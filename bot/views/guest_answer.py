"""A page as the answer to a guest query: in a chat where the bot is no member.

Neither buttons nor commands work there: both are deep links to the bot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.views.about import MENU
from bot.views.callback_data import FreshLink, PageLink, payload
from bot.views.document import Button, Heading, Run, Style
from bot.views.labels import in_rows, shorten
from bot.views.start_payload import search_payload

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.views.callback_data import Link
    from bot.views.document import Document

_COMMAND = re.compile(rf"(?<![\w/])/({'|'.join((*MENU, 'mydata', 'forget'))})(?![\w/])")
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_TITLE = 100  # UTF-16 units
_ROWS = 4  # as below every page
_BESIDE = 2  # buttons in a row: clients draw a sign in those that are links, and a word beside it has less room


@dataclass(frozen=True, slots=True)
class GuestLinks:
    """Where the buttons of a guest's answer lead: the bot's own address (https://t.me/…), and its name.

    `start` is the start payload of the button that reads on, `more` its catalogue key.
    """

    address: str
    name: str
    start: str = ""
    more: str = "button.read_on"


def linked(document: Document, links: GuestLinks, words: Translator) -> Document:
    """Return a document whose buttons are links: those to pages lead to the bot, others are left out.

    Below them stands the one that reads on; `words` are those of the document's language. Commands in it, but for a
    story's page, which has none, lead to the bot as well.
    """
    if document.place is None:
        document = replace(document, blocks=_without_commands(document.blocks, links.address))
    rows = [[_linked(button, document.language, links.address) for button in row] for row in document.buttons]
    more = Button(words.text(links.more), url=f"{links.address}?start={links.start}")
    kept = [tuple(button for button in row if button) for row in rows]
    if any(len(row) > _BESIDE for row in kept):
        kept = list(in_rows([button for row in kept for button in row], _BESIDE))
    shown = tuple(row for row in kept if row)[: _ROWS - 1]
    return replace(document, buttons=(*shown, (more,)), place=None)


def title(document: Document, otherwise: str) -> str:
    """Return the title that Telegram wants of a result: the page's own, as plain text."""
    heading = next((block for block in document.blocks if isinstance(block, Heading)), None)
    words = "".join(run.text for run in heading.text) if heading else ""
    return shorten(words, _TITLE) or otherwise


def _linked(button: Button, language: Language, address: str) -> Button | None:
    """Return a button as a link; None for one to another language: the bot answers in that of who opens it."""
    if button.url is not None:
        return button
    place = _place(button.link)
    if place is None or place.language is not language:
        return None
    return Button(button.label, url=f"{address}?start={payload(place)}")


def _place(link: Link | None) -> PageLink | None:
    match link:
        case PageLink():
            return link
        case FreshLink(page):
            return page
    return None


def _without_commands(value: Any, address: str) -> Any:
    """Return blocks, or a part of one, with the commands in its runs as links; what has none as it is."""
    if isinstance(value, tuple):
        parts = tuple(
            _runs(part, address) if isinstance(part, Run) else (_without_commands(part, address),) for part in value
        )
        return tuple(part for run in parts for part in run)
    if not is_dataclass(value) or isinstance(value, (type, Button)):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    changed = {name: new for name, part in held.items() if (new := _without_commands(part, address)) != part}
    return replace(value, **changed) if changed else value


def _runs(run: Run, address: str) -> tuple[Run, ...]:
    """Return a run as those before, of and behind each command; an example of a command is a link as a whole."""
    typed = run.text.translate(_ISOLATES)
    if run.url or not _COMMAND.search(run.text):
        return (run,)
    if run.style is Style.CODE:
        return (replace(run, style=Style.PLAIN, url=_address(typed, address)),)
    runs: list[Run] = []
    position = 0
    for match in _COMMAND.finditer(run.text):
        link = replace(run, text=match[0], url=_address(match[0], address))
        runs += [replace(run, text=run.text[position : match.start()]), link]
        position = match.end()
    return (*runs, replace(run, text=run.text[position:]))


def _address(typed: str, address: str) -> str:
    return f"{address}?start={search_payload(typed.removeprefix('/'))}"
