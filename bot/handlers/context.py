"""What handlers work with: the services that `app.py` builds, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.ext import CallbackContext, ExtBot

from bot.audience import Wanted
from bot.links import Format

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from telegram import Update

    from bot.audience import Preferences
    from bot.handlers.deck import Deck
    from bot.handlers.press import Press
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.settings import Settings
    from bot.store.database import Database
    from bot.store.ledger import Ledger
    from bot.store.lexicon import Lexicon
    from bot.store.shelf import Shelf
    from bot.transport.client import Client
    from bot.transport.newer import RichServer


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that is shared by the handlers; immutable, built once.

    `noted` is set where what is due may have changed; `rich` is what is known of the server's rich messages.
    """

    settings: Settings
    client: Client
    bot: ExtBot[None]
    database: Database
    shelf: Shelf
    ledger: Ledger
    lexicon: Lexicon
    words: Mapping[Language, Words]
    press: Press
    deck: Deck
    now: Callable[[], datetime]
    noted: asyncio.Event
    rich: RichServer

    def told(self, preferences: Preferences) -> Words:
        """The words of the preferences' language, with their digits."""
        return self.words[preferences.language].in_digits(preferences.digits)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Services]]):
    """The context of a handler's call, with the services on it."""

    @property
    def services(self) -> Services:
        """The services of this bot."""
        return self.bot_data["services"]


@dataclass(frozen=True, slots=True)
class Asker:
    """Where an update came from and how to answer there.

    `thread_id` is that of a forum's topic; in groups an answer replies to the message `reply_to`; `current` is the
    number of the story last shown there, `tapped` the format of the message whose button was tapped.
    """

    update_id: int
    chat_id: int
    thread_id: int | None
    reply_to: int | None
    private: bool
    preferences: Preferences
    chosen: Language | None
    current: int | None
    wanted: Wanted = Wanted.AUTO
    tapped: Format | None = None


async def asker(update: Update, services: Services) -> Asker:
    """Who asks with `update`, which has a chat: its own choice of language, else the person's."""
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None:
        raise ValueError(update.update_id)
    topic = getattr(message, "is_topic_message", None)
    thread_id = getattr(message, "message_thread_id", None) if topic else None
    reader, current = await services.ledger.chat(chat.id, thread_id or 0)
    private = chat.type == chat.PRIVATE
    return Asker(
        update_id=update.update_id,
        chat_id=chat.id,
        thread_id=thread_id,
        reply_to=update.message.message_id if update.message and not private else None,
        private=private,
        preferences=reader.preferences(user.language_code if user else None),
        chosen=reader.language,
        current=current,
        wanted=reader.wanted,
        tapped=_tapped(update),
    )


def _tapped(update: Update) -> Format | None:
    query = update.callback_query
    if query is None or query.message is None or not query.message.is_accessible:
        return None
    # What the library does not know of a message, it keeps apart.
    return Format.RICH if "rich_message" in query.message.api_kwargs else Format.CLASSIC
