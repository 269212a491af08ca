"""Names that people type: commands, right or mistyped, and what sections and the search are called."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.handlers.context import message_of
from bot.i18n.catalogue import folded_names
from bot.text.normalize import fold
from bot.views import about
from bot.views.callback_data import Section

if TYPE_CHECKING:
    from collections.abc import Iterable

    from telegram import Update

    from bot.handlers.context import HandlerContext

NAME_WORDS = 3  # words in the longest name of a section
EDGES = re.compile(r"^\W+|\W+$")  # punctuation around a section's name
TOPICS = (
    *("about", "card", "corrections", "help", "language", "latest", "privacy", "search", "settings", "start"),
    *("stories", "today", "zone"),
)
_ALIKE = 0.75  # of a mistyped command and the one that is meant: "/hlep" is that near


def command(update: Update) -> str:
    """Return the command's name in lower case, without the bot's username."""
    return _typed_command(update).partition("@")[0]


def _typed_command(update: Update) -> str:
    """Return the leading command without its slash, as Telegram marked it."""
    message = message_of(update)
    if not message or not message.text or not message.entities:
        return ""
    return message.text[1 : message.entities[0].length].lower()


def nearest_command(update: Update) -> str | None:
    """Return the words of a mistyped command as if it had been typed right: 'quotes putin' for '/qoutes putin'."""
    near = get_close_matches(command(update), about.MENU, n=1, cutoff=_ALIKE)
    _, _, typed = ((update.message.text if update.message else None) or "").partition(" ")
    return f"{near[0]} {typed}".strip() if near else None


def is_for_us(update: Update, context: HandlerContext) -> bool:
    """Return whether a command is addressed to this bot, or to none."""
    _, _, address = _typed_command(update).partition("@")
    return address in {"", context.bot.username.lower()}


def named_section(typed: str) -> Section | None:
    """Return the section of this name in either language."""
    folded = EDGES.sub("", fold(typed))
    named = (section for section in Section if folded in folded_names(f"section.typed.{section.name.lower()}"))
    return next(named, None)


def is_search(typed: str) -> bool:
    """Whether these words are a name of the search command."""
    return EDGES.sub("", fold(typed)) in folded_names("say.typed.search")


def is_topic(typed: str, topics: Iterable[str]) -> bool:
    """Whether these words are a name of one of the topics, such as "help", in either language."""
    folded = EDGES.sub("", fold(typed))
    return any(folded in folded_names(f"say.typed.{topic}") for topic in topics)


def is_known(typed: str) -> bool:
    """Whether these words are a name of anything: of a section, the search or a topic."""
    return named_section(typed) is not None or is_topic(typed, TOPICS)
