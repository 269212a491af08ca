"""Keep the desk's cards of readers' reports up to date, and tell reporters what came of theirs, once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from bot.handlers.desk import notifier
from bot.model.roles import Action
from bot.render import request_body
from bot.services import stories
from bot.services.reports import due
from bot.store.poll_loop import poll
from bot.telegram_api.outcomes import Rejected, RetryAt, Sent, describe
from bot.telegram_api.rate_limiter import Priority
from bot.views.reports import report_card, report_form

if TYPE_CHECKING:
    import asyncio

    from bot.delivery.worker import Leadership
    from bot.handlers.context import AppContext
    from bot.store.reader_reports import ReportFile
    from bot.store.report_cards import Answer
    from bot.telegram_api.outcomes import Outcome

LOOK = 2.0  # seconds between two polls: what is reported within these is one edit of a card
UNCHANGED = "message is not modified"

log = structlog.get_logger(__name__)


class ReportNotifier:
    """Polls for reports and decisions while this process leads."""

    def __init__(self, app: AppContext, leadership: Leadership) -> None:
        self._app = app
        self._leadership = leadership
        self._counter: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`."""
        availability = self._app.database.availability
        await poll(self._look, stop, every=LOOK, availability=availability, failure="reports.not_read")

    async def _look(self) -> None:
        """Do what is due, unless nothing was committed since nothing was."""
        counter = self._app.database.change_counter()
        if not self._leadership.leading.is_set() or (counter is not None and counter == self._counter):
            return
        is_done = True
        for file, cards in await due.read_outdated(self._app.database):
            is_done = await self._show(file, cards) and is_done
        while answer := await due.claim_answer(self._app.database, self._app.now()):
            if not await self._tell(answer):
                is_done = False
                break
        self._counter = counter if is_done else None

    async def _show(self, file: ReportFile, cards: dict[int, int]) -> bool:
        """Bring the cards up to date; return whether none has to be tried again."""
        members = await notifier.those(self._app, Action.CORRECT)
        outcomes = [await self._put(file, user_id, cards.get(user_id)) for user_id in members]
        if any(isinstance(outcome, RetryAt) for outcome in outcomes):
            return False
        await due.mark_shown(self._app.database, file)
        return True

    async def _put(self, file: ReportFile, user_id: int, message_id: int | None) -> Outcome | None:
        """Edit a member's card; send one where there is none, as long as there is something to decide."""
        app, to = self._app, await notifier.recipient(self._app, user_id)
        body = app.pages.render(report_card.card(file, to.words, to.preferences)).bodies[0]
        if message_id:
            edit = request_body.edit(body, user_id, message_id)
            outcome = await app.client.call("editMessageText", edit, chat=user_id, priority=Priority.MAINTENANCE)
            if not isinstance(outcome, Rejected) or UNCHANGED in outcome.description:
                return outcome
        if not file.reported.is_open:
            return None
        outcome = await app.client.call(
            "sendMessage", request_body.send(body, user_id), chat=user_id, priority=Priority.READER
        )
        if isinstance(outcome, Sent) and outcome.message_id:
            await due.put_card(app.database, file.reported.id, user_id, outcome.message_id)
        else:
            log.warning("reports.card_not_sent", chat=user_id, outcome=describe(outcome))
        return outcome

    async def _tell(self, answer: Answer) -> bool:
        """Tell the reporters in one chat what came of it; return False if it has to be tried again."""
        app = self._app
        reader, _ = await app.chat_cache.chat(answer.chat_id, 0)
        preferences = replace(reader.preferences(None), language=reader.language or answer.language)
        story = await stories.get(app.database, answer.item.story_id)
        is_live = story.number in (await app.story_cache.stories()).by_number
        document = report_form.outcome(answer.item, story, app.words_for(preferences), preferences, is_live=is_live)
        body = request_body.send(app.pages.render(document).bodies[0], answer.chat_id, answer.thread_id)
        outcome = await app.client.call("sendMessage", body, chat=answer.chat_id, priority=Priority.READER)
        if isinstance(outcome, RetryAt):
            await due.release_answer(app.database, answer)
            return False
        if not isinstance(outcome, Sent):
            log.info("reports.not_told", chat=answer.chat_id, outcome=describe(outcome))
        return True
