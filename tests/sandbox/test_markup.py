from typing import Any

import pytest

from siyaq_sandbox.entities import MarkupError
from siyaq_sandbox.markup import parse, utf16_length


def said(text: str, mode: str | None = "HTML", entities: list[dict[str, Any]] | None = None) -> str:
    """Return the text of a markup."""
    return parse(text, mode, entities)[0]


def of(text: str, mode: str | None = "HTML", entities: list[dict[str, Any]] | None = None) -> list[Any]:
    """Return the entities of a text, each as type, offset, length and what else it has."""
    made = parse(text, mode, entities)[1]
    return [(e.pop("type"), e.pop("offset"), e.pop("length"), *e.values()) for e in made]


@pytest.mark.parametrize(
    ("html", "entities"),
    [
        ("<b>a</b> <strong>a</strong>", [("bold", 0, 1), ("bold", 2, 1)]),
        ("<i>a</i> <em>a</em>", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u> <ins>a</ins>", [("underline", 0, 1), ("underline", 2, 1)]),
        (
            "<s>a</s> <strike>a</strike> <del>a</del>",
            [("strikethrough", 0, 1), ("strikethrough", 2, 1), ("strikethrough", 4, 1)],
        ),
        (
            '<tg-spoiler>a</tg-spoiler> <span class="tg-spoiler">a</span>',
            [("spoiler", 0, 1), ("spoiler", 2, 1)],
        ),
        ("<code>a</code> <pre>b</pre>", [("code", 0, 1), ("pre", 2, 1)]),
        ('<pre><code class="language-python">a</code></pre>', [("pre", 0, 1, "python")]),
        ("<blockquote>a</blockquote>", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", 0, 1)]),
        ('<a href="telegram.org">a</a>', [("text_link", 0, 1, "http://telegram.org/")]),
        ('<a href="tg://user?id=101">a</a>', [("text_mention", 0, 1, {"id": 101})]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', [("custom_emoji", 0, 2, "5368324170671202286")]),
        ('<tg-time unix="1647531900" format="tDw">a</tg-time>', [("date_time", 0, 1, 1647531900, "wDt")]),
        ('<a href="no link">a</a>', []),
        ("<b></b>a", []),
    ],
)
def test_every_tag_becomes_its_entity(html: str, entities: list[Any]) -> None:
    """The tags of the Bot API's "HTML style" give the entities of its reference."""
    assert of(html) == entities


def test_offsets_count_utf16_units() -> None:
    """A character beyond the BMP counts two; an Arabic letter one."""
    assert of("🏟 سلام <b>🏟</b>") == [("bold", 8, 2)]
    assert utf16_length("🏟 سلام") == 7


def test_four_named_references_and_every_number_are_decoded_and_others_stay() -> None:
    """Classic HTML knows lt, gt, amp and quot; « and others stay as they were written."""
    assert said("&lt;&gt;&amp;&quot;&laquo;&#171;&#xAB;&apos;&nbsp;") == '<>&"&laquo;««&apos;&nbsp;'


def test_styles_that_touch_are_joined_and_those_inside_others_are_cut_as_the_server_does() -> None:
    """Bold and bold are one; a style that begins within another cuts it there."""
    assert of("<b>a</b><b>b</b>") == [("bold", 0, 2)]
    assert of("<b>a<i>b</i></b>") == [("bold", 0, 1), ("bold", 1, 1), ("italic", 1, 1)]
    assert of("<b>a<b>b</b></b>") == [("bold", 0, 2)]


def test_nothing_stands_inside_code_and_a_quotation_inside_no_quotation() -> None:
    """What may not nest is dropped, without a word, as the server does."""
    assert of("<pre>a<b>b</b></pre>") == [("pre", 0, 2)]
    assert of("<blockquote>a<blockquote>b</blockquote></blockquote>") == [("blockquote", 0, 2)]
    assert of("<blockquote><pre>a</pre></blockquote>") == [("blockquote", 0, 1), ("pre", 0, 1)]


def test_white_space_at_the_ends_goes_but_not_in_front_of_an_entity() -> None:
    """The end is trimmed with the entities in it; the beginning up to the first entity."""
    assert parse("\n a <b>b \n</b> ", "HTML", None) == ("a b", [{"offset": 2, "length": 1, "type": "bold"}])
    assert said("<b> a</b>") == " a"


def test_control_characters_and_direction_marks_are_cleaned_as_telegram_cleans_them() -> None:
    """Embeddings go, isolates pass, adjacent marks become joiners but for the last, tabs spaces, returns nothing."""
    assert said("a\tb\r\nc\x00d") == "a b\nc d"
    assert said("x\u202ay\u202ez\u2028") == "xyz"
    assert said("\u2068كييف\u2069") == "\u2068كييف\u2069"
    assert said("a\u200f\u200e\u200fb") == "a\u200c\u200c\u200fb"
    assert said("a\u200fb\u200ec") == "a\u200fb\u200ec"
    assert said("Z\u0333\u033f\u030aalgo") == "Zalgo"


def test_cleaning_moves_entities_with_their_text() -> None:
    """An entity behind a removed character stands on the same letters as before."""
    assert parse("a\r\u202a<b>b</b>", "HTML", None) == ("ab", [{"offset": 1, "length": 1, "type": "bold"}])


@pytest.mark.parametrize("text", [" ", "\n", "\u200f\u200e", "\u2800", "\u3000\u00a0\ufeff", "<b> </b>", "\U000e0041"])
def test_a_text_that_shows_nothing_is_refused(text: str) -> None:
    """White space and invisible characters alone make no message; a caption of them is none."""
    with pytest.raises(MarkupError, match=r"^text must be non-empty$"):
        parse(text, "HTML", None)
    assert parse(text, "HTML", None, allow_empty=True) == ("", [])


def test_what_stands_in_a_text_is_found() -> None:
    """Mentions, hashtags (Arabic too), commands, cashtags, links with and without a scheme, e-mail addresses."""
    text = "@user_name #كييف_2025 /start@the_bot $USD t.me/a https://x.org/ж. tg://resolve?domain=a me@example.com"
    assert of(text, None) == [
        ("mention", 0, 10),
        ("hashtag", 11, 10),
        ("bot_command", 22, 14),
        ("cashtag", 37, 4),
        ("url", 42, 6),
        ("url", 49, 15),
        ("url", 66, 21),
        ("email", 88, 14),
    ]


@pytest.mark.parametrize("text", ["@ab", "a@username", "#2025", "a/b", "/", "x.notadomain", "$usd", "1.0", "file.txt"])
def test_what_only_looks_like_something_is_not_found(text: str) -> None:
    """Short names, numbers, what stands inside a word, names of no known domain."""
    assert of(text, None) == []


def test_nothing_is_found_inside_a_link_or_code() -> None:
    """A sender's own link or code keeps what it covers to itself."""
    assert of('<a href="https://a.bc">example.com</a> <code>@username</code>') == [
        ("text_link", 0, 11, "https://a.bc/"),
        ("code", 12, 9),
    ]


def test_given_entities_are_checked_sorted_and_kept() -> None:
    """Entities beside a text come back in order; kinds that the server finds by itself are not taken from a bot."""
    given = [
        {"type": "italic", "offset": 5, "length": 3},
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "mention", "offset": 0, "length": 4},
        {"type": "text_link", "offset": 9, "length": 3, "url": "t.me"},
    ]
    assert of("bold ita link", None, given) == [
        ("bold", 0, 4),
        ("italic", 5, 3),
        ("text_link", 9, 3, "http://t.me/"),
    ]


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
        ({"type": "loud", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "bold", "offset": 9, "length": 1}, "entity begins after the end of the text at UTF-16 offset 9"),
        (
            {"type": "bold", "offset": 0, "length": 9},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        (
            {"type": "text_link", "offset": 0, "length": 1, "url": "nowhere"},
            "entity URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
    ],
)
def test_a_wrong_entity_is_refused(entity: dict[str, Any], words: str) -> None:
    """The words are those of the server's source."""
    with pytest.raises(MarkupError) as refusal:
        parse("text", None, [entity])
    assert refusal.value.description == words


def test_of_more_than_a_hundred_entities_the_first_hundred_stay() -> None:
    """Telegram ignores further ones without a word."""
    assert len(of("<b>a</b> " * 150)) == 100


@pytest.mark.parametrize(
    ("text", "mode", "expected", "entities"),
    [
        ("*a _b_* \\.", "MarkdownV2", "a b .", [("bold", 0, 2), ("bold", 2, 1), ("italic", 2, 1)]),
        ("__a__ ~b~ ||c||", "markdownv2", "a b c", [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)]),
        ("```python\na```", "MarkdownV2", "a", [("pre", 0, 1, "python")]),
        (">a\n>b||\nc", "MarkdownV2", "a\nb\nc", [("expandable_blockquote", 0, 4)]),
        ("[a](t.me) `b`", "MarkdownV2", "a b", [("text_link", 0, 1, "http://t.me/"), ("code", 2, 1)]),
        (
            "*a* _b_ \\_ [c](t.me)",
            "Markdown",
            "a b _ c",
            [("bold", 0, 1), ("italic", 2, 1), ("text_link", 6, 1, "http://t.me/")],
        ),
        ("*a* <b>", "none", "*a* <b>", []),
    ],
)
def test_both_markdowns_are_read(text: str, mode: str, expected: str, entities: list[Any]) -> None:
    """MarkdownV2 nests and escapes every sign; the old one does neither; without a mode nothing is markup."""
    assert said(text, mode) == expected
    assert of(text, mode) == entities
