"""Keep one pinned message a story in each channel that takes it, up to date by editing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.handlers.reader.share import address
from bot.model.reader import FormatPreference
from bot.render import request_body
from bot.services import channels as channel_service
from bot.store.pinned_cards import PinnedCard
from bot.store.poll_loop import poll
from bot.telegram_api import rich_support
from bot.telegram_api.outcomes import Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable, describe
from bot.telegram_api.rate_limiter import Priority
from bot.views import section_page
from bot.views.callback_data import Format, PageLink, Section
from bot.views.document import Button
from bot.views.labels import in_rows
from bot.views.site_address import link_to

if TYPE_CHECKING:
    from bot.handlers.context import AppContext
    from bot.model import Story
    from bot.store.pinned_cards import Missing
    from bot.store.story_cache import StorySnapshot
    from bot.telegram_api.outcomes import Outcome
    from bot.views.document import Document

LOOK = 2.0  # seconds between two polls for a published story or a changed channel
TRIES = 5  # of a call that certainly had no effect
LONGEST = 60.0  # seconds of wait before another try, at most
UNCHANGED = "message is not modified"
_SECTIONS = (Section.SUMMARY, Section.QUOTES, Section.TIMELINE, Section.PEOPLE, Section.SOURCES)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PinnedCardSync:
    """Pins cards and keeps them up to date; each is tried once a change, so that a refused one does not loop."""

    app: AppContext
    _seen: StorySnapshot | None = field(default=None)
    _version: tuple[Any, ...] = field(default=())

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`."""
        availability = self.app.database.availability
        await poll(self.look, stop, every=LOOK, availability=availability, failure="cards.failed")

    async def look(self) -> None:
        """Sync the cards if stories or channels have changed."""
        snapshot = await self.app.story_cache.stories()
        version = await channel_service.read_version(self.app.database)
        if snapshot is self._seen and version == self._version:
            return
        await self.renew(snapshot)
        self._seen, self._version = snapshot, version

    async def renew(self, snapshot: StorySnapshot) -> None:
        """Pin missing cards, edit outdated ones, and unpin those no longer wanted."""
        missing, leftover = await channel_service.read_due_cards(self.app.database)
        for card in leftover:
            await self._unpin(card)
        gone: set[int] = set()
        for card_due in missing:
            story, chat_id = snapshot.by_number.get(card_due.story), card_due.reader.chat_id
            if story and chat_id not in gone and not await self._sync(card_due, story):
                gone.add(chat_id)

    async def _sync(self, missing: Missing, story: Story) -> bool:
        """Bring a card up to date; return False if its chat takes no messages."""
        chat_id, rich = (
            missing.reader.chat_id,
            missing.reader.format_preference is not FormatPreference.SIMPLE and self.app.rich.known(),
        )
        format_ = Format.RICH if rich else Format.CLASSIC
        outcome, message_id = await self._show(missing, story, format_)
        if format_ is Format.RICH and rich_support.refused(outcome):
            format_ = Format.CLASSIC
            outcome, message_id = await self._show(missing, story, format_)
        if isinstance(outcome, Moved):
            await self.app.chat_cache.move(chat_id, outcome.chat_id)
            return False
        if isinstance(outcome, Unreachable):
            await channel_service.mark_unreachable(self.app.database, chat_id, outcome.reason, self.app.now())
            return False
        if isinstance(outcome, RetryAt):  # rate-limited for too long: tried again at the next change or start
            return False
        if not isinstance(outcome, Sent):
            log.warning("card.not_shown", chat=chat_id, story=story.slug, outcome=describe(outcome))
        # Stored as shown even where refused or uncertain: nothing more is tried until the story's next revision.
        card = PinnedCard(chat_id, story.number, missing.language, message_id, story.revision, format_)
        await channel_service.store_card(self.app.database, card)
        if isinstance(outcome, Sent) and message_id != missing.message_id:
            await self._call("pinChatMessage", chat_id, message_id=message_id, disable_notification=True)
        return True

    async def _show(self, missing: Missing, story: Story, format_: Format) -> tuple[Outcome, int]:
        """Edit the card, or send it anew where it is gone; return the outcome and the message's id, 0 for none."""
        prepared = self.app.pages.render(self._compose(missing, story, format_), format_).bodies[0]
        chat_id = missing.reader.chat_id
        if missing.message_id:
            outcome = await self._try(
                "editMessageText", request_body.edit(prepared, chat_id, missing.message_id), chat_id
            )
            if isinstance(outcome, Rejected) and UNCHANGED in outcome.description:
                return Sent(missing.message_id, b""), missing.message_id
            if not isinstance(outcome, Rejected) or rich_support.refused(outcome):
                return outcome, missing.message_id
        method = rich_support.METHOD if format_ is Format.RICH else "sendMessage"
        silent = request_body.prepare({"disable_notification": True})[:-1] + b"," + prepared
        outcome = await self._try(method, request_body.send(silent, chat_id), chat_id)
        return outcome, (outcome.message_id or 0) if isinstance(outcome, Sent) else 0

    def _compose(self, missing: Missing, story: Story, format_: Format) -> Document:
        """Compose the story's cover with URL buttons: in a channel, a tap leads into the bot."""
        place = PageLink(story.number, Section.COVER, missing.language, format=format_)
        preferences = replace(missing.reader.preferences(None), language=missing.language)
        words, base = self.app.words_for(preferences), address(self.app)
        page = section_page.compose(story, place, words, preferences, others=False)
        buttons = [
            Button(
                words.text(f"button.section.{section.name.lower()}"),
                url=link_to(base, story, replace(place, section=section)),
            )
            for section in _SECTIONS
        ]
        return replace(page, buttons=in_rows(buttons, 2))

    async def _unpin(self, card: PinnedCard) -> None:
        """Unpin a card no longer wanted, and delete it if Telegram still allows that."""
        if card.message_id:
            for method in ("unpinChatMessage", "deleteMessage"):
                outcome = await self._call(method, card.chat_id, message_id=card.message_id)
                if isinstance(outcome, RetryAt):
                    return
        await channel_service.remove_card(self.app.database, card)

    async def _call(self, method: str, chat_id: int, **parameters: int | bool) -> Outcome:
        return await self._try(method, json.dumps({"chat_id": chat_id, **parameters}).encode(), chat_id)

    async def _try(self, method: str, message: bytes, chat_id: int) -> Outcome:
        """Call, and retry where it certainly had no effect; an edit also where uncertain, since it may repeat."""
        for _ in range(TRIES):
            outcome = await self.app.client.call(method, message, chat=chat_id, priority=Priority.MAINTENANCE)
            again = isinstance(outcome, RetryAt) or (isinstance(outcome, Uncertain) and method == "editMessageText")
            if not again:
                return outcome
            await asyncio.sleep(min(LONGEST, outcome.seconds if isinstance(outcome, RetryAt) else 1))
        return outcome
