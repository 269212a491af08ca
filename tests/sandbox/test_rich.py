from typing import Any

import pytest

from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.rich import LONGEST_SOURCE, parse


def blocks(html: str, **fields: Any) -> list[dict[str, Any]]:
    """Return the blocks of rich HTML, with any media found."""
    made: list[dict[str, Any]] = parse(
        {"html": html, **fields}, load=lambda kind, source: {"file_id": f"{kind} {source}"}
    )["blocks"]
    return made


def refusal(rich_message: Any) -> str:
    """Return the words with which a rich message is refused."""
    with pytest.raises(MarkupError) as refused:
        parse(rich_message)
    return refused.value.description


def paragraph(text: Any) -> list[dict[str, Any]]:
    """Return the blocks of one paragraph."""
    return [{"type": "paragraph", "text": text}]


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<h1>a</h1>", {"type": "heading", "text": "a", "size": 1}),
        ("<h6>a</h6>", {"type": "heading", "text": "a", "size": 6}),
        ("<footer>a</footer>", {"type": "footer", "text": "a"}),
        ("<pre>a\n  b</pre>", {"type": "pre", "text": "a\n  b"}),
        ('<pre><code class="language-go">a</code></pre>', {"type": "pre", "text": "a", "language": "go"}),
        ("<tg-math-block>x^2</tg-math-block>", {"type": "mathematical_expression", "expression": "x^2"}),
        ("<aside>a<cite>b</cite></aside>", {"type": "pullquote", "text": "a", "credit": "b"}),
        ("<blockquote>a<cite>b</cite></blockquote>", {"type": "blockquote", "blocks": paragraph("a"), "credit": "b"}),
        ("<blockquote expandable>a</blockquote>", {"type": "expandable_blockquote", "text": "a"}),
        (
            "<details open><summary>a</summary>b</details>",
            {"type": "details", "summary": "a", "blocks": paragraph("b"), "is_open": True},
        ),
        (
            '<figure><img src="https://a.bc/d.jpg" tg-spoiler/><figcaption>e<cite>f</cite></figcaption></figure>',
            {
                "type": "photo",
                "photo": {"file_id": "photo https://a.bc/d.jpg"},
                "has_spoiler": True,
                "caption": {"text": "e", "credit": "f"},
            },
        ),
        (
            '<tg-map lat="41.9" long="12.5" zoom="14" width="300" height="200"/>',
            {
                "type": "map",
                "location": {"latitude": 41.9, "longitude": 12.5},
                "zoom": 14,
                "width": 300,
                "height": 200,
            },
        ),
    ],
)
def test_every_block_tag_becomes_its_block(html: str, block: dict[str, Any]) -> None:
    """The tags of the "Rich HTML style" give the blocks of the reference."""
    assert blocks("x" + html) == [*paragraph("x"), block]


def test_a_table_has_its_rows_alignments_and_spans() -> None:
    """A header's text stands in the middle, another's on the left; an empty cell has no text."""
    html = (
        "<table bordered striped compact><caption>c</caption> <tr><th>a</th></tr> "
        '<tr><td colspan="2" rowspan="3" align="right" valign="bottom">b</td><td></td></tr></table>'
    )
    assert blocks(html) == [
        {
            "type": "table",
            "cells": [
                [{"text": "a", "is_header": True, "align": "center", "valign": "top"}],
                [
                    {"text": "b", "colspan": 2, "rowspan": 3, "align": "right", "valign": "bottom"},
                    {"align": "left", "valign": "top"},
                ],
            ],
            "is_bordered": True,
            "is_striped": True,
            "is_compact": True,
            "caption": "c",
        }
    ]


@pytest.mark.parametrize(
    ("html", "labels"),
    [
        ("<ul><li>a</li><li>b</li></ul>", ["•", "•"]),
        ("<ol><li>a</li><li>b</li></ol>", ["1.", "2."]),
        ('<ol start="3" type="a" reversed><li>a</li><li>b</li></ol>', ["c.", "b."]),
        ('<ol type="I" start="1998"><li>a</li><li value="4" type="i">b</li></ol>', ["MCMXCVIII", "IV"]),
        ('<ol type="A" start="27"><li>a</li></ol>', ["AA."]),
    ],
)
def test_the_items_of_a_list_are_labelled_as_the_server_labels_them(html: str, labels: list[str]) -> None:
    """Bullets, numbers, letters and Roman numerals, counting on or back."""
    assert [item["label"] for item in blocks(html)[0]["items"]] == labels


def test_white_space_collapses_and_br_breaks_a_line() -> None:
    """Runs of white space are one space, none at the ends; only br makes a new line; nbsp stays."""
    assert blocks("<p>\n a  <b> b\t</b> c <br> d&nbsp; </p>\n\n<p>e</p>") == [
        *paragraph(["a ", {"type": "bold", "text": "b "}, "c\nd\u00a0"]),
        *paragraph("e"),
    ]


def test_exactly_thirteen_named_references_are_decoded() -> None:
    """Others stay as they were written; every number is decoded."""
    named = "&lt;&gt;&amp;&quot;&apos;&nbsp;&hellip;&mdash;&ndash;&lsquo;&rsquo;&ldquo;&rdquo;"
    assert blocks(f"<p>{named}</p>") == paragraph("<>&\"'\u00a0…—–‘’“”")
    assert blocks("<p>&laquo;&copy;&#171;&#x6a9;</p>") == paragraph("&laquo;&copy;«ک")


def test_links_lead_out_to_places_and_to_footnotes() -> None:
    """An address, a mail address, a person, the beginning, a place and a footnote each have their own type."""
    html = (
        '<a name="top"></a><p><a href="t.me">a</a><a href="mailto:a@b.cd">b</a><a href="tg://user?id=7">c</a>'
        '<a href="#">d</a><a href="#top">e</a><a href="#n1">f</a></p><p><tg-reference name="n1">g</tg-reference></p>'
    )
    assert blocks(html) == [
        {"type": "anchor", "name": "top"},
        *paragraph(
            [
                {"text": "a", "type": "url", "url": "http://t.me/"},
                {"text": "b", "type": "email_address", "email_address": "a@b.cd"},
                {"text": "c", "type": "text_mention", "user": {"id": 7}},
                {"type": "anchor_link", "text": "d", "anchor_name": ""},
                {"type": "anchor_link", "text": "e", "anchor_name": "top"},
                {"type": "reference_link", "text": "f", "reference_name": "n1"},
            ]
        ),
        *paragraph({"type": "reference", "text": "g", "name": "n1"}),
    ]


def test_what_stands_in_a_text_is_found_unless_it_shall_not_be() -> None:
    """Links, mentions and the like are types of their own, without their sign; not in code, not when skipped."""
    assert blocks("<p>see t.me #وسم <code>@user_name</code></p>") == paragraph(
        [
            "see ",
            {"type": "url", "text": "t.me", "url": "t.me"},
            " ",
            {"type": "hashtag", "text": "#وسم", "hashtag": "وسم"},
            " ",
            {"type": "code", "text": "@user_name"},
        ]
    )
    assert blocks("<p>see t.me</p>", skip_entity_detection=True) == paragraph("see t.me")


def test_marks_and_control_characters_are_cleaned_in_rich_text_too() -> None:
    """Embeddings go, isolates pass, of adjacent marks the last stays."""
    assert blocks("<p>a\u202ab\u2068c\u2069\u200f\u200ed</p>") == paragraph("ab\u2068c\u2069\u200c\u200ed")


@pytest.mark.parametrize(
    ("attributes", "action"),
    [
        ('type="callback_data" data="d" style="danger"', {"style": "danger", "callback_data": "d"}),
        ('type="url" url="t.me"', {"url": "http://t.me/"}),
        ('type="web_app" url="https://a.bc"', {"web_app": {"url": "https://a.bc/"}}),
        ('type="copy_text" text="t"', {"copy_text": {"text": "t"}}),
        ('type="switch_inline_query" query=""', {"switch_inline_query": ""}),
        (
            'type="switch_inline_query_chosen_chat" query="q" allow-user-chats',
            {"switch_inline_query_chosen_chat": {"query": "q", "allow_user_chats": True}},
        ),
        ('type="disabled"', {"disabled": {}}),
    ],
)
def test_buttons_stand_in_a_line_and_in_rows(attributes: str, action: dict[str, Any]) -> None:
    """Both ways give the same button; a row keeps its alignment."""
    button = {"text": "b", **action}
    assert blocks(f"<p>a <tg-button {attributes}>b</tg-button></p>") == paragraph(
        ["a ", {"type": "button", "button": button}]
    )
    assert blocks(f'<tg-button-row align="right"><tg-button {attributes}>b</tg-button></tg-button-row>x')[0] == {
        "type": "buttons",
        "buttons": [button],
        "align": "right",
    }


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("سلام <u>a", "can't parse entities: Can't find end tag corresponding to start tag \"u\""),
        ("سلام <article>", 'can\'t parse entities: Unsupported start tag "article" at byte offset 9'),
        ("سلام </p>", "can't parse entities: Unexpected end tag at byte offset 9"),
        (
            "<p><b>a</p>",
            'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</b>", found "</p>"',
        ),
        ('<p ="x">a', 'can\'t parse entities: Empty attribute name in the tag "p" at byte offset 0'),
        ('<a href="x', "can't parse entities: Unclosed start tag at byte offset 0"),
        ("<p>&#xD800;</p>", "can't parse entities: Text contains invalid Unicode characters after decoding HTML"),
        ("<p></p>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<ul></ul>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<ul>loose<li>a</li></ul>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<details>no summary</details>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<table><tr><td><p>a</p></td></tr></table>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<tg-collage></tg-collage>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<hr/><hr/>", "RICH_MESSAGE_EMPTY"),
        ("   \n", "RICH_MESSAGE_EMPTY"),
        ('<p><a href="#nowhere">a</a></p>', "RICH_MESSAGE_URL_INVALID"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "RICH_MESSAGE_URL_INVALID"),
        ('<p><tg-button type="callback_data" data="">a</tg-button></p>', "BUTTON_DATA_INVALID"),
        ('<table><tr><td colspan="0">a</td></tr></table>', "invalid table cell colspan specified"),
        ('<table><tr><td align="justify">a</td></tr></table>', "invalid horizontal alignment specified"),
        ('<tg-map lat="99" long="0" zoom="14"/>', "invalid location specified"),
        ('<tg-map lat="9" long="0" zoom="30"/>', "invalid map properties specified"),
        ('<img src="https://a.bc/d.jpg"/>', "RICH_MESSAGE_PHOTO_NO_MEDIA_FOUND"),
        ("<tg-time unix=1 format=xyz>a</tg-time>", "invalid date format used"),
        ("<b>" * 200 + "a" + "</b>" * 200, "RICH_MESSAGE_DEPTH_INVALID"),
        ("<p>" + "ص" * 20_000 + "</p>", "RICH_MESSAGE_TOO_LARGE"),
    ],
)
def test_broken_html_is_refused(html: str, words: str) -> None:
    """Broken tags in the words and with the byte offsets of classic HTML, wrong structure in those of rich messages."""
    assert refusal({"html": html}).startswith(words)


@pytest.mark.parametrize(
    ("rich_message", "words"),
    [
        ("<p>a</p>", "object expected as rich message"),
        ({}, "rich message must be non-empty"),
        ({"html": "<p>a</p>", "markdown": "a"}, "exactly one of the fields html, markdown, or blocks must be used"),
        ({"markdown": "a"}, "the sandbox reads rich messages in html alone, not in markdown"),
        ({"html": "<p>a</p>", "rtl": True}, 'can\'t parse InputRichMessage: unknown field "rtl"'),
        ({"html": "<p>a</p>", "is_rtl": 1}, 'can\'t parse InputRichMessage: Field "is_rtl" must be of type Boolean'),
        ({"html": 5}, 'can\'t parse InputRichMessage: Field "html" must be of type String'),
        ({"html": "\ud83c"}, "strings must be encoded in UTF-8"),
    ],
)
def test_a_wrong_input_rich_message_is_refused(rich_message: Any, words: str) -> None:
    """One content and the fields of the reference, each of its type."""
    assert refusal(rich_message) == words


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "x" * 32_768 + "</p>",
        "<p>x</p>" * 500,
        "<table><tr>" + "<td>x</td>" * 20 + "</tr></table>",
        "<blockquote>" * 15 + "x" + "</blockquote>" * 15,
        "<p>x</p>" + '<img src="https://a.bc/d.jpg"/>' * 50,
        "<ul>" + "<li>x</li>" * 249 + "</ul>",
        "<p>" + "x" * (LONGEST_SOURCE - 7 - 3000) + "<br>" * 750 + "</p>",
    ],
    ids=["characters", "blocks", "columns", "levels", "media", "items", "bytes"],
)
def test_a_message_at_a_limit_passes(html: str) -> None:
    """What stands in the corpus with one more is refused; this much is not."""
    assert blocks(html)


@pytest.mark.parametrize(
    "html",
    [
        "<ul>" + "<li>x</li>" * 250 + "</ul>",
        "<table>" + "<tr><td>x</td></tr>" * 500 + "</table>",
    ],
)
def test_items_and_rows_count_as_blocks(html: str) -> None:
    """The reference counts list items and table rows among the 500 blocks."""
    assert refusal({"html": html}) == "RICH_MESSAGE_BLOCKS_TOO_MANY"


def test_a_cell_that_reaches_down_takes_columns_of_the_rows_below() -> None:
    """Columns are counted with the cells that reach into a row from above."""
    row = "<tr>" + "<td>x</td>" * 19 + "</tr>"
    assert blocks(f'<table><tr><td rowspan="2">x</td></tr>{row}</table>')
    assert refusal({"html": f'<table><tr><td rowspan="2" colspan="2">x</td></tr>{row}</table>'}) == (
        "RICH_MESSAGE_TABLE_COLS_TOO_MANY"
    )
