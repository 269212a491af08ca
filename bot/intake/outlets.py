"""News outlets and agencies that a story quotes: 'told AFP', 'according to the Journal', 'في تصريح لقناة …'."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.normalized import alternatives, phrases, table, tokens
from bot.intake.tables import outlets, roles
from bot.intake.tables.arabic_verbs import verb
from bot.intake.tables.furniture import AGENCIES
from bot.intake.tables.nationalities import DEMONYM_EN, is_nationality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.intake.normalized import Token

_LONGEST, _MARKED = 3, 5  # words of an Arabic outlet's name, and of one between marks


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet or agency where a normalised text names it; `reports` says that it carries what is told there."""

    start: int
    end: int
    is_agency: bool
    reports: bool = False


def find(plain_text: str, start: int, end: int, *, arabic: bool) -> list[Outlet]:
    """Return the outlets that a part of a normalised text names, in order, without overlaps."""
    listed: list[Outlet] = []
    named = _arabic(plain_text, start, end) if arabic else _english(plain_text, start, end)
    for outlet in sorted(named, key=lambda item: (item.start, -item.end, not item.reports)):
        if not listed or outlet.start >= listed[-1].end:
            listed.append(outlet)
    return listed


# --- English ---------------------------------------------------------------------------------------------------------
_OTHERWISE = frozenset("ap aa spa map tap pa ina mena ria aps bna nna saba petra fars sputnik".split())
"""Agencies whose names mean something else, too."""

_WIRES = frozenset({"agencies", "news agencies", "with agencies", "wires"})
_NAMES_EN = "|".join(
    regex.escape(name.strip()) for name in sorted(outlets.OUTLETS_EN, key=lambda name: -len(name.strip()))
)
_AGENCIES_EN = "|".join(
    regex.escape(name)
    for name in sorted(AGENCIES, key=lambda name: -len(name))
    if name.isascii() and name not in _WIRES
)
_TOLD = (
    r"(?:told|tells|telling|to|with|by|on|citing|quoting|quoted|via|said|informed|from|per|the|agency|agencies|and|in)"
    r"\s+(?:the\s+|The\s+)?"
)
_SAYS = (
    r"(?:'s\b|’s\b)?\s+(?:(?:has|had|have)\s+|(?:also|later|first|earlier|separately|previously)\s+"
    r"|(?:newspaper|daily|news agency|agency)\s+)?"
    r"(?:report(?:ed|s|ing)?|said|says|quoted|cited|quoting|citing|wrote|revealed|published|broadcast|carried|aired|added"
    r"|disclosed|claimed|put it|interview)\b"
)
_COMMON = frozenset("channel outlet website journal radio TV television weekly daily".split())
_SURE_EN = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?P<name>(?:{_NAMES_EN})(?:\s+(?:Radio|News|World|Arabic|Persian|Sport|Business)(?:\s+\p{{Lu}}\p{{Ll}}+)?)?)"
    rf"(?![\p{{L}}\p{{N}}])"
)
_NAMED_THE = regex.compile(
    r"(?<!\p{L})(?:told|spoke to|speaking to|talking to|interview with|wrote in|writing in|published (?:in|by)"
    r"|according to|quoted by)\s+"
    r"(?P<name>The\s+\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+){0,2})"
)
"""A capital article within a sentence belongs to a newspaper's name."""
_AGENCY_EN = regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?P<name>(?i:{_AGENCIES_EN}))(?![\p{{L}}\p{{N}}])")
_CAPITALS = r"\p{Lu}[\p{L}\p{N}'’.&-]*(?:\s+(?:of\s+|de\s+|the\s+|al-)?\p{Lu}[\p{L}\p{N}'’.&-]*){0,3}"
_AFTER_NOUN = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?P<noun>{outlets.NOUNS_EN})\s+(?:the\s+)?(?P<name>(?:The\s+)?{_CAPITALS})"
)
_BEFORE_NOUN = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?P<name>{_CAPITALS})\s+(?P<noun>newspaper|daily|tabloid|magazine|news agency|news channel"
    rf"|news website|news site|television|TV channel|radio station|broadcaster)(?!\p{{L}})"
)
_MASTHEAD = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])[Tt]he\s+(?P<name>(?:\p{{Lu}}[\p{{L}}'’-]+\s+){{0,3}}(?:{outlets.MASTHEADS_EN}))(?![\p{{L}}\p{{N}}])"
)
_LED_EN = regex.compile(rf"(?<![\p{{L}}]){_TOLD}$")
_SAYS_EN = regex.compile(_SAYS)


def _english(text: str, start: int, end: int) -> Iterator[Outlet]:
    for match in _SURE_EN.finditer(text, start, end):
        made = _made(text, match, start, end, is_agency=False)
        if made.reports or match["name"] not in outlets.DOUBTFUL_EN:
            yield made
    for match in _AGENCY_EN.finditer(text, start, end):
        name = match["name"]
        is_sure = name.lower() not in _OTHERWISE and (name[0].isupper() or name == "dpa")
        if is_sure or (name.isupper() and _reports(text, match, start, end)):
            yield _made(text, match, start, end, is_agency=True)
    for match in _AFTER_NOUN.finditer(text, start, end):
        is_titled = match["name"].startswith("The ")
        if (
            match["noun"] in _COMMON
            and not is_titled
            and not (
                _reports(text, match, start, end)
                or _LED_NOUN.search(text, max(start, match.start() - 60), match.start())
            )
        ):
            continue
        is_led = bool(_LED_NOUN.search(text, max(start, match.start() - 60), match.start()))
        made = _made(text, match, start, end, is_agency=match["noun"] in outlets.AGENCY_NOUNS_EN)
        yield replace(made, reports=made.reports or is_led)
    for match in _BEFORE_NOUN.finditer(text, start, end):
        name = match["name"]
        if " " not in name and DEMONYM_EN.search(name.lower()):
            continue  # 'the German news agency dpa'
        if name.split()[0] not in {"The", "A", "An", "State", "This", "His", "Her"} or " " in name:
            yield _made(text, match, start, end, is_agency=match["noun"] in outlets.AGENCY_NOUNS_EN)
    yield from _mastheads(text, start, end)


def _mastheads(text: str, start: int, end: int) -> Iterator[Outlet]:
    """Yield names that only their article or their last word shows to be newspapers'."""
    for match in _NAMED_THE.finditer(text, start, end):
        yield Outlet(match.start("name"), match.end("name"), is_agency=False, reports=True)
    for match in _MASTHEAD.finditer(text, start, end):
        if _reports(text, match, start, end):
            yield _made(text, match, start, end, is_agency=False)


def _made(text: str, match: regex.Match[str], start: int, end: int, *, is_agency: bool) -> Outlet:
    at, until = match.span("name")
    return Outlet(at, until, is_agency, _reports(text, match, start, end))


_LED_NOUN = regex.compile(
    r"(?<!\p{L})(?:told|tells|to|with|by|on|in|citing|quoting|quoted by)\s+(?:\p{Ll}[\p{L}-]*\s+){0,3}$"
)


def _reports(text: str, match: regex.Match[str], start: int, end: int) -> bool:
    """Whether the sentence has the name carry something: 'told X', 'X reported'."""
    at, until = match.span("name")
    return bool(_LED_EN.search(text, max(start, at - 20), at) or _SAYS_EN.match(text, until, min(end, until + 60)))


# --- Arabic ----------------------------------------------------------------------------------------------------------
_SURE_AGENCIES_AR = phrases(
    """رويترز|رويتر|فرانس برس|وكالة فرانس برس|أسوشيتد برس|أسوشييتد برس|اسوشيتد برس|نوفوستي|ريا نوفوستي|إنترفاكس|شينخوا
    كيودو|يونهاب|سبوتنيك|بلومبرغ|بلومبيرغ|أ ف ب|أ.ف.ب|ا ف ب|د ب أ|د.ب.أ|الوكالة الوطنية للإعلام|وكالة الأنباء الألمانية
    وكالة الأنباء السعودية|وكالة الأنباء العراقية|وكالة الأنباء الجزائرية|وكالة تونس أفريقيا للأنباء"""
)
_AGENCIES_AR = alternatives(name for name in AGENCIES if not name.isascii() and not name.endswith("وكالات"))
_AGENCY_AR = regex.compile(
    r"(?<![\p{L}\p{N}])(?P<joined>[ولبف]?)(?P<noun>(?:ل?وكال(?:ه|تي)\s+(?:انباء\s+|الانباء\s+)?)?)[“«\"]?"
    rf"(?P<name>{_AGENCIES_AR})(?![\p{{L}}\p{{N}}])"
)
_NAMES_AR = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?P<joined>[ولبف]?)(?P<name>{alternatives(outlets.OUTLETS_AR)})(?![\p{{L}}\p{{N}}])"
)
_LED_AR = regex.compile(
    r"(?<!\p{L})(?:عن|بحسب|حسب|وفق|نقلت|ونقلت|ذكرت|وذكرت|افادت|وافادت|قالت|وقالت|اوردت|واوردت|بثت|وبثت|نشرت|ونشرت"
    r"|اوردته|بثته|نشرته|نشرتها|بثتها|اجرتها|اوردتها|اجرته|نشره|نشرها|بثها|و?(?:ابلغ|ابلغت|اخبر|اخبرت)\s+(?:\p{L}+\s+){1,4}?(?:\p{L}+)"
    r"|ذكرته|نقلته|مع|عبر|الي|وكاله|الوكاله|مراسل|لمراسل|من)\s+[“«\"]?$"
)


_NOUN_AR = re.compile("|".join(noun.removesuffix("ه") for noun in outlets.NOUNS_AR))
"""Most sentences have none of these, and need no closer look."""

_NATIONAL_AR = regex.compile(
    r"(?<!\p{L})(?P<joined>[ولب]?)(?P<name>وكاله\s+(?:الانباء|انباء|الصحافه)\s+ال\p{L}+)(?!\p{L})"
)
_TOLD_AR = regex.compile(
    r"(?<!\p{L})[وف]?(?:تحدث\p{L}*|حديث|حديثه|حديثها|هاتفي|حوار|مقابله|تصريح\p{L}*|قال\p{L}*|لقاء|كلام|صرح\p{L}*)\s+(?:\p{L}+\s+){0,4}?"
    r"(?:ل|الي|مع)\s*[«“\"](?P<name>[\p{L}\p{N}]+(?:\s+[\p{L}\p{N}]+){0,3})[»”\"]"
    r"|(?<=\s)ل\s*[«“\"](?P<name>[\p{L}\p{N}]+(?:\s+[\p{L}\p{N}]+){0,3})[»”\"](?=\s*:)"
)
"""'In a talk with «…»', and in headlines 'X to «…»:'."""


def _arabic(text: str, start: int, end: int) -> Iterator[Outlet]:
    for match in _AGENCY_AR.finditer(text, start, end):
        name = " ".join(match["name"].split())
        reports = match["joined"] == "ل" or match["noun"].startswith("ل") or _is_led(text, start, match.start())
        if match["noun"] or reports or name in _SURE_AGENCIES_AR:
            yield Outlet(match.start("name"), match.end("name"), is_agency=True, reports=reports)
    for match in _NAMES_AR.finditer(text, start, end):
        reports = match["joined"] == "ل" or _is_led(text, start, match.start())
        if " " in match["name"] or reports:
            yield Outlet(match.start("name"), match.end("name"), is_agency=False, reports=reports)
    for match in _NATIONAL_AR.finditer(text, start, end):
        if match["name"].split()[-1] in outlets.ADJECTIVES_AR:
            continue  # 'the official agency' is none's name
        reports = match["joined"] == "ل" or _is_led(text, start, match.start())
        yield Outlet(match.start("name"), match.end("name"), is_agency=True, reports=reports)
    for match in _TOLD_AR.finditer(text, start, end):
        yield Outlet(match.start("name"), match.end("name"), is_agency=False, reports=True)
    if not _NOUN_AR.search(text, start, end):
        return
    seen = list(tokens(text, start, end))
    for at, token in enumerate(seen):
        noun = _noun(token.word) if token.is_word else None
        named = _named(seen, at + 1, noun) if noun else None
        if named:
            yield replace(named, reports=token.word.startswith("ل") or _is_led(text, start, token.start))


def _is_led(text: str, start: int, at: int) -> bool:
    return bool(_LED_AR.search(text, max(start, at - 48), at))


def _noun(word: str) -> str | None:
    """Return the noun for an outlet that a word is, without what is joined to it."""
    for form in (word, word[1:] if word[:1] in "ولبف" else word):
        if bare(form) in outlets.NOUNS_AR:
            return (
                bare(form) if form == bare(form) or form.startswith("ل") else None
            )  # 'the newspaper' has no name after it
    return None


def _named(seen: list[Token], at: int, noun: str) -> Outlet | None:
    """Return the outlet whose name follows its noun, between marks or not."""
    if at >= len(seen):
        return None
    if seen[at].text in "“«\"'‘":
        closing = next(
            (place for place in range(at + 1, min(at + 2 + _MARKED, len(seen))) if seen[place].text in "”»\"'’"), 0
        )
        return Outlet(seen[at].end, seen[closing].start, is_agency=False) if closing > at + 1 else None
    if noun not in outlets.SURE_NOUNS_AR:
        return None
    last = at
    while last < len(seen) and last - at < _LONGEST and _is_of_name(seen[last], is_first=last == at):
        last += 1
    return Outlet(seen[at].start, seen[last - 1].end, is_agency=False) if last > at else None


_NO_NAME = table("محلية محليه رسمية حكومية خاصة عبرية أجنبية عالمية يومية أسبوعية معارضة مستقلة عربية دولية اسمها تدعى")


def _is_of_name(token: Token, *, is_first: bool) -> bool:
    word = token.word
    if not token.is_word or word in roles.STOPS_AR or word in outlets.ADJECTIVES_AR or word in _NO_NAME:
        return False
    if is_nationality(word):
        return is_first and word.startswith("ال")  # «العربية» is one, 'the American' after a name is none
    known = verb(word)
    return known is None or known.is_noun or is_first
