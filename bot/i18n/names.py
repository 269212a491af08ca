"""Names of persons and chats, for display: never an empty one."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.model import printable

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator

# Letters and symbols of Unicode that are drawn as nothing: Hangul fillers, the empty Braille cell, the null notehead,
# Egyptian blanks, and what stands for an object that is not there.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufffc\U0001d159\U00013441\U00013442")


def person(words: Translator, user_id: int, name: str | None, username: str | None = None) -> str:
    """Return what to call a person: the name, where nothing of it is visible the @username, else "user 120"."""
    return visible(name) or (f"@{username}" if username else words.text("say.unnamed", number=str(user_id)))


def chat(words: Translator, chat_id: int, title: str | None, username: str | None = None) -> str:
    """Return what to call a group or channel, by the same rule; one of a positive id is a person's."""
    if chat_id > 0:
        return person(words, chat_id, title, username)
    return visible(title) or (f"@{username}" if username else words.text("say.unnamed_chat", number=str(chat_id)))


def visible(name: str | None) -> str:
    """Return the cleaned name; "" where no grapheme of it is visible, only marks, spaces and format characters."""
    cleaned = printable(name or "").strip()
    is_visible = any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in cleaned)
    return cleaned if is_visible else ""
