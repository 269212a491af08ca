"""How a sentence tells what its dates are of: as happened, or as planned, demanded or denied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.dating import tenses_arabic, tenses_english
from bot.intake.normalized import tokens
from bot.intake.tables.arabic_verbs import verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.intake.dating.dates import When
    from bot.intake.result import Status

_REACH = 200  # characters after an asking or a denial within which what it is of begins
_QUOTED = regex.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"]*\"")
_JOINS = regex.compile(
    r"\W*(?:(?:and|or|to|then|again|also)\W+)+(?:on\W+)?|\W*(?:او|ثم|الي)\s+(?:في\s+|يوم\s+)?",
    regex.IGNORECASE,
)
"""What stands between two dates that are told of alike: 'on Thursday and again on Nov. 21'."""


class Tense(NamedTuple):
    """What the words around a date say of it: `is_ahead` decides where a day lies that has no week or no year."""

    is_ahead: bool
    status: Status
    is_scheduled: bool = False
    """Whether it is planned if it lies ahead, or is today: 'the fair opens', 'until'."""


@dataclass(frozen=True, slots=True)
class _Cue:
    """A verb or word that a date may go with; one that looks ahead is `strong` where the day does not matter."""

    start: int
    end: int
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where an asking or a denial is of what follows."""

    start: int
    end: int
    status: Status


class Sentence:
    """A sentence with its dates, by their places, and the words that say how it tells them."""

    def __init__(self, plain: str, start: int, end: int, spans: Sequence[tuple[int, int]], *, arabic: bool) -> None:
        """Find those words once: a sentence may have a hundred dates."""
        self._rules = tenses_arabic if arabic else tenses_english
        self._plain, self._start, self._end, self._spans = plain, start, end, spans
        quoted = [match.span() for match in _QUOTED.finditer(plain, start, end)]
        self._quoted = [span for span in quoted if not any(span[0] < at < span[1] for at, _ in spans)]
        self._future = [
            _Cue(match.start(), match.end(), bool(self._rules.AHEAD.match(plain, match.start(), match.end())))
            for match in self._found(self._rules.FUTURE)
            if not (arabic and tenses_arabic.NOT_FUTURE.fullmatch(match[0].lstrip("وف")))
        ]
        denials, demands = self._found(self._rules.DENIAL), self._found(self._rules.DEMAND)
        past = [match.span() for match in (*self._found(self._rules.PAST), *denials, *demands)]
        past += _sayings(plain, start, end) if arabic else ()
        self._past = [_Cue(since, until) for since, until in sorted(set(past))]
        self._that = [match.start() for match in self._found(self._rules.THAT)]
        self._reaches = [
            *self._reaching(denials, self._rules.DENIAL_OPENS, "denied"),
            *self._reaching(demands, self._rules.DEMAND_OPENS, "demanded"),
            *self._reaching(self._found(self._rules.DUE), None, "demanded"),
        ]

    def tenses(self) -> Iterator[Tense]:
        """Yield how each date is told."""
        tense: Tense | None = None
        for number in range(len(self._spans)):
            if tense is None or not self._is_joined(number):
                tense = self._tense(number)
            yield tense

    def _is_joined(self, number: int) -> bool:
        """Whether only 'and' stands between a date and the one before it; in Arabic it is a letter of the second."""
        since, at = self._spans[number - 1][1], self._spans[number][0]
        is_letter = self._plain[at : at + 1] == "و" and not self._plain[since:at].strip()
        return is_letter or _JOINS.fullmatch(self._plain, since, at) is not None

    def _tense(self, number: int) -> Tense:
        at, end = self._spans[number]
        since = self._spans[number - 1][1] if number else self._start
        until = self._spans[number + 1][0] if number + 1 < len(self._spans) else self._end
        reached = {reach.status for reach in self._reaches if reach.start <= at <= reach.end}
        status: Status = "denied" if "denied" in reached else "demanded" if reached else "happened"
        is_deadline = bool(
            self._rules.DEADLINE.search(self._plain, max(since, at - 16), at)
            or self._rules.DEADLINE_START.match(self._plain, at)
        )
        cue = self._governing(since, at, end, until)
        if self._rules.SINCE.match(self._plain, at):
            return Tense(is_ahead=False, status="happened")
        if status == "happened" and cue and cue.is_strong:
            status = "planned"
        is_ahead = is_deadline or status == "demanded" or cue is not None
        return Tense(is_ahead, status, is_scheduled=cue is not None and cue.end > cue.start)

    def _governing(self, since: int, at: int, end: int, until: int) -> _Cue | None:
        """Return the word that looks ahead, if a date's verb does: the last one before it, else the first one after."""
        future, past = (_last(cues, since, at) for cues in (self._future, self._past))
        if future or past:
            return future if future and (past is None or future.start >= past.start) else None
        that = next((place for place in self._that if end <= place), until)
        future, past = (_first(cues, end, min(until, that)) for cues in (self._future, self._past))
        if future or past or that < until:
            return future if future and (past is None or future.start < past.start) else None
        is_present = self._rules.PRESENT.match(self._plain, self._start, self._end)
        return _Cue(self._start, self._start) if is_present else None

    def _found(self, pattern: regex.Pattern[str]) -> list[regex.Match[str]]:
        """Return where a pattern is found, but for quotations that hold no date: their verbs are of something else."""
        return [
            match
            for match in pattern.finditer(self._plain, self._start, self._end)
            if not any(start < match.start() < end for start, end in self._quoted)
        ]

    def _reaching(
        self, cues: Sequence[regex.Match[str]], opens: regex.Pattern[str] | None, status: Status
    ) -> Iterator[_Reach]:
        """Yield what the askings or denials are of: from where it begins to where something else is told."""
        for cue in cues:
            opened = opens.search(self._plain, cue.end(), min(self._end, cue.end() + _REACH)) if opens else cue
            if opened is None:
                continue
            breaks = [self._rules.BREAK] if status == "denied" else [self._rules.BREAK, self._rules.DONE]
            ends = [match.start() for part in breaks if (match := part.search(self._plain, opened.end(), self._end))]
            yield _Reach(opened.end(), min(ends, default=self._end), status)


def _last(cues: Sequence[_Cue], since: int, until: int) -> _Cue | None:
    return next((cue for cue in reversed(cues) if since <= cue.start and cue.end <= until), None)


def _first(cues: Sequence[_Cue], since: int, until: int) -> _Cue | None:
    return next((cue for cue in cues if since <= cue.start and cue.end <= until), None)


def _sayings(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield Arabic verbs of saying in the past; what is a common noun, too, only where a clause begins with it."""
    for token in tokens(plain, start, end):
        known = verb(token.word) if token.is_word else None
        if known and known.form == "past" and (known.prefix or not known.is_noun or token.start == start):
            yield token.start, token.end


def status(tense: Tense, when: When, words: str, today: date | None, *, arabic: bool) -> Status:
    """Return how a copy of a day tells what happened `when`, printed as `words`: what lies ahead has not happened."""
    if tense.status != "happened":
        return tense.status
    rules = tenses_arabic if arabic else tenses_english
    is_named = bool(rules.NEXT.search(words))
    if when.year is None or today is None:
        return "planned" if is_named or tense.is_scheduled else "happened"
    own = tuple(part for part in (when.year, when.month, when.day) if part)
    now = (today.year, today.month, today.day)[: len(own)]
    if own == now:
        is_ahead = tense.is_scheduled if when.day else tense.is_ahead or is_named
        return "planned" if is_ahead else "happened"
    return "planned" if own > now else "happened"
