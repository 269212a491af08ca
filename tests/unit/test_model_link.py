"""Addresses: what copying leaves around them is stripped, what is inside is named, what Telegram refuses is known."""

from __future__ import annotations

import pytest

from bot import starter
from bot.dossier import read
from bot.errors import DossierInvalid
from bot.i18n.catalogue import load
from bot.model import Source
from bot.model.language import Language
from bot.model.link import telegram_accepts
from bot.render.html import render_line
from bot.views.document import Run

URL = "https://example.org/a"
REFUSED = (
    "http://intranet/x | http://localhost:8080/x | https://example..org/a | https://.org | https://example.org:0/ |"
    "https://example.org:99999/ | http://[::1/ | https://exa^mple.org/ | http://a." + "b" * 64 + ".org"
)
ACCEPTED = (
    "https://example.org/a | http://192.168.0.1/x | http://127.0.0.1:8080/ | http://[::1]:8080/ |"
    "https://مثال.إختبار/ا |"
    "https://user@example.org | https://example.org. | https://www.example.org:8443/?q=%D8%A7#x | https://a_b.example.org"
)


@pytest.mark.parametrize(
    "around",
    [
        f"{URL}\u200f",
        f"{URL}\u200b",
        f"{URL}\ufeff",
        f"{URL}\u2069",
        f"\u2067{URL}\u2069",
        f" {URL}",
        f"{URL}،",
        f"{URL}\u200f،\u200f",
        f"{URL}؛",
    ],
)
def test_what_copying_leaves_around_an_address_is_stripped(around: str) -> None:
    """Marks of direction and of no width, white space, and the comma of an Arabic sentence."""
    assert Source(id="s1", outlet={"en": "O"}, url=around, language="en").url == URL


@pytest.mark.parametrize("url", [url.strip() for url in REFUSED.split("|")])
def test_links_that_telegram_refuses(url: str) -> None:
    """Hosts without a dot, with an empty label, or that are none."""
    assert not telegram_accepts(url)


@pytest.mark.parametrize("url", [url.strip() for url in ACCEPTED.split("|")])
def test_links_that_telegram_accepts(url: str) -> None:
    """Numbers of private networks have dots, and hosts of any script are taken."""
    assert telegram_accepts(url)


def problems(old: str, new: str) -> list[tuple[str, int | None]]:
    """The words and lines of what is wrong with the starter file after a change."""
    text = starter.stories()[0][1].decode()
    assert old in text
    with pytest.raises(DossierInvalid) as raised:
        read(text.replace(old, new, 1).encode(), "a.yaml")
    words = load()[Language.EN]
    marks = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
    return [
        (words.text(problem.key, **problem.data).translate(marks), problem.line) for problem in raised.value.problems
    ]


FIRST_SOURCE = "sources:\n  - id: s1\n"


def with_link(url: str) -> tuple[str, str]:
    """A change that gives the first source of the starter file a link."""
    return FIRST_SOURCE, f"{FIRST_SOURCE}    url: {url}\n"


@pytest.mark.parametrize("url", ["http://intranet/x", "http://localhost:8080/x", "https://example..org/a"])
def test_the_check_names_a_link_that_telegram_refuses(url: str) -> None:
    """In words, with the link and its line."""
    ((message, line),) = problems(*with_link(url))
    assert "Telegram refuses" in message
    assert url in message
    assert line is not None


def test_a_character_inside_a_link_is_named() -> None:
    """By its code point and its place."""
    ((message, _),) = problems(*with_link('"https://example.org/a\u202fb"'))
    assert "U+202F at position 22" in message


def test_a_mark_inside_an_id_is_shown() -> None:
    """An id that looks right and is not shows the mark that nobody sees."""
    messages = [message for message, _ in problems("id: k1", "id: k\u200f1")]
    assert any("k[U+200F]1" in message for message in messages)


def test_marks_around_ids_references_and_fields_are_nothing() -> None:
    """A file with them is the same dossier: ids, fields and references are compared without them."""
    text = starter.stories()[0][1].decode()
    marked = text.replace("id: k1", "id: k1\u200f", 1).replace("sources: [s1", "sources: [\u200es1\u200f", 1)
    marked = marked.replace("\ntitle:", "\ntitle\u200f:", 1).replace("speaker: ", "speaker: \u200f", 1)
    marked = marked.replace("id: k2", "id: k2\u00a0", 1).replace("\nquotes:", "\nquotes\u00a0:", 1)
    assert marked.count("\u00a0") == 2
    assert read(b"\xef\xbb\xbf\xef\xbb\xbf" + marked.encode(), "a.yaml") == read(text.encode(), "a.yaml")


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000"])
def test_a_line_indented_with_another_space_is_named(space: str) -> None:
    """The line itself, not the one where the parser gave up."""
    text = starter.stories()[0][1].decode()
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row.startswith("  en: "))
    ((message, match),) = problems("\n  en: ", f"\n{space}{space}en: ")
    assert f"U+{ord(space):04X} at position 1" in message
    assert match == line


@pytest.mark.parametrize(("before", "position"), [("\ufeff", 1), (" \u200f ", 2), ("  \u2068 ", 3)])
def test_a_line_indented_with_an_unseen_mark_is_named(before: str, position: int) -> None:
    """YAML counts it as a column, so that the field belongs nowhere: the mark is named with its line and place."""
    text = starter.stories()[0][1].decode()
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row.startswith("  en: "))
    ((message, match),) = problems("\n  en: ", f"\n{before}en: ")
    assert f"U+{ord(before[position - 1]):04X} at position {position}" in message
    assert match == line


def test_a_refused_link_of_an_older_revision_is_left_out() -> None:
    """Its words are sent without it: with it Telegram refuses the whole message."""
    assert "href" not in render_line((Run("here", url="http://localhost:8080/x"),), Language.EN, aside=False).markup
    assert "href" in render_line((Run("here", url=URL),), Language.EN, aside=False).markup
