"""Hours in words, folded: 'half past six', 'السادسة والنصف'; rewritten in digits for the time parser."""

from __future__ import annotations

import re

from bot.text.numerals import COUNTS, count

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ENGLISH_HOURS = {word: hour for hour, word in enumerate(_ENGLISH, 1)}
_ENGLISH_NUMBERS = {
    word: number
    for word, number in COUNTS.items()
    if word.isascii() and number < 60 and not re.match(r"an?\b|couple|.*-", word)  # noqa: PLR2004 - minutes of an hour
}
_ENGLISH_MINUTES = {"half": 30, **dict.fromkeys(("quarter", "a quarter"), 15), "a": 1} | _ENGLISH_NUMBERS
# 'six five' is rather two hours than five past six.
_ENGLISH_TENS = {word: number for word, number in _ENGLISH_NUMBERS.items() if number >= 10}  # noqa: PLR2004 - as said
_ENGLISH_24_HOURS = {word: number for word, number in _ENGLISH_NUMBERS.items() if number < 24}  # noqa: PLR2004 - hours
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
_HALVES, _FIVES = ("نصف", "النصف", "نص", "النص"), ("خمس دقايق", "خمسه", "خمس")
_ARABIC_MINUTES = {
    **dict.fromkeys(_HALVES, 30),
    **dict.fromkeys(("ربع", "الربع", "ربعا"), 15),
    **dict.fromkeys(("ثلث", "الثلث", "ثلثا", "تلت"), 20),
    # As in speech: five minutes to either side of the half.
    **{f"{half} و{five}": 35 for half in _HALVES for five in _FIVES},
    **{f"{half} الا {five}": 25 for half in _HALVES for five in _FIVES},
    "دقيقه": 1,
    "دقيقتين": 2,
    "دقيقتان": 2,
}
# Each with what ends its other cases: 'خمس وعشرين', 'خمسا وعشرين', 'خمسة وعشرين'.
_UNITS = "(?:احدي|واحده?|اثنتي|اثنتين|ثلاث|تلات|اربع|خمس|ست|سبع|ثماني|ثمان|تمان|تسع|عشر)[اه]?"
_TENS = "(?:عشر|ثلاث|تلات|اربع|خمس)(?:ين|ون)"
_ARABIC_NUMBER = rf"(?:{_UNITS} و ?)?{_TENS}|{_UNITS} عشره?|{_UNITS}"


def _any(words: dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
# '7 to 8' is a span, not seven minutes to eight.
_PAST = re.compile(
    rf"{_EDGE}(?:(?P<minutes>{_any(_ENGLISH_MINUTES)}|\d{{1,2}})(?P<unit> minutes?| mins?)?) (?P<side>past|to|till) "
    rf"(?P<hour>{_any(_ENGLISH_HOURS)}|\d{{1,2}}){_END}(?! ?[:.]\d)"
)
_HALF = re.compile(rf"{_EDGE}half (?P<hour>{_any(_ENGLISH_HOURS)}|\d{{1,2}}){_END}(?! ?[:.]\d| hours?\b)")
_HUNDRED = re.compile(
    rf"{_EDGE}(?:(?:zero|oh|o) )?(?P<hour>{_any(_ENGLISH_24_HOURS)}|\d{{1,2}}) hundred(?: hours| hrs?)?{_END}"
)
_SPOKEN_24 = re.compile(
    rf"{_EDGE}(?P<hour>{_any({word: hour for word, hour in _ENGLISH_24_HOURS.items() if hour > 12})}) "  # noqa: PLR2004 - beyond the 12-hour clock
    rf"(?P<minutes>{_any(_ENGLISH_TENS)}){_END}"
)
_SPOKEN = re.compile(
    rf"{_EDGE}(?P<hour>{_any(_ENGLISH_HOURS)})(?: (?P<minutes>half|quarter|{_any(_ENGLISH_TENS)})"
    rf"| (?:oh|o) (?P<few>{_any({word: few for word, few in _ENGLISH_NUMBERS.items() if few < 10})}))?{_END}"  # noqa: PLR2004 - digits
    r"(?! (?:days?|weeks?)\b)"
)
_WITH_MINUTES = (
    rf" ?(?P<side>و|الا) ?(?P<minutes>{_any(_ARABIC_MINUTES)}|{_ARABIC_NUMBER}|\d{{1,2}}(?= دقيقه| دقايق| د\b))"
    rf"(?P<unit> دقيقه| دقايق| د)?{_END}"
)
_PARTS = r"(?:مساء|المساء|مسا|المسا|صباحا|الصباح|الصبح|ليلا|بالليل|الليل|ظهرا|الظهر|الضهر|عصرا|العصر|فجرا|الفجر)"
_MAYBE_MINUTES = rf"(?: ?(?:و|الا) ?(?:{_any(_ARABIC_MINUTES)}|{_ARABIC_NUMBER})(?: دقيقه| دقايق)?)?"
_ARABIC = re.compile(
    rf"{_EDGE}(?<!الساعات )(?:الساعه )?(?:(?P<hour>{_any(_ARABIC_HOURS)})|(?:(?<=الساعه )|(?:ع ?|علي )ال)"
    rf"(?P<spoken>{_any(_SPOKEN_HOURS)})|"
    rf"(?<!الا )(?<!و )(?P<beside>{_any(_SPOKEN_HOURS)})(?={_MAYBE_MINUTES} {_PARTS}{_END})){_END}"
    rf"(?:{_WITH_MINUTES})?"
)
# 'السابعة مساء والنصف': the minutes belong to the hour.
_MINUTES_BEHIND = re.compile(rf" (?P<part>{_PARTS}|[صم])(?P<behind>{_WITH_MINUTES})")
_ZERO = re.compile(rf"{_EDGE}الساعه صفر{_END}")
_ARABIC_DIGITS = re.compile(rf"(?<![\w:./+-])(?P<hour>\d{{1,2}}){_WITH_MINUTES}")


def token(hour: int, minute: int) -> str:
    """Write an hour that was read from words: one of the 12-hour clock, unless it is beyond that."""
    return f" h{hour}.{minute:02}h "


def minutes_of(words: str) -> int | None:
    """Parse the minutes of an hour, in words or digits; None if they are none."""
    if words.isascii() and words.isdigit():
        return int(words) if int(words) < 60 else None  # noqa: PLR2004 - of an hour
    if words in _ENGLISH_MINUTES:
        return _ENGLISH_MINUTES[words] if words != "a" else None
    match = re.fullmatch(_WITH_MINUTES, f"و{words}")
    return _arabic_minutes(match) if match else None


def in_digits(words: str) -> str:
    """Replace the hours in words of a folded text by tokens."""
    words = _PAST.sub(_english_past, _HYPHEN.sub(" ", words))
    words = _HALF.sub(lambda match: _hour(_english_hour(match), 30, before=False, text=match[0]), words)
    words = _HUNDRED.sub(_english_24, words)
    words = _SPOKEN_24.sub(_english_24, words)
    words = _SPOKEN.sub(_english_spoken, words)
    words = _ZERO.sub(" 00:00 ", words)
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


def _english_hour(match: re.Match[str]) -> int:
    return _ENGLISH_HOURS.get(match["hour"]) or int(match["hour"])


def _english_past(match: re.Match[str]) -> str:
    minutes = _ENGLISH_MINUTES.get(match["minutes"]) or int(match["minutes"])
    if not match["unit"] and (match["minutes"] == "a" or (match["side"] != "past" and minutes % 5)):
        return match[0]
    return _hour(_english_hour(match), minutes, before=match["side"] != "past", text=match[0])


def _english_24(match: re.Match[str]) -> str:
    minutes = match.groupdict().get("minutes")
    hour = _ENGLISH_24_HOURS.get(match["hour"]) or int(match["hour"])
    return f" {hour:02}:{_ENGLISH_TENS[minutes] if minutes else 0:02} "


def _english_spoken(match: re.Match[str]) -> str:
    few, minutes = match["few"], match["minutes"]
    return token(
        _ENGLISH_HOURS[match["hour"]], _ENGLISH_NUMBERS[few] if few else _ENGLISH_MINUTES[minutes] if minutes else 0
    )


def _arabic_minutes(match: re.Match[str]) -> int | None:
    """Return the minutes; None for a number that is none without the word for minutes ('7 وثلاثة')."""
    words = match["minutes"]
    if not words or words in _ARABIC_MINUTES or words.isdigit():
        return _ARABIC_MINUTES.get(words) or int(words or 0)
    minutes = count(words) or count(re.sub(r"(?<=\S)[ا](?= |$)", "", words, count=1)) or 60
    return minutes if minutes < 60 and (match["unit"] or minutes % 5 == 0) else None  # noqa: PLR2004 - of an hour


def _arabic(match: re.Match[str]) -> str:
    hour = _ARABIC_HOURS[match["hour"]] if match["hour"] else _SPOKEN_HOURS[match["spoken"] or match["beside"]]
    return _with_minutes(hour, match)


def _arabic_digits(match: re.Match[str]) -> str:
    return _with_minutes(int(match["hour"]), match)


def _with_minutes(hour: int, match: re.Match[str]) -> str:
    minutes = _arabic_minutes(match)
    return match[0] if minutes is None else _hour(hour, minutes, before=match["side"] == "الا", text=match[0])
