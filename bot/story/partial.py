"""Dates that are known to the day, the month or the year."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any, Literal

from pydantic import model_serializer, model_validator
from pydantic_core import PydanticCustomError

from bot.story.texts import Model

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

    @property
    def precision(self) -> Precision:
        """How finely the date is known."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def first(self) -> date:
        """The first day that the date can mean; what dates sort by."""
        return date(self.year, self.month or 1, self.day or 1)

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

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, dict) and "on" in value:
            return _read_precise(value)
        return _read_form(value)

    @model_serializer
    def _write(self) -> str:
        return str(self)


def _read_form(value: Any) -> dict[str, int | None]:
    found = _PARTIAL.match(value) if isinstance(value, str) else None
    if not found:
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:40]})
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise PydanticCustomError("date_impossible", "no such day", {"typed": value}) from None
    return {"year": year, "month": month, "day": day}


def _read_precise(value: dict[str, Any]) -> dict[str, int | None]:
    fields, wanted = _read_form(value["on"]), value.get("precision")
    known = "day" if fields["day"] else "month" if fields["month"] else "year"
    if set(value) - {"on", "precision"} or wanted not in {"day", "month", "year", None}:
        raise PydanticCustomError("date_form", "not a date", {"typed": str(value)[:40]})
    if wanted and wanted != known:
        finer = _FINENESS.index(known) > _FINENESS.index(wanted)
        kind = "date_finer" if finer else "date_coarser"
        raise PydanticCustomError(kind, "precision", {"typed": value["on"], "precision": wanted})
    return fields
