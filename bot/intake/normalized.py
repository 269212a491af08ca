"""Wire copy with its spelling made equal, and the place in the copy of every character of that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category, decimal, normalize

import regex  # type: ignore[import-untyped] # it comes without type hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORDS_KEPT = 100_000
_UNIFIED = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیېئۍێ", "ي"),
    **dict.fromkeys("ةھہۀۂە", "ه"),
    **dict.fromkeys("ؤۆۇۈۋ", "و"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys("‐‑", "-"),
}
# What is left out: vowel marks, direction marks, soft hyphens and kashidas, and a return before a line feed. A dotted
# capital I and lam-alif ligatures are longer when they are taken apart.
_ODD = regex.compile(r"[\p{Mn}\p{Cf}ـ]+|\r(?=\n)|[\uFEF5-\uFEFC]")
_FIRST_FORM, _LAST_FORM = 0xFB50, 0xFEFC  # Arabic presentation forms


class _Table(dict[int, str]):
    """The one character that each is made equal to, looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = category(char)
        if kind == "Nd":
            plain = str(decimal(char))
        elif kind == "Zs" or char == "\t":
            plain = " "
        elif _FIRST_FORM <= code <= _LAST_FORM:
            decomposed = normalize("NFKC", char)
            plain = decomposed if len(decomposed) == 1 else char
            plain = _UNIFIED.get(plain, plain)
        else:
            plain = _UNIFIED.get(char, char)
        self[code] = plain
        return plain


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a normalised text, by its offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text for rules to work on, and the text as it came.

    `plain` has Arabic look-alike letters and all digits made equal and no vowel marks; `places` gives the offset in
    `raw` of each of its characters, and of its end.
    """

    raw: str
    plain: str
    places: list[int] = field(repr=False)

    def original(self, start: int, end: int) -> str:
        """Return the original text between two offsets of `plain`."""
        return self.raw[self.places[start] : self.end_place(end)]

    def end_place(self, end: int) -> int:
        """Return the offset in `raw` of what ends before `end` in `plain`, including the marks on its last letter."""
        return self.places[end] if end else 0


def normalized(raw: str) -> Normalized:
    """Make the spelling of a text equal. Takes time in proportion to its length."""
    plain: list[str] = []
    places: list[int] = []
    at = 0
    for odd in _ODD.finditer(raw):
        plain.append(raw[at : odd.start()].translate(_TABLE))
        places.extend(range(at, odd.start()))
        if "\ufef5" <= odd[0][0] <= "\ufefc":
            plain.append("لا")
            places.extend((odd.start(), odd.start()))
        at = odd.end()
    plain.append(raw[at:].translate(_TABLE))
    places.extend(range(at, len(raw)))
    places.append(len(raw))
    return Normalized(raw, "".join(plain), places)


@lru_cache(_WORDS_KEPT)
def plain(text: str) -> str:
    """Normalise a word or phrase as rules compare it, in lower case."""
    bare: str = _ODD.sub(lambda odd: "لا" if odd[0][0] >= "\ufef5" else "", text)
    return bare.translate(_TABLE).lower()


def table(*texts: str) -> frozenset[str]:
    """Return the words of tables, normalised as rules compare them."""
    return frozenset(plain(word) for text in texts for word in text.split())


def phrases(*texts: str) -> frozenset[str]:
    """Return the phrases of tables, one a line or separated by `|`, normalised as rules compare them."""
    return frozenset(
        plain(part.strip()) for text in texts for part in text.replace("\n", "|").split("|") if part.strip()
    )


def alternatives(words: Iterable[str]) -> str:
    """Build a pattern that matches any of these words or phrases, the longest first."""
    made = sorted({plain(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(map(regex.escape, word.split())) for word in made)


# The standard library's engine does this thrice as fast.
_TOKEN = re.compile(
    r"[^\W\d_]{2}\w*(?:(?:['’](?!s\b)|-)\w+)*"
    r"|(?:[A-Z]\.){2,}"
    r"|[^\W\d_]\w*(?:(?:['’](?!s\b)|-)\w+)*"
    r"|['’]s\b(?=\W|$)"
    r"|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?(?:-[^\W\d_]\w*)*"
    r"|[#@]\w+"
    r"|\S"
)
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]\w*(?:(?:['’](?!s\b)|-|(?<=\d)[.,:/](?=\d))\w+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark, with its offsets in the normalised text."""

    start: int
    end: int
    text: str
    word: str  # in lower case

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens(plain_text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the tokens of a part of a normalised text."""
    stop = len(plain_text) if end is None else end
    for match in _TOKEN.finditer(plain_text, start, stop):
        yield Token(match.start(), match.end(), match[0], match[0].lower())


def words(plain_text: str) -> list[str]:
    """Return the words and numbers of a normalised text, in lower case."""
    return _WORD.findall(plain_text.lower())
