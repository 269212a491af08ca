"""Datelines known by their form: place, agency in brackets or between strokes, and day, in any order, before a dash.

The tables name some forty agencies; there are hundreds, and each newsroom writes datelines of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.dating.events import dates_in
from bot.intake.normalized import words
from bot.intake.tables.places import is_place_ar, is_place_en

if TYPE_CHECKING:
    from bot.intake.cleaning.headers import Header
    from bot.intake.dating.dates import Dated, When
    from bot.intake.normalized import Normalized, Span

_LONGEST = 110  # characters of a dateline
_PLACES, _AGENCY_WORDS, _BRACKETS = 2, 5, 2
_SEPARATOR = regex.compile(r"[\s،,]*(?P<hard>(?:(?:--+|[–—:/|](?!/)|-(?=[\s(\[\p{L}]))\s*)+)?[\s،,]*")
_BRACKETED = regex.compile(r"[(\[]\s*(?P<name>\p{L}[^()\[\]\n.!?؟:«»“”\"]{0,50}?)\s*[)\]]")
_BEFORE_DAY = regex.compile(r"(?:(?:في|يوم|بتاريخ|on)\s+)?(?=\S)", regex.IGNORECASE)
_NAME_EN = regex.compile(
    r"\p{Lu}[\p{L}\p{N}'’.-]*(?:\s+(?:(?:of|the|de|la|al|and|el)\s+)?\p{Lu}[\p{L}\p{N}'’.-]*){0,3}(?=\s*(?:[,/|:–—(\[]|--|-\s|(?:on\s+)?$))"
)
_NAME_AR = regex.compile(
    r"\p{Arabic}+(?:\s+\p{Arabic}+){0,3}?(?=\s*(?:[،,/|:–—(\[]|--|-\s|(?:(?:في|يوم|بتاريخ)\s+)?$))"
)
_AGENCY_NOUN = regex.compile(
    r"(?<!\p{L})(?:news|newswire|press|agency|agence|agencia|wire|media|وكاله|وكالات|الانباء|للانباء|انباء|نيوز|برس|ميديا|للاعلام|الاخباريه)(?!\p{L})",
    regex.IGNORECASE,
)
_SENTENCE = regex.compile(r"[\p{Lu}\p{Arabic}\d«“\"‘]")
_NO_PLACES = frozenset(
    "live breaking update updates watch video exclusive analysis opinion explainer factbox urgent alert note correction"
    " clarification".split()
)


@dataclass(slots=True)
class _Dateline:
    """What was read of a dateline so far, by offsets in the normalised text."""

    plain: str
    limit: int
    dates: dict[int, Dated]
    arabic: bool
    places: list[tuple[int, int]] = field(default_factory=list)
    brackets: list[tuple[int, int]] = field(default_factory=list)
    strokes: list[tuple[int, int]] = field(default_factory=list)
    day: When | None = None
    is_bracketed: bool = False  # the day

    def is_whole(self) -> bool:
        """Whether it is enough: a day with a place and an agency or two places; else a sure place or agency.

        Without a day, 'Sami (a farmer) - all is lost' would have the same form: an English place must be in capitals,
        an Arabic agency called one.
        """
        named = self.brackets or self.strokes
        if not self.places:
            return False
        place = self.plain[slice(*self.places[0])]
        if not _NO_PLACES.isdisjoint(words(place)[:1]):
            return False
        if self.day:
            return bool(named) or len(self.places) > 1 or self.is_bracketed
        if self.arabic:
            return any(_AGENCY_NOUN.search(self.plain, start, end) for start, end in named)
        return bool(named) and (place.isupper() or is_place_en(place.lower()))

    def take(self, at: int, stroke: str) -> int | None:
        """Read one piece after a separator. Return its end; None where the sentence begins."""
        dated = self.dates.get(_BEFORE_DAY.match(self.plain, at, self.limit).end()) or self.dates.get(at)
        if dated:
            if self.day:
                return None
            self.day = dated.when
            return dated.end
        bracketed = _BRACKETED.match(self.plain, at, self.limit)
        return self._take_bracketed(bracketed) if bracketed else self._take_name(at, stroke)

    def _take_bracketed(self, bracketed: regex.Match[str]) -> int | None:
        """Read brackets: an agency's or a country's, with or without the day."""
        start = bracketed.start("name")
        within = next((self.dates[at] for at in self.dates if start <= at < bracketed.end()), None)
        end = within.start if within else bracketed.end("name")
        if len(self.brackets) == _BRACKETS or len(words(self.plain[start:end])) > _AGENCY_WORDS:
            return None
        if within:
            self.day, self.is_bracketed = self.day or within.when, True
        if name := self.plain[start:end].rstrip(" ،,-–/"):
            self.brackets.append((start, start + len(name)))
        return int(bracketed.end())

    def _take_name(self, at: int, stroke: str) -> int | None:
        """Read a name up to the next separator: a place's or, between strokes, an agency's."""
        before_day = min((start for start in self.dates if start > at), default=self.limit)
        named = (_NAME_AR if self.arabic else _NAME_EN).match(self.plain, at, before_day)
        if not named:
            return None
        after = (_SEPARATOR.match(self.plain, named.end())["hard"] or "").strip()
        if stroke == "/" and after.startswith("/") and self.places and not self.strokes:
            self.strokes.append(named.span())
        elif len(self.places) > _PLACES or (stroke and self.places and (self.day or self.brackets)):
            return None
        else:
            self.places.append(named.span())
        return int(named.end())


def read(text: Normalized, span: Span, header: Header, *, arabic: bool) -> int:
    """Return where the sentence begins after a dateline, and note what that says; the paragraph's start without one."""
    limit = min(span.end, span.start + _LONGEST)
    dates = {dated.start: dated for dated in dates_in(text.plain, span.start, limit, None, arabic=arabic)}
    dateline = _Dateline(text.plain, limit, dates, arabic)
    begins, at, stroke = span.start, span.start, ""
    while at < limit:
        taken = dateline.take(at, stroke)
        if taken is None:
            break
        separator = _SEPARATOR.match(text.plain, taken, limit)
        at, stroke = separator.end(), (separator["hard"] or "").strip()
        if stroke and dateline.is_whole() and _SENTENCE.match(text.plain, at, limit):
            begins = at
    if begins == span.start or begins >= span.end:
        return span.start
    _note(text, dateline, header)
    return begins


def after_day(plain: str, start: int, end: int, header: Header, *, arabic: bool) -> int:
    """Return where the sentence begins after a whole day and a dash or colon; `start` if there is no such day."""
    for dated in dates_in(plain, start, min(end, start + _LONGEST), None, arabic=arabic)[:1]:
        separator = _SEPARATOR.match(plain, dated.end, end)
        if dated.start == start and separator["hard"] and (day := _whole(dated.when)):
            header.days.append(day)
            return int(separator.end())
    return start


def _whole(when: When) -> date | None:
    return date(when.year, when.month, when.day) if when.year and when.month and when.day else None


def _note(text: Normalized, dateline: _Dateline, header: Header) -> None:
    """Note the day and the agency. Lone brackets may as well hold a country: then their words must be an agency's."""
    if dateline.day and (day := _whole(dateline.day)):
        header.days.append(day)
    named = [*dateline.strokes, *dateline.brackets[-1:]]
    for start, end in named:
        name, folded = text.original(start, end), text.plain[start:end]
        is_acronym = not dateline.arabic and folded.isupper() and " " not in folded
        is_place = all(is_place_ar(word) if dateline.arabic else is_place_en(word) for word in words(folded))
        is_sure = bool(_AGENCY_NOUN.search(folded)) or is_acronym or len(dateline.brackets) == _BRACKETS
        if not is_place and (is_sure or dateline.strokes):
            header.add_agency(name)
    if not named:
        for start, end in dateline.places:
            if _AGENCY_NOUN.search(text.plain, start, end):
                header.add_agency(text.original(start, end))
