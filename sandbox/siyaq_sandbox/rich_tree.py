"""Rich HTML read into a tree of tags and texts, with the refusals of classic HTML.

The tags are those of the Bot API's "Rich HTML style"; Telegram's own servers drop an unknown tag without a word, the
sandbox refuses it, so that nothing is lost unseen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.markup_reader import MarkupReader, check_decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The named character references of rich HTML, and no others.
REFERENCES = {
    "lt": "<",
    "gt": ">",
    "amp": "&",
    "quot": '"',
    "apos": "'",
    "nbsp": "\u00a0",
    "hellip": "\u2026",
    "mdash": "\u2014",
    "ndash": "\u2013",
    "lsquo": "\u2018",
    "rsquo": "\u2019",
    "ldquo": "\u201c",
    "rdquo": "\u201d",
}
HEADINGS = {f"h{size}": size for size in range(1, 7)}
MEDIA = {"img", "video", "audio", "tg-document", "tg-map"}
GROUPS = {"tg-collage": "collage", "tg-slideshow": "slideshow"}
STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "tg-spoiler": "spoiler",
}
TEXT_BLOCKS = {"p": "paragraph", "footer": "footer"}
BLOCKS = {
    *HEADINGS,
    *TEXT_BLOCKS,
    *MEDIA,
    *GROUPS,
    *("pre", "hr", "ul", "ol", "blockquote", "aside", "figure", "table", "details"),
    *("tg-math-block", "tg-button-row"),
}
PARTS = {"li", "input", "cite", "figcaption", "caption", "tr", "th", "td", "summary"}
INLINE = {*STYLES, "a", "br", "tg-reference", "tg-emoji", "tg-time", "tg-math", "tg-button"}
TAGS = BLOCKS | PARTS | INLINE
EMPTY = {"br", "hr", "img", "input", "tg-map"}
# White space inside these is their own; a line goes on behind them as behind a letter.
ATOMS = {"tg-math", "img", "tg-button"}
# Far above the 16 levels that a message may have, with the tags between that count for none.
DEEPEST_TREE = 80
SPACE = re.compile("[ \t\n\r\f\v]+")


@dataclass(slots=True)
class Text:
    """A piece of text; a line break is one too, and keeps what it says."""

    content: str
    is_break: bool = False


@dataclass(slots=True)
class Element:
    """A tag with what it holds."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)

    def number(self, name: str) -> int | None:
        """Return an attribute's whole number, or None if it has none."""
        value = self.attributes.get(name, "")
        return int(value) if re.fullmatch("-?[0-9]{1,9}", value) else None


Node = Element | Text


def read(html: str) -> list[Node]:
    """Read rich HTML; MarkupError tells, with the byte offset, what is wrong with it."""
    reader = MarkupReader(html, REFERENCES)
    root = Element("", {})
    opened = [root]
    while following := reader.next:
        holder = opened[-1].children
        if following == "text":
            text = reader.take_text()
            check_decoded(text)
            holder.append(Text(text))
        elif following == "<":
            tag = reader.start_tag(TAGS, may_close=True)
            element = Element(tag.name, {name: value or "" for name, value in tag.attributes})
            holder.append(Text("\n", is_break=True) if tag.name == "br" else element)
            if not tag.is_closed and tag.name not in EMPTY:
                opened.append(element)
            if len(opened) > DEEPEST_TREE:
                raise MarkupError("RICH_MESSAGE_DEPTH_INVALID")
        else:
            reader.end_tag(opened[-1].name or None)
            opened.pop()
    if len(opened) > 1:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{opened[-1].name}"')
    return root.children


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Walk over nodes and all they hold, in the order they are written."""
    for node in nodes:
        yield node
        if isinstance(node, Element):
            yield from walk(node.children)


def says_nothing(nodes: Sequence[Node]) -> bool:
    """Whether nodes are white space alone."""
    return all(isinstance(node, Text) and not node.is_break and not node.content.strip(" \t\n\r\f\v") for node in nodes)


def collapse(nodes: list[Node]) -> None:
    """Make one space of white space as HTML does, and none of it at the ends and beside line breaks."""
    texts = list(_line(nodes))
    after_space = True
    for index, text in enumerate(texts):
        if text.is_break:
            _trim(texts[:index])
            after_space = True
            continue
        text.content = SPACE.sub(" ", text.content)
        if after_space:
            text.content = text.content.removeprefix(" ")
        after_space = text.content.endswith(" ") if text.content else after_space
    _trim(texts)


def _line(nodes: list[Node]) -> Iterator[Text]:
    """Iterate over the texts of a line; an atomic piece, white space and all, counts as a letter."""
    for node in nodes:
        if isinstance(node, Text):
            yield node
        elif node.name in ATOMS:
            yield Text("\ufffc")
        else:
            yield from _line(node.children)


def _trim(texts: list[Text]) -> None:
    """Strip the white space at the end of the last text that is not blank."""
    for text in reversed(texts):
        if text.is_break:
            return
        text.content = text.content.rstrip(" ")
        if text.content:
            return
