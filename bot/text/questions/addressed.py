"""Whether words in a group are meant for the bot: they mention it, or ask something in reply to its message."""

from __future__ import annotations

import re
from typing import Any

from bot.text.questions.parsed_question import Kind
from bot.text.questions.parser import read


def words_for_bot(text: str, replied_to: str | None, username: str) -> str | None:
    """Return what is asked of the bot of this `username`, without its mention; None if the words are for others.

    `replied_to` is the username of whose message they reply to. A reply is only a question if it reads as one: people
    also talk to each other below the bot's messages.
    """
    if _mention(username).search(text):
        return without_mention(text, username)
    if replied_to is None or replied_to.lower() != username.lower():
        return None
    question = read(text)
    return None if question is None or question.kind is Kind.SMALL_TALK else text


def without_mention(text: str, username: str) -> str:
    """Return a text without mentions of the bot of this `username`."""
    return _mention(username).sub(" ", text).strip()


def _mention(username: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(username)}(?!\w)", re.IGNORECASE)


def replied_to(message: dict[str, Any]) -> str | None:
    """Return the username of whose message a raw message replies to."""
    holder: Any = message.get("reply_to_message")
    sender = holder.get("from") if isinstance(holder, dict) else None
    username = sender.get("username") if isinstance(sender, dict) else None
    return username if isinstance(username, str) else None
