"""Context of a desk update: who acts, with what, and how to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.handlers import responder
from bot.services.desk_transaction import ActionContext
from bot.telegram_api.outcomes import Sent
from bot.views.document import Document, Paragraph, Run

if TYPE_CHECKING:
    from telegram import Update, User

    from bot.handlers.context import AppContext, ChatContext
    from bot.i18n.catalogue import Translator
    from bot.model.roles import Role
    from bot.views.callback_data import DeskLink

ALERT = 200  # characters of an alert, https://core.telegram.org/bots/api#answercallbackquery


@dataclass(frozen=True, slots=True)
class CallbackButton:
    """A tapped button: its link, the callback query's id, and its message's id (None if inaccessible)."""

    link: DeskLink
    query_id: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class DeskContext:
    """A member's command, tap or message, with their `role` as of now; `args` are a command's arguments."""

    app: AppContext
    chat: ChatContext
    update: Update
    user: User
    role: Role
    button: CallbackButton | None = None
    args: tuple[str, ...] = ()

    @property
    def words(self) -> Translator:
        """Return the translator of the chat's language."""
        return self.app.words_for(self.chat.preferences)

    @property
    def link(self) -> DeskLink:
        """Return the tapped button's link; raises LookupError for any other update."""
        if self.button is None:
            raise LookupError(self.chat.update_id)
        return self.button.link

    @property
    def draft_id(self) -> int:
        """Return the draft (or broadcast) id in the button; 0, which none has, where it names none."""
        return self.link.draft or 0

    @property
    def action_context(self) -> ActionContext:
        """Return actor, time and update, for services."""
        return ActionContext(self.user.id, self.app.now(), self.app.settings.owners, self.chat.update_id)

    async def show(self, document: Document, *, notice: str | None = None, anew: bool = False) -> int | None:
        """Show a screen in place of the tapped one; as a new message where it is `anew`, or needs several messages.

        `notice` is shown in the callback's answer, without a callback below the title. Returns the id of the message
        with the buttons; None if sending failed.
        """
        if self.button:
            await responder.answer_callback(self.app, self.button.query_id, notice)
        elif notice:
            title, *below = document.blocks
            document = replace(document, blocks=(title, Paragraph((Run(notice),)), *below))
        bodies = self._bodies(document)
        if self.button and self.button.message_id and len(bodies) == 1 and not anew:
            outcome = await responder.edit(self.app, self.chat, self.button.message_id, bodies[0])
            return outcome.message_id if isinstance(outcome, Sent) else None
        for body in bodies:
            outcome = await responder.send(self.app, self.chat, body)
        return outcome.message_id if isinstance(outcome, Sent) else None

    async def acknowledge(self) -> None:
        """Answer a tap without a word: what it brings comes as a message of its own."""
        if self.button:
            await responder.answer_callback(self.app, self.button.query_id)

    async def tell(self, key: str, /, **values: str | int) -> None:
        """Show a sentence of the catalogue: as an alert for a tap, else as a message."""
        await self.say(self.words.text(key, **values))

    async def say(self, text: str) -> None:
        """Show a sentence as `tell` does; as a message where it is too long for an alert."""
        if self.button and len(text) <= ALERT:
            await responder.answer_callback(self.app, self.button.query_id, text, alert=True)
        else:
            await self.show(Document(self.words.language, (Paragraph((Run(text),)),)), anew=True)

    def _bodies(self, document: Document) -> tuple[bytes, ...]:
        """Render a document to one body a message, of which only the last has the buttons."""
        bodies = self.app.pages.render(document).bodies
        if len(bodies) == 1:
            return bodies
        return (*self.app.pages.render(replace(document, buttons=())).bodies[:-1], bodies[-1])


Handler = Callable[[DeskContext], Awaitable[None]]
