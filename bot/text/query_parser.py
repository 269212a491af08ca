"""Parses a search query: words, exact phrases, speaker and date filters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.text.dates.date_parser import read_day
from bot.text.normalize import fold
from bot.text.stemmer import tokens
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.model import PartialDate

LIMIT = 256  # characters of a query: what is longer is cut
WORDS_LIMIT = 8  # words, and phrases, that count
_DATE_WORDS = 4  # of a date in words: '28 April of 2025'
_DIGITS = re.compile(r"\d{4}(?:[-/.]\d{1,2}){0,2}")  # a date that no word after it belongs to
_QUOTED = r"\"[^\"]*\"|«[^»]*»|[“”„][^“”]*[”“]"
_COLON = "[:：﹕︰∶]"
_PART = re.compile(rf"(?P<quoted>{_QUOTED})|(?P<name>[^\W\d_]+)\s?{_COLON}\s*(?P<value>{_QUOTED}|\S+)?|(?P<word>\S+)")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")

# Folded. The names of what narrows a search.
_SPEAKER = frozenset(map(fold, ("speaker", "by", "said", "قائل", "القائل", "قال", "المتحدث")))
_AFTER = frozenset(["after", "since", "from", "بعد", "منذ", "من"])
_BEFORE = frozenset(["before", "until", "قبل", "حتي"])
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
    are dates as typed that mean none. Where the last word is `unfinished`, others that begin with it are found too.
    `sought` is the list of a dossier that is asked for: "what did … say", "when …".
    """

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    unread: tuple[str, ...] = ()
    unfinished: bool = False
    sought: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.phrases or self.speaker or self.after or self.before)

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
        position = part.end()
        name = fold(part["name"] or "")
        if part["quoted"]:
            query = replace(query, phrases=(*query.phrases, *_phrase(part["quoted"])))
        elif name in _SPEAKER and part["value"]:
            query = replace(query, speaker=(*query.speaker, *words_of(part["value"])))
        elif name in _AFTER | _BEFORE and part["value"]:
            query, position = _with_date(query, text, part, name, today)
        else:
            terms += words_of(part[0])
    content_words = [word for word in dict.fromkeys(terms) if word not in STOP_WORDS]
    narrowed = query.phrases or query.speaker or query.after or query.before
    content_words = content_words if content_words or narrowed else list(dict.fromkeys(terms))
    content_words = content_words[:WORDS_LIMIT]
    sought = next((part for part, asking in _QUESTION_WORDS.items() if not asking.isdisjoint(terms)), None)
    return replace(query, words=tuple(content_words), phrases=query.phrases[:WORDS_LIMIT], sought=sought)


def _phrase(quoted: str) -> tuple[str, ...]:
    phrase = " ".join(words_of(quoted))
    return (phrase,) if phrase else ()


def _with_date(query: Query, text: str, part: re.Match[str], name: str, today: date) -> tuple[Query, int]:
    """Apply a date filter, taking as many words as form one date; return the query and their end."""
    day, end = _read_date(text, part, today)
    if day is None:
        return replace(query, unread=(*query.unread, part["value"])), part.end()
    if name in _AFTER:
        return replace(query, after=max(day.first, query.after or day.first)), end
    return replace(query, before=min(day.first, query.before or day.first)), end


def _read_date(text: str, part: re.Match[str], today: date) -> tuple[PartialDate | None, int]:
    start = part.start("value")
    if part["value"][0] in '"«“”„':
        return read_day(part["value"][1:-1], today), part.end()
    words = 1 if _DIGITS.fullmatch(part["value"]) else _DATE_WORDS  # reading words in vain takes milliseconds
    ends = [start + word.end() for word in re.finditer(r"\S+", text[start:])][:words]
    for end in reversed(ends):
        if day := read_day(text[start:end], today):
            return day, end
    return None, part.end()


def respell(text: str, instead: Mapping[str, str]) -> str:
    """Replace words of the typed text by their folded form."""
    parts, position = [], 0
    for token in tokens(text):
        if token.word in instead:
            parts += [text[position : token.start], instead[token.word]]
            position = token.end
    return "".join((*parts, text[position:]))
