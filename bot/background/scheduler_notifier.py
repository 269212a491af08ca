"""What the desk is told of scheduled drafts: published, refused, overtaken, or late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.desk.roles import Role
from bot.document import Button
from bot.handlers.desk import gist, notices
from bot.handlers.desk.screens import button, screen
from bot.i18n import zones
from bot.links import PageLink, Section
from bot.store import members
from bot.transport.outcomes import RetryAt

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.document import Document
    from bot.errors import SiyaqError
    from bot.handlers.desk.notices import Hearer
    from bot.handlers.services import Services
    from bot.publishing import Published
    from bot.store.broadcasts import Broadcast
    from bot.store.drafts import Draft
    from bot.store.schedule import Due


@dataclass(frozen=True, slots=True)
class Herald:
    """Tells whoever named an hour, and, of what went wrong, the owners too; `bot.schedule.Desk`."""

    services: Services

    async def published(self, due: Due, done: Published) -> None:
        """The draft is out."""
        story = done.story

        def compose(to: Hearer) -> Document:
            words = to.words
            told = words.text("desk.schedule.published", hour=_hour(due, to), revision=story.revision)
            look = Button(words.text("desk.publish.look"), PageLink(story.number, Section.COVER, words.language))
            undo = button(words.text("desk.button.undo"), "undo")
            push = button(words.text("desk.push.button.after"), "push", value=str(story.number))
            return screen(words, gist.title(story.dossier, words), told, rows=([look, undo], [push]))

        await notices.tell(self.services, due.by, compose)

    async def refused(self, due: Due, draft: Draft, problem: SiyaqError) -> None:
        """The draft could not be published, and is open again."""

        def compose(to: Hearer) -> Document:
            words = to.words
            why = (
                words.text(problem.key, **problem.data)
                if problem.key != "error.dossier"
                else words.text("desk.schedule.faulty")
            )
            told = words.text("desk.schedule.refused", hour=_hour(due, to))
            return screen(words, gist.title(draft.dossier, words), told, why, rows=([_open(draft, to)],))

        await self._tell_all(due, compose)

    async def moved(self, due: Due, draft: Draft, newest: int) -> None:
        """The story moved on to a newer revision: at its hour, the draft would be refused."""

        def compose(to: Hearer) -> Document:
            words = to.words
            told = words.text("desk.schedule.moved", hour=_hour(due, to), base=draft.base or 0, newest=newest)
            look = button(words.text("desk.schedule.look"), "publish", draft.id)
            return screen(words, gist.title(draft.dossier, words), told, rows=([look], [_open(draft, to)]))

        await notices.tell(self.services, due.by, compose)

    async def late(self, due: Due, draft: Draft) -> bool:
        """The hour passed while nobody looked: asked is what is to be done; whether it could be asked."""

        def compose(to: Hearer) -> Document:
            words = to.words
            now = button(words.text("desk.schedule.now"), "publish", draft.id)
            off = button(words.text("desk.schedule.call_off"), "unschedule", draft.id)
            move = button(words.text("desk.schedule.move"), "schedule", draft.id, value="move")
            told = words.text("desk.schedule.late", hour=_hour(due, to))
            return screen(words, gist.title(draft.dossier, words), told, rows=([now], [move, off]))

        outcome = await notices.tell(self.services, due.by, compose)
        return not isinstance(outcome, RetryAt)

    async def unpushed(self, push: Broadcast, problem: SiyaqError) -> None:
        """The planned push could not be made at its hour, and is called off."""

        def compose(to: Hearer) -> Document:
            words = to.words
            told = words.text("desk.push.unpushed", number=push.id)
            return screen(words, told, words.text(problem.key, **problem.data))

        await notices.tell(self.services, push.by, compose)

    async def _tell_all(self, due: Due, compose: Callable[[Hearer], Document]) -> None:
        async with self.services.database.read() as conn:
            found = {one.user_id for one in await members.all_(conn) if one.role is Role.OWNER}
        for user_id in sorted({due.by, *found, *self.services.settings.owners}):
            await notices.tell(self.services, user_id, compose)


def _hour(due: Due, to: Hearer) -> str:
    """The hour in the zone in which it was named."""
    return zones.spell(due.due_at, due.zone, to.preferences)


def _open(draft: Draft, to: Hearer) -> Button:
    return button(to.words.text("desk.button.draft"), "draft", draft.id)
