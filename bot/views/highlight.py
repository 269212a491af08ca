"""Where in a text the words of a search stand: the part around them, with them marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.document import Run, Style
from bot.i18n.stems import stems, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Inline
    from bot.i18n.queries import Query
    from bot.i18n.stems import Token

ROOM = 180  # characters of a text that are shown
_SHORT = 60  # characters of a text by which alone one knows little: a name, an occasion
_BEFORE = 60  # of these before the first match, where the sentence began earlier
_SENTENCE = re.compile(r"(?<=[.!?؟…])[\s»”\"]+|\n+")


@dataclass(frozen=True, slots=True)
class _Met:
    """A text's words, and of which of them each was asked for, None where it was not."""

    text: str
    tokens: tuple[Token, ...]
    asked: tuple[str | None, ...]

    @property
    def worth(self) -> int:
        """How many of the words that were asked for are there."""
        return len({one for one in self.asked if one})


def mark(texts: Sequence[str], query: Query) -> Inline:
    """The part of one of the texts that has the most of what was asked for, marked; else the start of the first."""
    met = [_meet(text, query) for text in texts]
    best = max(met, key=lambda one: one.worth, default=None)
    if best is None:
        return ()
    runs = _runs(best, *_around(best))
    longest = max(met, key=lambda one: len(one.text))
    if len(best.text) > _SHORT or best is longest:
        return runs
    return (*runs, Run(" — "), *_runs(longest, 0, _end(longest, 0)))


def _meet(text: str, query: Query) -> _Met:
    found = tuple(tokens(text))
    wanted = {stem: word for word in query.words for stem in stems(word)}
    asked = [_word(token.word, query, wanted) for token in found]
    for phrase in query.phrases:
        parts = phrase.split()
        for at in range(len(found) - len(parts) + 1):
            if [token.word for token in found[at : at + len(parts)]] == parts:
                asked[at : at + len(parts)] = parts
    return _Met(text, found, tuple(asked))


def _word(word: str, query: Query, wanted: dict[str, str]) -> str | None:
    if word in query.words:
        return word
    return next((wanted[stem] for stem in stems(word) if stem in wanted), None)


def _around(met: _Met) -> tuple[int, int]:
    """Where the part begins and ends: with its sentence, if that leaves room for what was found."""
    places = [token for token, asked in zip(met.tokens, met.asked, strict=True) if asked]
    if not places:
        return 0, _end(met, 0)
    # Of all stretches of that length the one with the most of the words.
    first = max(places, key=lambda one: (len(_within(met, one.start)), -one.start))
    opened = max((cut.end() for cut in _SENTENCE.finditer(met.text) if cut.end() <= first.start), default=0)
    if first.start - opened > _BEFORE:
        opened = next(token.start for token in met.tokens if token.start >= first.start - _BEFORE)
    return opened, _end(met, opened)


def _within(met: _Met, start: int) -> set[str]:
    reach = start + ROOM - _BEFORE
    return {
        asked
        for token, asked in zip(met.tokens, met.asked, strict=True)
        if asked and start <= token.start and token.end <= reach
    }


def _end(met: _Met, start: int) -> int:
    """The end of the last word that has room, or of the text."""
    line = met.text.find("\n", start)
    whole = len(met.text) if line < 0 else line
    if whole - start <= ROOM:
        return whole
    return max((token.end for token in met.tokens if start < token.end <= start + ROOM), default=start + ROOM)


def _runs(met: _Met, start: int, end: int) -> Inline:
    runs, at = [Run("… ")] if start else [], start
    for token, asked in zip(met.tokens, met.asked, strict=True):
        if asked and start <= token.start and token.end <= end:
            runs += [Run(met.text[at : token.start]), Run(met.text[token.start : token.end], Style.STRONG)]
            at = token.end
    runs += [Run(met.text[at:end]), Run("…" if end < len(met.text) else "")]
    return tuple(run for run in runs if run.text)
