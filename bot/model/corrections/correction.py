"""The record of a correction: what was wrong, what is right and why, with its class."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.model.partial_date import PartialDate
from bot.model.text import ItemId, Localized, Model, Prose

if TYPE_CHECKING:
    from bot.model.language import Language


class CorrectionClass(StrEnum):
    """How grave a mistake was, as agencies tell them apart."""

    REFILE = "refile"  # a slip that changes no meaning
    CORRECTED = "corrected"
    URGENT = "urgent"  # corrected, and readers are to be told
    WITHDRAWN = "withdrawn"  # should never have been published


_TEXTS = ("was", "is", "why", "text")
_CLASSED = {"class": {"enum": [each.value for each in CorrectionClass if each is not CorrectionClass.WITHDRAWN]}}
_WITHDRAWN = {"class": {"const": CorrectionClass.WITHDRAWN.value}}


def _without(*fields: str) -> dict[str, Any]:
    return {"not": {"anyOf": [{"required": [field]} for field in fields]}}


# What `_fits_its_class` demands, said for validators of files: one of a record without a class, as older files have
# them, of one with what was and is, of one of what was withdrawn, and of one whose texts an owner took out.
_SHAPES: list[Any] = [
    {"required": ["text"], **_without("class", "was", "is", "why", "redacted")},
    {"required": ["class", "was", "is"], "properties": _CLASSED, **_without("text", "redacted")},
    {"required": ["class", "item", "why"], "properties": _WITHDRAWN, **_without("was", "is", "text", "redacted")},
    {"required": ["redacted"], "properties": {"redacted": {"enum": [True, "true"]}}, **_without(*_TEXTS)},
]


class Correction(Model):
    """A mistake that was corrected after publishing."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _SHAPES})

    id: ItemId
    """The correction's id, never changed within the story: `c1`."""

    date: PartialDate
    """When it was put right."""

    item: ItemId | None = None
    """The id of the item that was put right, where it is still there, or that was withdrawn."""

    class_: CorrectionClass | None = Field(default=None, validation_alias="class", serialization_alias="class")
    """How grave it was: `refile`, `corrected`, `urgent` or `withdrawn`, whose item is gone. Never changed."""

    was: Prose | None = None
    """What the item said; never of what was withdrawn."""

    is_: Prose | None = Field(default=None, validation_alias="is", serialization_alias="is")
    """What it says now; never of what was withdrawn."""

    why: Prose | None = None
    """How it came to be wrong; of what was withdrawn, the reason, without its words."""

    text: Prose | None = None
    """What was wrong, and what is right: in place of a class, as in files from before there were classes."""

    redacted: bool = False
    """Whether an owner took its texts out: `true`, or not there."""

    @model_validator(mode="after")
    def _fits_its_class(self) -> Correction:
        texts = {name: value for name in _TEXTS if (value := getattr(self, _attribute(name))) is not None}
        needed: tuple[str, ...] = ()
        match self.class_:
            case None:
                needed = ("text",)
            case CorrectionClass.WITHDRAWN:
                needed = ("item", "why")
            case _:
                needed = ("was", "is")
        if self.redacted:
            needed = ()
        if missing := next((name for name in needed if getattr(self, _attribute(name)) is None), None):
            raise PydanticCustomError("correction_missing", "missing", {"field": missing})
        allowed = (*needed, "why") if self.class_ and not self.redacted else needed
        if odd := next((name for name in texts if name not in allowed), None):
            raise PydanticCustomError("correction_odd", "not of its class", {"field": odd})
        return self

    @property
    def body(self) -> Localized | None:
        """The text that decides in which languages it is told; None of one whose texts were taken out."""
        return self.text or self.is_ or self.why

    @property
    def is_withdrawal(self) -> bool:
        """Whether it names an item that should never have been published."""
        return self.class_ is CorrectionClass.WITHDRAWN

    def has(self, language: Language) -> bool:
        """Whether it is told in the language; that something was withdrawn is told in all."""
        return self.body is None or self.is_withdrawal or self.body.has(language)

    def without_texts(self) -> Correction:
        """Return the record with its id, day, item and class alone."""
        return self.model_copy(update={**{_attribute(name): None for name in _TEXTS}, "redacted": True})


def _attribute(name: str) -> str:
    return "is_" if name == "is" else name
