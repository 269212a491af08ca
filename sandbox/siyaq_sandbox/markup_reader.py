"""Tags, attributes and character references, read one after another out of a text with HTML in it.

The rules and refusals are those of TDLib's td/telegram/MessageEntity.cpp (parse_html, decode_html_entity).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siyaq_sandbox.addresses import SPACES, lower
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.marks import SURROGATE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

REFERENCE = re.compile("&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
LONGEST_NUMBER = 10
LAST_CODE = 0x10FFFF
PLAIN = re.compile("[^<&]+")
NAME_TOKEN = re.compile("[A-Za-z0-9.-]*")
END = "\0"
SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


@dataclass(frozen=True, slots=True)
class StartTag:
    """A start tag: its attributes in order (None for one without a value), the byte it begins at."""

    name: str
    attributes: list[tuple[str, str | None]]
    begin: int
    is_closed: bool = False


class MarkupReader:
    """One reading of a text; what stands at `at` comes next."""

    def __init__(self, text: str, references: Mapping[str, str]) -> None:
        self.text = text + END
        self.at = 0
        self.references = references

    @property
    def next(self) -> str:
        """The kind of what comes next: "" at the end, "<" a start tag, "</" an end tag, "text" anything else."""
        if self.at >= len(self.text) - 1:
            return ""
        if self.text[self.at] != "<":
            return "text"
        return "</" if self.text[self.at + 1] == "/" else "<"

    def take_text(self) -> str:
        """Consume the plain text up to the next tag or character reference, or that reference."""
        plain = PLAIN.match(self.text, self.at, len(self.text) - 1)
        if plain is None:
            return self._reference()
        self.at = plain.end()
        return plain[0]

    def start_tag(self, names: Collection[str], *, may_close: bool = False) -> StartTag:
        """Consume a start tag with its attributes; `may_close` allows a self-closing one."""
        begin = self._bytes_before(self.at)
        self.at += 1
        name = lower(self._until(">"))
        if self.text[self.at] == END:
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        is_closed = may_close and name.endswith("/")
        name = name.removesuffix("/") if is_closed else name
        if name not in names:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes: list[tuple[str, str | None]] = []
        while self.text[self.at] != ">":
            self._skip_spaces()
            if may_close and self.text.startswith("/>", self.at):
                is_closed = True
                self.at += 1
            elif self.text[self.at] != ">":
                attributes.append(self._attribute(name, begin))
        self.at += 1
        return StartTag(name, attributes, begin, is_closed)

    def end_tag(self, opened: str | None) -> None:
        """Consume an end tag, which closes `opened`; one without a name closes any, and None means nothing is open."""
        begin = self._bytes_before(self.at)
        if opened is None:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        name = lower(self._until(">"))
        self._skip_spaces()
        if self.text[self.at] != ">":
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        if name not in {"", opened}:
            wanted = f'expected "</{opened}>", found "</{name}>"'
            raise MarkupError(f"Unmatched end tag at byte offset {begin}, {wanted}")

    def _bytes_before(self, index: int) -> int:
        return len(self.text[:index].encode())

    def _skip_spaces(self) -> None:
        while self.text[self.at] in SPACES and self.text[self.at] != END:
            self.at += 1

    def _until(self, stops: str) -> str:
        """Consume what stands before the next white space or stop."""
        begin = self.at
        while self.text[self.at] not in SPACES and self.text[self.at] not in stops:
            self.at += 1
        return self.text[begin : self.at]

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        """Consume one attribute, with a value or without."""
        name = self._until("=>/\"'")
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_spaces()
        unclosed = f'Unclosed start tag "{tag}" at byte offset {begin}'
        if self.text[self.at] == END:
            raise MarkupError(unclosed)
        if self.text[self.at] != "=":
            return name, None
        self.at += 1
        self._skip_spaces()
        if self.text[self.at] == END:
            raise MarkupError(unclosed)
        value = self._quoted() if self.text[self.at] in "'\"" else self._token()
        if self.text[self.at] == END:
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _token(self) -> str:
        """Consume an unquoted value."""
        begin = self.at
        match = NAME_TOKEN.match(self.text, begin)
        self.at = match.end() if match else begin
        if self.text[self.at] not in SPACES and self.text[self.at] != ">":
            raise MarkupError(f"Unexpected end of name token at byte offset {self._bytes_before(begin)}")
        return lower(self.text[begin : self.at])

    def _quoted(self) -> str:
        """Consume a quoted value, and decode its character references."""
        mark = self.text[self.at]
        self.at += 1
        value = []
        while self.text[self.at] not in (mark, END):
            if self.text[self.at] == "&":
                value.append(self._reference())
            else:
                value.append(self.text[self.at])
                self.at += 1
        self.at += self.text[self.at] == mark
        return "".join(value)

    def _reference(self) -> str:
        """Consume and decode the next character reference; return the ampersand itself if it is none."""
        match = REFERENCE.match(self.text, self.at)
        character = self._character(*match.groups()) if match else ""
        self.at = match.end() if match and character else self.at + 1
        return character or "&"

    def _character(self, hexadecimal: str | None, decimal: str | None, name: str | None) -> str:
        """Return what a reference stands for; nothing for a name or a number that is not taken."""
        if name is not None:
            return self.references.get(name, "")
        digits = (hexadecimal or decimal or "0")[:LONGEST_NUMBER]
        number = int(digits, 10 if hexadecimal is None else 16)
        written = len(digits) + (2 if hexadecimal is None else 3)
        return chr(number) if 0 < number < LAST_CODE and written < LONGEST_NUMBER else ""


def check_decoded(text: str) -> None:
    """Refuse a text in which character references left half of a surrogate pair."""
    if SURROGATE.search(text):
        raise MarkupError(SURROGATES)
