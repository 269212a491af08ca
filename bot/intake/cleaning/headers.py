"""Headers of a copy: credits, bylines, datelines, and the copy's own day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.dating.events import dates_in
from bot.intake.normalized import Normalized, plain, words
from bot.intake.tables.furniture import AGENCIES, AGENCY, BYLINE, STAMP
from bot.intake.tables.given_names import is_given
from bot.intake.tables.places import is_place_ar, is_place_en

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.intake.dating.dates import Dated
    from bot.intake.normalized import Span

_CREDIT_WORDS, _OUTLET_WORDS, _PLACE_WORDS = 9, 4, 3
_CREDIT_LENGTH = 120  # characters
_TODAY = frozenset({"today", "Today", plain("اليوم")})
_NO_OUTLET = frozenset(
    map(plain, ("خاص", "عاجل", "متابعة", "متابعات", "تقرير", "أخبار", "special", "exclusive", "breaking", "news"))
)
_NO_PLACES = frozenset(
    "live breaking update updates watch video exclusive analysis opinion explainer factbox urgent alert".split()
)
_DATELINE_EN = regex.compile(
    rf"\(?(?P<place>(?:\p{{Lu}}[\p{{Lu}}'’.-]*(?:\s+(?:\p{{Lu}}[\p{{Lu}}'’.-]*|DE|LA|AL))*"
    rf"|\p{{Lu}}[\p{{L}}'’-]+(?:\s+\p{{Lu}}[\p{{L}}'’-]+)?)"
    rf"(?:[,/]\s*\p{{Lu}}[\p{{L}}.'’ ]{{1,30}}?)?)?"
    rf"(?P<when>(?:(?<!\p{{L}})|(?=[,\s])),?\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:\p{{L}}{{3,9}}\.?\s+\d{{1,2}}"
    rf"|\d{{1,2}}\s+\p{{L}}{{3,9}}\.?)(?:,?\s+\d{{4}}\)?)?)?"
    rf"\s*(?P<agency>[(\[/|]\s*(?:{AGENCY})(?:\s*[/,+&]\s*[\p{{L}} ]{{2,20}})?\s*[)\]/|]?)?\s*(?:--"
    rf"|[-–—])\s+(?=[\p{{Lu}}“\"‘«\d])",
    regex.IGNORECASE,
)
_DATELINE_AR = regex.compile(
    rf"(?P<place>[\p{{L}}]+(?:\s+[\p{{L}}]+){{0,2}}?)?(?:\s*(?!\(\s*(?:{AGENCY}))\(\p{{L}}+(?:\s+\p{{L}}+)?\))?"
    rf"(?P<when>\s*[،,/–-]?\s*\(?\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}\)?|\s*[،,/–-]?\s*\(?(?:\p{{L}}+\s+)?\d{{1,2}}\s+[\p{{L}}]+(?:\s*/\s*[\p{{L}}]+(?:\s+[\p{{L}}]+)?)?(?:\s+\d{{4}})?\)?)?"
    rf"\s*[،,/–—-]?\s*(?P<agency>\(?\s*(?:وكاله\s+)?(?:{AGENCY})(?:\s*[/،,+و]\s*(?:{AGENCY}))?\s*\)?)?(?P<late>\s*[،,/–—-]\s*\d{{1,2}}\s+[\p{{L}}]+(?:\s*/\s*[\p{{L}}]+)?(?:\s+\d{{4}})?)?"
    rf"\s*(?P<end>[:–—/-]|--|\.\.)+\s*(?=\S)",
    regex.IGNORECASE,
)
_POSTS = regex.compile(r"(?:correspondent|editor|reporter|writer|staff|desk|bureau|agencies)\b", regex.IGNORECASE)
_PIECES = regex.compile(r"\s*(?:\|+|•|·|»|«|/|—|–|\s-\s|،|,|\+|#|\(|\)|:|&)\s*")
_CLOCK = regex.compile(
    r"\d{1,2}[:.]\d{2}(?:\s*(?:gmt|utc|bst|est|edt|cet|local time|am|pm|a\.m\.|p\.m\.|ص|م|بتوقيت \p{L}+))?",
    regex.IGNORECASE,
)


@dataclass(slots=True)
class Header:
    """The origin of a copy, as far as its header tells."""

    outlets: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    days: list[date] = field(default_factory=list)

    def add_agency(self, name: str) -> None:
        """Note an agency once, as it was printed."""
        if name and name not in self.agencies:
            self.agencies.append(name)


def language_is_arabic(part: str) -> bool:
    """Whether the letters of a line are mostly Arabic."""
    return 2 * len(regex.findall(r"\p{Arabic}", part)) > len(regex.findall(r"\p{L}", part))


def agencies_in(text: str) -> Iterator[str]:
    """Yield the agencies that a line of credits names, as printed."""
    for match in regex.finditer(rf"(?<![\p{{L}}])(?:{AGENCY})(?![\p{{L}}])", plain(text)):
        start = plain(text[: match.start()])
        yield text[len(start) : len(start) + len(match[0])] if len(plain(text)) == len(text) else match[0]


def dateline(text: Normalized, span: Span, header: Header, *, arabic: bool) -> int:
    """Return where the sentence begins after a dateline; the paragraph's start if it has none."""
    part = text.plain[span.start : min(span.end, span.start + 140)]
    match = (_DATELINE_AR if arabic else _DATELINE_EN).match(part)
    if not match or not match.end() or match.end() >= span.end - span.start:
        return span.start
    groups = match.groupdict()
    agency, when = groups.get("agency"), groups.get("when") or groups.get("late")
    place = groups.get("place") or ""
    if arabic:
        known = bool(place) and all(is_place_ar(word) for word in words(place))
    else:
        known = place.isupper() or all(is_place_en(word) for word in words(place))
    if (not place and not agency) or not _NO_PLACES.isdisjoint(words(place)[:1]):
        return span.start
    is_short = len(words(place)) <= _PLACE_WORDS and (not arabic or match["end"] in "–—-/")
    if not (agency or (when and known) or (known and is_short)):
        return span.start
    if arabic and not agency and not known:
        return span.start
    if agency:
        for name in agencies_in(agency):
            header.add_agency(_printed(text, span.start + match.start("agency"), agency, name))
    header.days += _days(text.plain, span.start, span.start + match.end(), arabic=arabic)
    return span.start + int(match.end())


def _printed(text: Normalized, start: int, within: str, name: str) -> str:
    at = within.lower().find(name.lower())
    return text.original(start + at, start + at + len(name)) if at >= 0 else name


def _days(plain_text: str, start: int, end: int, *, arabic: bool) -> list[date]:
    listed = []
    for dated in dates_in(plain_text, start, end, None, arabic=arabic):
        when = dated.when
        if when.year and when.month and when.day:
            listed.append(date(when.year, when.month, when.day))
    return listed


def stamp(text: Normalized, span: Span, header: Header, *, arabic: bool) -> bool:
    """Whether a line is nothing but a day and an hour, or when the copy was published; its day is noted."""
    part = text.plain[span.start : span.end]
    if len(part) > 120:  # noqa: PLR2004 - characters
        return False
    lead = STAMP.match(part)
    dateds = dates_in(text.plain, span.start, span.end, None, arabic=arabic)
    rest = part
    for dated in reversed(dateds):
        rest = rest[: dated.start - span.start] + " " + rest[dated.end - span.start :]
    rest = _CLOCK.sub(" ", rest[lead.end() :] if lead and lead.end() <= len(rest) else rest)
    left = [
        word
        for word in words(rest)
        if word not in {"at", "on", "gmt", "utc", "الساعه", "في", "بتوقيت", "updated", "published"}
    ]
    is_stamp = bool(dateds) and (len(left) <= 1 or (bool(lead) and len(left) <= 6))  # noqa: PLR2004
    if is_stamp or (lead and dateds and len(words(part)) <= 12):  # noqa: PLR2004
        header.days += _days(text.plain, span.start, span.end, arabic=arabic)
        return True
    return False


def byline(text: Normalized, span: Span, header: Header) -> bool:
    """Whether a line says who wrote the copy."""
    part = text.plain[span.start : span.end]
    match = BYLINE.match(part) if len(part) <= 140 else None  # noqa: PLR2004 - characters
    if not match:
        return False
    for name in ("en", "ar", "pen"):
        if match[name]:
            raw = text.original(span.start + match.start(name), span.start + match.end(name))
            header.bylines += [
                item.strip(" ,،.-–|")
                for item in regex.split(r"\s+and\s+|\s*&\s*|,\s*|\s+و(?=\p{L}{4})", raw)
                if item.strip() and not _POSTS.search(item)
            ][:4]
    for agency in agencies_in(part):
        header.add_agency(agency)
    return True


def credit(text: Normalized, span: Span, header: Header, *, is_first: bool, is_last: bool) -> bool:
    """Whether a line is nothing but who published or supplied the copy."""
    part = text.plain[span.start : span.end]
    if len(part) > _CREDIT_LENGTH or (part.rstrip()[-1:] in ".!?؟" and len(words(part)) > 3):  # noqa: PLR2004
        return False
    dated = [
        day
        for day in dates_in(text.plain, span.start, span.end, None, arabic=language_is_arabic(part))
        if text.plain[day.start : day.end] not in _TODAY  # a paper's name: 'Egypt Today'
    ]
    pieces = _split(text, span, dated)
    if sum(len(words(folded)) for _, folded in pieces) > _CREDIT_WORDS:
        return False
    named = [(raw, AGENCIES.get(folded)) for raw, folded in pieces]
    agencies = [raw for raw, agency in named if agency]
    others = [raw for raw, agency in named if not agency]
    separated = bool(dated) or bool(regex.search(r"\|\||[|#/•]|\s[-–—]\s", part))
    if not agencies and not (is_first and "||" in part):
        return False
    if others and not (separated and (is_first or is_last) and len(others) <= 2):  # noqa: PLR2004
        return False
    for name in agencies:
        header.add_agency(name)
    header.days += _days(text.plain, span.start, span.end, arabic=language_is_arabic(part))
    if len(pieces) > 2 and named[-1][1] and "/" in part and not regex.search(r"[|#•]", part):  # noqa: PLR2004
        header.bylines += [name for name in others[1:] if name not in header.bylines]
        return True  # 'Beirut/ Sami Haddad/ Anadolu': a place, who wrote it, and for whom
    for name in () if dated and not regex.search(r"[|#•]", part) else others:  # a place stands before its day
        folded = plain(name)
        if is_given(words(folded)[0] if words(folded) else "", arabic=language_is_arabic(part)):
            header.bylines.append(name)
            continue
        if folded in _NO_OUTLET or all(is_place_ar(word) or is_place_en(word) for word in words(folded)):
            continue
        if len(words(name)) <= _OUTLET_WORDS and name not in header.outlets:
            header.outlets.append(name)
    return True


def _split(text: Normalized, span: Span, dated: Sequence[Dated]) -> list[tuple[str, str]]:
    """Split a line of credits into pieces, each as printed and normalised; its days part them and are none."""
    cuts = [match.span() for match in _PIECES.finditer(text.plain, span.start, span.end)]
    cuts += [(item.start, item.end) for item in dated]
    pieces = []
    at = span.start
    for start, end in [*sorted(cuts), (span.end, span.end)]:
        raw = text.original(at, start).strip(" .-–—") if start > at else ""
        if raw:
            pieces.append((raw, plain(raw)))
        at = max(at, end)
    return pieces
