"""Hours told from midnight or noon, and nights told by both their days; rewritten for the time parser.

'Half past midnight', 'an hour before noon', 'منتصف الليل والنصف', 'the night of Friday to Saturday'; folded.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.text.clock_words import minutes_of, token
from bot.text.dates.date_phrases import weekdays
from bot.text.dates.iso_dates import month_names
from bot.text.day_parts import EVE, OVERNIGHT
from bot.text.durations import read_span

if TYPE_CHECKING:
    from collections.abc import Iterable

_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_MIDNIGHT = r"midnight|منتصف الليل|منتصف ليله|منتصف ليل|نصف الليل|نص الليل|نص ليل"
_NOON = r"noon|midday|منتصف النهار"
_ANCHOR = re.compile(
    rf"{_EDGE}(?:(?P<side>past|after|to|till|before|بعد|قبل) )?(?:(?P<midnight>{_MIDNIGHT})|{_NOON}){_END}"
)
_HYPHEN = re.compile(r"(?<=half)-(?=past)|(?<=[a-z])-(?=(?:past|to)\b)|(?<=ty)-(?=[a-z])")
_BEFORE = frozenset(["to", "till", "before", "قبل"])
_LONGEST_SPAN = 5  # words
_DAY_BETWEEN = 3  # words of a day between: 'منتصف ليل يوم الجمعة والنصف'
_NEGATED = "الا"
# Minutes from midnight and noon, as far as the parts of the day go: from 8 before midnight to 6 after it.
_FARTHEST = {("midnight", False): 6 * 60, ("midnight", True): 4 * 60, ("noon", False): 4 * 60, ("noon", True): 2 * 60}
_PHRASES = {
    ("midnight", False): "after midnight",
    ("midnight", True): "before midnight",
    ("noon", False): "noon",
    ("noon", True): "noon",
}
# Which bare numbers are rather hours of the clock than minutes: '2 after midnight', '11 before noon'.
_CLOCK_HOURS = {
    ("midnight", False): range(1, 7),
    ("midnight", True): range(8, 13),
    ("noon", False): range(1, 5),
    ("noon", True): range(6, 13),
}


def with_anchors(words: str) -> str:
    """Rewrite an hour that is told from midnight or noon as that hour, and the day of a night as its first day."""
    words = _HYPHEN.sub(" ", words)
    words = _eve().sub(EVE, _by_dates().sub(_first_date, _by_weekdays().sub(_first_weekday, words)))
    match = _ANCHOR.search(words)
    if not match:
        return words
    before, behind = words[: match.start()].split(), words[match.end() :].split()
    anchor, side = "midnight" if match["midnight"] else "noon", match["side"]
    if side:
        rewritten = _span_in_front(before, behind, anchor, side) or _span_behind(before, behind, anchor, side)
    else:
        rewritten = _minutes_behind(before, behind, anchor)
    return rewritten or words


def _span_in_front(before: list[str], behind: list[str], anchor: str, side: str) -> str | None:
    """Read 'ten minutes | to', 'half | past', 'نصف ساعة | بعد'."""
    for count in range(min(_LONGEST_SPAN, len(before)), 0, -1):
        span = before[-count:]
        led = before[-count - 1] if count < len(before) else ""
        if span[0].startswith("و") or led == "و":
            return None  # minutes of an hour that is named: 'الثانية عشرة وعشر دقائق'
        minutes = read_span(" ".join(span).removeprefix("ب")) or _bare(" ".join(span), anchor, side, led)
        if minutes:
            return _rewritten(before[:-count], minutes, anchor, behind, is_before=side in _BEFORE)
    return None


def _bare(words: str, anchor: str, side: str, led: str) -> int | None:
    """Read minutes without their word; where a number can be the hour ('2 after midnight') it is."""
    if side in {"بعد", "قبل"} or led[-1:].isdigit() or (led and minutes_of(led) is not None):
        return None
    minutes = minutes_of(words)
    if minutes is None or words in {"half", "quarter", "a quarter"} or side in {"to", "till"}:
        return minutes
    is_hour = minutes in _CLOCK_HOURS[anchor, side == "before"]
    return None if is_hour and not (side == "past" and minutes % 5 == 0) else minutes


def _span_behind(before: list[str], behind: list[str], anchor: str, side: str) -> str | None:
    """Read 'بعد منتصف الليل بنصف ساعة'."""
    for start in range(min(_DAY_BETWEEN, len(behind))):
        if not behind[start].startswith("ب"):
            continue
        for count in range(min(_LONGEST_SPAN, len(behind) - start), 0, -1):
            if minutes := read_span(" ".join(behind[start : start + count])[1:].strip()):
                rest = behind[:start] + behind[start + count :]
                return _rewritten(before, minutes, anchor, rest, is_before=side in _BEFORE)
    return None


def _minutes_behind(before: list[str], behind: list[str], anchor: str) -> str | None:
    """Read 'منتصف الليل والنصف', 'منتصف ليل الجمعة إلا عشر دقائق'."""
    for start in range(min(_DAY_BETWEEN, len(behind))):
        is_negated = behind[start] == _NEGATED
        if not is_negated and not behind[start].startswith("و"):
            continue
        for count in range(min(_LONGEST_SPAN, len(behind) - start), 0, -1):
            text = " ".join(behind[start : start + count]).removeprefix(_NEGATED if is_negated else "و").strip()
            minutes = minutes_of(text) or read_span(text)
            if minutes:
                rest = behind[:start] + behind[start + count :]
                return _rewritten(before, minutes, anchor, rest, is_before=is_negated)
    return None


def _rewritten(before: list[str], minutes: int, anchor: str, behind: list[str], *, is_before: bool) -> str | None:
    if minutes > _FARTHEST[anchor, is_before]:
        return None
    hour, minute = divmod(12 * 60 - minutes if is_before else minutes, 60)
    return " ".join((*before, token(hour or 12, minute).strip(), _PHRASES[anchor, is_before], *behind))


_NIGHT = (
    r"(?:on |in )?(?:the )?night (?:of )?(?:the )?|(?:at )?midnight (?:of )?|(?:في )?(?:منتصف )?(?:ال)?ليله? "
    r"|(?:في )?(?:نصف|نص) (?:ال)?ليل "
)
_JOINT = r" ?(?P<joint>[-–/]|to|into|till|الي|علي|and|و) ?| "


@cache  # not at import: CLDR's tables cost a start megabytes
def _by_weekdays() -> re.Pattern[str]:
    day = _any_of(weekdays())
    return re.compile(
        rf"{_EDGE}(?P<night>{_NIGHT})?(?P<between>between |بين )?(?:يوم )?"
        rf"(?P<first>{day})(?:{_JOINT})(?P<second>{day})(?: night)?{_END}"
    )


def _first_weekday(match: re.Match[str]) -> str:
    first, second = weekdays()[match["first"]], weekdays()[match["second"]]
    is_night = match["between"] or (match["joint"] not in {"and", "و"} if match["joint"] else match["night"])
    return f"{_midnight(match)}{match['first']} {OVERNIGHT} " if is_night and (second - first) % 7 == 1 else match[0]


@cache
def _by_dates() -> re.Pattern[str]:
    return re.compile(
        rf"{_EDGE}(?P<night>{_NIGHT})(?P<between>between |بين )?"
        rf"(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?:{_JOINT})(?:the )?(?P<second>\d{{1,2}})(?:st|nd|rd|th)? "
        rf"(?:of |من )?(?P<month>{_any_of(month_names())}){_END}"
    )


def _first_date(match: re.Match[str]) -> str:
    if int(match["second"]) != int(match["first"]) + 1:
        return match[0]
    return f"{_midnight(match)}{match['first']} {match['month']} {OVERNIGHT} "


def _midnight(match: re.Match[str]) -> str:
    night = match["night"] or ""
    return "midnight " if re.search("midnight|منتصف|نصف|نص", night) else ""


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


@cache
def _eve() -> re.Pattern[str]:
    return re.compile(rf"(?<!منتصف ){_EDGE}ليله(?= (?:يوم )?(?:{_any_of(weekdays())}){_END})")
