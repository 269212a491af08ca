"""A question as it was read: of what kind it is, and by which words its answer is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.text.questions.small_talk import SmallTalk


class Kind(StrEnum):
    """What is asked."""

    WHO = "who"
    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    COUNT = "count"
    SAID = "said"
    WHY = "why"
    WHETHER = "whether"
    HAPPENED = "happened"
    NEWS = "news"
    SECTION = "section"
    SMALL_TALK = "small_talk"
    TOPIC = "topic"
    COMING = "coming"


class Measure(StrEnum):
    """What a number that is asked for is of, where it is no count."""

    DURATION = "duration"
    AMOUNT = "amount"
    AGE = "age"
    WEEKDAY = "weekday"


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `words` (folded) that an answer has, and `light` ones that it may lack.

    `topic` are words of what somebody is asked to have spoken of, `section` the page that is asked for, `talk` the
    kind of small talk. `future` asks for what is still to come, `measure` for how long, how much or how old; `said`
    is whether something is said, whatever is asked of it; `passive` whether somebody is named who does it behind
    "by", `active` whether an English question goes on with a verb: "who dismissed". `negated` asks for what was not
    done, and `attribute` for what something has: the capital of a country; `doing` for what somebody did, `bare` for
    which of a kind, without a word more ("what weapons do they have"), or whether something unnamed is true.
    `identity` asks for somebody by an office, `manner` for how, `contents` for what a document says; `by_be` whether
    it has "is" or "was", and so may be passive. `placed` are the words behind prepositions of place, `teller` those
    behind "according to", `degrees` those on which a yes or no turns: still, all. `earliest` asks for the first of
    several, `unit` is of the time that is measured: "how many days". `undergone` is what is asked to have been done
    to somebody: "have soldiers been captured".
    """

    kind: Kind
    text: str
    words: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    section: str | None = None
    talk: SmallTalk | None = None
    future: bool = False
    said: bool = False
    measure: Measure | None = None
    passive: bool = False
    active: bool = False
    negated: bool = False
    attribute: bool = False
    placed: frozenset[str] = frozenset()
    doing: bool = False
    bare: bool = False
    identity: bool = False
    manner: bool = False
    by_be: bool = False
    contents: bool = False
    teller: tuple[str, ...] = ()
    degrees: frozenset[str] = frozenset()
    earliest: bool = False
    unit: str | None = None
    undergone: str = ""

    @property
    def all_words(self) -> tuple[str, ...]:
        """The words and those of the topic."""
        return tuple(dict.fromkeys((*self.words, *self.topic)))
