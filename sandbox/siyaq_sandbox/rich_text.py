"""The inline tags of rich HTML, made into the Bot API's RichText.

Fields as in the reference's RichText types; links and what is found in a text as TDLib's td/telegram/WebPageBlock.cpp
gives them. The refusals are the descriptions that bots have been given, collected in tests/sandbox/refusals.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from siyaq_sandbox import addresses, spotting
from siyaq_sandbox.classic_html import moment_fields, unix_time
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.rich_buttons import button_fields
from siyaq_sandbox.rich_tree import BLOCKS, PARTS, STYLES, Element, Node, Text, collapse, walk
from siyaq_sandbox.web_addresses import EMAIL

RichText = str | dict[str, Any] | list[Any]
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{2,30}")
FOUND = {
    "mention": ("mention", "username", "@"),
    "hashtag": ("hashtag", "hashtag", "#"),
    "cashtag": ("cashtag", "cashtag", "$"),
    "bot_command": ("bot_command", "bot_command", "/"),
    "url": ("url", "url", ""),
    "email": ("email_address", "email_address", ""),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a document defines for its own links, and whether links are looked for in its texts."""

    anchors: frozenset[str]
    references: frozenset[str]
    is_detecting: bool

    @classmethod
    def of(cls, nodes: list[Node], *, is_detecting: bool) -> Names:
        """Collect the names that a document gives to places and to footnotes."""
        named = [n for n in walk(nodes) if isinstance(n, Element) and n.attributes.get("name")]
        references = {n.attributes["name"] for n in named if n.name == "tg-reference" or n.children}
        anchors = {n.attributes["name"] for n in named if n.name == "a"} - references
        return cls(frozenset(anchors), frozenset(references), is_detecting)


def line(nodes: list[Node], names: Names) -> RichText:
    """Make a block's own text, white space collapsed; refuse a block where only a line can stand."""
    collapse(nodes)
    return verbatim(nodes, names)


def needed(nodes: list[Node], names: Names) -> RichText:
    """Make a text that may not be empty."""
    text = line(nodes, names)
    if not text:
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    return text


def verbatim(nodes: list[Node], names: Names, *, is_detecting: bool = True) -> RichText:
    """Make a text with its white space as it stands."""
    parts: list[Any] = []
    for node in nodes:
        if isinstance(node, Text):
            converted = _found(node.content, names, is_detecting)
        else:
            converted = [_inline(node, names, is_detecting)]
        for part in converted:
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part:
                parts.append(part)
    return parts[0] if len(parts) == 1 else parts or ""


def _found(text: str, names: Names, is_detecting: bool) -> list[Any]:
    """Cut a plain text at the links, mentions and the like that stand in it."""
    if not (is_detecting and names.is_detecting):
        return [text]
    parts: list[Any] = []
    done = 0
    for begin, end, entity_kind in spotting.spans(text):
        kind, name, sign = FOUND[entity_kind]
        words = text[begin:end]
        parts += [text[done:begin], {"type": kind, "text": words, name: words.removeprefix(sign)}]
        done = end
    return [*parts, text[done:]]


def _inline(element: Element, names: Names, is_detecting: bool) -> RichText:
    """Make the text of one inline tag."""
    name, attributes = element.name, element.attributes
    if name == "img" and attributes.get("src", "").startswith("tg://emoji"):
        return _emoji(addresses.emoji_of(attributes["src"]), attributes.get("alt", ""))
    if name in BLOCKS or name in PARTS:
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    if name == "tg-math":
        return {"type": "mathematical_expression", "expression": text_of(element)}
    if name == "tg-emoji":
        return _emoji(addresses.emoji_number(attributes.get("emoji-id", "")), text_of(element))
    if name == "a":
        return _link(element, names)
    is_detecting = is_detecting and name not in {"code", "tg-button"}
    return _styled(element, verbatim(element.children, names, is_detecting=is_detecting))


def _styled(element: Element, text: RichText) -> RichText:
    """Make a text of a style, a footnote, a moment or a button; nothing of one without text."""
    if not text:
        return ""
    if element.name == "tg-button":
        return {"type": "button", "button": {"text": text, **button_fields(element)}}
    if element.name == "tg-reference":
        return {"type": "reference", "text": text, "name": element.attributes.get("name", "")}
    if element.name == "tg-time":
        if not addresses.is_date_format(element.attributes.get("format", "")):
            raise MarkupError("invalid date format used")
        unix = unix_time(element.attributes)
        fields = {"date_time_format": "", **moment_fields(unix, element.attributes.get("format", ""))}
        return {"type": "date_time", "text": text, **fields} if unix else text
    return {"type": STYLES[element.name], "text": text}


def text_of(element: Element) -> str:
    """Return the plain text that an element holds."""
    return "".join(node.content for node in walk(element.children) if isinstance(node, Text))


def _emoji(number: str | None, alternative: str) -> RichText:
    """Make a custom emoji; its alternative must be an emoji, not words."""
    if number is None or not alternative or any(c.isalpha() or c.isspace() for c in alternative):
        raise MarkupError("RICH_MESSAGE_EMOJI_INVALID")
    return {"type": "custom_emoji", "custom_emoji_id": number, "alternative_text": alternative}


def _link(element: Element, names: Names) -> RichText:
    """Make a link, the place a link can lead to, or the text of a footnote."""
    text = verbatim(element.children, names, is_detecting=False)
    name, href = element.attributes.get("name"), element.attributes.get("href")
    if name is not None and href is None:
        return {"type": "reference", "text": text, "name": name} if text else {"type": "anchor", "name": name}
    if not text:
        return ""
    address = text_of(element) if href is None else href
    if address.startswith("#"):
        return _inner_link(text, address[1:], names)
    return {"text": text, **_outer_link(address)}


def _inner_link(text: RichText, name: str, names: Names) -> RichText:
    """Make a link to a place of the same message; an empty name is its beginning.

    Telegram's servers make a plain address of a link to a place that there is not; the sandbox refuses it.
    """
    if name in names.references:
        return {"type": "reference_link", "text": text, "reference_name": name}
    if name and name not in names.anchors:
        raise MarkupError("RICH_MESSAGE_URL_INVALID")
    return {"type": "anchor_link", "text": text, "anchor_name": name}


def _outer_link(address: str) -> dict[str, Any]:
    """Make the fields of a link that leads out of the message."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        if not EMAIL.fullmatch(rest):
            raise MarkupError("RICH_MESSAGE_EMAIL_INVALID")
        return {"type": "email_address", "email_address": rest}
    if scheme.lower() == "tel":
        if not PHONE.fullmatch(rest):
            raise MarkupError("RICH_MESSAGE_PHONE_INVALID")
        return {"type": "phone_number", "phone_number": rest}
    if user := addresses.user_of(address):
        return {"type": "text_mention", "user": {"id": user}}
    url = addresses.checked(address)
    if url is None:
        raise MarkupError("RICH_MESSAGE_URL_INVALID")
    return {"type": "url", "url": url}
