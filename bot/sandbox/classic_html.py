"""The HTML of a classic message, read as the server reads it, refusals and their byte offsets included.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (parse_html); supported tags as the Bot API's "HTML style".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.sandbox import addresses
from bot.sandbox.entities import Entity, MarkupError, place
from bot.sandbox.marks import utf16_length

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
LITERALS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile("&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
LONGEST_NUMBER = 10
LAST_CODE = 0x10FFFF
PLAIN = re.compile("[^<&]+")
NAME_TOKEN = re.compile("[A-Za-z0-9.-]*")
END = "\0"
SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


@dataclass(slots=True)
class OpenTag:
    """A tag that waits for its end: where its text began, in UTF-16 units and in characters of the result."""

    name: str
    attributes: dict[str, str]
    offset: int = 0
    begin: int = 0


@dataclass(slots=True)
class Reader:
    """One reading of a text: what stands at `at` comes next; `said` is the text without its markup."""

    text: str
    at: int = 0
    said: list[str] = field(default_factory=list)
    length: int = 0
    opened: list[OpenTag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def byte_offset(self, index: int) -> int:
        """Count the bytes before a character, as refusals name places."""
        return len(self.text[:index].encode())

    def skip_spaces(self) -> None:
        """Go on to the next character that is no space, or to the end."""
        while self.text[self.at] in addresses.SPACES and self.text[self.at] != END:
            self.at += 1

    def until(self, stops: str) -> str:
        """Take what stands before the next space or stop."""
        begin = self.at
        while self.text[self.at] not in addresses.SPACES and self.text[self.at] not in stops:
            self.at += 1
        return self.text[begin : self.at]


def parse(text: str) -> tuple[str, list[Entity]]:
    """Take the markup out of a text; MarkupError, with Telegram's words, where the server refuses it."""
    reader = Reader(text + END)
    while reader.at < len(text):
        if reader.text[reader.at] != "<":
            _say(reader)
        elif reader.text[reader.at + 1] == "/":
            _close(reader)
        else:
            _open(reader)
    if reader.opened:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{reader.opened[-1].name}"')
    said_text = "".join(reader.said)
    if any("\ud800" <= c <= "\udfff" for c in said_text):
        raise MarkupError(SURROGATES)
    for entity in reader.entities:
        if entity.kind == "code":
            entity.extra.clear()
    return said_text, sorted(reader.entities, key=place)


def _say(reader: Reader) -> None:
    """Take the plain text up to the next tag or character reference, or that reference."""
    plain = PLAIN.match(reader.text, reader.at, len(reader.text) - 1)
    said = plain[0] if plain else decoded(reader)
    reader.at = plain.end() if plain else reader.at
    reader.said.append(said)
    reader.length += utf16_length(said)


def decoded(reader: Reader) -> str:
    """Take the character reference that stands next, or the ampersand where it is none."""
    found = REFERENCE.match(reader.text, reader.at)
    said = _character(*found.groups()) if found else ""
    reader.at = found.end() if found and said else reader.at + 1
    return said or "&"


def _character(hexadecimal: str | None, decimal: str | None, name: str | None) -> str:
    """Return what a reference stands for; nothing for a name or a number that is not taken."""
    if name is not None:
        return LITERALS.get(name, "")
    digits = (hexadecimal or decimal or "0")[:LONGEST_NUMBER]
    number = int(digits, 10 if hexadecimal is None else 16)
    written = len(digits) + (2 if hexadecimal is None else 3)
    return chr(number) if 0 < number < LAST_CODE and written < LONGEST_NUMBER else ""


def _open(reader: Reader) -> None:
    """Take a start tag with its attributes."""
    begin = reader.byte_offset(reader.at)
    reader.at += 1
    name = addresses.lower(reader.until(">"))
    if reader.text[reader.at] == END:
        raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    if name not in TAGS:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {begin}')
    tag = OpenTag(name, {}, reader.length, len(reader.said))
    while reader.text[reader.at] != ">":
        reader.skip_spaces()
        if reader.text[reader.at] != ">":
            _attribute(reader, tag, begin)
    reader.at += 1
    if name == "span" and tag.attributes.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    reader.opened.append(tag)


def _attribute(reader: Reader, tag: OpenTag, begin: int) -> None:
    """Take one attribute, with a value or without."""
    name = reader.until("=>/\"'")
    if not name:
        raise MarkupError(f'Empty attribute name in the tag "{tag.name}" at byte offset {begin}')
    reader.skip_spaces()
    unclosed = f'Unclosed start tag "{tag.name}" at byte offset {begin}'
    if reader.text[reader.at] == END:
        raise MarkupError(unclosed)
    if reader.text[reader.at] != "=":
        if name == "expandable":
            tag.attributes[name] = ""
        return
    reader.at += 1
    reader.skip_spaces()
    if reader.text[reader.at] == END:
        raise MarkupError(unclosed)
    value = _quoted(reader) if reader.text[reader.at] in "'\"" else _token(reader)
    if reader.text[reader.at] == END:
        raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    # What is not the tag's own value of an attribute leaves an earlier one standing.
    if _counts(tag.name, name, value):
        tag.attributes[name] = value


def _counts(tag: str, name: str, value: str) -> bool:
    """Tell whether the server takes notice of an attribute's value."""
    if name != "class":
        return True
    return value.startswith("language-" if tag == "code" else "tg-")


def _token(reader: Reader) -> str:
    """Take a value without quotation marks."""
    begin = reader.at
    found = NAME_TOKEN.match(reader.text, begin)
    reader.at = found.end() if found else begin
    if reader.text[reader.at] not in addresses.SPACES and reader.text[reader.at] != ">":
        raise MarkupError(f"Unexpected end of name token at byte offset {reader.byte_offset(begin)}")
    return addresses.lower(reader.text[begin : reader.at])


def _quoted(reader: Reader) -> str:
    """Take a value between quotation marks, its character references decoded."""
    mark = reader.text[reader.at]
    reader.at += 1
    value = []
    while reader.text[reader.at] not in (mark, END):
        if reader.text[reader.at] == "&":
            value.append(decoded(reader))
        else:
            value.append(reader.text[reader.at])
            reader.at += 1
    reader.at += reader.text[reader.at] == mark
    return "".join(value)


def _close(reader: Reader) -> None:
    """Take an end tag, and make the entity of what it ends."""
    begin = reader.byte_offset(reader.at)
    if not reader.opened:
        raise MarkupError(f"Unexpected end tag at byte offset {begin}")
    reader.at += 2
    name = addresses.lower(reader.until(">"))
    reader.skip_spaces()
    if reader.text[reader.at] != ">":
        raise MarkupError(f"Unclosed end tag at byte offset {begin}")
    reader.at += 1
    tag = reader.opened.pop()
    if name not in {"", tag.name}:
        wanted = f'expected "</{tag.name}>", found "</{name}>"'
        raise MarkupError(f"Unmatched end tag at byte offset {begin}, {wanted}")
    if reader.length > tag.offset:
        _add(reader, tag)


def _add(reader: Reader, tag: OpenTag) -> None:
    """Add the entity a tag stands for, if it stands for one."""
    offset, length, attributes = tag.offset, reader.length - tag.offset, tag.attributes
    entities = reader.entities
    if tag.name in STYLES:
        entities.append(Entity(STYLES[tag.name], offset, length))
    elif tag.name == "blockquote":
        kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
        entities.append(Entity(kind, offset, length))
    elif tag.name == "a":
        url = attributes.get("href") or "".join(reader.said[tag.begin :])
        entities += link(url, offset, length)
    elif tag.name == "tg-emoji":
        number = addresses.emoji_number(attributes.get("emoji-id", ""))
        if number is None:
            raise MarkupError("Invalid custom emoji identifier specified")
        entities.append(Entity("custom_emoji", offset, length, {"custom_emoji_id": number}))
    elif tag.name == "tg-time":
        entities += _moment(attributes, offset, length)
    else:
        _add_code(entities, tag, length)


def link(url: str, offset: int, length: int) -> list[Entity]:
    """Make the entity of a link: a person's mention, a text link, or none where it is no link."""
    if user := addresses.user_of(url):
        return [Entity("text_mention", offset, length, {"user": {"id": user}})]
    address = addresses.checked(url)
    return [Entity("text_link", offset, length, {"url": address})] if address else []


def moment(unix: int, written: str, offset: int, length: int) -> Entity:
    """Make the entity of a point in time, in seconds, with its format."""
    shown = addresses.date_format(written)
    return Entity("date_time", offset, length, {"unix_time": unix} | ({"date_time_format": shown} if shown else {}))


def _moment(attributes: dict[str, str], offset: int, length: int) -> list[Entity]:
    written = attributes.get("format", "")
    if not addresses.is_date_format(written):
        raise MarkupError("Invalid date format used")
    digits = re.match("[0-9]+", attributes.get("unix", ""))
    unix = int(digits[0]) if digits else 0
    return [moment(unix, written, offset, length)] if unix else []


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
