"""Characters that Telegram removes or replaces in what it is sent, and what it takes for an empty text.

The rules are those of TDLib's td/telegram/misc.cpp (clean_input_string, strip_empty_characters) and
td/telegram/MessageEntity.cpp (clean_input_string_with_entities).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from siyaq_sandbox.entities import MarkupError

if TYPE_CHECKING:
    from siyaq_sandbox.entities import Entity

BMP_END = 0xFFFF
# Carriage returns, line and paragraph separators, embeddings and overrides, and three combining lines.
REMOVED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
CLEANING = {code: " " for code in range(32) if chr(code) not in "\n\r"} | {ord(c): None for c in REMOVED}
CROWDED_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
SURROGATE = re.compile("[\ud800-\udfff]")
INVISIBLE = frozenset(
    " \n\t\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202e\u202f\u205f\u2800"
    "\u3000\ufffc\u200b\u200c\u200d\u200e\u200f\ufeff\u00a0"
) | frozenset(map(chr, range(0xE0000, 0xE0080)))


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the measure of every offset, length and limit."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: Telegram treats it as empty."""
    return all(c in INVISIBLE for c in text)


def check_encoding(text: str, what: str = "strings") -> None:
    """Refuse a text with half of a surrogate pair, which UTF-8 cannot carry."""
    if SURROGATE.search(text):
        raise MarkupError(f"{what} must be encoded in UTF-8")


def clean(text: str) -> str:
    """Clean as the server does: control characters, embeddings, and all but the last of adjacent marks."""
    return CROWDED_MARK.sub("\u200c", text.translate(CLEANING))


def clean_with(text: str, entities: list[Entity]) -> str:
    """Clean a text and move its entities with it; refuse those that begin or end outside a character."""
    length = utf16_length(text)
    if length == len(text) and REMOVED.isdisjoint(text):  # most texts: an offset is an index, and nothing moves
        for entity in entities:
            _check_bounds(entity, length)
        return clean(text)
    units, bytes_before, removed = _measures(text)
    index_at = {unit: index for index, unit in enumerate(units)}
    for entity in entities:
        _check_bounds(entity, length)
        if entity.offset not in index_at:
            place = bytes_before[index_at[entity.offset + 1]]
            raise MarkupError(f"entity begins in a middle of a UTF-16 symbol at byte offset {place}")
        if entity.end not in index_at:
            beginning = f"entity beginning at UTF-16 offset {entity.offset}"
            place = bytes_before[index_at[entity.end + 1]]
            raise MarkupError(f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {place}")
        begin, end = index_at[entity.offset], index_at[entity.end]
        entity.offset -= removed[begin]
        entity.length -= removed[end] - removed[begin]
    return clean(text)


def _check_bounds(entity: Entity, length: int) -> None:
    if entity.offset > length:
        raise MarkupError(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.end > length:
        beginning = f"entity beginning at UTF-16 offset {entity.offset}"
        raise MarkupError(f"{beginning} ends after the end of the text at UTF-16 offset {entity.end}")


def _measures(text: str) -> tuple[list[int], list[int], list[int]]:
    """Count what stands before each character and before the end: UTF-16 units, bytes, characters to remove."""
    units, sizes, removed = [0], [0], [0]
    for char in text:
        units.append(units[-1] + 1 + (ord(char) > BMP_END))
        sizes.append(sizes[-1] + len(char.encode()))
        removed.append(removed[-1] + (char in REMOVED))
    return units, sizes, removed
