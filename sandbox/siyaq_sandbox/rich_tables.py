"""The tables of rich HTML, made into the Bot API's RichBlockTable."""

from __future__ import annotations

from typing import Any

from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.rich_text import Names, line
from siyaq_sandbox.rich_tree import Element, Text, says_nothing

MOST_COLUMNS = 20
ALIGNMENTS = {"align": ("left", "center", "right"), "valign": ("top", "middle", "bottom")}
WORDS = {"align": "horizontal", "valign": "vertical"}


def table(element: Element, names: Names) -> dict[str, Any]:
    """Make a table; it needs a row, and has 20 columns at most."""
    parts = _parts(element, {"caption", "tr"})
    rows = [_parts(part, {"td", "th"}) for part in parts if part.name == "tr"]
    captions = [line(part.children, names) for part in parts if part.name == "caption"]
    if not rows or not all(rows):
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    cells = [[_cell(part, names) for part in row] for row in rows]
    if _width(cells) > MOST_COLUMNS:
        raise MarkupError("RICH_MESSAGE_TABLE_COLS_TOO_MANY")
    flags = {f"is_{name}": True for name in ("bordered", "striped", "compact") if name in element.attributes}
    caption = {"caption": captions[0]} if captions and captions[0] else {}
    return {"type": "table", "cells": cells, **flags, **caption}


def _parts(element: Element, names: set[str]) -> list[Element]:
    """Return the parts of a table or a row, which holds nothing else."""
    if not says_nothing([node for node in element.children if isinstance(node, Text)]):
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    parts = [node for node in element.children if isinstance(node, Element)]
    if any(part.name not in names for part in parts):
        raise MarkupError("RICH_MESSAGE_CONTENT_REQUIRED")
    return parts


def _cell(element: Element, names: Names) -> dict[str, Any]:
    """Make a cell; a header's text stands in the middle unless it says otherwise."""
    fields: dict[str, Any] = {}
    if text := line(element.children, names):
        fields["text"] = text
    if element.name == "th":
        fields["is_header"] = True
    for name in ("colspan", "rowspan"):
        span = element.number(name) if name in element.attributes else 1
        if span is None or span < 1:
            raise MarkupError(f"invalid table cell {name} specified")
        fields |= {name: span} if span > 1 else {}
    default = "center" if element.name == "th" else "left"
    return fields | {"align": _alignment(element, "align", default), "valign": _alignment(element, "valign", "top")}


def _alignment(element: Element, name: str, default: str) -> str:
    value = element.attributes.get(name, default)
    if value not in ALIGNMENTS[name]:
        raise MarkupError(f"invalid {WORDS[name]} alignment specified")
    return value


def _width(cells: list[list[dict[str, Any]]]) -> int:
    """Count the columns of a table, cells that reach over several rows included."""
    widest = 0
    reaching: list[tuple[int, int]] = []
    for row in cells:
        spans = [(cell.get("colspan", 1), cell.get("rowspan", 1)) for cell in row]
        widest = max(widest, sum(width for width, _ in spans) + sum(width for width, _ in reaching))
        reaching = [(width, rows - 1) for width, rows in reaching + spans if rows > 1]
    return widest
