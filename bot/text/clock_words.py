"""Hours in words, folded: 'half past six', 'السادسة والنصف'; rewritten in digits for the time parser."""

from __future__ import annotations

import re

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH_HOURS = {word: hour for hour, word in enumerate(_ENGLISH, 1)}
_ENGLISH_MINUTES = {
    "half": 30,
    **dict.fromkeys(("quarter", "a quarter"), 15),
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "twenty five": 25,
    "thirty": 30,
    "thirty five": 35,
    "forty": 40,
    "forty five": 45,
    "fifty": 50,
    "fifty five": 55,
}
# The ordinals that name hours are feminine, those that name days masculine: the two are never confused.
_ARABIC_HOURS = {
    **dict.fromkeys(("الواحده", "الاولي"), 1),
    "الثانيه": 2,
    "الثالثه": 3,
    "الرابعه": 4,
    "الخامسه": 5,
    "السادسه": 6,
    "السابعه": 7,
    "الثامنه": 8,
    "التاسعه": 9,
    "العاشره": 10,
    "الحاديه عشره": 11,
    "الحاديه عشر": 11,
    "الثانيه عشره": 12,
    "الثانيه عشر": 12,
    # Of the 24-hour clock, in official copy. The twentieth without "the hour" is a day.
    "الثالثه عشره": 13,
    "الرابعه عشره": 14,
    "الخامسه عشره": 15,
    "السادسه عشره": 16,
    "السابعه عشره": 17,
    "الثامنه عشره": 18,
    "التاسعه عشره": 19,
    "الساعه العشرين": 20,
    "الحاديه والعشرين": 21,
    "الثانيه والعشرين": 22,
    "الثالثه والعشرين": 23,
}
# Cardinals, as in speech: hours after the word for one, in "عالسبعة", or before a part of the day. With the article
# alone they are weekdays as many type them (الثلاثة، الأربعة).
_SPOKEN_HOURS = {
    **dict.fromkeys(("واحده", "وحده"), 1),
    **dict.fromkeys(("اثنتين", "ثنتين", "تنتين", "اثنين"), 2),
    "ثلاثه": 3,
    "تلاته": 3,
    "اربعه": 4,
    "خمسه": 5,
    "سته": 6,
    "سبعه": 7,
    "ثمانيه": 8,
    "تمانيه": 8,
    "تسعه": 9,
    "عشره": 10,
    "احدي عشره": 11,
    "اثنتي عشره": 12,
}
_ARABIC_MINUTES = {
    **dict.fromkeys(("نصف", "النصف", "نص", "النص"), 30),
    **dict.fromkeys(("ربع", "الربع", "ربعا"), 15),
    **dict.fromkeys(("ثلث", "الثلث", "ثلثا", "تلت"), 20),
    "خمس": 5,
    "عشر": 10,
    "عشرين": 20,
    "خمسا وعشرين": 25,
    "خمس وعشرين": 25,
}


def _any(words: dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_PAST = re.compile(
    rf"{_EDGE}(?P<minutes>{_any(_ENGLISH_MINUTES)}|\d{{1,2}})(?: minutes?)? (?P<side>past|to) "
    rf"(?P<hour>{_any(_ENGLISH_HOURS)}|\d{{1,2}}){_END}"
)
_SPOKEN = re.compile(
    rf"{_EDGE}(?P<hour>{_any(_ENGLISH_HOURS)})(?:[ -](?P<minutes>{_any(_ENGLISH_MINUTES)}))?{_END}"
    r"(?! (?:days?|weeks?)\b)"
)
_WITH_MINUTES = (
    rf" ?(?P<side>و|الا) ?(?P<minutes>{_any(_ARABIC_MINUTES)}|\d{{1,2}}(?= دقيقه| دقايق))(?: دقيقه| دقايق)?{_END}"
)
_PARTS = r"(?:مساء|المساء|مسا|المسا|صباحا|الصباح|الصبح|ليلا|بالليل|الليل|ظهرا|الظهر|الضهر|عصرا|العصر|فجرا|الفجر)"
_MAYBE_MINUTES = rf"(?: ?(?:و|الا) ?(?:{_any(_ARABIC_MINUTES)}))?"
_ARABIC = re.compile(
    rf"{_EDGE}(?:الساعه )?(?:(?P<hour>{_any(_ARABIC_HOURS)})|(?:(?<=الساعه )|(?:ع ?|علي )ال)"
    rf"(?P<spoken>{_any(_SPOKEN_HOURS)})|(?P<beside>{_any(_SPOKEN_HOURS)})(?={_MAYBE_MINUTES} {_PARTS}{_END})){_END}"
    rf"(?:{_WITH_MINUTES})?"
)
# 'السابعة مساء والنصف': the minutes belong to the hour.
_MINUTES_BEHIND = re.compile(rf" (?P<part>{_PARTS}|[صم])(?P<behind>{_WITH_MINUTES})")
_ARABIC_DIGITS = re.compile(rf"(?<![\w:./+-])(?P<hour>\d{{1,2}}){_WITH_MINUTES}")


def token(hour: int, minute: int) -> str:
    """Write an hour that was read from words: one of the 12-hour clock, unless it is beyond that."""
    return f" h{hour}.{minute:02}h "


def in_digits(words: str) -> str:
    """Replace the hours in words of a folded text by tokens."""
    words = _PAST.sub(_english_past, words)
    words = _SPOKEN.sub(_english_spoken, words)
    words = _MINUTES_BEHIND.sub(r"\g<behind> \g<part>", words)
    words = _ARABIC.sub(_arabic, words)
    words = _ARABIC_DIGITS.sub(_arabic_digits, words)
    return " ".join(words.split())


def _hour(hour: int, minutes: int, *, before: bool, text: str) -> str:
    if not (1 <= hour <= 23 and 0 <= minutes < 60):  # noqa: PLR2004 - of the clock
        return text
    if not before or not minutes:
        return token(hour, minutes)
    return token(hour - 1 or 12, 60 - minutes)


def _english_past(match: re.Match[str]) -> str:
    minutes = _ENGLISH_MINUTES.get(match["minutes"]) or int(match["minutes"])
    hour = _ENGLISH_HOURS.get(match["hour"]) or int(match["hour"])
    return _hour(hour, minutes, before=match["side"] == "to", text=match[0])


def _english_spoken(match: re.Match[str]) -> str:
    return token(_ENGLISH_HOURS[match["hour"]], _ENGLISH_MINUTES[match["minutes"]] if match["minutes"] else 0)


def _arabic_minutes(match: re.Match[str]) -> int:
    minutes = match["minutes"]
    return (_ARABIC_MINUTES.get(minutes) or int(minutes)) if minutes else 0


def _arabic(match: re.Match[str]) -> str:
    hour = _ARABIC_HOURS[match["hour"]] if match["hour"] else _SPOKEN_HOURS[match["spoken"] or match["beside"]]
    return _hour(hour, _arabic_minutes(match), before=match["side"] == "الا", text=match[0])


def _arabic_digits(match: re.Match[str]) -> str:
    return _hour(int(match["hour"]), _arabic_minutes(match), before=match["side"] == "الا", text=match[0])
