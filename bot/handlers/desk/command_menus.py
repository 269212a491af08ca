"""The desk's commands, by role: in the menu of a member's private chat with the bot, and in `/help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.handlers.desk.registry import router
from bot.model.roles import may
from bot.views import about

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.model.roles import Role

# The day's work first: a menu shows some eight lines before it is scrolled.
COMMANDS = (
    "desk", "new", "edit", "drafts", "live", "publish", "push", "correct", "undo",
    "scheduled", "history", "retract", "export", "archive", "revive", "pin", "unpin",
    "team", "stats", "audit", "block", "channels", "invite",
)  # fmt: skip

log = structlog.get_logger(__name__)


def of_role(role: Role) -> tuple[str, ...]:
    """Return the desk's commands that a role permits, in the menu's order."""
    return tuple(command for command in COMMANDS if may(role, router.commands[command].right))


class CommandMenus:
    """Sets members' menus of commands, and remembers what this process has set or found to be set."""

    def __init__(self) -> None:
        self._menus: dict[int, tuple[Role, Language]] = {}

    async def refresh(self, bot: ExtBot[None], user_id: int, role: Role | None, words: Translator) -> None:
        """Give a member the menu of their role and language, and a former one the readers' again.

        A failure is logged, and tried again the next time: nobody waits for a menu.
        """
        if role is None:
            if user_id in self._menus:  # strangers, of whom there may be any number, are not remembered
                await self.remove(bot, user_id)
            return
        menu = (role, words.language)
        if self._menus.get(user_id) == menu:
            return
        self._menus[user_id] = menu
        try:
            await _set(bot, BotCommandScopeChat(user_id), role, words)
        except TelegramError as error:
            self._menus.pop(user_id, None)
            log.warning("menu.not_set", chat=user_id, error=str(error))

    async def remove(self, bot: ExtBot[None], user_id: int) -> None:
        """Take the desk's commands out of the menu of somebody who was dismissed."""
        self._menus.pop(user_id, None)
        try:
            await bot.delete_my_commands(BotCommandScopeChat(user_id))
        except TelegramError as error:
            log.warning("menu.not_set", chat=user_id, error=str(error))


async def _set(bot: ExtBot[None], scope: BotCommandScopeChat, role: Role, words: Translator) -> None:
    commands = [BotCommand(command, words.text(f"desk.command.{command}")) for command in of_role(role)]
    commands += [BotCommand(command, words.text(f"page.help.{command}")) for command in about.MENU]
    if await bot.get_my_commands(scope) != tuple(commands):
        await bot.set_my_commands(commands, scope)
