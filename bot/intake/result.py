"""Results of intake, as values and as the JSON that the command prints."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Status = Literal["happened", "planned", "demanded", "denied"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of the story, with its offsets in the copy."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of the copy that is not the story, and the reason."""

    text: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: its words, whose they are and how that is known, and the sentence that it stands in."""

    text: str
    kind: Literal["statement", "fragment"]
    speaker: str | None
    speaker_id: str | None
    speaker_by: Literal["name", "title", "pronoun", "none"]
    carrier: str | None
    verb: str | None
    sentence: str
    start: int
    end: int
    duplicate_of: str | None = None
    variant_of: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence with a date: the date no finer than it is printed, and as it was said.

    `status` is how the copy tells what is of that date: only what has happened is an event yet.
    """

    text: str
    date: str | None
    precision: Literal["day", "month", "year", "none"]
    status: Status
    said: str
    sentence: str
    start: int
    end: int
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person or an organisation of the copy; `matches` is whom of the dossier it is, `doubts` whom it may be."""

    name: str
    kind: Literal["person", "organisation"]
    role: str | None
    also: tuple[str, ...]
    matches: str | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LikelyStory:
    """A story that the copy may belong to, and how likely, from 0 to 1."""

    slug: str
    score: float


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything found in a copy; `quoted` are those of its outlets and agencies that it only quotes."""

    language: Literal["ar", "en"]
    title: str | None
    date: str | None
    asks_date: bool
    outlets: tuple[str, ...]
    agencies: tuple[str, ...]
    bylines: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    people: tuple[Person, ...]
    stories: tuple[LikelyStory, ...] = ()
    quoted: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the object that `siyaq story intake --json` prints."""
        return asdict(self)
