"""People and organisations of a copy, and the speakers of its quotations, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SpeakerBy = Literal["name", "title", "pronoun", "none"]


@dataclass(slots=True, eq=False)
class Entity:
    """A person or organisation of the copy: `name` is the fullest form printed."""

    name: str
    tokens: tuple[str, ...]
    is_org: bool
    gender: str | None
    place: int
    roles: list[str] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    spellings: list[str] = field(default_factory=list)
    is_speaker: bool = False
    last: int = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker of a quotation: as shown, how that is known, and the entity if it has a name."""

    text: str | None
    by: SpeakerBy
    entity: Entity | None = None
    gender: str | None = None
    is_org: bool = False
    is_plural: bool = False


NOBODY = Speaker(None, "none")
