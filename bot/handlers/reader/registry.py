"""Registration of the readers' handlers by decorator.

    @router.command("search")
    async def search(update: Update, context: HandlerContext) -> None: ...

    @router.callback("more")
    async def more(callback: ReaderCallback, link: ReaderLink) -> None: ...

A module of `bot/handlers/reader`, or of a folder in it, registers its handlers when it is imported; `load` imports them
all. Readers need no right to ask; what changes a group's settings checks its admins by itself
(`language_forget.require_allowed`), since looking is free.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from bot.handlers import reader
from bot.handlers.context import resolve_chat
from bot.handlers.registration import import_all, register

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from telegram import Update

    from bot.handlers.callback import CallbackHandler
    from bot.handlers.context import HandlerContext

    CommandHandler = Callable[[Update, HandlerContext], Coroutine[Any, Any, None]]


class ReaderRouter:
    """Maps readers' commands and callback verbs to their handlers."""

    def __init__(self) -> None:
        self._commands: dict[str, CommandHandler] = {}
        self._callbacks: dict[str, CallbackHandler] = {}

    def command(self, *names: str, is_question: bool = False) -> Callable[[CommandHandler], CommandHandler]:
        """Register the decorated function for these commands, without the slash.

        A question only shows something; one that waited for more than an hour is answered briefly instead.
        """
        return register(self._commands, names, unless_late if is_question else lambda handler: handler)

    def callback(self, *verbs: str) -> Callable[[CallbackHandler], CallbackHandler]:
        """Register the decorated function for the callback data of these verbs."""
        return register(self._callbacks, verbs, lambda handler: handler)

    @property
    def commands(self) -> Mapping[str, CommandHandler]:
        """The registered commands, by name."""
        return self._commands

    @property
    def callbacks(self) -> Mapping[str, CallbackHandler]:
        """The registered callback handlers, by verb."""
        return self._callbacks


def unless_late(handler: CommandHandler) -> CommandHandler:
    """Answer the message as a late one where it is; else run the handler."""

    @wraps(handler)
    async def run(update: Update, context: HandlerContext) -> None:
        app = context.app
        if app.late_answers.is_late(app, update.message):
            await app.late_answers.answer(app, await resolve_chat(update, app))
        else:
            await handler(update, context)

    return run


router = ReaderRouter()


def load() -> ReaderRouter:
    """Import every module of the readers' handlers, so that they are registered, and return the router."""
    import_all(reader)
    return router
