"""Generated blocks, written as rich HTML and read back."""

from __future__ import annotations

import html
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.rich import parse

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
STYLES = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "marked": "mark",
    "subscript": "sub",
    "superscript": "sup",
    "spoiler": "tg-spoiler",
}
WORDS = st.from_regex("[a-zسلام<&>\"'«٣🏟]{1,4}( [a-zد&]{1,3})?", fullmatch=True)
LINKS = st.sampled_from(
    [
        {"type": "url", "url": "https://t.me/a?b=1&c=2"},
        {"type": "email_address", "email_address": "me@example.com"},
        {"type": "phone_number", "phone_number": "+123456789"},
        {"type": "text_mention", "user": {"id": 101}},
        {"type": "anchor_link", "anchor_name": "place"},
        {"type": "anchor_link", "anchor_name": ""},
        {"type": "reference_link", "reference_name": "note"},
    ]
)
PIECES: st.SearchStrategy[Any] = st.one_of(
    st.builds(lambda link, text: link | {"text": text}, LINKS, WORDS),
    st.builds(lambda source: {"type": "mathematical_expression", "expression": source}, WORDS),
    st.just({"type": "custom_emoji", "custom_emoji_id": "5368324170671202286", "alternative_text": "👍"}),
    st.builds(
        lambda text: {"type": "date_time", "text": text, "unix_time": 1647531900, "date_time_format": "wDT"}, WORDS
    ),
)


def _mixed(parts: list[Any]) -> Any:
    """Put a word between every two words, as a text never has two of them side by side."""
    kept = [part for index, part in enumerate(parts) if not (isinstance(part, str) and index % 2)]
    apart: list[Any] = []
    for part in kept:
        if not (apart and isinstance(apart[-1], str) and isinstance(part, str)):
            apart.append(part)
    return apart[0] if len(apart) == 1 else apart


TEXTS: st.SearchStrategy[Any] = st.recursive(
    WORDS,
    lambda text: st.one_of(
        PIECES,
        st.builds(lambda kind, inner: {"type": kind, "text": inner}, st.sampled_from(sorted(STYLES)), text),
        st.lists(st.one_of(WORDS, PIECES), min_size=1, max_size=4).map(_mixed),
    ),
    max_leaves=5,
)
CREDITS = st.one_of(st.just({}), st.builds(lambda text: {"credit": text}, WORDS))
CELLS = st.builds(
    lambda text, head, align, valign, span: text | head | {"align": align, "valign": valign} | span,
    st.one_of(st.just({}), st.builds(lambda text: {"text": text}, TEXTS)),
    st.sampled_from([{}, {"is_header": True}]),
    st.sampled_from(["left", "center", "right"]),
    st.sampled_from(["top", "middle", "bottom"]),
    st.sampled_from([{}, {"colspan": 2}, {"rowspan": 3}]),
)
FLAGS = st.sampled_from([{}, {"is_bordered": True}, {"is_striped": True, "is_compact": True}])
LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.builds(lambda text: {"type": "paragraph", "text": text}, TEXTS),
    st.builds(lambda text: {"type": "footer", "text": text}, TEXTS),
    st.builds(lambda text, size: {"type": "heading", "text": text, "size": size}, TEXTS, st.integers(1, 6)),
    st.builds(lambda text: {"type": "pre", "text": text, "language": "python"}, WORDS),
    st.just({"type": "divider"}),
    st.builds(lambda text: {"type": "mathematical_expression", "expression": text}, WORDS),
    st.builds(lambda text, credit: {"type": "pullquote", "text": text, **credit}, TEXTS, CREDITS),
    st.builds(lambda text, credit: {"type": "expandable_blockquote", "text": text, **credit}, TEXTS, CREDITS),
    st.builds(
        lambda rows, flags: {"type": "table", "cells": rows, **flags, "caption": "rows"},
        st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=3),
        FLAGS,
    ),
)


def _ordered(start: int, contents: list[Any]) -> dict[str, Any]:
    items = [
        {"label": f"{start + index}.", "blocks": blocks, "value": start + index, "type": "1"}
        for index, blocks in enumerate(contents)
    ]
    return {"type": "list", "items": items}


def _unordered(contents: list[Any], boxes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "list", "items": [{"label": "•", "blocks": blocks, **boxes} for blocks in contents]}


def _contents(block: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.lists(block, min_size=1, max_size=2), min_size=1, max_size=2)


BOXES = st.sampled_from([{}, {"has_checkbox": True}, {"has_checkbox": True, "is_checked": True}])
BLOCKS: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda block: st.one_of(
        st.builds(
            lambda blocks, credit: {"type": "blockquote", "blocks": blocks, **credit},
            st.lists(block, min_size=1, max_size=2),
            CREDITS,
        ),
        st.builds(
            lambda text, blocks, is_open: {"type": "details", "summary": text, "blocks": blocks, **is_open},
            TEXTS,
            st.lists(block, min_size=1, max_size=2),
            st.sampled_from([{}, {"is_open": True}]),
        ),
        st.builds(
            _ordered, st.integers(1, 9), st.lists(st.lists(block, min_size=1, max_size=2), min_size=1, max_size=2)
        ),
        st.builds(_unordered, st.lists(st.lists(block, min_size=1, max_size=2), min_size=1, max_size=2), BOXES),
    ),
    max_leaves=4,
)
NAMED: list[dict[str, Any]] = [
    {"type": "anchor", "name": "place"},
    {"type": "paragraph", "text": {"type": "reference", "text": "a note", "name": "note"}},
]


def _href(text: dict[str, Any]) -> str | None:
    """Return where a link leads; None for what is no link."""
    prefixes = {
        "url": "",
        "email_address": "mailto:",
        "phone_number": "tel:",
        "anchor_name": "#",
        "reference_name": "#",
    }
    if "user" in text:
        return f"tg://user?id={text['user']['id']}"
    return next((prefix + text[name] for name, prefix in prefixes.items() if name in text), None)


def text_html(text: Any) -> str:
    """Write a RichText as HTML."""
    if isinstance(text, str):
        return html.escape(text, quote=False)
    if isinstance(text, list):
        return "".join(map(text_html, text))
    return _tag_html(text, text_html(text.get("text", "")))


def _tag_html(text: dict[str, Any], inner: str) -> str:
    kind, href = text["type"], _href(text)
    if href is not None:
        return f'<a href="{html.escape(href)}">{inner}</a>'
    if kind == "reference":
        return f'<tg-reference name="{text["name"]}">{inner}</tg-reference>'
    if kind == "mathematical_expression":
        return f"<tg-math>{html.escape(text['expression'], quote=False)}</tg-math>"
    if kind == "custom_emoji":
        return f'<tg-emoji emoji-id="{text["custom_emoji_id"]}">{text["alternative_text"]}</tg-emoji>'
    if kind == "date_time":
        return f'<tg-time unix="{text["unix_time"]}" format="{text["date_time_format"]}">{inner}</tg-time>'
    return f"<{STYLES[kind]}>{inner}</{STYLES[kind]}>"


def _cell_html(cell: dict[str, Any]) -> str:
    tag = "th" if "is_header" in cell else "td"
    names = [name for name in ("align", "valign", "colspan", "rowspan") if name in cell]
    attributes = "".join(f' {name}="{cell[name]}"' for name in names)
    return f"<{tag}{attributes}>{text_html(cell.get('text', ''))}</{tag}>"


def _list_html(block: dict[str, Any]) -> str:
    items = []
    for item in block["items"]:
        checked = " checked" if "is_checked" in item else ""
        box = f'<input type="checkbox"{checked}>' if "has_checkbox" in item else ""
        items.append(f"<li>{box}{blocks_html(item['blocks'])}</li>")
    value = block["items"][0].get("value")
    name, start = ("ul", "") if value is None else ("ol", f' start="{value}"')
    return f"<{name}{start}>{''.join(items)}</{name}>"


def block_html(block: dict[str, Any]) -> str:
    """Write one block as HTML."""
    kind, text = block["type"], text_html(block.get("text", ""))
    credit = f"<cite>{text_html(block['credit'])}</cite>" if "credit" in block else ""
    if kind == "table":
        rows = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in block["cells"])
        flags = "".join(f" {name[3:]}" for name in block if name.startswith("is_"))
        return f"<table{flags}><caption>{block['caption']}</caption>{rows}</table>"
    if kind == "details":
        is_open = " open" if "is_open" in block else ""
        inner = blocks_html(block["blocks"])
        return f"<details{is_open}><summary>{text_html(block['summary'])}</summary>{inner}</details>"
    if kind == "list":
        return _list_html(block)
    writers: dict[str, Callable[[], str]] = {
        "anchor": lambda: f'<a name="{block["name"]}"></a>',
        "paragraph": lambda: f"<p>{text}</p>",
        "footer": lambda: f"<footer>{text}</footer>",
        "heading": lambda: f"<h{block['size']}>{text}</h{block['size']}>",
        "pre": lambda: f'<pre><code class="language-{block["language"]}">{text}</code></pre>',
        "divider": lambda: "<hr/>",
        "mathematical_expression": lambda: f"<tg-math-block>{html.escape(block['expression'])}</tg-math-block>",
        "pullquote": lambda: f"<aside>{text}{credit}</aside>",
        "expandable_blockquote": lambda: f"<blockquote expandable>{text}{credit}</blockquote>",
        "blockquote": lambda: f"<blockquote>{blocks_html(block['blocks'])}{credit}</blockquote>",
    }
    return writers[kind]()


def blocks_html(blocks: list[dict[str, Any]]) -> str:
    """Write blocks as HTML, with the white space between them that an editor would leave."""
    return "\n ".join(map(block_html, blocks))


@PATIENT
@given(st.lists(BLOCKS, min_size=1, max_size=4), st.booleans())
def test_blocks_written_as_html_are_read_back_as_they_were(blocks: list[dict[str, Any]], is_rtl: bool) -> None:
    """Every block, text, flag and link comes back the same."""
    blocks = NAMED + blocks
    made = parse({"html": blocks_html(blocks), "is_rtl": is_rtl, "skip_entity_detection": True})
    assert made == {"blocks": blocks} | ({"is_rtl": True} if is_rtl else {})


TAGS = (
    "<p> </p> <b> </b> <ul> <li> </li> </ul> <table> <tr> <td> </td> </tr> </table> <a_name=x> </a> <a_href=#x> <br> "
    "<hr/> <details> <summary> </summary> </details> <blockquote> <cite> </cite> </blockquote> <img_src=x/> "
    "<tg-map_lat=1>"
)
FRAGMENTS = st.sampled_from([*TAGS.split(), "&amp;", "&nbsp;", "&laquo;", "text", "نص", "🏟", "<", ">", '"', "="])


@PATIENT
@given(st.lists(FRAGMENTS, max_size=14))
def test_any_rich_html_is_read_or_refused(fragments: list[str]) -> None:
    """Nothing but MarkupError ever leaves the reading, whatever is sent; what is read has blocks."""
    with suppress(MarkupError):
        assert parse({"html": "".join(fragments).replace("_", " ")})["blocks"]
