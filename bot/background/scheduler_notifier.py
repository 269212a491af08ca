"""Tell the desk what became of scheduled drafts: published, refused, overtaken, or late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers.desk import notifier
from bot.i18n import zones
from bot.services import membership
from bot.telegram_api.outcomes import RetryAt
from bot.views.callback_data import PageLink, Section
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.document import Button
from bot.views.moments import with_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.errors import SiyaqError
    from bot.handlers.context import AppContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.services.publishing import Published
    from bot.store.broadcasts import Broadcast
    from bot.store.drafts import Draft
    from bot.store.scheduled_publications import ScheduledPublication
    from bot.views.document import Document, Inline


@dataclass(frozen=True, slots=True)
class SchedulerNotifier:
    """Tells whoever scheduled, and of problems the owners too; implements `bot.background.scheduler.DeskListener`."""

    app: AppContext

    async def published(self, due: ScheduledPublication, done: Published) -> None:
        """Tell that the draft is published."""
        story = done.story

        def compose(to: NoticeRecipient) -> Document:
            words = to.words
            text = _told(due, to, "desk.schedule.published", revision=story.revision)
            look = Button(words.text("desk.publish.look"), PageLink(story.number, Section.COVER, words.language))
            undo = button(words.text("desk.button.undo"), "undo")
            push = button(words.text("desk.push.button.after"), "push", value=str(story.number))
            return screen(words, item_summary.title(story.dossier, words), text, rows=([look, undo], [push]))

        await notifier.tell(self.app, due.by, compose)

    async def refused(self, due: ScheduledPublication, draft: Draft, problem: SiyaqError) -> None:
        """Tell that the draft could not be published, and is open again."""

        def compose(to: NoticeRecipient) -> Document:
            words = to.words
            why = (
                words.text(problem.key, **problem.data)
                if problem.key != "error.dossier"
                else words.text("desk.schedule.faulty")
            )
            text = _told(due, to, "desk.schedule.refused")
            return screen(words, item_summary.title(draft.dossier, words), text, why, rows=([_open(draft, to)],))

        await self._tell_all(due, compose)

    async def moved(self, due: ScheduledPublication, draft: Draft, newest: int) -> None:
        """Tell that the story has a newer revision: at its hour, the draft would be refused."""

        def compose(to: NoticeRecipient) -> Document:
            words = to.words
            text = _told(due, to, "desk.schedule.moved", base=draft.base or 0, newest=newest)
            look = button(words.text("desk.schedule.look"), "publish", draft.id)
            return screen(words, item_summary.title(draft.dossier, words), text, rows=([look], [_open(draft, to)]))

        await notifier.tell(self.app, due.by, compose)

    async def late(self, due: ScheduledPublication, draft: Draft) -> bool:
        """Ask what to do about an hour that passed while the bot was away; return whether this could be sent."""

        def compose(to: NoticeRecipient) -> Document:
            words = to.words
            now = button(words.text("desk.schedule.now"), "publish", draft.id)
            off = button(words.text("desk.schedule.call_off"), "unschedule", draft.id)
            move = button(words.text("desk.schedule.move"), "schedule", draft.id, value="move")
            text = _told(due, to, "desk.schedule.late")
            return screen(words, item_summary.title(draft.dossier, words), text, rows=([now], [move, off]))

        outcome = await notifier.tell(self.app, due.by, compose)
        return not isinstance(outcome, RetryAt)

    async def unpushed(self, broadcast: Broadcast, problem: SiyaqError) -> None:
        """Tell that a planned broadcast could not be composed at its hour, and is cancelled."""

        def compose(to: NoticeRecipient) -> Document:
            words = to.words
            title = words.text("desk.push.unpushed", number=broadcast.id)
            return screen(words, title, words.text(problem.key, **problem.data))

        await notifier.tell(self.app, broadcast.by, compose)

    async def _tell_all(self, due: ScheduledPublication, compose: Callable[[NoticeRecipient], Document]) -> None:
        owners = await membership.read_owners(self.app.database, self.app.settings.owners)
        for user_id in sorted({due.by, *owners}):
            await notifier.tell(self.app, user_id, compose)


def _told(due: ScheduledPublication, to: NoticeRecipient, key: str, **values: str | int) -> Inline:
    """Return a sentence that tells the hour, in the zone in which it was given."""
    hour = zones.format_moment(due.due_at, due.zone, to.preferences)
    return with_moment(to.words.text(key, hour=hour, **values), hour, due.due_at)


def _open(draft: Draft, to: NoticeRecipient) -> Button:
    return button(to.words.text("desk.button.draft"), "draft", draft.id)
