"""Quotations of which a mark is missing: where they begin or end all the same."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.marks import Marked
from bot.intake.tables.arabic_verbs import verb
from bot.intake.tables.english_verbs import INFLECTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.marks import Stray
    from bot.intake.normalized import Span

_ENDING = regex.compile(r"[.!?؟]\s+")
_LED_AR = regex.compile(r":\s*|(?<!\p{L})(?:ان|بان|انه|انها|انهم)\s+")
_LED_EN = regex.compile(r":\s*|(?<!\p{L})that\s+", regex.IGNORECASE)
_FIRST = regex.compile(r"[^\s،,.:“”\"«»]+")
_LONGEST = 1500  # characters of what stands before a mark that nothing opened
_SHORTEST = 12
_ATTRIBUTION, _SUBJECT = 90, 6  # characters of who said it, and words before its verb


def mended(
    plain: str, spans: Sequence[Span], marked: Sequence[Marked], strays: Sequence[Stray], *, arabic: bool
) -> list[Marked]:
    """Mend the quotations: those without an end close where others speak, those without a start begin after a cue."""
    whole = [item if item.closed else _ended(plain, item, arabic=arabic) for item in marked]
    starts = [span.start for span in spans]
    ends = [marked.outer_end for marked in whole]
    for stray in strays:
        number = bisect_right(starts, stray.place) - 1
        if number < 0 or stray.place >= spans[number].end:
            continue
        earlier = bisect_right(ends, stray.place)
        since = max(spans[number].start, stray.place - _LONGEST, ends[earlier - 1] if earlier else 0)
        begun = _begun(plain, since, stray.place, arabic=arabic)
        if begun is not None:
            whole.append(Marked(((begun, stray.place),), begun, stray.place + 1, closed=False, single=False))
    return sorted(whole, key=lambda entry: entry.outer_start)


def _ended(plain: str, item: Marked, *, arabic: bool) -> Marked:
    start, end = item.parts[-1]
    if not arabic and (cut := _before_attribution(plain, start, end)):
        return Marked((*item.parts[:-1], (start, cut)), item.outer_start, cut, closed=False, single=False)
    for match in _ENDING.finditer(plain, start, end):
        if _somebody_speaks(plain[match.end() : min(end, match.end() + 80)], arabic=arabic):
            return Marked(
                (*item.parts[:-1], (start, match.start() + 1)),
                item.outer_start,
                match.start() + 1,
                closed=False,
                single=False,
            )
    return item


def _before_attribution(plain: str, start: int, end: int) -> int | None:
    """Return where words end that a comma parts from who said them: '“Ask him, its spokesman John Smith said.'."""
    sentence = _ENDING.search(plain, start, end)
    until = sentence.start() if sentence else end
    comma = plain.rfind(",", start, until)
    if comma < 0 or until - comma > _ATTRIBUTION:
        return None
    attribution = _FIRST.findall(plain[comma + 1 : until])
    known = [INFLECTED.get(word.lower()) for word in attribution]
    said = next(
        (number for number, verb_ in enumerate(known) if verb_ and verb_.form == "past" and "say" in verb_.kinds), 0
    )
    has_name = any(word[0].isupper() or word in {"he", "she", "they"} for word in attribution[: said + 2])
    return comma if said and has_name and said <= _SUBJECT else None


def _somebody_speaks(rest: str, *, arabic: bool) -> bool:
    firsts = _FIRST.findall(rest)[: 2 if arabic else 6]
    if arabic:
        return any(known is not None and known.form != "participle" for known in map(verb, firsts))
    for word in firsts:
        known = INFLECTED.get(word.lower())
        if known and known.form == "past" and "say" in known.kinds:
            return True
    return False


def _begun(plain: str, start: int, end: int, *, arabic: bool) -> int | None:
    sentence = start
    for match in _ENDING.finditer(plain, start, end):
        sentence = match.end() if match.end() < end - _SHORTEST else sentence
    led = None
    for match in (_LED_AR if arabic else _LED_EN).finditer(plain, sentence, end):
        if end - match.end() >= _SHORTEST:
            led = match.end()
            break
    return led
