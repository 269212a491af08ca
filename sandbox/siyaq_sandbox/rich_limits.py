"""The limits of a rich message, counted as the Bot API's "Rich Message Limits" tells.

The descriptions are those given for one more than each limit, collected in tests/sandbox/refusals.yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siyaq_sandbox.entities import MarkupError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CHARACTERS = 32_768
MOST_BLOCKS = 500
DEEPEST = 16
MOST_MEDIA = 50
MEDIA = {"photo", "video", "animation", "audio", "voice_note", "document"}
TEXTS = ("text", "credit", "summary", "caption", "button")


def check(blocks: list[dict[str, Any]]) -> None:
    """Refuse blocks beyond the limits: characters, blocks with list items and rows, levels, media."""
    all_blocks = list(_blocks(blocks))
    texts = [text for block in all_blocks for text in _texts(block)]
    characters = sum(map(characters_of, texts)) + sum(len(block.get("expression", "")) for block in all_blocks)
    if characters > MOST_CHARACTERS:
        raise MarkupError("RICH_MESSAGE_TEXT_TOO_LONG")
    if sum(1 + len(block.get("items", [])) + len(block.get("cells", [])) for block in all_blocks) > MOST_BLOCKS:
        raise MarkupError("RICH_MESSAGE_BLOCKS_TOO_MANY")
    if max((_depth(block) for block in blocks), default=0) > DEEPEST:
        raise MarkupError("RICH_MESSAGE_DEPTH_INVALID")
    if sum(block["type"] in MEDIA for block in all_blocks) > MOST_MEDIA:
        raise MarkupError("RICH_MESSAGE_MEDIA_TOO_MANY")
    if not characters and not any(block["type"] in MEDIA | {"map"} for block in all_blocks):
        raise MarkupError("RICH_MESSAGE_EMPTY")


def characters_of(text: Any) -> int:
    """Count a RichText's characters, a formula's source and an emoji's alternative included."""
    if isinstance(text, str):
        return len(text)
    if isinstance(text, list):
        return sum(map(characters_of, text))
    own = len(text.get("expression", "")) + len(text.get("alternative_text", ""))
    return own + sum(characters_of(text[name]) for name in TEXTS if name in text)


def _blocks(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Iterate over blocks and those nested inside them."""
    for block in blocks:
        yield block
        yield from _blocks(_inner(block))


def _inner(block: dict[str, Any]) -> list[dict[str, Any]]:
    inner: list[dict[str, Any]] = list(block.get("blocks", []))
    for item in block.get("items", []):
        inner += item["blocks"]
    return inner


def _texts(block: dict[str, Any]) -> Iterator[Any]:
    """Iterate over the texts of one block, without those of the blocks inside it."""
    for holder in (block, *(cell for row in block.get("cells", []) for cell in row), *block.get("buttons", [])):
        yield from (holder[name] for name in TEXTS if name in holder)


def _depth(block: dict[str, Any]) -> int:
    """Count the levels of a block: itself, and the deepest block or formatting inside it."""
    inner = [_depth(part) for part in _inner(block)]
    return 1 + max([*inner, *map(_text_depth, _texts(block))], default=0)


def _text_depth(text: Any) -> int:
    """Count the levels of formatting in a text; plain text has none."""
    if isinstance(text, str):
        return 0
    if isinstance(text, list):
        return max(map(_text_depth, text), default=0)
    return 1 + max((_text_depth(text[name]) for name in TEXTS if name in text), default=0)
