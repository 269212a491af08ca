"""Durations from now, folded, in either language: 'in 2 hours', 'an hour and a half from now', 'بعد ساعة وربع'."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.text.numerals import count

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
# What is counted: how long it is, and how many it says by itself.
_UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "mins", "m", "دقايق"), (_MINUTE, None)),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h", "ساعات"), (_HOUR, None)),
    "دقيقه": (_MINUTE, 1),
    "دقيقتين": (_MINUTE, 2),
    "ساعه": (_HOUR, 1),
    "ساعتين": (_HOUR, 2),
}
_PARTS = {
    **dict.fromkeys(("half", "a half", "نصف", "نص", "نصف الساعه"), 1 / 2),
    **dict.fromkeys(("quarter", "a quarter", "ربع", "ربعا", "ربع الساعه"), 1 / 4),
    **dict.fromkeys(("three quarters", "ثلاثه ارباع", "تلات ارباع"), 3 / 4),
    **dict.fromkeys(("a third", "ثلث", "تلت"), 1 / 3),
}
_LEAD = re.compile(r"(?:in|after|within|بعد|خلال) (?P<duration>.+?)(?: from now| من الان)?")
_TAIL = re.compile(r"(?P<duration>.+) (?:from now|من الان)")
# 'half an hour', 'ربع ساعة'
_PART_OF_HOUR = re.compile(r"(?P<part>.+?) (?:of )?(?:an hour|hour|(?:ال)?ساعه)")
_AND_A_HALF = re.compile(r"^(?P<many>\S+) and (?P<part>a half|a quarter) (?P<unit>hours?)\b")
_LESS = re.compile(r"(?P<whole>.+) (?:الا|less|minus) (?P<part>.+)")
_COMPACT = re.compile(r"(?P<hours>\d{1,2}) ?h ?(?P<minutes>\d{1,2}) ?(?:m|min)?")
_JOINT = re.compile(r",? and | و ?(?=\S)|, ?| (?=\d)")
_PIECE = re.compile(r"(?:(?P<many>[^\W\d_][^\d]*?|\d+(?:[.,٫]\d+)?) ?)??(?P<unit>[^\W\d_]+)(?: واحده)?")


def read_duration(words: str) -> timedelta | None:
    """Parse minutes and hours from now; None for anything else."""
    match = _LEAD.fullmatch(words) or _TAIL.fullmatch(words)
    if match is None:
        return None
    return _read(match["duration"])


def read_span(words: str) -> int | None:
    """Parse minutes and hours, such as 'half an hour'; return them as minutes, None for anything else."""
    span = _read(words)
    return int(span / _MINUTE) if span and not span % _MINUTE else None


def _read(duration: str) -> timedelta | None:
    if (part := _PART_OF_HOUR.fullmatch(duration)) and part["part"] in _PARTS:
        return _HOUR * _PARTS[part["part"]]
    if less := _LESS.fullmatch(duration):
        whole = _read(less["whole"])
        left_out = _HOUR * _PARTS[less["part"]] if less["part"] in _PARTS else _read(less["part"])
        return whole - left_out if whole and left_out and left_out < whole else None
    if compact := _COMPACT.fullmatch(duration):
        return int(compact["hours"]) * _HOUR + int(compact["minutes"]) * _MINUTE
    duration = _AND_A_HALF.sub(r"\g<many> \g<unit> and \g<part>", duration)
    return _piece(duration) or _sum(_JOINT.split(duration))


def _sum(pieces: list[str]) -> timedelta | None:
    """Add up 'an hour' and 'a half', '1 hour' and '30 minutes'."""
    whole = timedelta()
    for number, piece in enumerate(pieces):
        if number and piece in _PARTS and pieces[number - 1].split()[-1] not in _PARTS:
            added: timedelta | None = _PARTS[piece] * _unit_of(pieces[number - 1])
        else:
            added = _piece(piece)
        if not added:
            return None
        whole += added
    return whole


def _piece(words: str) -> timedelta | None:
    match = _PIECE.fullmatch(words)
    if match is None or match["unit"] not in _UNITS:
        return None
    unit, alone = _UNITS[match["unit"]]
    many = match["many"]
    number = _number(many) if many else alone
    return unit * number if number else None


def _number(many: str) -> float | None:
    digits = re.sub("[,٫]", ".", many)
    return float(digits) if re.fullmatch(r"\d{1,4}(?:\.\d+)?", digits) else count(many)


def _unit_of(piece: str) -> timedelta:
    match = _PIECE.fullmatch(piece)
    return _UNITS[match["unit"]][0] if match and match["unit"] in _UNITS else timedelta()
