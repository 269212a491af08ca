"""Times of day to the minute, each with its distance from UTC: a moment of a day that is known."""

from __future__ import annotations

import re
from datetime import timedelta, timezone

from pydantic_core import PydanticCustomError

from bot.model.text import Model

PATTERN = r"T\d{2}:\d{2}(?:[+-]\d{2}:\d{2}|Z)"
"""The form of a time behind its day, as dossier files write it: `T14:05+03:00`, `T11:05Z`."""

_PARTS = re.compile(r"T(\d{2}):(\d{2})(?:([+-])(\d{2}):(\d{2})|Z)", re.ASCII)
_HOUR = 60  # minutes
_DAY = 24  # hours
_FARTHEST = 14 * _HOUR  # minutes that any zone in use is from UTC


class TimeOfDay(Model):
    """An hour and a minute on the clocks of a place that are `offset` minutes ahead of UTC.

    The offset is kept, not a zone: a file is read the same after a country changes its clocks.
    """

    hour: int
    minute: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> TimeOfDay:
        """Parse `T14:05+03:00` or `T11:05Z`; raises PydanticCustomError if there is no such time."""
        match = _PARTS.fullmatch(text)
        hour, minute, sign, hours, minutes = match.groups() if match else ("99", "0", None, None, None)
        offset = int(hours or 0) * _HOUR + int(minutes or 0)
        is_real = int(hour) < _DAY and int(minute) < _HOUR and int(minutes or 0) < _HOUR and offset <= _FARTHEST
        if not is_real:
            raise PydanticCustomError("time_impossible", "no such time", {"typed": text.removeprefix("T")})
        return cls(hour=int(hour), minute=int(minute), offset=-offset if sign == "-" else offset)

    @property
    def zone(self) -> timezone:
        """The zone of its clock: an offset from UTC."""
        return timezone(timedelta(minutes=self.offset))

    @property
    def minutes(self) -> int:
        """Minutes from midnight UTC of its day; negative, or more than a day's, where its offset leads beyond."""
        return self.hour * _HOUR + self.minute - self.offset

    def __str__(self) -> str:
        """Return the time as dossier files write it, behind its day."""
        hours, minutes = divmod(abs(self.offset), _HOUR)
        return f"T{self.hour:02}:{self.minute:02}{'-' if self.offset < 0 else '+'}{hours:02}:{minutes:02}"
