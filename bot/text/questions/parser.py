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
    COUNT_PHRASE,
    DURATION,
    HAPPENED,
    IDENTITY,
    NAME_PHRASE,
    NEWS,
    PARTITIVE,
    QUICKNESS,
    SECTIONS,
    TIMES_PHRASE,
    UNTOLD,
    WHICH_DATE,
    WHO_PHRASE,
    WHY_PHRASE,
)
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
    for kind, section, pattern in (
        (Kind.NEWS, None, NEWS),
        (Kind.HAPPENED, "summary", HAPPENED),
        *((Kind.SECTION, name, pattern) for name, pattern in SECTIONS.items()),
    ):
        if section in _NAMED_IN_PASSING and _kind(tokens) in _OWN_KINDS:
            continue
        if match := pattern.search(joined):
            around = tuple(f"{joined[: match.start()]} {joined[match.end() :]}".split())
            rest = _content(around, _ANY | known.TODAY | known.AFFAIRS)
            return Question(kind, text, *rest, section=section, future=not known.NEXT.isdisjoint(around))
    return None


def _of_items(text: str, read_tokens: QuestionTokens) -> Question | None:
    tokens, joined = read_tokens.words, " ".join(read_tokens.words)
    kind = _kind(tokens)
    if kind is None:
        return None
    tokens, teller = _split_teller(tokens)
    asked, topic = _split_topic(tokens) if kind is Kind.SAID else (tokens, ())
    measure = _measure(kind, joined)
    asking = _ASKING[kind] - _main_verbs(tokens) | _MEASURED.get(measure, frozenset())
    lasting = {Kind.WHETHER: known.QUALITIES, Kind.WHO: known.LIGHT_VERBS.intersection(tokens[1:_FEW])}
    content, light = _content(asked, asking, _main_verbs(tokens), lasting.get(kind, frozenset()))
    said = bool(known.SAID.intersection(tokens) or (kind is Kind.WHO and known.CALLED.intersection(tokens)))
    if kind is Kind.WHO:  # "who signed": وقع is also "happened"
        content = (*content, *(word for word in light if word in _SIGNED))
    if said:
        kept = known.SAID_NOUNS if kind in _OWN_KINDS else frozenset()
        content = tuple(word for word in content if word not in (known.SAID | known.CALLED) - kept)
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
        extent=_extent(kind, tokens),
        undergone=_undergone(tokens, content) if kind in {Kind.WHETHER, Kind.WHAT} else "",
        unit=next((token for token in tokens if token in _UNITS), None) if measure is Measure.DURATION else None,
        earliest=kind is Kind.WHEN and not known.FIRST.isdisjoint(tokens),
        doing=kind is Kind.WHAT and not _DONE.isdisjoint(tokens),
    )


def _split_teller(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split off whose account is asked for: 'what drove the soldiers | according to Putin'."""
    joined = " ".join(tokens)
    match = ACCORDING_TO.search(joined)
    if not match or not match.start():
        return tokens, ()
    return tuple(joined[: match.start()].split()), tuple(joined[match.end() :].split())


def _extent(kind: Kind, tokens: tuple[str, ...]) -> frozenset[str]:
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


def _kind(tokens: tuple[str, ...]) -> Kind | None:
    """Return the first kind whose sign the words have; None if they ask nothing."""
    words = set(tokens)
    is_what = bool(words & known.WHAT)
    joined = " ".join(tokens)
    named = _named_kind(tokens)
    if _says_when(tokens):
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


def _says_when(tokens: tuple[str, ...]) -> bool:
    """Whether words are asked for, and the occasion told: 'what did she say when she landed', «قال ايه لما شافها»."""
    at = next((at for at, word in enumerate(tokens) if word in _WHENEVER), 0)
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
    """Whether the first word asks for yes or no; «هو» and «هي» do where nothing else is asked: هي روسيا رجعت?"""
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


def _split_topic(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split 'what did Putin say | about the treaty' where what is spoken of begins."""
    for position, token in enumerate(tokens):
        if token in _WHENEVER and position and _says_when(tokens):
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
        "minutes hours days nights weeks months years دقيقة دقائق ساعة ساعات يوم يوما أيام ليلة أسبوع أسابيع شهر أشهر سنة سنوات سنين عام"
    )
)
_WHENEVER = frozenset(words_of("when after before لما عندما حين حينما بعدما وقت"))
_HE = frozenset(words_of("هو هي"))
_MEASURED: dict[Measure | None, frozenset[str]] = {
    Measure.AGE: frozenset(words_of("old age aged عمر عمره عمرها العمر سنه سنها يبلغ تبلغ")),
    Measure.DURATION: frozenset(
        words_of("hours days weeks months years minutes quickly fast soon late ساعة ساعات يوم يوما أيام")
    ),
    Measure.WEEKDAY: frozenset({"weekday"}),
}
_WHO_LAST = (("من", "هو"), ("من", "هي"), ("من", "هم"))
_ANY = known.WHAT | known.WHO | known.WHEN | known.WHERE | known.WHY | known.HOW | known.COUNT | known.WHETHER
# Nouns that name what is asked, at the beginning of a phrase or, in English, at its end.
_NAMED: dict[Kind, frozenset[str]] = {
    Kind.WHEN: frozenset(words_of("date time deadline تاريخ موعد توقيت")),
    Kind.COUNT: frozenset(
        words_of(
            "number age price cost amount length duration size عدد عمر سعر ثمن قيمة مبلغ مدة حجم نسبة كلفة تكلفة وزن طول ارتفاع عمق"
        )
    ),
    Kind.WHY: frozenset(words_of("reason reasons cause causes سبب أسباب")),
    Kind.WHERE: frozenset(words_of("location whereabouts مكان موقع")),
    Kind.SAID: frozenset(
        words_of("reaction response reply testimony speech رد ردود شهادة بيان كلمة خطاب رسالة وعد موقف كلمات")
    ),
}
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
