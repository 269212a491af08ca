"""The model: a story, its dossier, and the items it is made of. Every value is immutable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from bot.model import link
from bot.model.corrections.correction import Correction
from bot.model.partial_date import PartialDate
from bot.model.picture import DRAFT, Picture, unwritten_line
from bot.model.text import ItemId, Line, Localized, Model, Phrase, Prose, Slug, tidy_id

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model.language import Language

LINK_LIMIT = 2000
_ZONES = timedelta(days=1)  # how far ahead of UTC's day another zone's may be
_NEWS = timedelta(days=7)  # after its last development, a story that appears is no new one


def _sources(value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    return () if info.context == DRAFT and value in ((), []) else validate(value)


def _standfirst(value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    return Localized.model_construct() if info.context == DRAFT and value == {} else validate(value)


def _whole_day(value: PartialDate) -> PartialDate:
    if value.precision != "day" or value.until:
        raise PydanticCustomError("date_coarser", "precision", {"typed": str(value), "precision": "day"})
    if value.time:
        raise PydanticCustomError("date_finer", "precision", {"typed": str(value), "precision": "day"})
    return value


def _flag(value: Any) -> Any:
    """Take the words of a file, where every value is a text."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _degrees(value: float) -> float:
    """Round to six decimals (0.1 m on the ground, finer than any source), and turn -0.0 into 0.0."""
    return round(value, 6) + 0.0


# A BeforeValidator comes last: the constraints before it hold for what it returns.
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}$"), BeforeValidator(tidy_id)]
# The pattern is one of ECMA 262 with the flag `u`, as validators compile it: only what must be is escaped.
Link = Annotated[
    str,
    AfterValidator(link.check),
    Field(max_length=LINK_LIMIT, json_schema_extra={"pattern": r"^https?://[^\s<>\u0022]+$"}),
    BeforeValidator(link.tidy),
]
# Other words for true and false are taken for a mistake: `key: no` in a file is a text.
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False, "true", "false"]})]
Sources = Annotated[tuple[ItemId, ...], Field(min_length=1), WrapValidator(_sources)]


class Source(Model):
    """A publication that items are taken from."""

    id: ItemId
    """The source's id, never changed within the story: `s1`."""

    outlet: Phrase
    """Who published it."""

    title: Phrase | None = None
    """Its headline as published."""

    url: Link | None = None
    """Its address: `https://…`."""

    date: PartialDate | None = None
    """When it was published."""

    language: LanguageTag
    """The language that it is in, by its ISO 639 code: `ar`, `en`, `ko`."""


class KeyPoint(Model):
    """One of the few sentences that a reader in a hurry should know."""

    id: ItemId
    """The point's id, never changed within the story: `k1`."""

    text: Prose
    """The point, in a sentence."""

    sources: Sources
    """The ids of its sources."""


class Paragraph(Model):
    """A paragraph of the summary, in our own words."""

    id: ItemId
    """The paragraph's id, never changed within the story: `p1`."""

    text: Prose
    """The paragraph."""

    sources: tuple[ItemId, ...] = ()
    """The ids of its sources."""


class Person(Model):
    """A person or an organisation of the story."""

    id: ItemId
    """The id that quotes name as their speaker, never changed within the story: `putin`."""

    kind: Literal["person", "organisation"] = "person"
    """Whether it is a person or an organisation."""

    name: Phrase
    """The name as readers see it."""

    role: Phrase | None = None
    """What the person or organisation is: president of a country, a news agency."""

    about: Prose | None = None
    """The part that the person or organisation has in the story."""

    also: tuple[Line, ...] = ()
    """Further names that readers may type, in any language."""

    sources: Sources
    """The ids of its sources."""


class Quote(Model):
    """A verbatim quotation."""

    id: ItemId
    """The quotation's id, never changed within the story: `q1`."""

    speaker: ItemId
    """The id of the person or organisation that said it."""

    role: Phrase | None = None
    """The speaker's role at the time, where it differs from the person's."""

    words: Prose
    """The words without quotation marks: verbatim in `language`, translated in any other."""

    language: LanguageTag
    """The language in which the source printed the words; in any other they are a translation."""

    date: PartialDate | None = None
    """When it was said, no finer than it is known."""

    occasion: Phrase | None = None
    """Where or on what occasion it was said: a statement, a speech."""

    sources: Sources
    """The ids of its sources."""

    def is_translation(self, language: Language) -> bool:
        """Whether the words in `language` are a rendering of what was printed in another."""
        return self.language != language


class Place(Model):
    """A place, as a point on the map."""

    name: Phrase
    """Its name as readers see it."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(_degrees)]
    """How far north of the equator, in degrees: `51.73`; south of it negative."""

    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(_degrees)]
    """How far east of Greenwich, in degrees: `36.19`; west of it negative."""


class Event(Model):
    """Something that happened."""

    id: ItemId
    """The event's id, never changed within the story: `e1`."""

    date: PartialDate | None = None
    """When it happened, no finer than it is known, to the minute at most; nothing if no date is known."""

    text: Prose
    """What happened."""

    place: Place | None = None
    """Where it happened, for a map."""

    key: Flag = False
    """Whether it is one of the few that the cover shows to who comes late: `true`, or not there."""

    sources: Sources
    """The ids of its sources."""


class Dossier(Model):
    """Everything curated of one story, as one document."""

    slug: Slug
    """The story's name in commands and addresses, never changed: at most 48 of a-z, 0-9 and -."""

    title: Annotated[Phrase, WrapValidator(unwritten_line)]
    """The story's title."""

    standfirst: Annotated[Prose, WrapValidator(_standfirst)]
    """What the story is, in a sentence or two below its title."""

    unresolved: Prose | None = None
    """What is not known or not settled yet, in a sentence or two: the cover ends with it."""

    picture: Picture | None = None
    """The picture on its cover."""

    wire_date: Annotated[PartialDate, AfterValidator(_whole_day)] | None = None
    """The day of the wire copy that the story is written from: the desk reads 'yesterday' as seen on it."""

    key_points: tuple[KeyPoint, ...] = ()
    """The few sentences that a reader in a hurry should know."""

    summary: tuple[Paragraph, ...] = ()
    """The story so far, paragraph by paragraph, in our own words."""

    quotes: tuple[Quote, ...] = ()
    """What was said, verbatim."""

    events: tuple[Event, ...] = ()
    """What happened, for the timeline."""

    people: tuple[Person, ...] = ()
    """The people and organisations of the story."""

    sources: tuple[Source, ...] = ()
    """Where all this was published."""

    corrections: tuple[Correction, ...] = ()
    """What was put right after publishing."""

    def person(self, item_id: str) -> Person:
        """Return the person or organisation by id; raise KeyError if missing."""
        return {person.id: person for person in self.people}[item_id]

    def source(self, item_id: str) -> Source:
        """Return the source by id; raise KeyError if missing."""
        return {source.id: source for source in self.sources}[item_id]


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

    @property
    def developed(self) -> PartialDate | None:
        """The date of the last event or quotation that is not after this revision; what is announced is none yet."""
        return max(self._past(), key=lambda when: (when.first, -when.last.toordinal()), default=None)

    @property
    def is_old(self) -> bool:
        """Whether it came here as an old story: all was over at its first revision; at a later one, half of it or more.

        A new story may have its background, also once it was corrected.
        """
        past = [item.last < self.at.date() - _NEWS for item in self._past()]
        return bool(past) and (all(past) if self.revision == 1 else 2 * sum(past) >= len(past))

    def _past(self) -> list[PartialDate]:
        items: tuple[Event | Quote, ...] = (*self.dossier.events, *self.dossier.quotes)
        return [item.date for item in items if item.date and item.date.first <= self.at.date() + _ZONES]
