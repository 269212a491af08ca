"""Dates that are known to the day, the month or the year, or to a part of either; and from one of these to another."""

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
Part = Literal["early", "mid", "late"]

_FINENESS = ("year", "month", "day")
_ONE = rf"\d{{4}}(?:-\d{{2}})?(?:-(?:\d{{2}}|{'|'.join(get_args(Part))}))?"
_PARTIAL = re.compile(rf"^{_ONE}(?:/{_ONE})?$", re.ASCII)
_SHOWN = 40
# The days of a month, and the months of a year, that each part begins and ends with; the last ends with the whole.
_DAYS: dict[Part, tuple[int, int | None]] = {"early": (1, 10), "mid": (11, 20), "late": (21, None)}
_MONTHS: dict[Part, tuple[int, int]] = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


class PartialDate(Model):
    """A Gregorian date that is known to the day, the month or the year, and never shown finer than that.

    In a file it is `2025-04-28`, `2025-04` or `2025`; the early, mid or late part of a month or year, `2025-02-late`;
    what lasted from one to another, `2025-04-28/2025-04-30`; or `{on: …, precision: day|month|year}`, whose parts must
    agree.
    """

    year: int
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    until: PartialDate | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date that a text of a file's forms (`2025-04-28`, `2025-late`) means; ValueError for any other text."""
        return cls.model_validate(text)

    @classmethod
    def lasting(cls, start: PartialDate, end: PartialDate) -> PartialDate:
        """From the one to the other; ValueError where the end does not come after the start."""
        return cls.model_validate(f"{start}/{end}")

    @property
    def start(self) -> PartialDate:
        """The date itself, or what it lasts from."""
        return self.model_copy(update={"until": None}) if self.until else self

    @property
    def precision(self) -> Precision:
        """How finely the date is known; of two, the coarser."""
        own: Precision = "day" if self.day else "month" if self.month else "year"
        return min(own, self.until.precision, key=_FINENESS.index) if self.until else own

    @property
    def first(self) -> date:
        """The first day that the date can mean; what dates sort by.

        A month has three parts of ten days, the last of what is left; a year has three of four months.
        """
        month, day = self.month, self.day
        if self.part and month:
            day = _DAYS[self.part][0]
        elif self.part:
            month = _MONTHS[self.part][0]
        return date(self.year, 1 if month is None else month, 1 if day is None else day)

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        if self.until:
            return self.until.last
        month, day = self.month, self.day
        if self.part and month:
            day = _DAYS[self.part][1]
        elif self.part:
            month = _MONTHS[self.part][1]
        month = month or 12
        return date(self.year, month, day or calendar.monthrange(self.year, month)[1])

    def within(self, span: PartialDate) -> bool:
        """Whether all that this date can mean lies in `span`: a year is not within one of its months.

        What lasted from one date to another is within all that it reaches into.
        """
        if self.until:
            return self.first <= span.last and span.first <= self.last
        return span.first <= self.first and self.last <= span.last

    def __str__(self) -> str:
        """The form that a file has, as coarse as the date is known."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        own = "-".join([*parts, self.part] if self.part else parts)
        return f"{own}/{self.until}" if self.until else own

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
        _expect_real(self.year, self.month, self.day, self.part)
        if self.until and (self.until.until or self.until.first <= self.start.last):
            raise PydanticCustomError("date_order", "not in order", {"typed": str(self)})
        return self

    @model_serializer
    def _write(self) -> str:
        return str(self)


def _expect_real(year: int, month: int | None, day: int | None, part: str | None) -> None:
    """Raise where there is no such day, or a day has parts."""
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
        exists = day is None or (month is not None and part is None)
    except ValueError:
        exists = False
    if not exists:
        parts = [f"{one:02}" for one in (year, month, day) if one is not None]
        raise PydanticCustomError("date_impossible", "no such day", {"typed": "-".join(parts)})


def _are_parts(value: dict[str, Any]) -> bool:
    """Whether code made the date of its parts: in a file everything is a text."""
    kinds = {"year": int, "month": int, "day": int, "part": str, "until": PartialDate}
    known = {"year"} <= set(value) <= set(kinds)
    return known and all(part is None or isinstance(part, kinds[name]) for name, part in value.items())


def _told(model: type[PartialDate]) -> str:
    return " ".join((model.__doc__ or "").split())


def _read_form(value: Any) -> dict[str, Any]:
    if not isinstance(value, str) or not _PARTIAL.fullmatch(value):
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:_SHOWN]})
    start, *end = map(_read_one, value.split("/"))
    return {**start, "until": PartialDate(**end[0])} if end else start


def _read_one(text: str) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(("month", "day", "part"))
    year, *others = text.split("-")
    if others and not others[-1].isdigit():
        fields["part"] = others.pop()
    fields |= {"year": int(year), **{name: int(part) for name, part in zip(("month", "day"), others, strict=False)}}
    _expect_real(**fields)
    return fields


def _read_precise(value: dict[str, Any]) -> dict[str, Any]:
    fields, wanted = _read_form(value["on"]), value.get("precision")
    if set(value) - {"on", "precision"} or wanted not in (*_FINENESS, None):
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:_SHOWN]})
    known = PartialDate(**fields).precision
    if wanted and wanted != known:
        finer = _FINENESS.index(known) > _FINENESS.index(wanted)
        kind = "date_finer" if finer else "date_coarser"
        raise PydanticCustomError(kind, "precision", {"typed": value["on"], "precision": wanted})
    return fields
