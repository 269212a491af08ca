"""Headlines of other stories between a story's paragraphs: lines without an end that share hardly a word with it."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints
import snowballstemmer  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.normalized import words
from bot.intake.tables.english_words import FUNCTION_EN
from bot.intake.tables.roles import STOPS_AR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.normalized import Span

_FEWEST, _MOST = 4, 25  # words of a headline
_SHARED = 0.34  # of a line's words that the rest of the copy has, up to which it is another story's
_ENDED = regex.compile(r"[.!؟?…:;؛][”»“\"’')\]]*$")
_BULLET = regex.compile(r"^\s*(?:[-*•▪●–—]|\d{1,2}[.):-]|[QASJسج]\s*[:.])")
_ENDINGS = ("ها", "هم", "وا", "ان", "ات", "ون", "ين", "يه", "ه", "ي", "ا")

_english = snowballstemmer.stemmer("english")


@lru_cache(50_000)
def stem(word: str) -> str:
    """Return the stem of a normalised word."""
    if word.isascii():
        return str(_english.stemWord(word.removesuffix("'s")))
    core = bare(word)
    if len(core) > 4 and core[0] in "وبلف":  # noqa: PLR2004 - what is joined to a short word is of it
        core = bare(core[1:])
    for ending in _ENDINGS:
        if core.endswith(ending) and len(core) - len(ending) >= 3:  # noqa: PLR2004 - letters that must remain
            return core.removesuffix(ending)
    return core


def content(text: str, *, arabic: bool) -> set[str]:
    """Return the stems of a normalised text's content words."""
    plain_words = STOPS_AR if arabic else FUNCTION_EN
    return {stem(word) for word in words(text) if len(word) > 2 and word not in plain_words and not word[0].isdigit()}  # noqa: PLR2004


def strangers(plain: str, kept: Sequence[Span], title: Span | None, *, arabic: bool) -> list[Span]:
    """Return the lines of other stories among those kept."""
    parts = [content(plain[span.start : span.end], arabic=arabic) for span in kept]
    counts = Counter(word for part in parts for word in part)
    bodies = [_is_body(plain, span) for span in kept]
    if sum(bodies) < 2:  # noqa: PLR2004 - a list of lines has no story to be strange to
        return []
    listed = []
    for number, (span, part) in enumerate(zip(kept, parts, strict=True)):
        if bodies[number] or number == 0 or (title is not None and span.start <= title.end):
            continue
        line = plain[span.start : span.end]
        count = len(words(line))
        if not _FEWEST <= count <= _MOST or _BULLET.match(line) or not part:
            continue
        shared = sum(counts[word] > 1 for word in part)
        if shared <= _SHARED * len(part):
            listed.append(span)
    return listed


def _is_body(plain: str, span: Span) -> bool:
    line = plain[span.start : span.end].rstrip()
    return bool(_ENDED.search(line)) or len(line) > 250  # noqa: PLR2004 - characters
