"""Registration of the desk's handlers by decorator, each with the right that it takes.

    @router.command("edit", right=Action.DRAFT)
    async def edit(desk: DeskContext) -> None: ...

A module anywhere below `bot/handlers/desk` registers its handlers when it is imported; `load` imports them all.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram import Message

    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext, Handler
    from bot.model.roles import Action

    # A question's handlers are given the draft or the broadcast draft that the question is about.
    Take = Callable[[DeskContext, Any, Typed], Awaitable[None]]
    Ask = Callable[[DeskContext, Any], Awaitable[None]]
    TakePhoto = Callable[[DeskContext, Any, Message], Awaitable[bool]]

V = TypeVar("V")


class Route(NamedTuple):
    """A handler, and the right that it takes."""

    right: Action
    handler: Handler


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """Handlers of one kind of question, and the right that answering takes.

    `take` gets a text message, `ask` asks (again), `take_photo` gets a photo, and returns False if it is no answer;
    it is None if no photo is. `takes_files` says that it gets documents too, `not_a_photo` is the catalogue's key of
    what is said where something else is sent.
    """

    right: Action
    take: Take
    ask: Ask
    take_photo: TakePhoto | None
    takes_files: bool = False
    not_a_photo: str = "desk.ask.not_a_photo"


class DeskRouter:
    """Maps commands, callback verbs and kinds of questions to the desk's handlers."""

    def __init__(self) -> None:
        self._commands: dict[str, Route] = {}
        self._callbacks: dict[str, Route] = {}
        self._takes: dict[str, tuple[Action, Take]] = {}
        self._asks: dict[str, Ask] = {}
        self._photos: dict[str, TakePhoto] = {}
        self._files: dict[str, str] = {}

    def command(self, *names: str, right: Action) -> Callable[[Handler], Handler]:
        """Register the decorated function for these commands."""
        return self._routed(self._commands, names, right)

    def callback(self, *verbs: str, right: Action) -> Callable[[Handler], Handler]:
        """Register the decorated function for the callback data of these verbs."""
        return self._routed(self._callbacks, verbs, right)

    def question(self, *kinds: str, right: Action) -> Callable[[Take], Take]:
        """Register the decorated function to take text answers to these kinds of questions."""

        def register(take: Take) -> Take:
            for kind in kinds:
                _put(self._takes, kind, (right, take))
            return take

        return register

    def ask(self, *kinds: str) -> Callable[[Ask], Ask]:
        """Register the decorated function to ask these kinds of questions again."""

        def register(ask: Ask) -> Ask:
            for kind in kinds:
                _put(self._asks, kind, ask)
            return ask

        return register

    def photo(self, *kinds: str, not_an_image: str | None = None) -> Callable[[TakePhoto], TakePhoto]:
        """Register the decorated function to take photos as answers to these kinds of questions.

        With `not_an_image`, the catalogue's key of what is said to anything else, it takes documents too.
        """

        def register(take_photo: TakePhoto) -> TakePhoto:
            for kind in kinds:
                _put(self._photos, kind, take_photo)
                if not_an_image:
                    _put(self._files, kind, not_an_image)
            return take_photo

        return register

    @property
    def commands(self) -> Mapping[str, Route]:
        """The registered commands, by name without the slash."""
        return self._commands

    @property
    def callbacks(self) -> Mapping[str, Route]:
        """The registered callback handlers, by verb."""
        return self._callbacks

    @property
    def questions(self) -> Mapping[str, QuestionKind]:
        """The registered kinds of questions; raises KeyError if nothing asks one of them."""
        return {kind: self.question_kind(kind) for kind in self._takes}

    def question_kind(self, kind: str) -> QuestionKind:
        """Return the handlers of a kind of question."""
        right, take = self._takes[kind]
        known = QuestionKind(right, take, self._asks[kind], self._photos.get(kind))
        key = self._files.get(kind)
        return replace(known, takes_files=True, not_a_photo=key) if key else known

    def _routed(self, routes: dict[str, Route], names: tuple[str, ...], right: Action) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            for name in names:
                _put(routes, name, Route(right, handler))
            return handler

        return register


router = DeskRouter()


def load() -> DeskRouter:
    """Import every module of the desk, so that its handlers are registered, and return the router."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.walk_packages([str(Path(__file__).parent)], f"{package}."):
        importlib.import_module(module.name)
    return router


def _put(registered: dict[str, V], name: str, value: V) -> None:
    """Register once: a second handler of the same name would silently replace the first."""
    if name in registered:
        raise ValueError(name)
    registered[name] = value
