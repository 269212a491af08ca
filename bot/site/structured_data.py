"""What search engines read of a page: schema.org's LiveBlogPosting, Quotation and CorrectionComment, as JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bot.i18n import localized_text
from bot.views.correction_text import text_of
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import Correction, Localized, PartialDate, Person
    from bot.views.story_context import StoryContext

CONTEXT = "https://schema.org"
_TEXT = 1500  # UTF-16 units of a text: the page has all of it
# Nothing that could end the element, or begin another, stands in it as it is.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def script(data: Mapping[str, Any]) -> Markup:
    """Return data as JSON that may stand in a script element, whatever its texts hold."""
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - no character of it is markup any more


def publisher(name: str, home: str, policy: str) -> dict[str, Any]:
    """Return the newsroom, and where its rules for corrections stand."""
    return {"@type": "NewsMediaOrganization", "name": name, "url": home, "correctionsPolicy": policy}


def day(date: PartialDate | None) -> str | None:
    """Return a date by ISO 8601, no finer than it is known; None where that cannot say it."""
    if date is None or (date.until and (date.part or date.until.part)):
        return None
    text = str(date)
    return text.removesuffix(f"-{date.part}") if date.part else text


class Items:
    """The items of a story's page as schema.org has them; `page` is its address, with which their ids begin."""

    def __init__(self, context: StoryContext, page: str) -> None:
        self._context = context
        self._page = page
        self._dossier = context.dossier
        self._quotes = {quote.id: quote for quote in context.dossier.quotes}

    def quotation(self, item: str) -> dict[str, Any]:
        """Return a quotation with its speaker, its day and its sources."""
        quote = self._quotes[item]
        words, language = localized_text.localize(quote.words, self._context.preferences)
        data: dict[str, Any] = {
            "@type": "Quotation",
            "@id": self._id(item),
            "url": self._id(item),
            "text": shorten(words, _TEXT),
            "inLanguage": language.value,
            "spokenByCharacter": self._speaker(self._dossier.person(quote.speaker), quote.role),
            "citation": [{"@id": self._id(source)} for source in quote.sources],
        }
        said = day(quote.date)
        return {**data, "dateCreated": said} if said else data

    def source(self, item: str) -> dict[str, Any]:
        """Return a source: what was published, by whom and when."""
        source = self._dossier.source(item)
        outlet = self._text(source.outlet)
        data = {
            "@type": "CreativeWork",
            "@id": self._id(item),
            "name": self._text(source.title) if source.title else outlet,
            "publisher": {"@type": "Organization", "name": outlet},
            "inLanguage": source.language,
            "url": source.url,
            "datePublished": day(source.date),
        }
        return {key: value for key, value in data.items() if value is not None}

    def correction(self, correction: Correction) -> dict[str, Any]:
        """Return a correction, and what was corrected."""
        data: dict[str, Any] = {
            "@type": "CorrectionComment",
            "@id": self._id(correction.id),
            "url": self._id(correction.id),
            "text": shorten(self._text(text_of(correction)), _TEXT),
            "datePublished": day(correction.date),
        }
        return {**data, "about": {"@id": self._id(correction.item)}} if correction.item else data

    def _speaker(self, person: Person, role: Localized | None) -> dict[str, Any]:
        role = role or person.role
        kind = "Person" if person.kind == "person" else "Organization"
        data: dict[str, Any] = {"@type": kind, "name": self._text(person.name)}
        return {**data, "jobTitle": self._text(role)} if role and kind == "Person" else data

    def _text(self, text: Localized) -> str:
        return localized_text.localize(text, self._context.preferences)[0]

    def _id(self, item: str) -> str:
        return f"{self._page}#{item}"
