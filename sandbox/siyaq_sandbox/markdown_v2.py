"""MarkdownV2, read as the server reads it.

The rules are those of TDLib's td/telegram/MessageEntity.cpp (parse_markdown_v2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from siyaq_sandbox import addresses
from siyaq_sandbox.classic_html import moment_fields
from siyaq_sandbox.entities import Entity, MarkupError, place
from siyaq_sandbox.marks import utf16_length

RESERVED = "_*[]()~`>#+-=|{}.!\n"
LAST_ESCAPED = 126
# How the server calls an entity in its refusals, and what it is.
KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "CustomEmoji": "custom_emoji",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
}
CODE = {"Code", "Pre", "PreCode"}
ENDS = {
    "Bold": "*",
    "Code": "`",
    "Pre": "```",
    "PreCode": "```",
    "TextUrl": "]",
    "CustomEmoji": "]",
    "Underline": "__",
    "Strikethrough": "~",
    "Spoiler": "||",
}
STARTS = (("__", "Underline"), ("_", "Italic"), ("*", "Bold"), ("~", "Strikethrough"), ("||", "Spoiler"))
LINKS = (("[", "TextUrl"), ("![", "CustomEmoji"))
# Looking ahead of the last character finds this instead of an error.
PADDING = "\0\0\0"


@dataclass(slots=True)
class Open:
    """An entity that waits for its end: the offset of its text in UTF-16 units, the index of its mark."""

    kind: str
    offset: int
    index: int
    piece: int
    extra: dict[str, Any] = field(default_factory=dict)


def parse(text: str) -> tuple[str, list[Entity]]:
    """Parse MarkdownV2 into text and entities; raise MarkupError, with Telegram's words, if the server refuses it."""
    return _Reading(text).whole()


class _Reading:
    """One reading of a text; what stands at `at` comes next."""

    def __init__(self, text: str) -> None:
        self.size = len(text)
        self.text = text + PADDING
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.opened: list[Open] = []
        self.entities: list[Entity] = []
        self.in_quote = False
        self.is_line_start = True

    def whole(self) -> tuple[str, list[Entity]]:
        """Read the whole text."""
        while self.at < self.size:
            char = self.text[self.at]
            reserved = "`" if self.opened and self.opened[-1].kind in CODE else RESERVED
            if char == "\\" and 0 < ord(self.text[self.at + 1]) <= LAST_ESCAPED:
                self.at += 1
                self._say(self.text[self.at])
            elif char not in reserved:
                self._say(char)
            elif self._is_end(char):
                self._close(char)
            else:
                self._open(char)
            self.at += 1
        self._end_quote()
        if self.opened:
            raise self._unended(self.opened[-1])
        return "".join(self.pieces), sorted(self.entities, key=place)

    def _say(self, char: str) -> None:
        self.pieces.append(char)
        self.length += utf16_length(char)
        if char != "\r":
            self.is_line_start = char == "\n"

    def _unended(self, opened: Open) -> MarkupError:
        place_of_it = len(self.text[: opened.index].encode())
        return MarkupError(f"Can't find end of {opened.kind} entity at byte offset {place_of_it}")

    def _is_end(self, char: str) -> bool:
        """Whether a reserved character ends the last opened entity, or with its line the quotation."""
        if not self.opened:
            return False
        if self.in_quote and char == "\n" and (self.at + 1 == self.size or self.text[self.at + 1] != ">"):
            return True
        kind = self.opened[-1].kind
        if kind == "Italic":
            return char == "_" and self.text[self.at + 1] != "_"
        return kind in ENDS and self.text.startswith(ENDS[kind], self.at)

    def _open(self, char: str) -> None:
        """Open the entity that a reserved character stands for; refuse one that stands for none."""
        index = self.at
        if char == "\n":
            self._say(char)
            return
        if char == ">" and self.is_line_start:
            if not self.in_quote:
                self.in_quote = True
                self._push("BlockQuote", index)
            return
        if char == "`":
            kind, extra = self._code()
            self._push(kind, index, extra)
            return
        for mark, kind in STARTS + LINKS:
            if self.text.startswith(mark, index):
                self.at += len(mark) - 1
                self._push(kind, index)
                return
        raise MarkupError(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _push(self, kind: str, index: int, extra: dict[str, Any] | None = None) -> None:
        self.opened.append(Open(kind, self.length, index, len(self.pieces), extra or {}))

    def _code(self) -> tuple[str, dict[str, Any]]:
        """Read the mark of code, or of a code block with its language and the line end after it."""
        if not self.text.startswith("```", self.at):
            return "Code", {}
        self.at, language = after_language(self.text, self.at + 3, self.size)
        self.at -= 1
        return ("PreCode", {"language": language}) if language else ("Pre", {})

    def _close(self, char: str) -> None:
        """End the last opened entity; a line's end after `||` makes its quotation expandable."""
        kind = self.opened[-1].kind
        if char == "\n" and kind != "BlockQuote":
            self._take_expanding_mark(self.at)
            kind = "ExpandableBlockQuote"
        opened = self.opened.pop()
        if char == "\n":
            self.in_quote = False
            self._say(char)
            self._add(kind, opened)
        elif kind == "TextUrl":
            self._close_link(opened)
        elif kind == "CustomEmoji":
            self._close_emoji(opened)
        else:
            self.at += len(ENDS.get(kind, "_")) - 1
            self._add(kind, opened)

    def _take_expanding_mark(self, line_end: int) -> None:
        """Consume a lone `||` at the end of a quotation; refuse what else is open there."""
        last = self.opened[-1]
        before = line_end - 1 if self.pieces and self.pieces[-1] == "\r" else line_end
        if last.kind != "Spoiler" or last.index not in {line_end - 2, before - 2}:
            raise self._unended(last)
        self.opened.pop()
        if self.opened[-1].kind != "BlockQuote":
            raise self._unended(self.opened[-1])

    def _end_quote(self) -> None:
        """End a quotation with the text."""
        if not self.in_quote:
            return
        kind = "BlockQuote"
        if self.opened[-1].kind == "Spoiler" and self.opened[-1].index == self.size - 2:
            self.opened.pop()
            kind = "ExpandableBlockQuote"
        if self.opened[-1].kind == "BlockQuote":
            self._add(kind, self.opened.pop())

    def _add(self, kind: str, opened: Open) -> None:
        if self.length > opened.offset:
            extra = opened.extra
            self.entities.append(Entity(KINDS[kind], opened.offset, self.length - opened.offset, extra))

    def _address(self) -> str:
        """Read an address in round brackets."""
        self.at += 2
        begin, address = self.at, []
        while self.at < self.size and self.text[self.at] != ")":
            if self.text[self.at] == "\\" and 0 < ord(self.text[self.at + 1]) <= LAST_ESCAPED:
                self.at += 1
            address.append(self.text[self.at])
            self.at += 1
        if self.text[self.at] != ")":
            place_of_it = len(self.text[:begin].encode())
            raise MarkupError(f"Can't find end of a URL at byte offset {place_of_it}")
        return "".join(address)

    def _close_link(self, opened: Open) -> None:
        has_address = self.text[self.at + 1] == "("
        address = self._address() if has_address else "".join(self.pieces[opened.piece :])
        if user := addresses.user_of(address):
            self.entities.append(
                Entity("text_mention", opened.offset, self.length - opened.offset, {"user": {"id": user}})
            )
        elif url := addresses.checked(address):
            opened.extra = {"url": url}
            self._add("TextUrl", opened)

    def _close_emoji(self, opened: Open) -> None:
        if self.text[self.at + 1] != "(":
            raise MarkupError("The entity must contain a tg://emoji or tg://time URL")
        address = self._address()
        moment = addresses.moment_of(address)
        if number := addresses.emoji_of(address):
            opened.extra = {"custom_emoji_id": number}
            self._add("CustomEmoji", opened)
        elif moment:
            length = self.length - opened.offset
            self.entities.append(Entity("date_time", opened.offset, length, moment_fields(*moment)))
        else:
            raise MarkupError("Invalid tg://emoji or tg://time URL specified")


def after_language(text: str, at: int, size: int) -> tuple[int, str]:
    """Skip the language of a code block and one line end; return where its code begins, and the language."""
    end = at
    while text[end] not in addresses.SPACES and text[end] != "`":
        end += 1
    language = text[at:end] if end < size and text[end] != "`" else ""
    at += len(language)
    if text[at] in "\n\r":
        at += 2 if text[at + 1] in "\n\r" and text[at] != text[at + 1] else 1
    return at, language
