"""Dates of day, month or year precision, early/mid/late parts of these, ranges, and days with a time of day."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import model_serializer, model_validator
from pydantic_core import PydanticCustomError

from bot.model.text import Model
from bot.model.time_of_day import PATTERN, TimeOfDay

if TYPE_CHECKING:
    from datetime import tzinfo

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Precision = Literal["day", "month", "year"]
Part = Literal["early", "mid", "late"]

_FINENESS = ("year", "month", "day")
_ONE = rf"\d{{4}}(?:-\d{{2}})?(?:-(?:\d{{2}}|{'|'.join(get_args(Part))}))?"
_PARTIAL = re.compile(rf"^(?:{_ONE}(?:/{_ONE})?|\d{{4}}-\d{{2}}-\d{{2}}{PATTERN})$", re.ASCII)
_DAY_LENGTH = len("2025-04-28")
_SHOWN = 40
# The days of a month, and the months of a year, that each part begins and ends with; the last ends with the whole.
_DAYS: dict[Part, tuple[int, int | None]] = {"early": (1, 10), "mid": (11, 20), "late": (21, None)}
_MONTHS: dict[Part, tuple[int, int]] = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


class PartialDate(Model):
    """A Gregorian date that is known to the day, the month or the year, and never shown finer than that.

    In a file it is `2025-04-28`, `2025-04` or `2025`; the early, mid or late part of a month or year, `2025-02-late`;
    what lasted from one to another, `2025-04-28/2025-04-30`; a day with its time and that clock's distance from UTC,
    `2025-04-28T14:05+03:00`; or `{on: …, precision: day|month|year}`, whose parts must agree.
    """

    year: int
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    until: PartialDate | None = None
    time: TimeOfDay | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Parse a date as dossier files write it (`2025-04-28`, `2025-late`); raise ValueError for any other text."""
        return cls.model_validate(text)

    @classmethod
    def lasting(cls, start: PartialDate, end: PartialDate) -> PartialDate:
        """Make a range; ValueError if the end does not come after the start."""
        return cls.model_validate(f"{start}/{end}")

    @classmethod
    def of_moment(cls, at: datetime) -> PartialDate:
        """Return the day and time of a moment by the clock of its own zone, to the minute."""
        offset = at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        time = TimeOfDay(hour=at.hour, minute=at.minute, offset=minutes)
        return cls(year=at.year, month=at.month, day=at.day, time=time)

    @property
    def moment(self) -> datetime | None:
        """The moment that a day with a time is; None for all that is not known so finely."""
        if self.time is None or self.month is None or self.day is None:
            return None
        return datetime(self.year, self.month, self.day, self.time.hour, self.time.minute, tzinfo=self.time.zone)

    def in_zone(self, zone: tzinfo) -> PartialDate:
        """Return the same moment by another zone's clock; a date without a time as it is."""
        try:
            return PartialDate.of_moment(self.moment.astimezone(zone)) if self.moment else self
        except OverflowError:  # at either end of the calendar
            return self

    @property
    def start(self) -> PartialDate:
        """The date itself, or the start of a range."""
        return self.model_copy(update={"until": None}) if self.until else self

    @property
    def precision(self) -> Precision:
        """The date's precision; of a range, the coarser of its ends."""
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
        """Return the date as dossier files write it, as coarse as it is known."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        own = "-".join([*parts, self.part] if self.part else parts)
        if self.time:
            return f"{own}{self.time}"
        return f"{own}/{self.until}" if self.until else own

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema of the text in files, not of the fields."""
        form = {"type": "string", "pattern": _PARTIAL.pattern}
        # A bare year is a number to everything that reads YAML but us.
        written = {"anyOf": [form, {"type": "integer", "minimum": 1000, "maximum": 9999}]}
        precise = {
            "type": "object",
            "properties": {"on": written, "precision": {"enum": list(get_args(Precision))}},
            "required": ["on"],
            "additionalProperties": False,
        }
        return {"description": _description(cls), "anyOf": [*written["anyOf"], precise]}

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, PartialDate) or (isinstance(value, dict) and _is_python_input(value)):
            return value
        if isinstance(value, dict) and "on" in value:
            return _read_precise(value)
        return _read_form(value)

    @model_validator(mode="after")
    def _exists(self) -> PartialDate:
        _require_existing(self.year, self.month, self.day, self.part)
        if self.time and (self.day is None or self.until):
            raise PydanticCustomError("date_form", "not a date", {"typed": str(self)[:_SHOWN]})
        if self.until and (self.until.until or self.until.first <= self.start.last):
            raise PydanticCustomError("date_order", "not in order", {"typed": str(self)})
        return self

    @model_serializer
    def _write(self) -> str:
        return str(self)


def _require_existing(year: int, month: int | None, day: int | None, part: str | None) -> None:
    """Raise date_impossible if the day does not exist, or a day has a part."""
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
        exists = day is None or (month is not None and part is None)
    except ValueError:
        exists = False
    if not exists:
        parts = [f"{number:02}" for number in (year, month, day) if number is not None]
        raise PydanticCustomError("date_impossible", "no such day", {"typed": "-".join(parts)})


def _is_python_input(value: dict[str, Any]) -> bool:
    """Return whether the input came from Python code: in a file every value is a string."""
    kinds = {"year": int, "month": int, "day": int, "part": str, "until": PartialDate, "time": TimeOfDay}
    known = {"year"} <= set(value) <= set(kinds)
    return known and all(part is None or isinstance(part, kinds[name]) for name, part in value.items())


def _description(model: type[PartialDate]) -> str:
    return " ".join((model.__doc__ or "").split())


def _read_form(value: Any) -> dict[str, Any]:
    if not isinstance(value, str) or not _PARTIAL.fullmatch(value):
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:_SHOWN]})
    if "T" in value:
        return {**_read_single(value[:_DAY_LENGTH]), "time": TimeOfDay.parse(value[_DAY_LENGTH:])}
    start, *end = map(_read_single, value.split("/"))
    return {**start, "until": PartialDate(**end[0])} if end else start


def _read_single(text: str) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(("month", "day", "part"))
    year, *others = text.split("-")
    if others and not others[-1].isdigit():
        fields["part"] = others.pop()
    fields |= {"year": int(year), **{name: int(part) for name, part in zip(("month", "day"), others, strict=False)}}
    _require_existing(**fields)
    return fields


def _read_precise(value: dict[str, Any]) -> dict[str, Any]:
    fields, precision = _read_form(value["on"]), value.get("precision")
    if set(value) - {"on", "precision"} or precision not in (*_FINENESS, None):
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:_SHOWN]})
    known = PartialDate(**fields).precision
    if precision and precision != known:
        finer = _FINENESS.index(known) > _FINENESS.index(precision)
        kind = "date_finer" if finer else "date_coarser"
        raise PydanticCustomError(kind, "precision", {"typed": value["on"], "precision": precision})
    return fields
