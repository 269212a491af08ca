"""The old Markdown of the Bot API, read as the server reads it: nothing nests, and few signs are special.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (parse_markdown).
"""

from __future__ import annotations

from siyaq_sandbox.classic_html import link
from siyaq_sandbox.entities import Entity, MarkupError, place
from siyaq_sandbox.markdown_v2 import PADDING, after_language
from siyaq_sandbox.marks import utf16_length

MARKS = "_*`["
KINDS = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}


def parse(text: str) -> tuple[str, list[Entity]]:
    """Parse Markdown into text and entities; raise MarkupError, with Telegram's words, if the server refuses it."""
    padded, at, units = text + PADDING, 0, 0
    pieces: list[str] = []
    entities: list[Entity] = []
    while at < len(text):
        words = padded[at]
        if words == "\\" and padded[at + 1] in MARKS:
            words = padded[at + 1]
            at += 2
        elif words not in MARKS:
            at += 1
        else:
            at, words = _entity(padded, at, units, entities)
        pieces.append(words)
        units += utf16_length(words)
    return "".join(pieces), sorted(entities, key=place)


def _entity(text: str, begin: int, offset: int, entities: list[Entity]) -> tuple[int, str]:
    """Read one entity and add it; return the offset after it, and its text."""
    size = len(text) - len(PADDING)
    mark = "```" if text.startswith("```", begin) else text[begin]
    at, language = begin + len(mark), ""
    if mark == "```":
        at, language = after_language(text, at, size)
    end = text.find("]" if mark == "[" else mark, at, size)
    if end < 0:
        place_of_it = len(text[:begin].encode())
        raise MarkupError(f"Can't find end of the entity starting at byte offset {place_of_it}")
    words = text[at:end]
    following = end + (1 if mark == "[" else len(mark))
    address = words
    if mark == "[" and text[following] == "(":
        close = text.find(")", following, size)
        address = text[following + 1 : close if close >= 0 else size]
        following = close + 1 if close >= 0 else size
    length = utf16_length(words)
    if length and mark == "[":
        entities += link(address, offset, length)
    elif length:
        entities.append(Entity(KINDS[mark], offset, length, {"language": language} if language else {}))
    return following, words
