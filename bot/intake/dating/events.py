"""Events: sentences with a date, one for each date, the likelier to be worth a card first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.intake.dating import dates_arabic, dates_english
from bot.intake.dating.dates import Context, Dated
from bot.intake.dating.event_status import Sentence, status
from bot.intake.normalized import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import regex  # type: ignore[import-untyped] # it comes without type hints

    from bot.intake.dating.dates import When
    from bot.intake.dating.event_status import Tense
    from bot.intake.segments import Sentence as Segment

_MARKS = frozenset("“”«»\"'‘’‹›")
_FEWEST = 4  # words of a sentence that can have a verb beside its date
_FINENESS = {"day": 0, "month": 1, "year": 2, "none": 3}


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """A date in a sentence (by its number)."""

    dated: Dated
    sentence: int


def find(plain: str, sentences: Sequence[Segment], today: date | None, are_arabic: Sequence[bool]) -> list[FoundEvent]:
    """Return the events of the sentences, in order, each read in its own language."""
    listed: list[FoundEvent] = []
    year: int | None = None
    for number, sentence in enumerate(sentences):
        if len(words(plain[sentence.start : sentence.end])) < _FEWEST:
            continue
        seen: set[When] = set()
        arabic = are_arabic[number]
        for dated in dates_in(plain, sentence.start, sentence.end, today, arabic=arabic, year=year):
            year = dated.when.year or year
            if dated.when in seen and dated.when.precision != "none":
                continue
            seen.add(dated.when)
            listed.append(FoundEvent(dated, number))
    return listed


def dates_in(
    plain: str, start: int, end: int, today: date | None, *, arabic: bool, year: int | None = None
) -> list[Dated]:
    """Return the dates between two places of a normalised text, in order; `year` is that of the date before them."""
    language = dates_arabic if arabic else dates_english
    if not language.HINT.search(plain, start, end):
        return []
    taken: list[tuple[int, int]] = []
    matches: list[tuple[regex.Match[str], object]] = []
    for pattern, meaning in language.READINGS:
        for match in pattern.finditer(plain, start, end):
            if not match[0].strip() or any(match.start() < until and since < match.end() for since, until in taken):
                continue
            trial = meaning(match, Context(today))
            if trial is None:
                continue
            if plain[match.start() - 1 : match.start()] in _MARKS and plain[match.end() : match.end() + 1] in _MARKS:
                continue  # the name of something: «الغد», “Today”
            taken.append(match.span())
            matches.append((match, meaning))
    matches.sort(key=lambda pair: pair[0].start())
    spans = [match.span() for match, _ in matches]
    made: list[Dated] = []
    for (match, meaning), tense in zip(
        matches, Sentence(plain, start, end, spans, arabic=arabic).tenses(), strict=True
    ):
        made.extend(_read(match, meaning, Context(today, tense.is_ahead, year), tense, arabic=arabic))
        year = made[-1].when.year or year if made else year
    return made


def _read(match: regex.Match[str], meaning: object, context: Context, tense: Tense, *, arabic: bool) -> Iterator[Dated]:
    assert callable(meaning)  # noqa: S101 - a pattern's other half
    when = meaning(match, context)
    whole = match[0]
    lead = len(whole) - len(whole.lstrip())
    for item in when if isinstance(when, tuple) else (when,):
        if item is not None:
            kind = status(tense, item, whole, context.today, arabic=arabic)
            yield Dated(match.start() + lead, match.end(), item, context.is_future, kind)


def rank(events: Sequence[FoundEvent]) -> list[FoundEvent]:
    """Sort events by the precision of their dates; equal ones stay in the order of the copy."""
    return sorted(events, key=lambda event: _FINENESS[event.dated.when.precision])
