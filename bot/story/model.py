"""The model: a story, its dossier, and the items it is made of. Every value is immutable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from bot.story.partial import PartialDate
from bot.story.texts import Line, Model, Phrase, Prose

if TYPE_CHECKING:
    from datetime import datetime

    from bot.language import Language

SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$"
ITEM_ID = r"^[a-z][a-z0-9-]{0,15}$"

Slug = Annotated[str, Field(pattern=SLUG)]
ItemId = Annotated[str, Field(pattern=ITEM_ID)]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Link = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=2000)]
Sources = Annotated[tuple[ItemId, ...], Field(min_length=1)]


class Source(Model):
    """Where something was published."""

    id: ItemId
    outlet: Phrase
    title: Phrase | None = None
    url: Link | None = None
    date: PartialDate | None = None
    language: LanguageTag


class KeyPoint(Model):
    """One of the few sentences that a reader in a hurry should know."""

    id: ItemId
    text: Prose
    sources: Sources


class Paragraph(Model):
    """A paragraph of the summary, in our own words."""

    id: ItemId
    text: Prose
    sources: tuple[ItemId, ...] = ()


class Person(Model):
    """A person or an organisation of the story. `also` are further names that readers may type."""

    id: ItemId
    kind: Literal["person", "organisation"] = "person"
    name: Phrase
    role: Phrase | None = None
    about: Prose | None = None
    also: tuple[Line, ...] = ()
    sources: Sources


class Quote(Model):
    """What somebody said, verbatim.

    `language` is the language in which the source printed the words; the words in any other are a translation.
    `role` is the speaker's at the time, where it differs from the person's.
    """

    id: ItemId
    speaker: ItemId
    role: Phrase | None = None
    words: Prose
    language: LanguageTag
    date: PartialDate | None = None
    occasion: Phrase | None = None
    sources: Sources

    def is_translation(self, language: Language) -> bool:
        """Whether the words in `language` are a rendering of what was printed in another."""
        return self.language != language


class Event(Model):
    """Something that happened; without a date where none is known."""

    id: ItemId
    date: PartialDate | None = None
    text: Prose
    sources: Sources


class Correction(Model):
    """What was put right after publishing, on which day, and in which item, where it was one that is still there."""

    id: ItemId
    date: PartialDate
    item: ItemId | None = None
    text: Prose


class Dossier(Model):
    """All that is curated of one story, as one document."""

    slug: Slug
    title: Phrase
    standfirst: Prose
    key_points: tuple[KeyPoint, ...] = ()
    summary: tuple[Paragraph, ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
    people: tuple[Person, ...] = ()
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def person(self, item: str) -> Person:
        """The person or organisation of this id; KeyError where there is none."""
        return next((one for one in self.people if one.id == item), None) or _missing(item)

    def source(self, item: str) -> Source:
        """The source of this id; KeyError where there is none."""
        return next((one for one in self.sources if one.id == item), None) or _missing(item)


def _missing(item: str) -> Any:
    raise KeyError(item)


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its readers see it: `dossier` is its newest revision, published `at` (UTC).

    Its number and its slug never change.
    """

    number: int
    slug: str
    revision: int
    at: datetime
    dossier: Dossier
    pinned: bool = False
