"""Registration of the desk's handlers by decorator, each with the right that it takes.

    @router.command("edit", right=Action.DRAFT)
    async def edit(desk: DeskContext) -> None: ...

A module anywhere below `bot/handlers/desk` registers its handlers when it is imported; `load` imports them all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.handlers import desk
from bot.handlers.registration import import_all, register

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
        return register(self._commands, names, partial(Route, right))

    def callback(self, *verbs: str, right: Action) -> Callable[[Handler], Handler]:
        """Register the decorated function for the callback data of these verbs."""
        return register(self._callbacks, verbs, partial(Route, right))

    def question(self, *kinds: str, right: Action) -> Callable[[Take], Take]:
        """Register the decorated function to take text answers to these kinds of questions."""
        return register(self._takes, kinds, lambda take: (right, take))

    def ask(self, *kinds: str) -> Callable[[Ask], Ask]:
        """Register the decorated function to ask these kinds of questions again."""
        return register(self._asks, kinds, lambda ask: ask)

    def photo(self, *kinds: str, not_an_image: str | None = None) -> Callable[[TakePhoto], TakePhoto]:
        """Register the decorated function to take photos as answers to these kinds of questions.

        With `not_an_image`, the catalogue's key of what is said to anything else, it takes documents too.
        """
        if not_an_image:
            self._files |= dict.fromkeys(kinds, not_an_image)
        return register(self._photos, kinds, lambda take_photo: take_photo)

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


router = DeskRouter()


def load() -> DeskRouter:
    """Import every module of the desk, so that its handlers are registered, and return the router."""
    import_all(desk)
    return router
