"""Reads a question: of what kind it is, and by which words its answer is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.text.questions import question_words as known
from bot.text.questions import small_talk
from bot.text.questions.patterns import DURATION, HAPPENED, NEWS, SECTIONS, TIMES_PHRASE, UNTOLD, WHY_PHRASE
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from bot.text.questions.small_talk import SmallTalk

_LIMIT = 256  # characters that are read
_WORDS_LIMIT = 8  # content words that count, as in a search
_BEING = frozenset(["is", "was", "are", "were", "be", "s", "has", "had"])
_SIGNED = frozenset(["وقع", "وقعت", "وقعوا"])
_AMERICA = re.compile(r"\bthe us\b|\bu s\b(?: a\b)?")  # else "us" is a word like "me"
_FEW = 4  # words of a question without a question word: "death toll", "number of soldiers"


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


@dataclass(frozen=True, slots=True)
class Question:
    """A question: `words` (folded) that an answer has, and `light` ones that it may lack.

    `topic` are words of what somebody is asked to have spoken of, `section` the page that is asked for, `talk` the kind
    of small talk. `future` asks for what is still to come, `duration` for how long; `said` is whether something is
    said, whatever is asked of it; `passive` whether somebody is named who does it behind "by",
    `active` whether an English question goes on with a verb: "who dismissed".
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
    duration: bool = False
    passive: bool = False
    active: bool = False

    @property
    def all_words(self) -> tuple[str, ...]:
        """The words and those of the topic."""
        return tuple(dict.fromkeys((*self.words, *self.topic)))


def read(typed: str) -> Question | None:
    """Read typed words as a question; None for words that ask nothing, which are a search."""
    text = " ".join(typed.split())[:_LIMIT]
    talk, rest = small_talk.read(_AMERICA.sub("usa", " ".join(words_of(text))))
    if talk:
        return Question(Kind.SMALL_TALK, text, talk=talk)
    tokens = tuple(rest.split())
    return _of_pages(text, tokens) or _of_items(text, tokens)


def _of_pages(text: str, tokens: tuple[str, ...]) -> Question | None:
    """Read a question that a page answers: what happened, is there news, a section by its name."""
    joined = " ".join(tokens)
    for kind, section, pattern in (
        (Kind.NEWS, None, NEWS),
        (Kind.HAPPENED, "summary", HAPPENED),
        *((Kind.SECTION, name, pattern) for name, pattern in SECTIONS.items()),
    ):
        if section in _NAMED_IN_PASSING and _kind(tokens) in _OWN_KINDS:
            continue
        if match := pattern.search(joined):
            rest = _content(tuple(f"{joined[: match.start()]} {joined[match.end() :]}".split()), _ANY)
            return Question(kind, text, rest[0], rest[1], section=section)
    return None


def _of_items(text: str, tokens: tuple[str, ...]) -> Question | None:
    kind = _kind(tokens)
    if kind is None:
        return None
    topic: tuple[str, ...] = ()
    asked = tokens
    if kind is Kind.SAID:
        asked, topic = _split_topic(tokens)
    asking = _ASKING[kind]
    content, light = _content(asked, asking)
    future = bool(known.FUTURE.intersection(tokens))
    said = bool(known.SAID.intersection(tokens) or (kind is Kind.WHO and known.CALLED.intersection(tokens)))
    if kind is Kind.WHO:  # "who signed": وقع is also "happened"
        content = (*content, *(word for word in light if word in _SIGNED))
    if said:
        content = tuple(word for word in content if word not in known.SAID | known.CALLED)
    active = tokens[:1] == ("who",) and len(tokens) > 1 and tokens[1] not in _BEING and content[:1] == tokens[1:2]
    passive = bool({"by", "قبل"}.intersection(tokens))
    duration = kind is Kind.COUNT and DURATION.search(" ".join(tokens)) is not None
    is_page = kind is Kind.SAID and not topic and known.QUOTATIONS.intersection(tokens)
    return Question(
        kind,
        text,
        content,
        light,
        _content(topic, asking)[0],
        "quotes" if is_page and not known.WHAT.intersection(tokens) else None,
        future=future,
        said=said,
        duration=duration,
        passive=passive,
        active=active,
    )


def _kind(tokens: tuple[str, ...]) -> Kind | None:
    """Return the first kind whose sign the words have; None if they ask nothing."""
    words = set(tokens)
    is_what = bool(words & known.WHAT)
    signs = {
        Kind.COUNT: bool(words & known.COUNT) or _counts(tokens),
        Kind.WHEN: bool(words & known.WHEN) or TIMES_PHRASE.search(" ".join(tokens)) is not None,
        Kind.WHERE: bool(words & known.WHERE) or (is_what and bool(words & known.PLACES)),
        Kind.WHY: bool(words & known.WHY) or WHY_PHRASE.search(" ".join(tokens)) is not None,
        Kind.WHO: _asks_who(tokens),
        Kind.SAID: (bool(words & known.SAID) and len(tokens) > 1)
        or bool(words & known.OPINION and words & (known.WHAT | known.HOW)),
        Kind.WHAT: is_what or bool(words & known.HOW) or UNTOLD.match(" ".join(tokens)) is not None,
        Kind.WHETHER: tokens[:1] != () and tokens[0] in known.WHETHER and len(tokens) > 1,
    }
    return next((kind for kind, is_sign in signs.items() if is_sign), None)


def _counts(tokens: tuple[str, ...]) -> bool:
    """Whether a measure is asked for ('how high'), or named ('number of soldiers', 'death toll')."""
    joined = " ".join(tokens)
    if re.search(rf"\bhow (?:{'|'.join(sorted(known.MEASURES))})\b|قد ايه|اد ايه|قد اي\b|كد ايه", joined):
        return True
    return (
        bool(tokens)
        and len(tokens) <= _FEW + 2
        and (bool(known.NUMBERS.intersection(tokens[:3])) or tokens[-1] in known.NUMBERS)
    )


def _asks_who(tokens: tuple[str, ...]) -> bool:
    if known.WHO.intersection(tokens):
        return True
    if not tokens or tokens[0] in known.WHETHER:
        return False
    return tokens[0] in known.WHO_FIRST or tokens[-1] in known.WHO_FIRST or tokens[-2:] in _WHO_LAST


def _split_topic(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split 'what did Putin say | about the treaty' where what is spoken of begins."""
    for position, token in enumerate(tokens):
        if token in known.ABOUT and position:
            before = set(tokens[:position])
            if before - known.SAID - known.WHAT - known.FILLERS:
                return tokens[:position], tokens[position + 1 :]
            if before & known.SAID:  # "quotes about the treaty": by anybody
                return (), tokens[position + 1 :]
    return tokens, ()


def _content(tokens: tuple[str, ...], asking: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that an answer has, and those that it may lack."""
    kept = [token for token in dict.fromkeys(tokens) if token not in asking and token not in known.FILLERS]
    content = tuple(token for token in kept if token not in known.LIGHT)
    return content[:_WORDS_LIMIT], tuple(token for token in kept if token in known.LIGHT)


# Sections that questions of these kinds name without asking for them: "how many people".
_NAMED_IN_PASSING = frozenset(["people", "quotes", "timeline"])
_OWN_KINDS = frozenset([Kind.COUNT, Kind.WHEN, Kind.WHERE, Kind.WHY])
_WHO_LAST = (("من", "هو"), ("من", "هي"), ("من", "هم"))
_ANY = known.WHAT | known.WHO | known.WHEN | known.WHERE | known.WHY | known.HOW | known.COUNT | known.WHETHER
_ASKING: dict[Kind, frozenset[str]] = {
    Kind.WHO: _ANY,
    Kind.WHAT: _ANY,
    Kind.WHEN: _ANY | known.TIMES,
    Kind.WHERE: _ANY | known.PLACES,
    Kind.COUNT: _ANY
    | known.NUMBERS
    | (known.MEASURES - frozenset({"high", "tall", "old", "deep", "far", "wide", "strong"})),
    Kind.SAID: _ANY | known.SAID | known.OPINION,
    Kind.WHY: _ANY | frozenset(words_of("reason reasons cause caused سبب أسباب السبب")),
    Kind.WHETHER: _ANY,
}
