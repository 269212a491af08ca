"""Generated documents, written as HTML and read back."""

from __future__ import annotations

import datetime as dt
import html
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity

from siyaq_sandbox.entities import VERBATIM, MarkupError
from siyaq_sandbox.markdown_v2 import RESERVED
from siyaq_sandbox.markup import parse, utf16_length

STYLES = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler"}
KINDS = {*STYLES.values(), "code", "pre", "blockquote", "expandable_blockquote", "text_link"}
WORDS = st.text(alphabet="abzдسلامَ٣ 🏟<>&\"'\n-", min_size=1, max_size=6)
LINKS = st.sampled_from(["http://example.com/", "https://t.me/a?b=1&c=<2>", "tg://resolve?domain=a"])
Node = str | tuple[str, Any]


def _inside(children: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    styles = st.tuples(st.sampled_from(sorted(STYLES)), children)
    links = st.tuples(LINKS.map(lambda url: f"a {url}"), st.lists(WORDS, min_size=1, max_size=2))
    return st.one_of(styles, links)


NODES: st.SearchStrategy[Node] = st.recursive(
    WORDS, lambda node: _inside(st.lists(node, min_size=1, max_size=3)), max_leaves=8
)
CODE = st.tuples(st.sampled_from(["code", "pre", "python"]), st.lists(WORDS, min_size=1, max_size=1))
LINES = st.lists(st.one_of(NODES, CODE), min_size=1, max_size=4)
QUOTES = st.tuples(st.sampled_from(["blockquote", "blockquote expandable"]), LINES)
DOCUMENTS = st.lists(st.one_of(NODES, CODE, QUOTES), min_size=1, max_size=5).map(lambda nodes: ["x", *nodes, "x"])
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(node: Node) -> str:
    """Write a node as HTML."""
    if isinstance(node, str):
        return html.escape(node, quote=False)
    name, children = node
    inner = "".join(map(written, children))
    if name.startswith("a "):
        return f'<a href="{html.escape(name[2:])}">{inner}</a>'
    if name == "python":
        return f'<pre><code class="language-python">{inner}</code></pre>'
    return f"<{name}>{inner}</{name.split()[0]}>"


def units(node: Node, over: frozenset[str] = frozenset()) -> list[tuple[str, frozenset[str]]]:
    """List every UTF-16 unit of a document, with what stands over it."""
    if isinstance(node, str):
        return [(char, over) for char in node for _ in range(utf16_length(char))]
    name, children = node
    shown = STYLES.get(name) or {"blockquote expandable": "expandable_blockquote"}.get(name) or name
    return [unit for child in children for unit in units(child, over | {shown})]


def shown(entity: dict[str, Any]) -> str:
    """Name what an entity shows, as the documents here name it."""
    if entity["type"] == "text_link":
        return f"a {entity['url']}"
    return entity["language"] if "language" in entity else str(entity["type"])


@PATIENT
@given(DOCUMENTS)
def test_a_document_written_as_html_is_read_back_unit_by_unit(document: list[Node]) -> None:
    """The text is the same, and over every UTF-16 unit of it stands what stood over it."""
    expected = [unit for node in document for unit in units(node)]
    text, entities = parse("".join(map(written, document)), "HTML", None)
    assert text == "".join(node if isinstance(node, str) else said(node) for node in document)
    for index, (_, over) in enumerate(expected):
        covering = {shown(e) for e in entities if e["offset"] <= index < e["offset"] + e["length"]}
        assert covering - {"url", "mention", "hashtag", "email"} == over


def said(node: Node) -> str:
    """Return the text of a node."""
    return node if isinstance(node, str) else "".join(map(said, node[1]))


@PATIENT
@given(DOCUMENTS)
def test_entities_are_in_order_and_none_crosses_another(document: list[Node]) -> None:
    """Outer before inner; two entities are apart or one holds the other; code holds nothing."""
    entities = parse("".join(map(written, document)), "HTML", None)[1]
    spans = [(e["offset"], e["offset"] + e["length"], e["type"]) for e in entities]
    assert [span[:2] for span in spans] == sorted((span[:2] for span in spans), key=lambda span: (span[0], -span[1]))
    for index, (begin, end, kind) in enumerate(spans):
        for other_begin, other_end, other in spans[index + 1 :]:
            assert other_begin >= end or other_end <= end
            assert other_begin >= end or (kind not in VERBATIM and kind != other)
        assert 0 <= begin < end


@PATIENT
@given(DOCUMENTS)
def test_what_python_telegram_bot_writes_of_a_message_is_read_as_that_message(document: list[Node]) -> None:
    """Its `text_html` is an independent writer: text and entities come through it unchanged.

    But for the language of code: it writes no `language-` before it, without which the server sees none.
    """
    text, entities = parse("".join(map(written, document)), "HTML", None)
    for entity in entities:
        entity.pop("language", None)
    own = [MessageEntity.de_json(dict(entity), None) for entity in entities if entity["type"] in KINDS]
    at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    message = Message(1, at, Chat(1, "private"), text=text, entities=own)
    assert parse(message.text_html, "HTML", None) == (text, entities)


@PATIENT
@given(st.text(alphabet="<>/=&;#\"' bipretg-time\0\n\\aصex0", max_size=40))
def test_any_html_is_read_or_refused(text: str) -> None:
    """Nothing but MarkupError ever leaves the reading, and no entity the text, whatever is sent."""
    with suppress(MarkupError):
        made, entities = parse(text, "HTML", None, allow_empty=True)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16_length(made) for e in entities)


@PATIENT
@given(st.text(alphabet=RESERVED + "\\ab\rص🏟 (t.me)>", max_size=40), st.sampled_from(["MarkdownV2", "Markdown"]))
def test_any_markdown_is_read_or_refused(text: str, mode: str) -> None:
    """Nothing but MarkupError ever leaves the reading, and no entity the text, whatever is sent."""
    with suppress(MarkupError):
        made, entities = parse(text, mode, None, allow_empty=True)
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16_length(made) for e in entities)


@PATIENT
@given(st.text(alphabet="abcس🏟._-~!", min_size=1, max_size=20))
def test_an_escaped_text_is_itself_in_markdown_v2(text: str) -> None:
    """A text with every reserved sign escaped comes back as it was."""
    escaped = "".join(f"\\{char}" if char in RESERVED + "\\" else char for char in text)
    assert parse(escaped, "MarkdownV2", None)[0] == text
