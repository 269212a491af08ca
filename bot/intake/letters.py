"""Distance of two words in sound: Arabic and Latin letters, or two spellings in the same script."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

_FAR = 9.0
_VOWELS = "aeiouy"
_SPECIAL = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a"}
)
_CANON = (
    (re.compile(r"[^a-z]"), ""), (re.compile(r"ou|oo|ow(?=[^aeiou]|$)"), "u"), (re.compile(r"ee"), "i"), (re.compile(r"aa"), "a"),
    (re.compile(r"ph"), "f"), (re.compile(r"ck"), "k"), (re.compile(r"q"), "k"), (re.compile(r"dj"), "j"),
    (re.compile(r"tch|tsch"), "ch"), (re.compile(r"sch"), "sh"), (re.compile(r"(?:iy|yy|ii|ij|iyy)$"), "i"), (re.compile(r"(?<=[^aeiou])y$"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip

# Arabic letters, one or two, and what Latin letters write them with: (letters, cost).
_SOUNDS: dict[str, tuple[tuple[str, float], ...]] = {
    "ا": (("a", 0), ("e", 0.25), ("u", 0.3), ("o", 0.4)),
    "و": (("u", 0), ("o", 0), ("w", 0), ("v", 0.3), ("au", 0.1), ("aw", 0.1), ("ow", 0), ("eu", 0.1), ("uw", 0), ("ew", 0.1), ("eo", 0.1), ("oe", 0.1), ("ue", 0.1)),
    "ي": (("i", 0), ("y", 0), ("e", 0.1), ("ei", 0.05), ("ey", 0.05), ("ai", 0.1), ("ay", 0.05), ("ie", 0.05), ("ea", 0.1), ("j", 0.3), ("ae", 0.15), ("iy", 0), ("yi", 0.1), ("a", 0.5)),
    "ع": (("", 0), ("a", 0), ("e", 0.1), ("i", 0.1), ("o", 0.1), ("u", 0.1)),
    "ء": (("", 0),),
    "ب": (("b", 0), ("p", 0)), "پ": (("p", 0), ("b", 0.2)), "ت": (("t", 0), ("th", 0.3), ("d", 0.6)), "ث": (("th", 0), ("s", 0.2), ("t", 0.2)),
    "ج": (("j", 0), ("g", 0), ("c", 0.3), ("zh", 0.1), ("dg", 0.1), ("y", 0.5), ("ge", 0.1)), "چ": (("ch", 0), ("c", 0.1), ("cz", 0)),
    "ح": (("h", 0), ("ch", 0.4)), "خ": (("kh", 0), ("h", 0.3), ("ch", 0.2), ("j", 0.2), ("k", 0.4), ("x", 0.3)),
    "د": (("d", 0), ("t", 0.6)), "ذ": (("dh", 0), ("th", 0.1), ("z", 0.1), ("d", 0.2)), "ر": (("r", 0), ("rr", 0)), "ز": (("z", 0), ("s", 0.2), ("ts", 0.4)),
    "ژ": (("zh", 0), ("j", 0), ("g", 0.2), ("z", 0.2)), "س": (("s", 0), ("c", 0.1), ("z", 0.3), ("x", 0.4), ("ts", 0.4), ("sz", 0)), "ش": (("sh", 0), ("ch", 0), ("s", 0.3), ("c", 0.4), ("sz", 0.1), ("x", 0.2)),
    "ص": (("s", 0), ("c", 0.3)), "ض": (("d", 0), ("dh", 0), ("z", 0.1)), "ط": (("t", 0),), "ظ": (("z", 0), ("dh", 0), ("d", 0.2), ("th", 0.2)),
    "غ": (("gh", 0), ("g", 0), ("h", 0.5), ("", 0.8)), "ف": (("f", 0), ("v", 0), ("w", 0.3)), "ڤ": (("v", 0), ("f", 0.2)), "ق": (("k", 0), ("g", 0.1), ("gh", 0.1), ("c", 0.1)),
    "ك": (("k", 0), ("c", 0), ("ch", 0.2), ("x", 0.4), ("g", 0.4), ("kh", 0.3)), "گ": (("g", 0),), "ل": (("l", 0),), "م": (("m", 0),),
    "ن": (("n", 0), ("m", 0.5), ("gn", 0.2)), "ه": (("h", 0),), "كس": (("x", 0), ("ks", 0)), "تش": (("ch", 0), ("c", 0.1), ("cz", 0.1), ("tsch", 0)),
    "او": (("o", 0), ("u", 0), ("au", 0), ("ow", 0), ("ao", 0.1), ("oh", 0.1)), "اي": (("i", 0), ("e", 0), ("ei", 0), ("ai", 0), ("y", 0), ("ay", 0), ("ae", 0.1), ("a", 0.3)),
    "نغ": (("ng", 0), ("n", 0.5)), "نج": (("ng", 0), ("nj", 0)), "يا": (("ia", 0), ("ya", 0), ("ea", 0.1), ("ja", 0.2), ("iya", 0)), "دج": (("j", 0), ("g", 0.1), ("dg", 0)), "تز": (("ts", 0), ("z", 0), ("tz", 0)),
    "وا": (("wa", 0), ("ua", 0), ("oi", 0.1), ("oa", 0.1), ("va", 0.2), ("oua", 0)), "ين": (("in", 0), ("een", 0), ("en", 0.1), ("ine", 0.1), ("ain", 0.2)), "تس": (("ts", 0), ("z", 0.1), ("c", 0.2), ("tz", 0)),
}  # fmt: skip
_FINAL: dict[str, tuple[tuple[str, float], ...]] = {
    "ا": (("a", 0), ("ah", 0), ("e", 0.8), ("o", 0.8)),
    "و": (("o", 0), ("u", 0), ("w", 0), ("ow", 0), ("oe", 0.2), ("ew", 0.1), ("aux", 0.2), ("eau", 0.2), ("ault", 0.3), ("ot", 0.3), ("aw", 0.1), ("au", 0.1), ("v", 0.3)),
    "ي": (("i", 0), ("y", 0), ("ie", 0), ("ey", 0), ("ei", 0.05), ("ay", 0.1), ("ai", 0.1), ("e", 0.3), ("ij", 0)),
    "ه": (("a", 0), ("ah", 0), ("e", 0), ("eh", 0), ("h", 0), ("et", 0.1), ("at", 0.1), ("ea", 0.9)),
    "يه": (("e", 0), ("ia", 0), ("iya", 0), ("iyah", 0), ("iyeh", 0), ("ieh", 0), ("iye", 0), ("eya", 0.1), ("er", 0.1), ("et", 0.1), ("ier", 0.1), ("ez", 0.1)),
}  # fmt: skip
_DROPPED = {"ا": 0.35, "و": 0.4, "ي": 0.4, "ه": 0.6, "ع": 0.0, "ء": 0.0}


def canonical(word: str) -> str:
    """Reduce a Latin word to plain lower case, with spellings of one sound made equal."""
    letters = "".join(char for char in normalize("NFKD", word.lower().translate(_SPECIAL)) if not combining(char))
    for pattern, by in _CANON:
        letters = pattern.sub(by, letters)
    return letters


@lru_cache(20_000)
def across(arabic: str, latin: str) -> float:
    """Measure how far a normalised Arabic word is from a canonical Latin one: 0 for the same sounds."""
    arabic, latin = arabic[:24].replace("لل", "ل"), latin[:32]
    costs: list[list[float]] = [[_FAR] * (len(latin) + 1) for _ in range(len(arabic) + 1)]
    costs[0][0] = 0.0
    for at in range(len(arabic) + 1):
        for place in range(len(latin) + 1):
            if costs[at][place] < _FAR:
                _step(arabic, latin, at, place, costs)
    return costs[-1][-1]


def _step(arabic: str, latin: str, at: int, place: int, costs: list[list[float]]) -> None:
    """Spread the cost of what has been matched, up to two offsets, to what can be matched next."""
    cost = costs[at][place]
    if place < len(latin):
        price = _skipped(latin, place, at, len(arabic))
        costs[at][place + 1] = min(costs[at][place + 1], cost + price)
    for size in (1, 2):
        letters = arabic[at : at + size]
        if len(letters) < size:
            continue
        is_last = at + size == len(arabic)
        sounds = _FINAL[letters] if is_last and letters in _FINAL and at else _SOUNDS.get(letters, ())
        if letters == "ا" and at == 0:
            sounds = (*sounds, ("i", 0.1))  # 'إ' is no letter of its own here: Imam, Ibrahim
        for sound, price in sounds:
            if latin.startswith(sound, place):
                end = place + len(sound)
                if is_last and letters == "ه" and sound == "a" and latin[place - 1 : place] == "e":
                    price = 0.9  # noqa: PLW2901 - 'André' is not 'Andrea'
                costs[at + size][end] = min(costs[at + size][end], cost + price)
    if at < len(arabic):
        price = _DROPPED.get(arabic[at], 1.0)
        if arabic[at] in "اوي" and (at == len(arabic) - 1 or (at == 0 and arabic[at] != "ا")):
            price = 1.0
        costs[at + 1][place] = min(costs[at + 1][place], cost + price)


def _skipped(latin: str, place: int, at: int, length: int) -> float:
    """Return the cost of a Latin letter that no Arabic one writes."""
    letter = latin[place]
    if letter in _VOWELS:
        if at == length:
            return 0.1 if letter == "e" else 0.9
        doubled = place > 0 and latin[place - 1] in _VOWELS
        return 0.3 if doubled else 0.06
    if letter == "h":
        return 0.15
    if at == length:
        return 0.3 if letter in "tsxdpz" else 1.0
    return 0.9


_NEAR_ARABIC = ({*"غجقكگ"}, {*"تط"}, {*"سصث"}, {*"سزش"}, {*"دضذظز"}, {*"بپ"}, {*"فڤ"}, {*"حخه"}, {*"شچ"})
_NEAR_LATIN = ({*"ckq"}, {*"sz"}, {*"vwf"}, {*"jgy"}, {*"ae"}, {*"eiy"}, {*"ou"}, {*"bp"}, {*"dt"})


@lru_cache(20_000)
def within(word: str, other: str, *, is_arabic: bool) -> float:
    """Measure how far two words in the same script are apart: vowels may come and go within, not at the end."""
    word, other = word[:32], other[:32]
    vowels = "اوي" if is_arabic else _VOWELS + "h"
    gap = 0.3
    costs = [[_FAR] * (len(other) + 1) for _ in range(len(word) + 1)]
    costs[0][0] = 0.0
    for at in range(len(word) + 1):
        for place in range(len(other) + 1):
            cost = costs[at][place]
            if at < len(word):
                price = gap if word[at] in vowels and 0 < at < len(word) - 1 else 1.0
                costs[at + 1][place] = min(costs[at + 1][place], cost + price)
            if place < len(other):
                price = gap if other[place] in vowels and 0 < place < len(other) - 1 else 1.0
                costs[at][place + 1] = min(costs[at][place + 1], cost + price)
            if at < len(word) and place < len(other):
                price = _swap(
                    word[at], other[place], is_arabic=is_arabic, at_end=at == len(word) - 1 or place == len(other) - 1
                )
                costs[at + 1][place + 1] = min(costs[at + 1][place + 1], cost + price)
    return costs[-1][-1]


def _swap(word: str, other: str, *, is_arabic: bool, at_end: bool) -> float:
    if word == other:
        return 0.0
    near = _NEAR_ARABIC if is_arabic else _NEAR_LATIN
    if any(word in group and other in group for group in near):
        return 0.7 if at_end and word in _VOWELS and {word, other} & {"a", "o"} else 0.25
    return 1.0
