"""Search snippets: the part of a text around the matches, with the matches marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.text.stemmer import searched_stems, stems, tokens
from bot.views.document import Run, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.text.query_parser import Query
    from bot.text.stemmer import Token
    from bot.views.document import Inline

ROOM = 180  # characters of a text that are shown
_SHORT = 60  # characters of a text by which alone one knows little: a name, an occasion
_BEFORE = 60  # of these before the first match, where the sentence began earlier
_SENTENCE = re.compile(r"(?<=[.!?؟…])[\s»”\"]+|\n+")


@dataclass(frozen=True, slots=True)
class _MatchedText:
    """A text's tokens, and for each the query word that it matches, or None."""

    text: str
    tokens: tuple[Token, ...]
    matches: tuple[str | None, ...]

    @property
    def match_count(self) -> int:
        """Return the number of distinct query words in the text."""
        return len({word for word in self.matches if word})


def mark(texts: Sequence[str], query: Query) -> Inline:
    """Return the part of the texts with most of the query's words, marked; else the start of the first text."""
    matched = [_match(text, query) for text in texts]
    best = max(matched, key=lambda candidate: candidate.match_count, default=None)
    if best is None:
        return ()
    runs = _runs(best, *_window(best))
    longest = max(matched, key=lambda candidate: len(candidate.text))
    if len(best.text) > _SHORT or best is longest:
        return runs
    return (*runs, Run(" — "), *_runs(longest, 0, _end(longest, 0)))


def _match(text: str, query: Query) -> _MatchedText:
    text_tokens = tuple(tokens(text))
    words_by_stem = {stem: word for word in query.words for stem in searched_stems(word)}
    matches = [_word(token.word, query, words_by_stem) for token in text_tokens]
    for phrase in query.phrases:
        parts = phrase.split()
        for index in range(len(text_tokens) - len(parts) + 1):
            if [token.word for token in text_tokens[index : index + len(parts)]] == parts:
                matches[index : index + len(parts)] = parts
    return _MatchedText(text, text_tokens, tuple(matches))


def _word(word: str, query: Query, words_by_stem: dict[str, str]) -> str | None:
    if word in query.words:
        return word
    return next((words_by_stem[stem] for stem in stems(word) if stem in words_by_stem), None)


def _window(matched: _MatchedText) -> tuple[int, int]:
    """Return the bounds of the part: with its whole sentence if that leaves room for the matches."""
    places = [token for token, match in zip(matched.tokens, matched.matches, strict=True) if match]
    if not places:
        return 0, _end(matched, 0)
    # Of all stretches of that length the one with the most of the words.
    first = max(places, key=lambda candidate: (len(_within(matched, candidate.start)), -candidate.start))
    opened = max((cut.end() for cut in _SENTENCE.finditer(matched.text) if cut.end() <= first.start), default=0)
    if first.start - opened > _BEFORE:
        opened = next(token.start for token in matched.tokens if token.start >= first.start - _BEFORE)
    return opened, _end(matched, opened)


def _within(matched: _MatchedText, start: int) -> set[str]:
    reach = start + ROOM - _BEFORE
    return {
        match
        for token, match in zip(matched.tokens, matched.matches, strict=True)
        if match and start <= token.start and token.end <= reach
    }


def _end(matched: _MatchedText, start: int) -> int:
    """Return the end of the last word that fits, or of the text."""
    line = matched.text.find("\n", start)
    line_end = len(matched.text) if line < 0 else line
    if line_end - start <= ROOM:
        return line_end
    return max((token.end for token in matched.tokens if start < token.end <= start + ROOM), default=start + ROOM)


def _runs(matched: _MatchedText, start: int, end: int) -> Inline:
    runs, position = [Run("… ")] if start else [], start
    for token, match in zip(matched.tokens, matched.matches, strict=True):
        if match and start <= token.start and token.end <= end:
            runs += [
                Run(matched.text[position : token.start]),
                Run(matched.text[token.start : token.end], Style.STRONG),
            ]
            position = token.end
    runs += [Run(matched.text[position:end]), Run("…" if end < len(matched.text) else "")]
    return tuple(run for run in runs if run.text)
