"""Small numbers in words, folded: how many days ago, and which day of a month."""

from __future__ import annotations

_ONES = {
    1: "one | a | an | واحد | واحده",
    2: "two | اثنين | اثنان | اثنتين | اثنتان | اتنين",
    3: "three | ثلاثه | ثلاث | تلات | تلاته",
    4: "four | اربعه | اربع",
    5: "five | خمسه | خمس",
    6: "six | سته | ست",
    7: "seven | سبعه | سبع",
    8: "eight | ثمانيه | ثماني | ثمان | تمن | تمانيه",
    9: "nine | تسعه | تسع",
    10: "ten | عشره | عشر",
    11: "eleven | احد عشر | احدي عشره",
    12: "twelve | اثني عشر | اثنتي عشره",
    15: "fifteen | خمسه عشر",
    20: "twenty | عشرين | عشرون",
    30: "thirty | ثلاثين | ثلاثون",
}
_ENGLISH = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    "twentieth",
)
_ARABIC = ["الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
_TEENS = ("الحادي", *_ARABIC[1:])  # what 1 is called within a larger number


def count(words: str) -> int | None:
    """The number that folded words or digits mean, from 1 on; None for what is none."""
    if words.isascii() and words.isdigit() and len(words) <= 4:  # noqa: PLR2004 - nobody counts further
        return int(words) or None
    return _COUNTS.get(words)


def ordinal(words: str) -> int | None:
    """The day of a month that folded words mean ('first', 'twenty-first'); None for what is none."""
    return _ORDINALS.get(words.replace("-", " "))


def _ordinals() -> dict[str, int]:
    english = dict(zip(_ENGLISH, range(1, 21), strict=True))
    english |= {f"{tens} {_ENGLISH[one - 1]}": ten + one for ten, tens in ((20, "twenty"),) for one in range(1, 10)}
    english |= {"thirtieth": 30, "thirty first": 31}
    arabic = dict(zip(_ARABIC, range(1, 10), strict=True)) | {"العاشر": 10}
    arabic |= {f"{one} عشر": 10 + number for number, one in enumerate(_TEENS, 1)}
    for ten, tens in ((20, ("العشرين", "العشرون")), (30, ("الثلاثين", "الثلاثون"))):
        arabic |= dict.fromkeys(tens, ten)
        arabic |= {f"{one} و{ending}": ten + number for number, one in enumerate(_TEENS, 1) for ending in tens}
    return {words: number for words, number in (english | arabic).items() if number <= 31}  # noqa: PLR2004 - a month's


_COUNTS = {word.strip(): number for number, listed in _ONES.items() for word in listed.split("|")}
_ORDINALS = _ordinals()
