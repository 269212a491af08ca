"""Stories and pages for the tests of pages and of their setting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.audience import Preferences
from bot.i18n import catalogue
from bot.links import PageLink, Section
from bot.pages import compose
from bot.render import classic
from bot.sandbox import markup
from bot.story import Dossier, Story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.document import Document
    from bot.i18n.catalogue import Words
    from bot.language import Language

AT = datetime(2025, 4, 28, 22, 30, tzinfo=UTC)


@cache
def every_word() -> Mapping[Language, Words]:
    """The catalogues."""
    return catalogue.load()


def story(dossier: Dossier, number: int = 7) -> Story:
    """The dossier as a published story."""
    return Story(number=number, slug=dossier.slug, revision=2, at=AT, dossier=dossier)


def page(dossier: Dossier, section: Section, language: Language, *, others: bool = False, **place: Any) -> Document:
    """A section of the dossier, as a reader of the language is shown it."""
    link = PageLink(7, section, language, **place)
    return compose(story(dossier), link, every_word()[language], Preferences(language), others)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the server understands it: its text, its entities, the rows of its buttons."""

    html: str
    text: str
    entities: list[dict[str, Any]]
    buttons: list[list[dict[str, str]]]

    @property
    def plain(self) -> str:
        """The text without the marks that keep directions apart."""
        return re.sub("[\u200e\u200f\u2068\u2069]", "", self.text)


def shown(document: Document) -> list[Shown]:
    """The document's messages."""
    sheets = classic.divide(document)
    messages = [classic.message(document, sheets, index) for index in range(len(sheets))]
    return [
        Shown(
            message["text"],
            *markup.parse(message["text"], message["parse_mode"], None),
            message.get("reply_markup", {}).get("inline_keyboard", []),
        )
        for message in messages
    ]


def only(document: Document) -> Shown:
    """The one message of a document that needs no more."""
    (message,) = shown(document)
    return message
