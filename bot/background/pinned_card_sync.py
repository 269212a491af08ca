"""Pinned cards: each story that a channel takes has its message there, kept up to date by editing."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import structlog

from bot.audience import Wanted
from bot.document import Button
from bot.links import Format, PageLink, Section
from bot.pages import compose
from bot.pages.labels import in_rows
from bot.pages.update import address
from bot.render import body
from bot.store import cards, subscribers
from bot.store.cards import Card
from bot.transport import newer
from bot.transport.limiter import Lane
from bot.transport.outcomes import Moved, Rejected, RetryAt, Sent, Uncertain, Unreachable, words

if TYPE_CHECKING:
    from bot.document import Document
    from bot.handlers.services import Services
    from bot.store.cards import Missing
    from bot.store.shelf import Shelved
    from bot.story import Story
    from bot.transport.outcomes import Outcome

LOOK = 2.0  # seconds between two looks at whether a story was published or a channel set up
TRIES = 5  # of a call that certainly had no effect
LONGEST = 60.0  # seconds waited before such a try
UNCHANGED = "message is not modified"
_SECTIONS = (Section.SUMMARY, Section.QUOTES, Section.TIMELINE, Section.PEOPLE, Section.SOURCES)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Pinner:
    """Pins cards and keeps them up to date; each is tried once whenever something has changed, so that none loops."""

    services: Services
    _seen: Shelved | None = field(default=None)
    _version: tuple[Any, ...] = field(default=())

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
            except Exception:  # whatever it is, the next look finds what is left to do
                log.exception("cards.failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await stop.wait()

    async def look(self) -> None:
        """Where stories or channels have changed, bring the cards up to date."""
        shelved = await self.services.shelf.stories()
        async with self.services.database.read() as conn:
            version = await subscribers.channels_changed(conn)
        if shelved is self._seen and version == self._version:
            return
        await self.renew(shelved)
        self._seen, self._version = shelved, version

    async def renew(self, shelved: Shelved) -> None:
        """Pin what is missing, edit what is old, and unpin what is left over."""
        async with self.services.database.read() as conn:
            missing, left = await cards.missing(conn), await cards.left_over(conn)
        for card in left:
            await self._unpin(card)
        gone: set[int] = set()
        for one in missing:
            story = shelved.by_number.get(one.story)
            if story and one.reader.chat_id not in gone and not await self._bring(one, story):
                gone.add(one.reader.chat_id)

    async def _bring(self, one: Missing, story: Story) -> bool:
        """Bring a card up to date; whether its chat takes messages."""
        chat_id, rich = one.reader.chat_id, one.reader.wanted is not Wanted.SIMPLE and self.services.rich.known()
        format_ = Format.RICH if rich else Format.CLASSIC
        outcome, message_id = await self._show(one, story, format_)
        if format_ is Format.RICH and newer.refused(outcome):
            format_ = Format.CLASSIC
            outcome, message_id = await self._show(one, story, format_)
        if isinstance(outcome, Moved):
            await self.services.ledger.move(chat_id, outcome.chat_id)
            return False
        if isinstance(outcome, Unreachable):
            async with self.services.database.write() as conn:
                await subscribers.rest(conn, [chat_id], outcome.reason, self.services.now())
            return False
        if isinstance(outcome, RetryAt):  # tried again when something changes, or at the next start
            return False
        if not isinstance(outcome, Sent):
            log.warning("card.not_shown", chat=chat_id, story=story.slug, outcome=words(outcome))
        # What was refused, or may have arrived, is let be until the story's next revision.
        card = Card(chat_id, story.number, one.language, message_id, story.revision, format_)
        async with self.services.database.write() as conn:
            await cards.put(conn, card)
        if isinstance(outcome, Sent) and message_id != one.message_id:
            await self._call("pinChatMessage", chat_id, message_id=message_id, disable_notification=True)
        return True

    async def _show(self, one: Missing, story: Story, format_: Format) -> tuple[Outcome, int]:
        """Edit the card, or send it anew where it is gone; what became of that, and which message it is, 0 for none."""
        prepared = self.services.press.set(self._compose(one, story, format_), format_).bodies[0]
        chat_id = one.reader.chat_id
        if one.message_id:
            outcome = await self._try("editMessageText", body.edit(prepared, chat_id, one.message_id), chat_id)
            if isinstance(outcome, Rejected) and UNCHANGED in outcome.description:
                return Sent(one.message_id, b""), one.message_id
            if not isinstance(outcome, Rejected) or newer.refused(outcome):
                return outcome, one.message_id
        method = newer.METHOD if format_ is Format.RICH else "sendMessage"
        silent = body.prepare({"disable_notification": True})[:-1] + b"," + prepared
        outcome = await self._try(method, body.send(silent, chat_id), chat_id)
        return outcome, (outcome.message_id or 0) if isinstance(outcome, Sent) else 0

    def _compose(self, one: Missing, story: Story, format_: Format) -> Document:
        """The story's cover with addresses for buttons: a tap in a channel leads into the bot."""
        place = PageLink(story.number, Section.COVER, one.language, format=format_)
        own = replace(one.reader.preferences(None), language=one.language)
        told, username = self.services.told(own), self.services.bot.username
        page = compose(story, place, told, own, others=False)
        buttons = [
            Button(told.text(f"section.{section.name.lower()}"), url=address(username, replace(place, section=section)))
            for section in _SECTIONS
        ]
        return replace(page, buttons=in_rows(buttons, 2))

    async def _unpin(self, card: Card) -> None:
        """Unpin a card that nobody wants, and delete it, while Telegram lets us."""
        if card.message_id:
            for method in ("unpinChatMessage", "deleteMessage"):
                outcome = await self._call(method, card.chat_id, message_id=card.message_id)
                if isinstance(outcome, RetryAt):
                    return
        async with self.services.database.write() as conn:
            await cards.remove(conn, card)

    async def _call(self, method: str, chat_id: int, **given: int | bool) -> Outcome:
        return await self._try(method, json.dumps({"chat_id": chat_id, **given}).encode(), chat_id)

    async def _try(self, method: str, message: bytes, chat_id: int) -> Outcome:
        """Call, and again where that certainly had no effect; an edit also where it may have had one."""
        for _ in range(TRIES):
            outcome = await self.services.client.call(method, message, chat=chat_id, lane=Lane.REPAIR)
            again = isinstance(outcome, RetryAt) or (isinstance(outcome, Uncertain) and method == "editMessageText")
            if not again:
                return outcome
            await asyncio.sleep(min(LONGEST, outcome.seconds if isinstance(outcome, RetryAt) else 1))
        return outcome
