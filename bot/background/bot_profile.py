"""How the bot presents itself, in each language: its name, its descriptions and its menu of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from telegram import BotCommand
from telegram.error import TelegramError

from bot.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram.ext import ExtBot

    from bot.i18n.catalogue import Words

MENU = (
    "summary", "quotes", "timeline", "people", "sources", "story",
    "stories", "search", "latest", "corrections", "today", "subscribe", "unsubscribe",
    "settings", "language", "help", "about", "privacy", "forget",
)  # fmt: skip
# Telegram falls back from a person's language to none; whoever asks for English by name finds it, too.
_CODES = (("", Language.EN), ("en", Language.EN), ("ar", Language.AR))

log = structlog.get_logger(__name__)


async def present(bot: ExtBot[None], words: Mapping[Language, Words]) -> None:
    """Set what differs from what is set. Where Telegram refuses (it allows few changes a day), that is logged."""
    for code, language in _CODES:
        for step in (_menu, _name, _description, _short_description):
            try:
                await step(bot, code, words[language])
            except TelegramError as error:
                log.warning("profile.not_set", what=step.__name__.strip("_"), language=code, error=str(error))


async def _menu(bot: ExtBot[None], code: str, words: Words) -> None:
    menu = tuple(BotCommand(command, words.text(f"page.help.{command}")) for command in MENU)
    if await bot.get_my_commands(language_code=code) != menu:
        await bot.set_my_commands(menu, language_code=code)


async def _name(bot: ExtBot[None], code: str, words: Words) -> None:
    name = words.text("profile.name")
    if (await bot.get_my_name(language_code=code)).name != name:
        await bot.set_my_name(name, language_code=code)


async def _description(bot: ExtBot[None], code: str, words: Words) -> None:
    description = words.text("profile.description")
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description, language_code=code)


async def _short_description(bot: ExtBot[None], code: str, words: Words) -> None:
    description = words.text("profile.short_description")
    if (await bot.get_my_short_description(language_code=code)).short_description != description:
        await bot.set_my_short_description(description, language_code=code)
