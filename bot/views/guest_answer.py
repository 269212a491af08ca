"""A page as the answer to a guest query: in a chat where the bot is no member, so that its buttons are deep links."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.views.callback_data import FreshLink, PageLink, payload
from bot.views.document import Button, Heading
from bot.views.labels import in_rows, shorten

if TYPE_CHECKING:
    from bot.model.language import Language
    from bot.views.callback_data import Link
    from bot.views.document import Document

_TITLE = 100  # UTF-16 units
_ROWS = 4  # as below every page
_BESIDE = 2  # buttons in a row: clients draw a sign in those that are links, and a word beside it has less room


def linked(document: Document, address: str, more: Button) -> Document:
    """Return a document whose buttons are links: those to pages lead to the bot, others are left out.

    `address` is the bot's own (https://t.me/…). `more` stands below the rest.
    """
    rows = [[_linked(button, document.language, address) for button in row] for row in document.buttons]
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
