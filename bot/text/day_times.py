"""Drops the time of day from a typed date: dates are kept to the day."""

from __future__ import annotations

import re

from bot.text.normalize import fold
from bot.text.numerals import count

_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_HALF = r"(?:[ap]\.? ?m\.?|صباحا|مساء|ظهرا|عصرا|فجرا|ليلا|ص|م|oclock)"
# 'local time' is none: nobody can tell whose.
_ZONE = (
    r"(?: ?(?:(?:gmt|utc)(?: ?[+-]\d{1,2}(?::?\d{2})?)?|z|بتوقيت [^\W\d_]+(?: [^\W\d_]+)?|[+-]\d{2}:?\d{2}"
    r"|(?!local )[a-z]+(?: [a-z]+)? time(?![^\W\d_])))?"
)
_HOUR_WORDS = (
    r"(?:الواحده|الثانيه|الثالثه|الرابعه|الخامسه|السادسه|السابعه|الثامنه|التاسعه|العاشره|الحاديه عشره|الثانيه عشره)"
)
_NEAR = r"(?:(?:at|around|about|by|circa|@|في|عند|حوالي|نحو|قرابه|تمام) )*"
_APPROXIMATE = re.compile(rf"{_BEFORE}(?:around|about|circa|حوالي|نحو|قرابه){_AFTER}")
_LED = rf"(?:{_NEAR}(?:ال)?ساعه |at |@ ?|عند )"
_CLOCK = re.compile(
    rf"(?:(?:{_LED}|{_NEAR})(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?: ?{_HALF}{_AFTER})?"
    rf"|(?:{_LED}|{_NEAR})(?<![\d./-])\d{{1,2}}(?:\.\d{{2}})? ?(?:[ap]\.? ?m\.?|oclock){_AFTER}"
    rf"|{_LED}(?:\d{{1,2}}(?:\.\d{{2}})?|{_HOUR_WORDS}(?: و(?:النصف|الربع|الثلث|نصف|ربع"
    rf"|ثلث))?)(?: ?{_HALF}{_AFTER})?(?![./-]?\d)"
    rf"){_ZONE}"
)
_SPOKEN = re.compile(
    rf"{_BEFORE}(?:at )?(?:half|quarter|a quarter|twenty|ten|five) (?:past|to) [a-z]+{_AFTER}(?: (?=on ))?"
)
_ISO_TIME = re.compile(r"(?<=\d{4}-\d{2}-\d{2})[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?" + _ZONE)
# Longest first where one begins another.
_PHRASES = (
    "in the early hours of|early hours of|the early hours of|the small hours of|at the break of dawn|before dawn"
    "|at dawn"
    "|on the night of|the night of|night of|on the evening of|the evening of|evening of|on the morning of"
    "|the morning of"
    "|morning of|on the afternoon of|the afternoon of|afternoon of|at noon|at midday|at midnight|at night|by night"
    "|in the morning|in the afternoon|in the evening|early morning|late evening|late night|late afternoon|midnight"
    "|overnight|morning|afternoon|evening|night|noon|midday|dawn"
    "|الساعات الاولي من|ساعات الفجر من|ساعه متاخره من|وقت متاخر من|في وقت متاخر من|في وقت مبكر من|بعد منتصف ليل"
    "|منتصف ليل|منتصف الليل"
    "|بعد ظهر|بعد الظهر|قبل ظهر|قبل الظهر|صبيحه|صباح|صباحا|الصباح|مساء|المساء|ظهيره|ظهر|ظهرا|الظهر|عصر|عصرا|العصر"
    "|فجر|فجرا|الفجر|ليل|ليلا|ليله|الليل|ضحي|غروب|مغرب|عشاء|نهار|بالليل|بالنهار|الصبح|الصبحيه|المسا"
)
_PHRASE = re.compile(
    rf"{_BEFORE}(?:في |وفي |around |about |حوالي "
    rf"|نحو )?(?:{'|'.join(sorted(_PHRASES.split('|'), key=len, reverse=True))}){_AFTER}(?: (?:of"
    rf"|من|يوم)(?= ))?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_EARLY_DAY = re.compile(rf"{_BEFORE}(?:early|late)(?: on)? (?={_WEEKDAY}{_AFTER})")
# They name a day as well: the day is kept.
_WITH_DAY = {
    "last night": "yesterday", "tonight": "today", "this morning": "today", "this afternoon": "today",
    "this evening": "today", "earlier today": "today", "later today": "today", "early today": "today",
    "late today": "today", "الليله الماضيه": "امس", "هذه الليله": "اليوم", "الليله": "اليوم", "هذا الصباح": "اليوم",
    "هذا المساء": "اليوم", "البارحه": "امس",
}  # fmt: skip
_NAMED = re.compile(rf"{_BEFORE}(?:{'|'.join(sorted(map(re.escape, _WITH_DAY), key=len, reverse=True))}){_AFTER}")


def without_time(words: str) -> tuple[str, bool]:
    """Drop clock times and parts of the day from respelled words; return whether there were any."""
    left = _SPOKEN.sub(" ", _CLOCK.sub(" ", _ISO_TIME.sub("", words)))
    left = _NAMED.sub(lambda match: _WITH_DAY[match[0]], left)
    left = _PHRASE.sub(" ", _EARLY_DAY.sub("", left))
    left = " ".join(left.split()).strip(" .-:/@")
    is_dropped = left != words and "البارحه" not in words.split()
    return (left, is_dropped) if left and not _is_hour(left) else (words, False)


def _is_hour(words: str) -> bool:
    return count(words) is not None


def is_approximate(text: str) -> bool:
    """Return whether a time is only about right: no hour of an event, though a push may be scheduled for it."""
    return bool(_APPROXIMATE.search(fold(text)))
