"""The block tags of rich HTML, made into the Bot API's RichBlock.

Fields as in the reference's RichBlock types; a list's labels as TDLib's td/telegram/WebPageBlock.cpp makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from siyaq_sandbox import rich_media, rich_text
from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.rich_buttons import button_fields
from siyaq_sandbox.rich_tables import table
from siyaq_sandbox.rich_text import Names, line, needed, verbatim
from siyaq_sandbox.rich_tree import (
    BLOCKS,
    GROUPS,
    HEADINGS,
    MEDIA,
    TEXT_BLOCKS,
    Element,
    Node,
    Text,
    says_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from siyaq_sandbox.rich_media import Load

Block = dict[str, Any]
BULLET = "\u2022"
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"))
ROMAN_ENDS = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
ROMAN_END = 4000
MOST_IN_ROW = 8
ALIGNMENTS = {"left", "center", "right"}


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes blocks of a tree, with the names its links may lead to and the way to its media."""

    names: Names
    load: Load | None

    def blocks(self, nodes: list[Node]) -> list[Block]:
        """Make blocks; text that stands in none becomes a paragraph, a lone anchor a block of its own."""
        result: list[Block] = []
        loose: list[Node] = []
        for node in nodes:
            if isinstance(node, Element) and node.name in BLOCKS and not _is_emoji(node):
                result += self._loose(loose)
                loose = []
                result.append(self.block(node))
            else:
                loose.append(node)
        return result + self._loose(loose)

    def _loose(self, nodes: list[Node]) -> list[Block]:
        """Make of text between blocks a paragraph, or the anchors that it consists of."""
        elements = [node for node in nodes if isinstance(node, Element)]
        if says_nothing([node for node in nodes if isinstance(node, Text)]) and all(map(_is_anchor, elements)):
            return [{"type": "anchor", "name": element.attributes["name"]} for element in elements]
        text = line(nodes, self.names)
        return [{"type": "paragraph", "text": text}] if text else []

    def block(self, element: Element) -> Block:
        """Make the block of one tag."""
        name, children = element.name, element.children
        if name in HEADINGS:
            return {"type": "heading", "text": needed(children, self.names), "size": HEADINGS[name]}
        if name in TEXT_BLOCKS:
            return {"type": TEXT_BLOCKS[name], "text": needed(children, self.names)}
        if name == "hr":
            return {"type": "divider"}
        if name == "tg-math-block":
            return {"type": "mathematical_expression", "expression": rich_text.text_of(element).strip()}
        if name in MEDIA or name in GROUPS or name == "figure":
            return rich_media.block(element, self.names, self.load)
        makers: dict[str, Callable[[Element], Block]] = {
            "table": partial(table, names=self.names),
            "pre": self._preformatted,
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quotation,
            "aside": self._pull_quotation,
            "details": self._details,
            "tg-button-row": self._buttons,
        }
        return makers[name](element)

    def _preformatted(self, element: Element) -> Block:
        """Make preformatted text; a `code` around all of it names its language."""
        children, language = element.children, ""
        first = children[0] if len(children) == 1 else None
        if isinstance(first, Element) and first.name == "code":
            children = first.children
            language = first.attributes.get("class", "").removeprefix("language-")
        texts = [node for node in children if isinstance(node, Text)]
        if texts:
            texts[0].content = texts[0].content.removeprefix("\n")
            texts[-1].content = texts[-1].content.rstrip("\n")
        text = verbatim(children, self.names, is_detecting=False)
        if not text:
            raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
        return {"type": "pre", "text": text} | ({"language": language} if language else {})

    def _quotation(self, element: Element) -> Block:
        """Make a block quotation, of blocks; an expandable one is of text alone."""
        children, credit = rich_media.without_part(element.children, "cite", self.names)
        fields = {"credit": credit} if credit else {}
        if "expandable" in element.attributes:
            return {"type": "expandable_blockquote", "text": needed(children, self.names), **fields}
        return {"type": "blockquote", "blocks": self._content(children), **fields}

    def _pull_quotation(self, element: Element) -> Block:
        children, credit = rich_media.without_part(element.children, "cite", self.names)
        fields = {"credit": credit} if credit else {}
        return {"type": "pullquote", "text": needed(children, self.names), **fields}

    def _details(self, element: Element) -> Block:
        """Make a block that opens; its summary is needed."""
        children, summary = rich_media.without_part(element.children, "summary", self.names)
        if not summary:
            raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
        is_open = {"is_open": True} if "open" in element.attributes else {}
        return {"type": "details", "summary": summary, "blocks": self._content(children), **is_open}

    def _content(self, nodes: list[Node]) -> list[Block]:
        """Make the blocks of a block that may not be empty."""
        content = self.blocks(nodes)
        if not content:
            raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
        return content

    def _list(self, element: Element) -> Block:
        """Make a list; the labels of an ordered one count on, or back, from its start or an item's own value."""
        items = _only(element.children, {"li"})
        if not items:
            raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
        kind = element.attributes.get("type", "1") if element.name == "ol" else ""
        start = element.number("start")
        value = 1 if start is None else start
        list_items = []
        for item in items:
            own = item.number("value")
            value = value if own is None else own
            list_items.append(self._item(item, value, item.attributes.get("type", kind) if kind else ""))
            value += -1 if "reversed" in element.attributes else 1
        return {"type": "list", "items": list_items}

    def _item(self, element: Element, value: int, kind: str) -> Block:
        """Make an item of a list; one without content holds an empty paragraph."""
        if kind and kind not in {"1", "a", "A", "i", "I"}:
            raise MarkupError("invalid list item type specified")
        boxes = [n for n in element.children if isinstance(n, Element) and n.name == "input"]
        children = [n for n in element.children if not (isinstance(n, Element) and n.name == "input")]
        fields: Block = {"label": label(value, kind) if kind else BULLET}
        fields["blocks"] = self.blocks(children) or [{"type": "paragraph", "text": ""}]
        if boxes:
            fields["has_checkbox"] = True
            fields |= {"is_checked": True} if "checked" in boxes[0].attributes else {}
        return fields | ({"value": value, "type": kind} if kind else {})

    def _buttons(self, element: Element) -> Block:
        """Make a row of buttons."""
        buttons = _only(element.children, {"tg-button"})
        if not 1 <= len(buttons) <= MOST_IN_ROW:
            raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED" if not buttons else "BUTTON_ROW_TOO_LONG")
        align = element.attributes.get("align", "")
        if align and align not in ALIGNMENTS:
            raise MarkupError("invalid horizontal alignment specified")
        fields = [{"text": needed(button.children, self.names), **button_fields(button)} for button in buttons]
        return {"type": "buttons", "buttons": fields} | ({"align": align} if align else {})


def _is_emoji(element: Element) -> bool:
    return element.name == "img" and element.attributes.get("src", "").startswith("tg://emoji")


def _is_anchor(element: Element) -> bool:
    return element.name == "a" and "name" in element.attributes and not element.children


def _only(nodes: list[Node], names: set[str]) -> list[Element]:
    """Return the elements of nodes, which may be of these names alone, with white space between them."""
    elements = [node for node in nodes if isinstance(node, Element)]
    texts = [node for node in nodes if isinstance(node, Text)]
    if not says_nothing(texts) or any(element.name not in names for element in elements):
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    return elements


def label(value: int, kind: str) -> str:
    """Return an ordered item's label as the server writes it: `3.`, `c.`, `C.`; Roman numerals without a full stop."""
    if kind in {"a", "A"} and value > 0:
        letters = ""
        while value:
            value, rest = divmod(value - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return (letters.lower() if kind == "a" else letters) + "."
    if kind in {"i", "I"} and 0 < value < ROMAN_END:
        letters = ""
        for worth, letter in ROMAN + ROMAN_ENDS:
            times, value = divmod(value, worth)
            letters += letter * times
        return letters
    return f"{value}."
