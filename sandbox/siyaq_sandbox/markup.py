"""A text as a method receives it, made into the text and the entities that a message carries.

The order of things is that of the Bot API server (telegram-bot-api/Client.cpp, get_formatted_text) and of TDLib
(td/telegram/MessageEntity.cpp, fix_formatted_text).
"""

from __future__ import annotations

from typing import Any

from siyaq_sandbox import classic_html, entity_input, markdown, markdown_v2, spotting
from siyaq_sandbox.entities import Entity, MarkupError, merge_found, place, settle, without_empty
from siyaq_sandbox.marks import check_encoding, clean, clean_with, is_blank, utf16_length

__all__ = ["MarkupError", "parse", "utf16_length"]

LONGEST_INPUT = 1 << 15
# Further ones are ignored without a word; undocumented, told by python-telegram-bot's MessageLimit.MESSAGE_ENTITIES.
MOST_ENTITIES = 100
PARSERS = {"html": classic_html.parse, "markdown": markdown.parse, "markdownv2": markdown_v2.parse}


def parse(
    text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None, *, allow_empty: bool = False
) -> tuple[str, list[dict[str, Any]]]:
    """Return a message's cleaned text and its entities, in UTF-16 units, those found in the text included.

    MarkupError tells what Telegram refuses. An empty text is refused but where `allow_empty` says otherwise, as for
    captions. A text_mention's `user` holds its id alone.
    """
    if not text and not allow_empty:
        raise MarkupError("message text is empty")
    mode = (parse_mode or "none").lower()
    check_encoding(text, "strings" if mode == "none" else "text")
    if len(text.encode()) > LONGEST_INPUT:
        raise MarkupError("text is too long")
    plain, explicit = _read(text, mode, entities)
    plain, merged = _trimmed(*_cleaned(plain, explicit))
    if is_blank(plain):
        if allow_empty:
            return "", []
        raise MarkupError("text must be non-empty")
    merged = merge_found(merged, spotting.find(plain))
    return plain, [entity.as_json() for entity in merged[:MOST_ENTITIES]]


def _read(text: str, mode: str, entities: list[dict[str, Any]] | None) -> tuple[str, list[Entity]]:
    """Parse a text by its mode, or return it with the entities as they were given."""
    if not text or mode == "none":
        return text, entity_input.read(entities or [])
    if mode not in PARSERS:
        raise MarkupError("unsupported parse_mode")
    try:
        return PARSERS[mode](text)
    except MarkupError as refusal:
        raise MarkupError(f"can't parse entities: {refusal.description}") from None


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Clean a text, and put its entities in order before and after, since cleaning can bring them together."""
    if not entities:
        return clean(text), []
    settled = settle(without_empty(entities))
    cleaned = clean_with(text, settled)
    return cleaned, settle(without_empty(settled))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip white space at the end, and at the beginning up to the first entity."""
    text = text.rstrip(" \n")
    length = utf16_length(text)
    inside = [entity for entity in entities if entity.offset < length]
    for entity in inside:
        entity.length = min(entity.length, length - entity.offset)
    inside.sort(key=place)
    # Only spaces and line ends can stand before the cut, so that its place is the same in units and in characters.
    cut = len(text) - len(text.lstrip(" \n"))
    cut = min([cut, *(entity.offset for entity in inside)])
    for entity in inside:
        entity.offset -= cut
    return text[cut:], inside
