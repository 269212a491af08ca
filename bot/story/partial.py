"""Dates that are known to the day, the month or the year."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import model_serializer, model_validator
from pydantic_core import PydanticCustomError

from bot.story.texts import Model

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Precision = Literal["day", "month", "year"]

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
_FINENESS = ("year", "month", "day")


class PartialDate(Model):
    """A Gregorian date that is known to the day, the month or the year, and never shown finer than that.

    In a file it is `2025-04-28`, `2025-04` or `2025`; or `{on: …, precision: day|month|year}`, whose parts must agree.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date that an ISO 8601 text (`2025-04-28`, `2025-04`, `2025`) means; ValueError for any other text."""
        return cls.model_validate(text)

    @property
    def precision(self) -> Precision:
        """How finely the date is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        """The first day that the date can mean; what dates sort by."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def within(self, span: PartialDate) -> bool:
        """Whether all that this date can mean lies in `span`: a year is not within one of its months."""
        return span.first <= self.first and self.last <= span.last

    def __str__(self) -> str:
        """The ISO 8601 form, as coarse as the date is known."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The forms of a file, not the parts that code sees."""
        form = {"type": "string", "pattern": _PARTIAL.pattern}
        # A bare year is a number to everything that reads YAML but us.
        written = {"anyOf": [form, {"type": "integer", "minimum": 1000, "maximum": 9999}]}
        precise = {
            "type": "object",
            "properties": {"on": written, "precision": {"enum": list(get_args(Precision))}},
            "required": ["on"],
            "additionalProperties": False,
        }
        return {"description": _told(cls), "anyOf": [*written["anyOf"], precise]}

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, PartialDate) or (isinstance(value, dict) and _are_parts(value)):
            return value
        if isinstance(value, dict) and "on" in value:
            return _read_precise(value)
        return _read_form(value)

    @model_validator(mode="after")
    def _exists(self) -> PartialDate:
        try:
            _ = self.first
            exists = self.day is None or self.month is not None
        except ValueError:
            exists = False
        if not exists:
            parts = [f"{part:02}" for part in (self.year, self.month, self.day) if part is not None]
            raise PydanticCustomError("date_impossible", "no such day", {"typed": "-".join(parts)})
        return self

    @model_serializer
    def _write(self) -> str:
        return str(self)


def _are_parts(value: dict[str, Any]) -> bool:
    """Whether code made the date of its parts: in a file everything is a text."""
    known = {"year"} <= set(value) <= {"year", "month", "day"}
    return known and all(part is None or isinstance(part, int) for part in value.values())


def _told(model: type[PartialDate]) -> str:
    return " ".join((model.__doc__ or "").split())


def _read_form(value: Any) -> dict[str, int | None]:
    found = _PARTIAL.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:40]})
    year, month, day = (int(part) if part else None for part in found.groups())
    return {"year": year, "month": month, "day": day}


def _read_precise(value: dict[str, Any]) -> dict[str, int | None]:
    fields, wanted = _read_form(value["on"]), value.get("precision")
    known = "day" if fields["day"] is not None else "month" if fields["month"] is not None else "year"
    if set(value) - {"on", "precision"} or wanted not in (*_FINENESS, None):
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:40]})
    if wanted and wanted != known:
        finer = _FINENESS.index(known) > _FINENESS.index(wanted)
        kind = "date_finer" if finer else "date_coarser"
        raise PydanticCustomError(kind, "precision", {"typed": value["on"], "precision": wanted})
    return fields
