"""Text as the face can show it: there is no other face to fall back on, and a box in place of a letter is an error."""

from __future__ import annotations

import unicodedata

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.errors.pictures import GlyphMissing
from bot.i18n.direction import END, ISOLATE, LTR_ISOLATE, RTL_ISOLATE
from bot.i18n.graphemes import graphemes
from bot.render.picture import face

_ISOLATES = ISOLATE + LTR_ISOLATE + RTL_ISOLATE
# Marks that turn directions over, and what is not seen or chooses a variant: the face has none. A joiner and a
# non-joiner between letters stay, as letters are joined by them.
_UNSEEN = regex.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2065\u206a-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES = regex.compile(r"[^\S\n\u00a0\u202f]+")
_ISOLATE = regex.compile(r"[\u2066-\u2069]")


def drawable(text: str) -> str:
    """Return a text in characters that the face has; GlyphMissing if there is one that nothing stands in for.

    Isolates stay where they pair: they are ours, and the shaper knows them.
    """
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    if not _is_paired(text):
        text = _ISOLATE.sub("", text)
    known = face.characters()
    if not known.issuperset(_ISOLATE.sub("", text).replace("\n", "")):
        text = "".join(_substitute(grapheme) for grapheme in graphemes(text))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))


def _substitute(grapheme: str) -> str:
    """Return a grapheme in what it is a form of ('№' is 'No'), or taken apart; a white space as a space."""
    known = face.characters()
    for form in (grapheme, *(unicodedata.normalize(form, grapheme) for form in ("NFKC", "NFD"))):
        if known.issuperset(_ISOLATE.sub("", form)) or form == "\n":
            return form
    if grapheme.isspace():
        return " "
    raise GlyphMissing(character=grapheme)


def _is_paired(text: str) -> bool:
    depth = 0
    for char in _ISOLATE.findall(text):
        depth += 1 if char in _ISOLATES else -1
        if depth < 0:
            return False
    return depth == 0


def unpaired(line: str) -> str:
    """Return the isolates that a line leaves open, in order."""
    opened: list[str] = []
    for char in _ISOLATE.findall(line):
        if char != END:
            opened.append(char)
        elif opened:
            opened.pop()
    return "".join(opened)
