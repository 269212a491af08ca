"""Whether two names are one person's, in either script: every part counts, and a doubt is never a merge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from bot.intake import letters
from bot.intake.normalized import plain
from bot.intake.tables.name_spellings import SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Likeness = Literal["same", "doubt", "different"]

_A_VOWEL = 0.3  # what one that comes or goes costs
_PER_LETTER, _BASE, _DOUBTFUL = 0.07, 0.2, 0.45
_RANKS: dict[Likeness, int] = {"different": 0, "doubt": 1, "same": 2}
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_SPLIT = re.compile(r"[\s\-–—_.,،·'’`ʼʻ‘\"“”«»()]+")
_HONORIFICS = frozenset(
    map(
        plain,
        """mr mrs ms miss dr prof professor sir lord lady dame sheikh shaikh sheik hajj haji king prince
    princess president
        general gen col rev sayyid sayed hon
        الدكتور د الشيخ السيد السيدة الأستاذ الرئيس الملك الأمير
        الأميرة الحاج المهندس اللواء العميد الجنرال""".split(),
    )
)
_LATIN_ARTICLES = frozenset("al el ul ad ar as ash at az an".split())
_JUNIOR = {
    "jr": "jr",
    "junior": "jr",
    "sr": "sr",
    "senior": "sr",
    "الابن": "jr",
    "الاب": "sr",
}
# Numbers of kings and popes, which stand behind the first name: 'Abdullah II bin al-Hussein'.
_NUMBERS = {
    plain(word): str(number)
    for number, words in enumerate(
        (
            "i الأول", "ii الثاني", "iii الثالث", "iv الرابع", "v الخامس", "vi السادس", "vii السابع", "viii الثامن",
            "ix التاسع", "x العاشر", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_PINYIN = re.compile(r"^q(?=i(?:$|[aeounu])|u(?:$|[aen]))")  # 'Qiang' begins as 'China' does
_SERVANT_LATIN = re.compile(r"^abd(?:[aeiou]{0,2}(?:l(?=l?[a-z])|[rsnzdt](?=[rsnzdt]|h)|h(?=$))?)?(?=[a-z]{3})")
_ALLAH = re.compile(r"^(?:l?l?a+h?|u?l+a+h?|al+ah?|lah)$")


@dataclass(frozen=True, slots=True)
class Match:
    """The registry's entry for a name: `id` if it is certain, else the candidates."""

    id: str | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    parts: tuple[str, ...]
    initials: tuple[str, ...]
    suffix: str
    is_arabic: bool


@lru_cache(20_000)
def _read(name: str) -> _Name:
    if "," in name and name.count(",") == 1:  # 'Sadr, Muqtada'
        last, _, first = name.partition(",")
        name = f"{first} {last}" if first.strip() and first.strip().lower().rstrip(".") not in _JUNIOR else name
    is_arabic = bool(_ARABIC.search(name))
    raw = [part for part in _SPLIT.split(plain(name)) if part]
    while len(raw) > 1 and raw[0] in _HONORIFICS:
        raw = raw[1:]
    suffix = ""
    if len(raw) > 1 and raw[-1] in _JUNIOR:
        suffix = _JUNIOR[raw.pop()]
    number = next((place for place in range(1, len(raw)) if raw[place] in _NUMBERS), 0)
    if number:
        suffix += _NUMBERS[raw.pop(number)]
    parts = _arabic_parts(raw) if is_arabic else _latin_parts(raw)
    initials = tuple(part for part in parts if len(part) == 1)
    return _Name(
        tuple(part for part in parts if len(part) > 1) or tuple(parts),
        initials if len(initials) < len(parts) else (),
        suffix,
        is_arabic,
    )


def _arabic_parts(raw: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for word in raw:
        bare = word.removeprefix("ال") if len(word) > 4 else word  # noqa: PLR2004 - 'الا' is no article and a name
        if parts and parts[-1] == "عبد":
            parts[-1] = "عبد" + bare.removeprefix("ال")
        elif word.startswith("عبدال") and len(word) > 6:  # noqa: PLR2004
            parts.append("عبد" + word.removeprefix("عبدال"))
        elif word != "ال":
            parts.append(bare)
    return parts


def _latin_parts(raw: Sequence[str]) -> list[str]:
    parts: list[str] = []
    servant = False
    for number, word in enumerate(raw):
        if word in {"abd", "abdel", "abdul", "abdal", "abdur", "abder", "abdu", "abdou", "abdoul"} and number + 1 < len(
            raw
        ):
            servant = True
            continue
        if word in _LATIN_ARTICLES and number + 1 < len(raw) and (number > 0 or word in {"al", "el"} or servant):
            continue
        letters_only = letters.canonical(_PINYIN.sub("ch", word))
        if not letters_only:
            continue
        parts.append("abd" + letters_only if servant else letters_only)
        servant = False
    return parts


def compare(name: str, other: str) -> Likeness:
    """Whether two names are of the same person, may be, or are not."""
    first, second = _read(name), _read(other)
    if not first.parts or not second.parts:
        return "different"
    if first.suffix != second.suffix:
        return "doubt" if _aligned(first, second) != "different" else "different"
    likeness = _aligned(first, second)
    if likeness == "same" and first.initials != second.initials:
        return "different" if first.initials and second.initials else "doubt"
    return likeness


def _aligned(first: _Name, second: _Name) -> Likeness:
    """Compare the parts of two names, in order; a part of one may be two of the other, and none may be left over."""
    item, other = first.parts[:8], second.parts[:8]
    table: dict[tuple[int, int], int] = {(0, 0): 2}
    for at in range(len(item) + 1):
        for place in range(len(other) + 1):
            rank = table.get((at, place), 0)
            for more, also in ((1, 1), (1, 2), (2, 1)):
                if not rank or at + more > len(item) or place + also > len(other):
                    continue
                likeness = _parts_alike(
                    "".join(item[at : at + more]), "".join(other[place : place + also]), first, second
                )
                key = (at + more, place + also)
                table[key] = max(table.get(key, 0), min(rank, _RANKS[likeness]))
    best = table.get((len(item), len(other)), 0)
    if best == 0 and len(item) != len(other) and _is_part(first, second):
        return "doubt"
    if best == 0 and len(item) == len(other) > 1 and sorted(item) == sorted(other):
        return "doubt"
    return next(name for name, rank in _RANKS.items() if rank == best)


def _is_part(first: _Name, second: _Name) -> bool:
    """Whether one is the other with parts left out: a surname alone, or without a middle name."""
    shorter, longer = sorted((first, second), key=lambda name: len(name.parts))
    at = 0
    for part in longer.parts:
        if at < len(shorter.parts) and _parts_alike(shorter.parts[at], part, shorter, longer) == "same":
            at += 1
    ends = _parts_alike(shorter.parts[-1], longer.parts[-1], shorter, longer) == "same"
    return at == len(shorter.parts) and (ends or len(shorter.parts) > 1)


@lru_cache(100_000)
def _spelled(latin: str) -> frozenset[str]:
    """Return the Arabic names that a canonical Latin word spells."""
    forms = _forms(latin)
    return frozenset(name for name, pattern in SPELLINGS.items() if any(map(pattern.fullmatch, forms)))


@lru_cache(100_000)
def _forms(latin: str) -> tuple[str, ...]:
    """Return a canonical Latin word as it is, and as English would write what French writes: 'Salmane', 'Bachir'."""
    english = latin.replace("ch", "sh").replace("dj", "j")
    listed = (latin, english, english.removesuffix("e") if english.endswith("ne") else english)
    return tuple(dict.fromkeys(listed))


def _parts_alike(name: str, other: str, first: _Name, second: _Name) -> Likeness:
    if first.is_arabic and second.is_arabic:
        return _arabic_alike(name, other)
    if not first.is_arabic and not second.is_arabic:
        return _latin_alike(name, other)
    return _across(name, other) if first.is_arabic else _across(other, name)


def _graded(cost: float, length: int) -> Likeness:
    limit = _BASE + _PER_LETTER * length
    return "same" if cost <= limit else "doubt" if cost <= limit + _DOUBTFUL else "different"


def _arabic_alike(name: str, other: str) -> Likeness:
    if name == other:
        return "same"
    if name in SPELLINGS or other in SPELLINGS or name.startswith("عبد") or other.startswith("عبد"):
        return (
            "same"
            if {name, other} in ({"بن", "ابن"}, {"داود", "داوود"}, {"ابو", "ابي"}, {"ابو", "ابا"}, {"رحمن", "رحمان"})
            else "different"
        )
    return _graded(letters.within(name, other, is_arabic=True), min(len(name), len(other)))


def _latin_alike(name: str, other: str) -> Likeness:
    if name == other:
        return "same"
    cores = _latin_core(name), _latin_core(other)
    if cores[0] and cores[1]:
        return "same" if cores[0] == cores[1] else _latin_alike(*cores)
    if cores[0] or cores[1]:
        return "different"
    names, others = _spelled(name), _spelled(other)
    if names and others:
        if not names & others:
            return "different"
        return "same" if len(names) == len(others) == 1 or names == others else "doubt"
    likeness = _graded(letters.within(name, other, is_arabic=False), min(len(name), len(other)))
    return "doubt" if (names or others) and likeness == "same" else likeness


def _across(arabic: str, latin: str) -> Likeness:
    core = _latin_core(latin)
    if arabic.startswith("عبد") and len(arabic) > 4:  # noqa: PLR2004 - عبد and a name
        if not core:
            return "different"
        rest = arabic.removeprefix("عبد")
        if rest in {"له", "الله"} or core == "lah":
            return "same" if rest in {"له", "الله"} and core == "lah" else "different"
        likeness = _across(rest, core)
        if likeness != "same" and rest.startswith("ل"):  # 'Abdollahian': its second l is the article's and the name's
            likeness = max(likeness, _across(rest, f"l{core}"), key=_RANKS.__getitem__)
        return likeness
    if core and arabic not in SPELLINGS:
        return "different"
    pattern = SPELLINGS.get(arabic)
    if pattern is not None and any(map(pattern.fullmatch, _forms(latin))):
        return "same"
    names = _spelled(latin)
    if pattern is not None and names:
        return "different"
    likeness = _graded(letters.across(arabic, latin), min(len(arabic), len(latin)))
    if likeness != "same" and latin[1:2] == "l":  # an article that is none: 'أليكسي'
        likeness = max(likeness, _graded(letters.across("ال" + arabic, latin), len(arabic) + 2), key=_RANKS.__getitem__)
    if pattern is not None and likeness == "same":
        return "doubt"  # a known name, and not one of its spellings
    if names and likeness == "same" and all(letters.within(arabic, name, is_arabic=True) > _A_VOWEL for name in names):
        return "doubt"
    return likeness


def _latin_core(latin: str) -> str:
    """Return what follows 'servant of' in a Latin name; empty if it is not such a name."""
    match = _SERVANT_LATIN.match(latin)
    if not match or not latin.startswith("abd") or latin in {"abdi", "abdo", "abdu"}:
        return ""
    rest = latin[match.end() :]
    return "lah" if _ALLAH.match(rest) or _ALLAH.match(latin[3:]) else rest


def find(name: str, registry: Mapping[str, Iterable[str]], also: Sequence[str] = ()) -> Match:
    """Find in a registry (spellings by id) whose a name, or one of its other spellings, is."""
    ranks: dict[str, int] = {}
    for item, spellings in registry.items():
        ranks[item] = max(
            (_RANKS[compare(own, spelling)] for spelling in spellings for own in (name, *also)), default=0
        )
    sure = [item for item, rank in ranks.items() if rank == 2]  # noqa: PLR2004 - 'same'
    if len(sure) == 1:
        return Match(sure[0])
    return Match(None, tuple(sure or [item for item, rank in ranks.items() if rank]))
