"""Questions that waited while the bot was away: told from the rest, and answered briefly where they are old."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.handlers.responder import open_page, show
from bot.telegram_api.update_fields import typed_text
from bot.views import about, lists
from bot.views.callback_data import PageLink, Section

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from telegram import Message

    from bot.handlers.context import AppContext, ChatContext

# Questions sent so long before the start wait for newer ones. Measured from the start, not from now: on a machine whose
# clock is ahead every question would be old for ever.
OLD = timedelta(minutes=1)
EXPIRED = timedelta(hours=1)  # whoever asked has gone elsewhere: one short sentence and the cover instead of a page
_CHATS = 10_000  # that were answered late, remembered so that a chat with several old questions gets one such answer


class OldQuestions:
    """Tells readers' old questions in raw updates; only these may be overtaken by other chats' updates.

    Commands of the desk, callback queries, membership and migrations never count. A text to the desk may be taken for a
    question here: it is then handled a little later, still in its chat's order and in full.
    """

    def __init__(self, started_at: datetime, desk_commands: Collection[str]) -> None:
        self._before = (started_at - OLD).timestamp()
        self._desk_commands = frozenset(desk_commands)

    def __call__(self, update: dict[str, Any]) -> bool:
        """Whether the raw update is a question sent more than a minute before the start."""
        message = update.get("message")
        if not isinstance(message, dict) or not isinstance(date := message.get("date"), int):
            return False
        text = typed_text(message)
        if not isinstance(text, str) or date >= self._before:
            return False
        return text.partition(" ")[0].partition("@")[0].removeprefix("/").lower() not in self._desk_commands


class LateAnswers:
    """Answers questions that waited for more than an hour while the bot was away, one a chat."""

    def __init__(self, started_at: datetime) -> None:
        self._before = started_at - OLD
        self._answered: OrderedDict[int, datetime] = OrderedDict()

    def is_late(self, app: AppContext, message: Message | None) -> bool:
        """Return whether the message is too old for a page."""
        return message is not None and message.date < self._before and app.now() - message.date > EXPIRED

    async def answer(self, app: AppContext, chat: ChatContext) -> None:
        """Answer late messages of the chat with a short sentence and the cover, once."""
        now = app.now()
        before = self._answered.get(chat.chat_id)
        if before is None or now - before > EXPIRED:
            await self._send(app, chat)
            self._answered[chat.chat_id] = now
            self._answered.move_to_end(chat.chat_id)
            if len(self._answered) > _CHATS:
                self._answered.popitem(last=False)

    async def _send(self, app: AppContext, chat: ChatContext) -> None:
        words, preferences = app.words_for(chat.preferences), chat.preferences
        await show(app, chat, about.notice(words, "say.late"))
        snapshot = await app.story_cache.stories()
        if not snapshot.stories:
            await show(app, chat, lists.stories((), None, words, preferences, app.now()))
            return
        story = snapshot.by_number.get(chat.current or 0, snapshot.stories[0])
        await open_page(app, chat, PageLink(story.number, Section.COVER, preferences.language))
