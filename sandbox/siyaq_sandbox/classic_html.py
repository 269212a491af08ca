"""The HTML of a classic message, read as the server reads it.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (parse_html); the tags those of the Bot API's "HTML style".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from siyaq_sandbox import addresses
from siyaq_sandbox.entities import Entity, MarkupError, place
from siyaq_sandbox.marks import utf16_length
from siyaq_sandbox.markup_reader import MarkupReader, StartTag, check_decoded

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = {*STYLES, "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(slots=True)
class OpenTag:
    """A tag that waits for its end: where its text began, in UTF-16 units and in pieces of the result."""

    name: str
    attributes: dict[str, str]
    offset: int
    piece: int


@dataclass(slots=True)
class Result:
    """The result so far: the pieces of the text without markup, their length, the entities."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Entity] = field(default_factory=list)


def parse(text: str) -> tuple[str, list[Entity]]:
    """Parse HTML markup into text and entities; raise MarkupError, with Telegram's words, if the server refuses it."""
    reader = MarkupReader(text, REFERENCES)
    result = Result()
    opened: list[OpenTag] = []
    while following := reader.next:
        if following == "text":
            result.pieces.append(reader.take_text())
            result.length += utf16_length(result.pieces[-1])
        elif following == "<":
            tag = reader.start_tag(TAGS)
            opened.append(OpenTag(tag.name, _attributes(tag), result.length, len(result.pieces)))
        else:
            reader.end_tag(opened[-1].name if opened else None)
            _add(result, opened.pop())
    if opened:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{opened[-1].name}"')
    for entity in result.entities:
        if entity.kind == "code":
            entity.extra.clear()
    plain = "".join(result.pieces)
    check_decoded(plain)
    return plain, sorted(result.entities, key=place)


def _attributes(tag: StartTag) -> dict[str, str]:
    """Keep the attributes that the server reads; one in another form leaves an earlier one as it is."""
    attributes = {}
    for name, value in tag.attributes:
        if name == "expandable":
            attributes[name] = ""
        elif value is not None and (name != "class" or value.startswith(("tg-", "language-"))):
            attributes[name] = value
    if tag.name == "span" and attributes.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {tag.begin}')
    return attributes


def _add(result: Result, tag: OpenTag) -> None:
    """Add the entity that an ended tag stands for, if it stands for one and has text."""
    offset, length, attributes = tag.offset, result.length - tag.offset, tag.attributes
    if not length:
        return
    if tag.name in STYLES:
        result.entities.append(Entity(STYLES[tag.name], offset, length))
    elif tag.name == "blockquote":
        kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
        result.entities.append(Entity(kind, offset, length))
    elif tag.name == "a":
        url = attributes.get("href") or "".join(result.pieces[tag.piece :])
        result.entities += link(url, offset, length)
    elif tag.name == "tg-emoji":
        number = addresses.emoji_number(attributes.get("emoji-id", ""))
        if number is None:
            raise MarkupError("Invalid custom emoji identifier specified")
        result.entities.append(Entity("custom_emoji", offset, length, {"custom_emoji_id": number}))
    elif tag.name == "tg-time":
        result.entities += _moment(attributes, offset, length)
    else:
        _add_code(result.entities, tag, length)


def link(url: str, offset: int, length: int) -> list[Entity]:
    """Make the entity of a link: a person's mention, a text link, or none if it is no link."""
    if user := addresses.user_of(url):
        return [Entity("text_mention", offset, length, {"user": {"id": user}})]
    address = addresses.checked(url)
    return [Entity("text_link", offset, length, {"url": address})] if address else []


def moment(unix: int, written: str, offset: int, length: int) -> Entity:
    """Make the entity of a point in time, in Unix seconds, with its format."""
    return Entity("date_time", offset, length, moment_fields(unix, written))


def moment_fields(unix: int, written: str) -> dict[str, int | str]:
    """Return a moment's fields as the Bot API names them."""
    date_format = addresses.date_format(written)
    return {"unix_time": unix} | ({"date_time_format": date_format} if date_format else {})


def unix_time(attributes: dict[str, str]) -> int:
    """Read the time of a `tg-time` tag, 0 for none; refuse a format that is none."""
    if not addresses.is_date_format(attributes.get("format", "")):
        raise MarkupError("Invalid date format used")
    digits = re.match("[0-9]+", attributes.get("unix", ""))
    return int(digits[0]) if digits else 0


def _moment(attributes: dict[str, str], offset: int, length: int) -> list[Entity]:
    unix = unix_time(attributes)
    return [moment(unix, attributes.get("format", ""), offset, length)] if unix else []


def _add_code(entities: list[Entity], tag: OpenTag, length: int) -> None:
    """Add code, or a block of it; the two around the same text with a language are one."""
    language = tag.attributes.get("class", "").removeprefix("language-") if tag.name == "code" else ""
    last = entities[-1] if entities else None
    same = last is not None and (last.offset, last.length) == (tag.offset, length)
    if last and same and last.kind == "code" and tag.name == "pre" and last.extra:
        last.kind = "pre"
    elif last and same and last.kind == "pre" and language:
        last.extra = {"language": language}
    else:
        entities.append(Entity(tag.name, tag.offset, length, {"language": language} if language else {}))
