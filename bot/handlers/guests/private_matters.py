"""What a guest can only be told to do in the private chat: what concerns a chat, and what the bot can do at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.reader.follows import commands as follow_commands
from bot.handlers.reader.typed.typed_names import is_topic
from bot.handlers.responder import show
from bot.text.questions.parser import read
from bot.text.questions.small_talk import SmallTalk
from bot.views import about

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext

_TOPICS = ("language", "privacy", "settings", "zone", "card")


def is_named(typed: str) -> bool:
    """Whether words ask for something that is not for a chat of others."""
    return _asks_help(typed) or is_topic(typed, _TOPICS) or follow_commands.begins_with(typed)


async def say(app: AppContext, chat: ChatContext, typed: str) -> None:
    """Say where it is to be had; to who asks for help, how to ask there."""
    words = app.words_for(chat.preferences)
    is_help = _asks_help(typed)
    await show(app, chat, about.to_guest(words, app.bot.username) if is_help else about.notice(words, _ELSEWHERE))


def _asks_help(typed: str) -> bool:
    question = read(typed)
    return is_topic(typed, ("help", "start")) or (question is not None and question.talk is SmallTalk.HELP)


_ELSEWHERE = "say.answer_in_private"
