"""Names for display: where nothing of one is visible, something else stands there."""

from __future__ import annotations

import pytest

from bot.i18n import catalogue, names
from bot.model.language import Language

WORDS = catalogue.load()
INVISIBLE = (
    "",
    " ",
    "\u200e",
    "\u2060\u200d",
    "\u0301",
    "\u3164",
    "\u2800",
    "\u00ad\ufeff",
    "\u200e \u064b",
    "\ufffc\U0001d159",
)


@pytest.mark.parametrize("name", INVISIBLE)
def test_an_invisible_name_is_never_shown(name: str) -> None:
    """The @username, else the id in words of the reader's language, for persons and for chats."""
    assert names.person(WORDS[Language.EN], 120, name) == "user 120"
    assert names.person(WORDS[Language.AR], 120, name) == "المستخدم \u2068120\u2069"
    assert names.person(WORDS[Language.EN], 120, name, "emma") == "@emma"
    assert names.chat(WORDS[Language.EN], -1005, name) == "chat -1005"
    assert names.chat(WORDS[Language.EN], 120, name) == "user 120"


@pytest.mark.parametrize("name", ["Emma", "ليلى", "🙂", "?", "김", "\u200fليلى", "1"])
def test_a_visible_name_stays(name: str) -> None:
    """Letters of any script, digits, signs and emoji are visible."""
    shown = names.person(WORDS[Language.EN], 120, name, "emma")
    assert shown.strip("\u200f") == name.strip("\u200f")
