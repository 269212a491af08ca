"""The words of a question as its kind is read: without what politeness puts before it, and each phrase as one word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.normalize import fold
from bot.text.questions import question_words as known
from bot.text.questions import word_lists
from bot.text.questions.patterns import OPENING

_AMERICA = re.compile(r"\bthe us\b|\bu s\b(?: a\b)?")  # else "us" is a word like "me"
_NATIONS = re.compile(r"\bthe un\b")  # else it is of the name of Kim Jong Un
_OR_NOT = re.compile(
    r"^(?:هل )?(.+) (?:ولا|او|ام) (?:لا|لاء|لسه|لسا|لسة|مو|مش|مازال|ما زال|بعده|بعدها|بعد|not yet)$"
)  # "did they find them or not"
# A second question behind the first, which alone is answered: "who is sick, and what does he have".
_SECOND = re.compile(
    r"(?<=\w) (?:and (?:what|when|where|who|how|why|which)"
    r"|(?:وشو|وشنو|وايش|وكيف|وكم|ومتي|وامتي|ومين|وليش|ولماذا|وماذا|وكل متي))(?!\w).*$"
)
_WHAT_OR_NOT = "ما"
_IRAQI_WHAT = "ش"  # joined to its verb: شگال, what did he say
_NOT = ("م", "ش")  # around a verb of Egypt and the Maghreb: مقالش, he did not say
_SHORTEST_NEGATED = 5
_SHORTEST_NEAR = 4  # letters of a word that may be a misspelt one


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """Folded words of a question, and whether it asks for what did not happen."""

    words: tuple[str, ...]
    negated: bool = False


def of(folded: str) -> QuestionTokens:
    """Return the tokens of folded words, without politeness at the beginning."""
    text = joined(_NATIONS.sub("unitednations", _AMERICA.sub("usa", folded)))
    while (match := OPENING.match(text)) and match.end() < len(text):
        text = text[match.end() :].strip()
    text = _OR_NOT.sub(r"هل \1", text)
    text = _SECOND.sub("", text)
    return _negation(tuple(token for word in text.split() for token in _apart(word)))


def joined(text: str) -> str:
    """Put one word for each phrase of several that means as much: "took part" is "participated"."""
    return _PHRASES.sub(lambda match: _JOINED[match[0]], text) if _PHRASES.search(text) else text


def respelt(folded: str) -> str | None:
    """Correct misspelt words that tell what kind of question it is; None if none is misspelt."""
    from rapidfuzz.distance import OSA

    corrected = []
    for word in folded.split():
        near = [other for other in _SPELLED if abs(len(other) - len(word)) <= 1 and other[0] == word[0]]
        near = [other for other in near if OSA.distance(other, word) == 1]
        is_misspelt = len(word) >= _SHORTEST_NEAR and word not in _SPELLED and word not in _WELL_SPELT and near
        corrected.append(near[0] if is_misspelt else word)
    text = " ".join(corrected)
    return text if text != folded else None


def _apart(word: str) -> tuple[str, ...]:
    """Take "what" off the Iraqi verb that it is joined to."""
    if word[0] == _IRAQI_WHAT and word[1:] in known.JOINED_WHAT:
        return "شنو", word[1:]
    return (word,)


def _negation(words: tuple[str, ...]) -> QuestionTokens:
    negated, kept = False, []
    for at, word in enumerate(words):
        bare = word.removeprefix(_NOT[0]).removesuffix(_NOT[1])
        is_around = len(word) - len(bare) == len("".join(_NOT)) and word not in known.WHOLE_WORDS
        if is_around and len(word) >= _SHORTEST_NEGATED:
            negated = True
            kept.append(bare)
        elif word in known.NEGATIONS or (word == _WHAT_OR_NOT and at < len(words) - 1 and _asks(words[:at])):
            negated = True
        else:
            kept.append(word)
    return QuestionTokens(tuple(kept), negated)


def _asks(words: tuple[str, ...]) -> bool:
    """Whether one of the words asks already, so that a ما behind it is "not": ليش ما ترشح; but not على ما."""
    return (
        words[-1:] != ()
        and words[-1] not in PREPOSITIONS
        and not (known.WHO | known.WHO_FIRST | known.WHEN | known.WHY | known.COUNT).isdisjoint(words)
    )


_JOINED = {
    fold(phrase.strip()): fold(meant)
    for meant, phrases in (line.split(" = ", 1) for line in word_lists.read("phrases.txt")["joined"])
    for phrase in phrases.split(",")
}
PREPOSITIONS = frozenset(
    ["في", "علي", "الي", "من", "عن", "مع", "كل", "بعد", "قبل", "عند", "to", "in", "into", "at", "from", "near"]
)
"""Behind which a place or a direction stands, not who acts."""
_PHRASES = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _JOINED), key=len, reverse=True))})(?!\w)")
_SPELLED = tuple(fold(word) for line in word_lists.read("phrases.txt")["spelled"] for word in line.split())
# Words of their own that are one letter from one of these.
_WELL_SPELT = frozenset(fold(word) for line in word_lists.read("phrases.txt")["well_spelt"] for word in line.split())
