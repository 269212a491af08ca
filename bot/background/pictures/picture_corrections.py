"""Corrects pictures in messages: after each revision those are drawn anew and edited that now say something else."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.background.poll_loop import poll
from bot.errors import SiyaqError
from bot.handlers.responding.picture_responder import edit_item_picture, hash_of
from bot.telegram_api.outcomes import RetryAt, Sent, Uncertain, describe

if TYPE_CHECKING:
    from bot.delivery.worker import Leadership
    from bot.handlers.context import AppContext
    from bot.model import Story
    from bot.store.picture_messages import PictureMessage
    from bot.store.story_cache import StorySnapshot

LOOK = 2.0  # seconds between two polls for a published revision
BATCH = 200  # messages read at once
TRIES = 5  # of an edit that was not done, or may not have been: it may repeat
LONGEST = 60.0  # seconds of wait before another try, at most

log = structlog.get_logger(__name__)


class PictureCorrections:
    """Edits outdated pictures, in the process that leads."""

    def __init__(self, app: AppContext, leadership: Leadership) -> None:
        self._app, self._leadership = app, leadership
        self._seen: StorySnapshot | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`."""
        look, availability = partial(self._look, stop), self._app.database.availability
        await poll(look, stop, every=LOOK, availability=availability, failure="pictures.failed")

    async def _look(self, stop: asyncio.Event) -> None:
        if not self._leadership.leading.is_set():
            self._seen = None
            return
        snapshot = await self._app.story_cache.stories()
        if snapshot is self._seen:
            return
        for story in snapshot.stories:
            while not stop.is_set() and (messages := await self._app.pictures.outdated(story, BATCH)):
                for message in messages:
                    await self._correct(message, story)
        self._seen = snapshot

    async def _correct(self, message: PictureMessage, story: Story) -> None:
        """Edit one message, unless its picture says the same; forget it where that cannot be done."""
        content_hash = hash_of(self._app, story, message.item, message.preferences)
        if content_hash == message.content_hash or await self._edit(message, story):
            await self._app.pictures.note_revision(message, story.revision, content_hash)
        else:
            await self._app.pictures.forget_message(message)

    async def _edit(self, message: PictureMessage, story: Story) -> bool:
        place = (message.chat_id, message.message_id)
        for _ in range(TRIES):
            try:
                outcome = await edit_item_picture(self._app, story, message.item, message.preferences, place)
            except SiyaqError as error:
                log.warning("picture.not_corrected", chat=message.chat_id, why=error.key)
                return False
            if not isinstance(outcome, RetryAt | Uncertain):
                break
            await asyncio.sleep(min(LONGEST, outcome.seconds if isinstance(outcome, RetryAt) else 1))
        if isinstance(outcome, Sent):
            return True
        log.warning("picture.not_corrected", chat=message.chat_id, why=describe(outcome))
        return False
