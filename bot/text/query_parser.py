"""Parses a search query: words, exact phrases, speaker and date filters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.text.dates.date_parser import read_day
from bot.text.normalize import fold
from bot.text.stemmer import tokens
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import PartialDate

LIMIT = 256  # characters of a query: what is longer is cut
WORDS_LIMIT = 8  # words, and phrases, that count
_DATE_WORDS = 4  # of a date in words: '28 April of 2025'
_COMMAS = ",،;؛."
_DIGITS = re.compile(r"\d{4}(?:[-/.]\d{1,2}){0,2}")  # a date that no word after it belongs to
_QUOTED = r"\"[^\"]*\"|«[^»]*»|[“”„][^“”]*[”“]"
_COLON = "[:：﹕︰∶]"
_PART = re.compile(rf"(?P<quoted>{_QUOTED})|(?P<name>[^\W\d_]+)\s?{_COLON}\s*(?P<value>{_QUOTED}|\S+)?|(?P<word>\S+)")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")

# Folded. The names of what narrows a search.
_SPEAKING = "speaker by said says author قايل القايل قايله القايله قال قالت متحدث المتحدث المتحدثه المتكلم"
_SPEAKER = frozenset(_SPEAKING.split())
_EITHER = frozenset(["from", "من"])  # a day on which it begins, or who said it
_AFTER = frozenset(["after", "since", "بعد", "منذ", "ابتداء"]) | _EITHER
_BEFORE = frozenset(["before", "قبل"])
_UNTIL = frozenset(["until", "till", "to", "حتي", "الي", "لغاية", "لغايه"])  # with the day itself
_WITHIN = frozenset(["in", "on", "date", "year", "month", "في", "تاريخ", "بتاريخ", "عام", "سنه", "شهر"])
_DATED = _AFTER | _BEFORE | _UNTIL
# Folded. Words of a question for what somebody said, or for when something happened.
_QUESTION_WORDS = {
    "quotes": frozenset(
        [
            "said",
            "say",
            "says",
            "quote",
            "quotes",
            "قال",
            "قالت",
            "قالوا",
            "يقول",
            "تقول",
            "صرح",
            "صرحت",
            "تصريح",
            "تصريحات",
            "اقتباس",
            "اقتباسات",
        ]
    ),
    "events": frozenset(["when", "متي"]),
}
# Folded. Words of a question that stand in every text; where there is nothing else, they are looked for all the same.
_ENGLISH = (
    "a about an and are as at be been by can could did do does for from had has have he her him his how i in is "
    "it its me my of on or our said say says she so tell that the their them they this to us was we were what "
    "when where which who whom whose why will with would you your last latest recent news"
)
_ARABIC = (
    "ما ماذا من متي اين كيف لماذا لم كم هل اي ايه الذي التي الذين عن في علي الي مع بين حول منذ حتي ان انه انها او "
    "ام ثم قد لقد كان كانت يكون هو هي هم هذا هذه ذلك تلك هناك هنا قال قالت قالوا يقول تقول يقال بشان عند كل بعض "
    "لا لن ليس يا و اخبرني حدثني اعرف اريد اخر احدث اخبار الاخبار"
)
STOP_WORDS = frozenset([*_ENGLISH.split(), *_ARABIC.split()])
"""Folded words that stand in any text."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search: `words` and `phrases` (of folded words) are all wanted, where something has them all.

    `speaker` are words of a name; `after` is the first day wanted, `before` the first one no longer wanted. `unread`
    are dates as typed that mean none, `lacking` what narrows a search as typed where nothing stands behind it, by
    whether a day belongs there. Where the last word is `unfinished`, others that begin with it are found too. `sought`
    is the list of a dossier that is asked for: "what did … say", "when …".
    """

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    unread: tuple[str, ...] = ()
    lacking: tuple[tuple[str, bool], ...] = ()
    unfinished: bool = False
    sought: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.phrases or self.speaker or self.after or self.before)

    @property
    def is_dayless(self) -> bool:
        """Whether no day is wanted: all that are late enough are too late."""
        return bool(self.after and self.before and self.after >= self.before)

    @property
    def anywhere_words(self) -> tuple[str, ...]:
        """The words and the words of phrases."""
        return (*self.words, *(word for phrase in self.phrases for word in phrase.split()))

    @property
    def all_words(self) -> tuple[str, ...]:
        """Every distinct word of the query, the speaker's included."""
        return tuple(dict.fromkeys((*self.anywhere_words, *self.speaker)))


def read(typed: str, today: date, *, unfinished: bool = False) -> Query:
    """Parse a typed search as of the day `today`; nothing in it is a syntax error."""
    text = " ".join(_INVISIBLE.sub("", typed).split())[:LIMIT].strip()
    query = Query(text, unfinished=unfinished and bool(text) and text[-1].isalnum())
    terms: list[str] = []
    position = 0
    while part := _PART.search(text, position):
        if part["quoted"]:
            query, position = replace(query, phrases=(*query.phrases, *_phrase(part["quoted"]))), part.end()
        elif narrowed := _narrowed(query, text, part, today):
            query, position = narrowed
        else:
            terms += words_of(part[0])
            position = part.end()
    content_words = [word for word in dict.fromkeys(terms) if word not in STOP_WORDS]
    narrows = query.phrases or query.speaker or query.after or query.before or query.lacking
    content_words = content_words if content_words or narrows else list(dict.fromkeys(terms))
    content_words = content_words[:WORDS_LIMIT]
    sought = next((part for part, asking in _QUESTION_WORDS.items() if not asking.isdisjoint(terms)), None)
    return replace(query, words=tuple(content_words), phrases=query.phrases[:WORDS_LIMIT], sought=sought)


def is_narrowing(typed: str) -> bool:
    """Whether typed words begin with what narrows a search, so that they are one, whatever they could ask besides."""
    part = _PART.match(" ".join(_INVISIBLE.sub("", typed).split()))
    return part is not None and _is_operator(fold(part["name"] or ""))


def _is_operator(name: str) -> bool:
    return name in _SPEAKER | _DATED


def _phrase(quoted: str) -> tuple[str, ...]:
    phrase = " ".join(words_of(quoted))
    return (phrase,) if phrase else ()


def _narrowed(query: Query, text: str, part: re.Match[str], today: date) -> tuple[Query, int] | None:
    """Apply what narrows the search, if the part does; return the query, and where its value ends."""
    name, value = fold(part["name"] or ""), part["value"] or ""
    if not _is_operator(name) and not (name in _WITHIN and value):
        return None
    if _is_operator(name) and (end := _end_of_nothing(part)):
        return replace(query, lacking=(*query.lacking, (f"{part['name']}:", name not in _SPEAKER))), end
    day, end = _read_date(text, part, today) if name not in _SPEAKER else (None, part.end())
    if day:
        first = None if name in _BEFORE | _UNTIL else day.first
        after = None if name in _AFTER else day.first if name in _BEFORE else _after(day)
        return _within(query, first, after), end
    if name in _SPEAKER | _EITHER:
        return replace(query, speaker=(*query.speaker, *words_of(value))), end
    return (replace(query, unread=(*query.unread, value)), end) if name in _DATED else None


def _end_of_nothing(part: re.Match[str]) -> int | None:
    """Return where what narrows a search ends, if no value stands behind it; None if one does."""
    following = _PART.match(part["value"] or "")
    if following and _is_operator(fold(following["name"] or "")):
        return part.start("value")
    return None if words_of(part["value"] or "") else part.end()


def _after(day: PartialDate) -> date | None:
    """Return the first day after it; None after the last one that there is."""
    return day.last + timedelta(days=1) if day.last < date.max else None


def _within(query: Query, first: date | None, end: date | None) -> Query:
    """Narrow to the days from `first` on and before `end`, as far as they are given."""
    after = max(first, query.after or first) if first else query.after
    before = min(end, query.before or end) if end else query.before
    return replace(query, after=after, before=before)


def _read_date(text: str, part: re.Match[str], today: date) -> tuple[PartialDate | None, int]:
    """Read as many words behind the colon as form one date; return it and their end."""
    start = part.start("value")
    if part["value"][0] in '"«“”„':
        return read_day(part["value"][1:-1], today), part.end()
    words = 1 if _DIGITS.fullmatch(part["value"].rstrip(_COMMAS)) else _DATE_WORDS  # reading in vain takes milliseconds
    ends = [start + word.end() for word in re.finditer(r"\S+", text[start:])][:words]
    for end in reversed(ends):
        if day := read_day(text[start:end], today):
            return day, end
    return None, part.end()


def respell(text: str, instead: Mapping[str, str]) -> str:
    """Replace words of the typed text, by their folded form; two words behind a colon stay one value."""
    parts, position = [], 0
    for token in tokens(text):
        if token.word in instead:
            word = instead[token.word]
            is_value = " " in word and text[: token.start].rstrip().endswith(":")
            parts += [text[position : token.start], f'"{word}"' if is_value else word]
            position = token.end
    return "".join((*parts, text[position:]))
