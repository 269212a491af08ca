"""Set the bot's profile in each language: name, descriptions, and menu of commands."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import structlog
from telegram import BotCommand
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.model.language import Language
from bot.views.about import MENU

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from telegram.ext import ExtBot

    from bot.i18n.catalogue import Translator

# Telegram shows the entry without a language where a person's own has none; English is set by name, too, for people
# whose application asks for it.
_CODES = (("", Language.EN), *((language.value, language) for language in Language))

_LONGEST = 600.0  # seconds between two tries where Telegram cannot be reached

log = structlog.get_logger(__name__)


async def present(bot: ExtBot[None], words: Mapping[Language, Translator]) -> None:
    """Set what differs from what is set, until all is as it should be.

    Telegram allows few changes a day: what it puts off (429) is set when its time is over, the rest at once. What it
    refuses is logged and let be.
    """
    left = [
        (code, language, step) for code, language in _CODES for step in (_menu, _name, _description, _short_description)
    ]
    clock = asyncio.get_running_loop()
    due: dict[object, float] = {}
    failures = 0
    while left:
        for task in [task for task in left if due.get(task, 0.0) <= clock.time()]:
            code, language, step = task
            try:
                await step(bot, code, words[language])
            except RetryAfter as error:
                due[task] = clock.time() + _seconds(error.retry_after)
                log.warning("profile.put_off", what=step.__name__.strip("_"), language=code, error=str(error))
                continue
            except NetworkError as error:
                if not isinstance(error, BadRequest):
                    due[task] = clock.time() + min(_LONGEST, 2.0**failures)
                    failures += 1
                    continue
                log.warning("profile.not_set", what=step.__name__.strip("_"), language=code, error=str(error))
            except TelegramError as error:
                log.warning("profile.not_set", what=step.__name__.strip("_"), language=code, error=str(error))
            left.remove(task)
        if left:
            await asyncio.sleep(max(0.0, min(due[task] for task in left) - clock.time()))


def _seconds(retry_after: int | timedelta) -> float:
    """Return the seconds of a 429, and a little more."""
    seconds = float(retry_after) if isinstance(retry_after, int) else retry_after.total_seconds()
    return seconds * random.uniform(1, 1.05)  # noqa: S311 - spreads tries, guards nothing


async def _menu(bot: ExtBot[None], code: str, words: Translator) -> None:
    menu = tuple(BotCommand(command, words.text(f"page.help.{command}")) for command in MENU)
    if await bot.get_my_commands(language_code=code) != menu:
        await bot.set_my_commands(menu, language_code=code)


async def _name(bot: ExtBot[None], code: str, words: Translator) -> None:
    name = words.text("profile.name")
    if (await bot.get_my_name(language_code=code)).name != name:
        await bot.set_my_name(name, language_code=code)


async def _description(bot: ExtBot[None], code: str, words: Translator) -> None:
    description = words.text("profile.description")
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description, language_code=code)


async def _short_description(bot: ExtBot[None], code: str, words: Translator) -> None:
    description = words.text("profile.short_description")
    if (await bot.get_my_short_description(language_code=code)).short_description != description:
        await bot.set_my_short_description(description, language_code=code)
