"""Small cardinal and ordinal numbers in words, folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAYS = 31  # of a month: as far as ordinals go
_CARDINALS_EN = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ORDINALS_EN = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
)
_TENS_EN = {20: ("twenty", "twentieth"), 30: ("thirty", "thirtieth"), 40: ("forty", "fortieth")}
# 1 to 10, in both genders, as written and as spoken.
_CARDINALS_AR = (
    "واحد واحده", "اثنين اثنان اثنتين اثنتان اتنين", "ثلاثه ثلاث تلاته تلات", "اربعه اربع", "خمسه خمس", "سته ست",
    "سبعه سبع", "ثمانيه ثماني ثمان تمانيه تمن", "تسعه تسع", "عشره عشر",
)  # fmt: skip
_ORDINALS_AR = (
    "اول اولي", "ثاني ثانيه تاني", "ثالث ثالثه تالت", "رابع رابعه", "خامس خامسه", "سادس سادسه", "سابع سابعه",
    "ثامن ثامنه تامن", "تاسع تاسعه", "عاشر عاشره",
)  # fmt: skip
# What 1 and 2 are called within a larger number.
_FIRST_IN_CARDINAL, _SECOND_IN_CARDINAL = "احد احدي واحد", "اثنا اثني اثنتا اثنتي اثنين"
_FIRST_IN_ORDINAL = "حادي حاديه واحد"
_SPOKEN_TEENS = (
    "حداشر احداشر حداعش", "اطناشر اتناشر اثناشر اطنعش", "تلتاشر تلطاشر ثلاثطعش", "اربعتاشر اربعطاشر اربعطعش",
    "خمستاشر خمسطاشر خمسطعش", "ستاشر سطاشر ستطعش", "سبعتاشر سبعطاشر سبعطعش", "تمنتاشر تمنطاشر ثمنطعش",
    "تسعتاشر تسعطاشر تسعطعش",
)  # fmt: skip
_TENS_AR = {20: "عشرين عشرون", 30: "ثلاثين ثلاثون تلاتين", 40: "اربعين اربعون", 50: "خمسين خمسون"}


def count(words: str) -> int | None:
    """Parse a number from 1 on in folded words or digits; None if it is none."""
    if words.isascii() and words.isdigit() and len(words) <= 4:  # noqa: PLR2004 - nobody counts further
        return int(words) or None
    return COUNTS.get(words)


def ordinal(words: str) -> int | None:
    """Parse a day of a month in folded words ('first', 'twenty-first'); None if it is none."""
    return ORDINALS.get(words)


def _cardinals() -> Iterator[tuple[str, int]]:
    yield from zip(_CARDINALS_EN, range(1, 20), strict=True)
    yield from (("a", 1), ("an", 1), ("couple", 2), ("a couple", 2), ("a couple of", 2), ("couple of", 2))
    yield from ((word, number) for number, row in enumerate(_CARDINALS_AR, 1) for word in row.split())
    units = (_FIRST_IN_CARDINAL, _SECOND_IN_CARDINAL, *_CARDINALS_AR[2:9])
    for number, row in enumerate(units, 1):
        yield from ((f"{word} {ten}", 10 + number) for word in row.split() for ten in ("عشر", "عشره"))
    yield from ((word, number) for number, row in enumerate(_SPOKEN_TEENS, 11) for word in row.split())
    for ten, tens in _TENS_AR.items():
        yield from ((word, ten) for word in tens.split())
        for number, row in enumerate((_FIRST_IN_CARDINAL, *_CARDINALS_AR[1:9]), 1):
            yield from (
                (f"{word} {joint}{ending}", ten + number)
                for word in row.split() for ending in tens.split() for joint in ("و", "و ")
            )  # fmt: skip
    for ten, (word, _) in _TENS_EN.items():
        yield word, ten
        yield from ((f"{word}{joint}{unit}", ten + number) for number, unit in _units(_CARDINALS_EN) for joint in "- ")


def _ordinals() -> Iterator[tuple[str, int]]:
    yield from zip(_ORDINALS_EN, range(1, 20), strict=True)
    for ten, (word, alone) in _TENS_EN.items():
        yield alone, ten
        yield from ((f"{word}{joint}{unit}", ten + number) for number, unit in _units(_ORDINALS_EN) for joint in "- ")
    for article in ("ال", ""):
        yield from ((article + word, number) for number, row in enumerate(_ORDINALS_AR, 1) for word in row.split())
        for number, row in enumerate((_FIRST_IN_ORDINAL, *_ORDINALS_AR[1:9]), 1):
            yield from ((f"{article}{word} {ten}", 10 + number) for word in row.split() for ten in ("عشر", "عشره"))
        for ten, tens in _TENS_AR.items():
            yield from ((article + word, ten) for word in tens.split())
            for number, row in enumerate((_FIRST_IN_ORDINAL, *_ORDINALS_AR[1:9]), 1):
                yield from (
                    (f"{article}{word} {joint}{ending}", ten + number)
                    for word in row.split() for ending in tens.split() for joint in ("وال", "و ال", "و", "و ")
                )  # fmt: skip


def _units(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    return enumerate(words[:9], 1)


COUNTS = dict(_cardinals())
ORDINALS = {words: number for words, number in _ordinals() if number <= _DAYS}
"""Days of a month by their ordinals in words, in every case, with and without the article."""
DAYS_IN_WORDS = ORDINALS | {
    words: number for words, number in COUNTS.items() if number <= _DAYS and words not in {"a", "an"}
}
"""Days of a month by ordinals or, as they are spoken, cardinals."""
