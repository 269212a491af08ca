"""Tells of what kind a question is by its words: who, when, how many, what somebody said."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.text.questions import question_words as known
from bot.text.questions.parsed_question import Kind
from bot.text.questions.patterns import (
    AMOUNT,
    COUNT_PHRASE,
    NAME_PHRASE,
    QUICKNESS,
    TIMES_PHRASE,
    UNTOLD,
    WHICH_DATE,
    WHO_PHRASE,
    WHY_PHRASE,
)
from bot.text.stemmer import words as words_of

_FEW = 4  # words of a question without a question word: "death toll", "number of soldiers"
_PAIR = 2
WHENEVER = frozenset(words_of("when after before لما عندما حين حينما بعدما وقت"))
_HE = frozenset(words_of("هو هي"))
_WHO_LAST = (("من", "هو"), ("من", "هي"), ("من", "هم"))
# Nouns that name what is asked, at the beginning of a phrase or, in English, at its end.
_NAMED: dict[Kind, frozenset[str]] = {
    Kind.WHEN: frozenset(words_of("date time deadline تاريخ موعد توقيت")),
    Kind.COUNT: frozenset(
        words_of(
            "number age price cost amount length duration size عدد عمر سعر ثمن قيمة مبلغ مدة حجم نسبة كلفة "
            "تكلفة وزن طول ارتفاع عمق"
        )
    ),
    Kind.WHY: frozenset(words_of("reason reasons cause causes سبب أسباب")),
    Kind.WHERE: frozenset(words_of("location whereabouts مكان موقع")),
    Kind.SAID: frozenset(
        words_of("reaction response reply testimony speech رد ردود شهادة بيان كلمة خطاب رسالة وعد موقف كلمات")
    ),
}


def kind_of(tokens: tuple[str, ...]) -> Kind | None:
    """Return the first kind whose sign the words have; None if they ask nothing."""
    words = set(tokens)
    is_what = bool(words & known.WHAT)
    joined = " ".join(tokens)
    named = _named_kind(tokens)
    if says_when(tokens):
        return Kind.SAID
    signs = {
        Kind.COUNT: not WHICH_DATE.search(joined)
        and (bool(words & known.COUNT) or _counts(tokens) or _matches(joined, AMOUNT, COUNT_PHRASE, QUICKNESS)),
        Kind.WHEN: bool(words & known.WHEN and tokens[0] not in known.WHERE)
        or _matches(joined, TIMES_PHRASE, WHICH_DATE),
        Kind.WHERE: bool(words & known.WHERE) or _asks_place(tokens),
        Kind.WHY: bool(words & known.WHY) or WHY_PHRASE.search(joined) is not None,
        Kind.WHO: _asks_who(tokens) or WHO_PHRASE.search(joined) is not None or NAME_PHRASE.search(joined) is not None,
        Kind.SAID: (bool(words & known.SAID) and len(tokens) > 1)
        or bool(words & known.OPINION and words & (known.WHAT | known.HOW)),
        Kind.WHETHER: _asks_whether(tokens),
        Kind.WHAT: is_what or bool(words & known.HOW) or UNTOLD.match(joined) is not None or _asks_contents(tokens),
    }
    return next((kind for kind, is_sign in signs.items() if is_sign), named)


def says_when(tokens: tuple[str, ...]) -> bool:
    """Whether words are asked for, and the occasion told: 'what did she say when she landed', «قال ايه لما شافها»."""
    at = next((at for at, word in enumerate(tokens) if word in WHENEVER), 0)
    return at > _PAIR and not known.SAID.isdisjoint(tokens[:at]) and not known.WHAT.isdisjoint(tokens[:at])


def _named_kind(tokens: tuple[str, ...]) -> Kind | None:
    """Return the kind that a phrase without a verb names: "audit report date", «قيمة التعويضات»."""
    if not _PAIR <= len(tokens) <= _FEW + 1:
        return None
    nouns = {tokens[0], tokens[-1] if tokens[0].isascii() else tokens[0]}
    return next((kind for kind, names in _NAMED.items() if nouns & names), None)


def _matches(joined: str, *patterns: re.Pattern[str]) -> bool:
    return any(pattern.search(joined) for pattern in patterns)


def _asks_whether(tokens: tuple[str, ...]) -> bool:
    """Whether the first word asks for yes or no; «هو» and «هي» do where nothing else is asked: «هي روسيا رجعت؟»."""
    if len(tokens) <= 1 or known.WHAT.intersection(tokens[1:]) or known.HOW.intersection(tokens):
        return False
    return tokens[0] in known.WHETHER or (tokens[0] in _HE and len(tokens) > _PAIR)


def _asks_contents(tokens: tuple[str, ...]) -> bool:
    """Whether what a document says is named: "treaty terms"."""
    return _PAIR <= len(tokens) <= _FEW and not known.CONTENTS.isdisjoint(tokens)


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


def _asks_place(tokens: tuple[str, ...]) -> bool:
    """Whether "which" stands before the name of a kind of place."""
    return any(word in known.WHAT and following in known.PLACES for word, following in pairwise(tokens))


def _asks_who(tokens: tuple[str, ...]) -> bool:
    if known.WHO.intersection(tokens):
        return True
    if not tokens or tokens[0] in known.WHETHER:
        return False
    return tokens[0] in known.WHO_FIRST or tokens[-1] in known.WHO_FIRST or tokens[-2:] in _WHO_LAST
