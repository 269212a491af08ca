"""One thing that somebody does at the desk, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bot.deeds import Deed
from bot.document import Document, Paragraph, Run
from bot.handlers import replies
from bot.transport.outcomes import Sent

if TYPE_CHECKING:
    from telegram import Update, User

    from bot.desk.roles import Action, Role
    from bot.handlers.services import Asker, Services
    from bot.i18n.catalogue import Words
    from bot.links import DeskLink

ALERT = 200  # characters of the answer to a tap, https://core.telegram.org/bots/api#answercallbackquery


@dataclass(frozen=True, slots=True)
class Tapped:
    """The button that was tapped: its link, the query to answer, and its message, None where that is out of reach."""

    link: DeskLink
    query_id: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A command, a tap or a message of a member whose `role` was looked up for it; `args` are a command's words."""

    services: Services
    who: Asker
    update: Update
    user: User
    role: Role
    tapped: Tapped | None = None
    args: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """The words of the chat's language."""
        return self.services.told(self.who.preferences)

    @property
    def link(self) -> DeskLink:
        """The tapped button's link; a turn of another kind has none."""
        if self.tapped is None:
            raise LookupError(self.who.update_id)
        return self.tapped.link

    @property
    def draft_id(self) -> int:
        """The draft that the tapped button is about; 0, which no draft has, where it names none."""
        return self.link.draft or 0

    @property
    def deed(self) -> Deed:
        """What is done, for the transaction that does it."""
        return Deed(self.user.id, self.services.now(), self.services.settings.owners, self.who.update_id)

    async def show(self, document: Document, *, notice: str | None = None, anew: bool = False) -> int | None:
        """Show a screen in the place of the tapped one, or as a new message: always where it is `anew` or long.

        `notice` is told below its title, or, of a tap, in its answer. Returns the id of the message that has the
        buttons.
        """
        if self.tapped:
            await replies.answer_tap(self.services, self.tapped.query_id, notice)
        elif notice:
            title, *below = document.blocks
            document = replace(document, blocks=(title, Paragraph((Run(notice),)), *below))
        bodies = self._bodies(document)
        if self.tapped and self.tapped.message_id and len(bodies) == 1 and not anew:
            outcome = await replies.edit(self.services, self.who, self.tapped.message_id, bodies[0])
            return outcome.message_id if isinstance(outcome, Sent) else None
        for body in bodies:
            outcome = await replies.send(self.services, self.who, body)
        return outcome.message_id if isinstance(outcome, Sent) else None

    async def tell(self, key: str, /, **values: str | int) -> None:
        """Tell a sentence of the catalogue: as the answer to a tap that has to be acknowledged, or as a message."""
        await self.say(self.words.text(key, **values))

    async def say(self, text: str) -> None:
        """Tell a sentence as `tell` does."""
        if self.tapped and len(text) <= ALERT:
            await replies.answer_tap(self.services, self.tapped.query_id, text, alert=True)
        else:
            await self.show(Document(self.words.language, (Paragraph((Run(text),)),)), anew=True)

    def _bodies(self, document: Document) -> tuple[bytes, ...]:
        """A message each, of which only the last has the buttons."""
        whole = self.services.press.set(document).bodies
        if len(whole) == 1:
            return whole
        return (*self.services.press.set(replace(document, buttons=())).bodies[:-1], whole[-1])


Handler = Callable[[Turn], Awaitable[None]]


class Deal(NamedTuple):
    """A handler, and the right that it takes."""

    action: Action
    handler: Handler
