"""Stories and pages for the tests of pages and of their setting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.i18n import catalogue
from bot.model import Dossier, Story
from bot.model.reader import Preferences
from bot.render import classic
from bot.views import section_page
from bot.views.callback_data import PageLink, Section
from siyaq_sandbox import markup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.views.document import Document

AT = datetime(2025, 4, 28, 22, 30, tzinfo=UTC)


@cache
def every_word() -> Mapping[Language, Translator]:
    """The catalogues."""
    return catalogue.load()


def story(dossier: Dossier, number: int = 7) -> Story:
    """The dossier as a published story."""
    return Story(number=number, slug=dossier.slug, revision=2, at=AT, dossier=dossier)


def page(
    dossier: Dossier,
    section: Section,
    language: Language,
    *,
    others: bool = False,
    today: date | None = None,
    **place: Any,
) -> Document:
    """A section of the dossier, as a reader of the language is shown it."""
    link = PageLink(7, section, language, **place)
    return section_page.compose(
        story(dossier), link, every_word()[language], Preferences(language), others, today=today
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """A message as the server understands it: its text, its entities, the rows of its buttons."""

    html: str
    text: str
    entities: list[dict[str, Any]]
    buttons: list[list[dict[str, str]]]

    @property
    def plain(self) -> str:
        """The text without the marks that keep directions apart."""
        return re.sub("[\u200e\u200f\u2068\u2069]", "", self.text)


def shown(document: Document) -> list[Recorded]:
    """The document's messages."""
    message_pages = classic.paginate(document)
    messages = [classic.message(document, message_pages, index) for index in range(len(message_pages))]
    return [
        Recorded(
            message["text"],
            *markup.parse(message["text"], message["parse_mode"], None),
            message.get("reply_markup", {}).get("inline_keyboard", []),
        )
        for message in messages
    ]


def only(document: Document) -> Recorded:
    """The one message of a document that needs no more."""
    (message,) = shown(document)
    return message
