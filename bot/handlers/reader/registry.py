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

import importlib
import pkgutil
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.handlers.context import resolve_chat

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from telegram import Update

    from bot.handlers.callback import CallbackHandler
    from bot.handlers.context import HandlerContext

    CommandHandler = Callable[[Update, HandlerContext], Coroutine[Any, Any, None]]

H = TypeVar("H")


class ReaderRouter:
    """Maps readers' commands and callback verbs to their handlers."""

    def __init__(self) -> None:
        self._commands: dict[str, CommandHandler] = {}
        self._callbacks: dict[str, CallbackHandler] = {}

    def command(self, *names: str, is_question: bool = False) -> Callable[[CommandHandler], CommandHandler]:
        """Register the decorated function for these commands, without the slash.

        A question only shows something; one that waited for more than an hour is answered briefly instead.
        """
        register = _register(self._commands, names)

        def register_answered(handler: CommandHandler) -> CommandHandler:
            register(unless_late(handler) if is_question else handler)
            return handler

        return register_answered

    def callback(self, *verbs: str) -> Callable[[CallbackHandler], CallbackHandler]:
        """Register the decorated function for the callback data of these verbs."""
        return _register(self._callbacks, verbs)

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
    package = __name__.rpartition(".")[0]
    for module in pkgutil.walk_packages([str(Path(__file__).parent)], f"{package}."):
        importlib.import_module(module.name)
    return router


def _register(registered: dict[str, H], names: tuple[str, ...]) -> Callable[[H], H]:
    def register(handler: H) -> H:
        for name in names:
            if name in registered:  # a second handler would silently replace the first
                raise ValueError(name)
            registered[name] = handler
        return handler

    return register
