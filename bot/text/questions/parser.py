"""Reads a question: of what kind it is, and by which words its answer is known."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.text.questions import question_tokens, small_talk
from bot.text.questions import question_words as known
from bot.text.questions.parsed_question import Kind, Measure, Question
from bot.text.questions.patterns import (
    ACCORDING_TO,
    AGE,
    AMOUNT,
    ATTRIBUTE,
    COMING,
    DURATION,
    HAPPENED,
    IDENTITY,
    NAME_PHRASE,
    NEWS,
    PARTITIVE,
    SECTIONS,
    WHO_PHRASE,
)
from bot.text.questions.question_kinds import WHENEVER, kind_of, says_when
from bot.text.questions.word_keys import is_future
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from bot.text.questions.question_tokens import QuestionTokens

_LIMIT = 256  # characters that are read
_WORDS_LIMIT = 8  # content words that count, as in a search
_BEING = frozenset(["is", "was", "are", "were", "be", "s", "has", "had"])
_SIGNED = frozenset(["وقع", "وقعت", "وقعوا"])
_FEW = 4  # words of a question without a question word: "death toll", "number of soldiers"


def read(typed: str) -> Question | None:
    """Read typed words as a question; None for words that ask nothing, which are a search."""
    text = " ".join(typed.split())[:_LIMIT]
    folded = " ".join(words_of(text))
    return _read(text, folded) or reread(text)


def topic(typed: str) -> Question:
    """Read words that ask nothing as if it was asked what the stories say of them."""
    text = " ".join(typed.split())[:_LIMIT]
    tokens = question_tokens.of(" ".join(words_of(text))).words
    content, light = _content(tokens, _ANY)
    return Question(Kind.TOPIC, text, content, light)


def reread(typed: str) -> Question | None:
    """Read a question with the misspelt words corrected that tell its kind; None if none is misspelt."""
    respelt = question_tokens.respelt(" ".join(words_of(typed)))
    return _read(respelt, respelt) if respelt else None


def _read(text: str, folded: str) -> Question | None:
    talk, rest = small_talk.read(folded)
    if talk is small_talk.SmallTalk.HELP and (page := _of_pages(text, tuple(folded.split()))):
        return page  # "what is this story about" begins as "what is this" does
    if talk:
        return Question(Kind.SMALL_TALK, text, talk=talk)
    typed, asked = question_tokens.QuestionTokens(tuple(rest.split())), question_tokens.of(rest)
    for tokens in dict.fromkeys((typed, asked)):
        if page := _of_pages(text, tokens.words):
            return page
    readings = [asked, typed] if asked != typed else [asked]
    if rest and text.endswith(("?", "؟")):
        readings.append(question_tokens.of(f"what {rest}"))
    return next((question for tokens in readings if (question := _of_items(text, tokens))), None)


def _of_pages(text: str, tokens: tuple[str, ...]) -> Question | None:
    """Read a question that a page answers: what happened, is there news, a section by its name."""
    joined = " ".join(tokens)
    if COMING.search(joined):
        return Question(Kind.COMING, text)
    for kind, section, pattern in (
        (Kind.NEWS, None, NEWS),
        (Kind.HAPPENED, "summary", HAPPENED),
        *((Kind.SECTION, name, pattern) for name, pattern in SECTIONS.items()),
    ):
        if section in _NAMED_IN_PASSING and kind_of(tokens) in _OWN_KINDS:
            continue
        if match := pattern.search(joined):
            around = tuple(f"{joined[: match.start()]} {joined[match.end() :]}".split())
            rest = _content(around, _ANY | known.TODAY | known.AFFAIRS)
            return Question(kind, text, *rest, section=section, future=not known.NEXT.isdisjoint(around))
    return None


def _of_items(text: str, read_tokens: QuestionTokens) -> Question | None:
    tokens, joined = read_tokens.words, " ".join(read_tokens.words)
    kind = kind_of(tokens)
    if kind is None:
        return None
    tokens, teller = _split_teller(tokens)
    asked, topic = _split_topic(tokens) if kind is Kind.SAID else (tokens, ())
    measure = _measure(kind, joined)
    asking = _ASKING[kind] - _main_verbs(tokens) | _MEASURED.get(measure, frozenset())
    lasting = {Kind.WHETHER: known.QUALITIES, Kind.WHO: known.LIGHT_VERBS.intersection(tokens[1:_FEW])}
    content, light = _content(asked, asking, _main_verbs(tokens), lasting.get(kind, frozenset()))
    said = bool(known.SAID.intersection(tokens) or (kind is Kind.WHO and known.CALLED.intersection(tokens)))
    content = _asked_content(kind, content, light, said=said)
    return Question(
        kind,
        text,
        content,
        light,
        _content(topic, asking)[0],
        "quotes" if kind is Kind.SAID and not topic and _names_page(tokens) else None,
        future=bool((known.FUTURE | known.NEXT).intersection(tokens)) or any(map(is_future, tokens)),
        said=said,
        measure=measure,
        passive=bool({"by", "قبل"}.intersection(tokens)) or WHO_PHRASE.search(joined) is not None,
        active=tokens[:1] == ("who",) and len(tokens) > 1 and tokens[1] not in _BEING and content[:1] == tokens[1:2],
        negated=read_tokens.negated,
        attribute=kind is Kind.WHAT and ATTRIBUTE.search(joined) is not None,
        placed=frozenset(word for before, word in pairwise(tokens) if before in question_tokens.PREPOSITIONS),
        bare=_is_bare(kind, tokens, content),
        identity=kind is Kind.WHO and IDENTITY.search(joined) is not None,
        manner=kind is Kind.WHAT and tokens[0] in known.HOW,
        by_be=not _BEING.isdisjoint(tokens),
        contents=kind is Kind.WHAT and not known.CONTENTS.isdisjoint(tokens),
        teller=_content(teller, _ANY)[0],
        degrees=_degrees(kind, tokens),
        undergone=_undergone(tokens, content) if kind in {Kind.WHETHER, Kind.WHAT} else "",
        unit=next((token for token in tokens if token in _UNITS), None) if measure is Measure.DURATION else None,
        earliest=kind is Kind.WHEN and not known.FIRST.isdisjoint(tokens),
        doing=kind is Kind.WHAT and not _DONE.isdisjoint(tokens),
    )


def _asked_content(kind: Kind, content: tuple[str, ...], light: tuple[str, ...], *, said: bool) -> tuple[str, ...]:
    """Return the words that an answer has, without verbs of saying; with signing, which is also "happened"."""
    if kind is Kind.WHO:
        content = (*content, *(word for word in light if word in _SIGNED))
    if not said:
        return content
    kept = known.SAID_NOUNS if kind in _OWN_KINDS else frozenset()
    return tuple(word for word in content if word not in (known.SAID | known.CALLED) - kept)


def _split_teller(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split off whose account is asked for: 'what drove the soldiers | according to Putin'."""
    joined = " ".join(tokens)
    match = ACCORDING_TO.search(joined)
    if not match or not match.start():
        return tokens, ()
    return tuple(joined[: match.start()].split()), tuple(joined[match.end() :].split())


def _degrees(kind: Kind, tokens: tuple[str, ...]) -> frozenset[str]:
    """Return the words on which a yes or no turns, though other questions may lack them: still, all."""
    if kind is not Kind.WHETHER:
        return frozenset()
    return frozenset(tokens) & (known.STILL | known.WHOLLY)


def _undergone(tokens: tuple[str, ...], content: tuple[str, ...]) -> str:
    """Return the participle behind "been" or "being": 'have any soldiers been captured'."""
    match = re.search(r"(?<!\w)(?:been|being) (\w+)", " ".join(tokens))
    return match[1] if match and match[1] in content else ""


def _names_page(tokens: tuple[str, ...]) -> bool:
    """Whether the page of quotations is named: "Putin quotes"."""
    return not known.QUOTATIONS.isdisjoint(tokens) and known.WHAT.isdisjoint(tokens)


def _is_bare(kind: Kind, tokens: tuple[str, ...], content: tuple[str, ...]) -> bool:
    """Whether too little is said for an answer to be sure: "what weapons", "is it true", "are the soldiers there"."""
    if kind is Kind.WHETHER:
        is_of_some = PARTITIVE.search(" ".join(tokens)) is not None
        return is_of_some or known.QUALITIES.issuperset(content) or (len(content) == 1 and tokens[0] in _BEING)
    if kind is Kind.WHO and NAME_PHRASE.search(" ".join(tokens)):
        return True  # of somebody the entry tells; the names of other things no rule tells apart
    return len(content) == 1 and tokens[0] in _WHICH and tokens[1:2] == content


def _measure(kind: Kind, joined: str) -> Measure | None:
    """Return what is measured, if what is asked for is no count, or which day of the week if it is a day."""
    if kind is Kind.WHEN:
        return Measure.WEEKDAY if "weekday" in joined else None
    if kind is not Kind.COUNT:
        return None
    patterns = {Measure.AGE: AGE, Measure.DURATION: DURATION, Measure.AMOUNT: AMOUNT}
    return next((measure for measure, pattern in patterns.items() if pattern.search(joined)), None)


def _main_verbs(tokens: tuple[str, ...]) -> frozenset[str]:
    """Return words that else are fillers, where they say what somebody did: "who took Kursk", "what did he find"."""
    behind = tokens[1:2] if tokens[:1] == ("who",) else tokens[2:] if _DOING.intersection(tokens[:2]) else ()
    return known.MAIN_VERBS.intersection(behind)


def _split_topic(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split 'what did Putin say | about the treaty' where what is spoken of begins."""
    for position, token in enumerate(tokens):
        if token in WHENEVER and position and says_when(tokens):
            return tokens[:position], tokens[position + 1 :]
        if token in known.ABOUT and position:
            before = set(tokens[:position])
            if before - known.SAID - known.WHAT - known.FILLERS:
                return tokens[:position], tokens[position + 1 :]
            if before & known.SAID:  # "quotes about the treaty": by anybody
                return (), tokens[position + 1 :]
    return tokens, ()


def _content(
    tokens: tuple[str, ...],
    asking: frozenset[str],
    verbs: frozenset[str] = frozenset(),
    lasting: frozenset[str] = frozenset(),
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that an answer has, and those that it may lack."""
    fillers = known.FILLERS - verbs
    kept = [token for token in dict.fromkeys(tokens) if token not in asking and not _is_filler(token, fillers)]
    light = known.LIGHT - lasting
    content = tuple(token for token in kept if token not in light)
    return content[:_WORDS_LIMIT], tuple(token for token in kept if token in light)


def _is_filler(token: str, fillers: frozenset[str]) -> bool:
    """Whether a word is a filler, or one joined to "and" or "in"."""
    return token in fillers or (token[0] in _JOINED and len(token) > _PAIR + 1 and token[1:] in fillers)


# Sections that questions of these kinds name without asking for them: "how many people".
_NAMED_IN_PASSING = frozenset(["people", "quotes", "timeline"])
_OWN_KINDS = frozenset([Kind.COUNT, Kind.WHEN, Kind.WHERE, Kind.WHY])
_DOING = frozenset(["did", "does", "do", "will"])
_WHICH = frozenset(words_of("what which whats wat أي اي أية انهي ياتو ياتا"))
_PAIR = 2
_JOINED = ("و", "ف", "ب")
_DONE = frozenset(words_of("do doing done فعل فعلت فعلوا عمل عملت عملوا سوى سوت سووا دار دارو يفعل تفعل بيعمل"))
_UNITS = frozenset(
    words_of(
        "minutes hours days nights weeks months years دقيقة دقائق ساعة ساعات يوم يوما أيام ليلة أسبوع أسابيع "
        "شهر أشهر سنة سنوات سنين عام"
    )
)
_MEASURED: dict[Measure | None, frozenset[str]] = {
    Measure.AGE: frozenset(words_of("old age aged عمر عمره عمرها العمر سنه سنها يبلغ تبلغ")),
    Measure.DURATION: frozenset(
        words_of("hours days weeks months years minutes quickly fast soon late ساعة ساعات يوم يوما أيام")
    ),
    Measure.WEEKDAY: frozenset({"weekday"}),
}
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
