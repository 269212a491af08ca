"""Clock times in digits as people and desks type them: '1900', '930', '19h30', '18:00:00'; rewritten as '19:00'."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.text.dates.iso_dates import month_names

_HOUR, _MINUTE = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_START = r"(?<![\w:./+-])"
_LOOSE_COLON = re.compile(r"(?<=\d) ?: ?(?=\d\d)|(?<=\d)[٫،](?=\d\d(?![\d:.]))")
_SECONDS = re.compile(r"(?<=\d[:.]\d\d):\d{2}(?:\.\d+)?(?!\d)")
_CLOCK = re.compile(r"(?<![\d./-])\d{1,2}[:.]\d{2}(?![\d./-])")
# '19h', '19h30': as in French, and so in the Maghreb and Lebanon; '2h' alone is a span as well.
_WITH_H = re.compile(rf"{_START}(?:(?P<alone>[01]\d|2[0-3]) ?h|{_HOUR} ?h ?{_MINUTE})(?![\w:./-])")
# What says that digits are an hour and no year, before and behind them.
_LED = r"(?:(?<=at )|(?<=@)|(?<=@ )|(?<=الساعه )|(?<=تمام )|(?<=عند ))"
_UNIT = r" ?(?:hrs?|hours|h)(?![^\W_])"
_HALF = r"(?= ?(?:[ap]\.?m|[صم]|صباحا|مساء|ظهرا|عصرا|ليلا|z|gmt|utc|[+-]\d)(?![^\W\d_]))"
_COMPACT = re.compile(
    rf"(?P<led>{_LED})?{_START}{_HOUR}{_MINUTE}(?P<marked>{_UNIT}|{_HALF})?(?=$|[\s,،+-]|z\b|[ap]\.?m)"
)
_OFFSET = re.compile(
    r"(?:(?<=[:.]\d\d) ?|(?<![^\W\d_])(?:utc|gmt|غرينتش|جرينتش) ?)"
    r"(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d./:-])"
)
_SHORT_DATE = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_BETWEEN_DAY_AND_MONTH = frozenset(["من", "of", "شهر", "the"])
_BEFORE_HOUR = frozenset(["at", "@", "الساعه", "تمام", "عند"])
_CENTURY = range(2000, 2100)  # of years to which something can be put off


def with_colons(words: str, year: int) -> str:
    """Rewrite the clock times of a folded text that have no colon; `year` is the present one.

    Where four digits can be a year they are none: '2026' alone, '28 April 2030'. '28 April 1900' has no such choice.
    """
    words = _SECONDS.sub("", _LOOSE_COLON.sub(":", words))
    if _CLOCK.search(words):
        return words
    words = _WITH_H.sub(lambda match: f"{match['alone'] or match['hour']}:{match['minute'] or '00'}", words)
    has_date = _SHORT_DATE.search(words) or any(word.strip(".,،") in month_names() for word in words.split())

    def clock(match: re.Match[str]) -> str:
        number = int(match["hour"] + match["minute"])
        is_marked = match["led"] is not None or match["marked"] is not None
        may_be_year = number in (_CENTURY if has_date else range(year, year + 2))
        return match[0] if may_be_year and not is_marked else f"{match['hour']}:{match['minute']}"

    return _COMPACT.sub(clock, words)


def day_positions(words: str) -> frozenset[int]:
    """Return where the numbers begin that are days, beside a month's name: they are no hours."""
    months = {name.split()[0] for name in month_names()}
    tokens = [(match.start(), match[0].strip(".,،")) for match in re.finditer(r"\S+", words)]
    positions: set[int] = set()
    for number, (_, word) in enumerate(tokens):
        if word not in months:
            continue
        before = number - 1
        while before >= 0 and tokens[before][1] in _BETWEEN_DAY_AND_MONTH:
            before -= 1
        is_led = before > 0 and tokens[before - 1][1] in _BEFORE_HOUR  # 'at 5 May 7'
        near = (() if is_led or before < 0 else (tokens[before],)) + tuple(tokens[number + 1 : number + 2])
        positions.update(start for start, text in [token for token in near if _DAY.fullmatch(token[1])][:1])
    return frozenset(positions)


def without_offset(words: str) -> tuple[str, timedelta | None]:
    """Split off an offset from UTC: '18:00+03:00', '18:00 UTC+3'."""
    match = _OFFSET.search(words)
    if not match:
        return words, None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return f"{words[: match.start()]} {words[match.end() :]}".strip(), -offset if match["sign"] == "-" else offset
