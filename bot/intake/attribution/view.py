"""A sentence as rules of attribution see it: its words, with each quotation as one token."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.intake.normalized import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.marks import Marked
    from bot.intake.segments import Sentence

QUOTED = "\ufffc"
MentionKind = Literal["name", "title", "pronoun", "implicit"]
CueKind = Literal["say", "describe", "quote", "by"]


@dataclass(frozen=True, slots=True)
class View:
    """The tokens of a sentence, and for each the number of the quotation that it stands for, or -1."""

    tokens: list[Token]
    quotes: list[int]

    def word(self, at: int) -> str:
        """Return the token at a place in lower case; empty beyond the ends."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def is_quote(self, at: int) -> bool:
        """Whether a quotation stands at the place."""
        return 0 <= at < len(self.tokens) and self.quotes[at] >= 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence's mention of somebody, at tokens `start` to `end`.

    `name` and `role` are as printed; `head` is the noun of a title; `gender` is m, f, o (a thing) or p (several).
    """

    kind: MentionKind
    start: int
    end: int
    text: str = ""
    name: str | None = None
    role: str | None = None
    head: str = ""
    gender: str | None = None
    is_org: bool = False
    is_definite: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """A verb or phrase of saying at tokens `start` to `end`, and whose words it carries.

    `carrier` is who reports them. A weak cue counts only beside its quotation; `trails` says that it can follow one.
    """

    start: int
    end: int
    verb: str
    kind: CueKind
    subject: Mention | None
    carrier: Mention | None = None
    is_participle: bool = False
    trails: bool = False


def view(plain: str, sentence: Sentence, marked: Sequence[Marked], starts: Sequence[int]) -> View:
    """Tokenise a sentence; `starts` has the places where the quotations of `marked` begin."""
    made: list[Token] = []
    numbers: list[int] = []
    at = sentence.start
    number = bisect_left(starts, sentence.start)
    if number and marked[number - 1].outer_end > sentence.start:
        number -= 1
    while number < len(marked) and marked[number].outer_start < sentence.end:
        quotation = marked[number]
        for token in tokens(plain, at, max(at, quotation.outer_start)):
            made.append(token)
            numbers.append(-1)
        made.append(Token(max(at, quotation.outer_start), quotation.outer_end, QUOTED, QUOTED))
        numbers.append(number)
        at = quotation.outer_end
        number += 1
    if at < sentence.end:
        for token in tokens(plain, at, sentence.end):
            made.append(token)
            numbers.append(-1)
    return View(made, numbers)


def until(seen: View, end: int) -> View:
    """Return the beginning of a sentence, up to a token."""
    return View(seen.tokens[:end], seen.quotes[:end])
