"""Commands of a group where only whoever asks sees the answer: ephemeral, so that nobody sees the question either.

An ephemeral command lets a bot that is no administrator answer it so (`BotCommand.is_ephemeral`, Bot API 10.2); a
server that does not know the field takes them for ordinary ones.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import structlog

from bot.model.language import Language
from bot.telegram_api.outcomes import Sent, describe
from bot.views.about import MENU

if TYPE_CHECKING:
    from bot.handlers.context import AppContext

# As in `bot_profile`: an entry without a language for people whose own has none.
_CODES = (("", Language.EN), *((language.value, language) for language in Language))

log = structlog.get_logger(__name__)


async def refresh(app: AppContext, chat_id: int, *, is_ephemeral: bool) -> None:
    """Set a group's commands as ephemeral ones, or give it those of all groups again; a failure is only logged."""
    for code, language in _CODES:
        place: dict[str, Any] = {"scope": {"type": "chat", "chat_id": chat_id}, "language_code": code}
        method = "deleteMyCommands"
        if is_ephemeral:
            words, method = app.translators[language], "setMyCommands"
            place["commands"] = [
                {"command": command, "description": words.text(f"page.help.{command}"), "is_ephemeral": True}
                for command in MENU
            ]
        outcome = await app.client.call(method, json.dumps(place, ensure_ascii=False).encode())
        if not isinstance(outcome, Sent):
            log.warning("menu.not_set", chat=chat_id, error=describe(outcome))
