"""Handler context: the application's parts and the chat that an update came from."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram import Message
from telegram.ext import CallbackContext, ExtBot

from bot.handlers.cooldown import Cooldown
from bot.handlers.lately import Lately
from bot.handlers.once_a_day import OnceADay
from bot.i18n.direction import first_strong
from bot.model.language import Language
from bot.model.reader import FormatPreference
from bot.telegram_api.features.ephemeral_messages import FIELD, NOBODY, EphemeralTarget
from bot.views.broadcast_message import is_way_out
from bot.views.callback_data import Format

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from telegram import Update, User

    from bot.handlers.albums import Albums
    from bot.handlers.backlog import LateAnswers
    from bot.handlers.desk.command_menus import CommandMenus
    from bot.handlers.responding.prepared_page import PreparedPage
    from bot.histogram import Histogram
    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.render.inline_card_cache import InlineResultCache
    from bot.render.page_cache import PageRenderer
    from bot.services.pictures.pictures import Pictures
    from bot.settings import Settings
    from bot.store.block_cache import BlockCache
    from bot.store.chat_cache import ChatCache
    from bot.store.database import Database
    from bot.store.guest_query_writer import GuestQueryWriter
    from bot.store.open_questions import OpenQuestions
    from bot.store.story_cache import StoryCache
    from bot.store.vocabulary_cache import VocabularyCache
    from bot.store.write_behind import WriteBehind
    from bot.telegram_api.client import Client
    from bot.telegram_api.features.ephemeral_messages import EphemeralCapability
    from bot.telegram_api.rich_support import RichCapability
    from bot.views.guest_answer import GuestLinks


@dataclass(frozen=True, slots=True)
class AppContext:
    """Shared parts of the application; immutable, built once in `app.py`.

    Set `due_changed` whenever something that is scheduled may have changed; put raw updates into `retries` that are to
    be handled again. `rich` holds what is known about the server's support of rich messages, and `handling` the seconds
    that updates took, by handler and what became of them.
    """

    settings: Settings
    client: Client
    bot: ExtBot[None]
    database: Database
    story_cache: StoryCache
    chat_cache: ChatCache
    write_behind: WriteBehind
    guest_queries: GuestQueryWriter
    blocks: BlockCache
    open_questions: OpenQuestions
    late_answers: LateAnswers
    albums: Albums
    command_menus: CommandMenus
    vocabulary: VocabularyCache
    translators: Mapping[Language, Translator]
    pages: PageRenderer
    inline_cards: InlineResultCache
    pictures: Pictures
    now: Callable[[], datetime]
    due_changed: asyncio.Event
    retries: asyncio.Queue[dict[str, Any]]
    rich: RichCapability
    ephemeral: EphemeralCapability
    handling: Histogram
    my_data_cooldown: Cooldown = field(default_factory=lambda: Cooldown(timedelta(minutes=10)))
    words_only: OnceADay = field(default_factory=OnceADay)
    zone_asked: Lately = field(default_factory=Lately)

    @property
    def has_inline_mode(self) -> bool:
        """Whether buttons may lead to the choice of a chat: the server refuses them of a bot without inline mode."""
        return bool(self.bot.bot.supports_inline_queries)

    def words_for(self, preferences: Preferences) -> Translator:
        """Return the translator of the preferences' language, with its digits."""
        return self.translators[preferences.language].in_digits(preferences.digits)


_ADDRESSES = re.compile(r"[@/]\w+")  # mentions and commands: of no language

# In which languages the chats of the update in work are answered: known there, and asked for once more on PostgreSQL.
_languages: ContextVar[list[Language]] = ContextVar("languages")


class HandlerContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, AppContext]]):
    """PTB callback context that carries the AppContext."""

    @property
    def app(self) -> AppContext:
        """The AppContext of this bot."""
        return self.bot_data["services"]


@dataclass(slots=True)
class GuestAnswer:
    """Gathers the page that answers a guest query, which is one message: `respond` puts it here and sends nothing.

    Its buttons are `links`; the one that reads on has the start payload `start` below what is no story's page.
    """

    links: GuestLinks
    start: str
    page: PreparedPage | None = None


@dataclass(frozen=True, slots=True)
class ChatContext:
    """The chat that an update came from, and where to answer.

    `thread_id` is a forum topic's, `direct_topic_id` that of a channel's direct messages. In groups answers reply to
    the message `reply_to`. `current` is the number of the story last shown there, `callback_format` the format of the
    message whose button was pressed, `is_below_push` whether that is a push or a digest. `guest` is set where a guest
    query is answered: nothing is known of its chat. `ephemeral` is set where only whoever asks is to see the answer.
    """

    update_id: int
    chat_id: int
    thread_id: int | None
    reply_to: int | None
    private: bool
    preferences: Preferences
    chosen: Language | None
    current: int | None
    format_preference: FormatPreference = FormatPreference.AUTO
    callback_format: Format | None = None
    is_below_push: bool = False
    direct_topic_id: int | None = None
    guest: GuestAnswer | None = None
    ephemeral: EphemeralTarget | None = None

    def openly(self) -> ChatContext:
        """Return the chat for what is its own (its settings), or no answer: all see it where nobody can see it alone.

        What was tapped stays as it is: for all, or ephemeral.
        """
        target = self.ephemeral
        if target is None or target.shown is not None:
            return self
        return replace(self, ephemeral=None if target.query_id is not None else replace(target, or_openly=True))


def note_languages() -> list[Language]:
    """Return a list to which `resolve_chat` adds the language of each chat that it resolves for this update."""
    languages: list[Language] = []
    _languages.set(languages)
    return languages


async def resolve_chat(update: Update, app: AppContext) -> ChatContext:
    """Resolve the chat context; the chat's language overrides the user's."""
    chat, user, message = update.effective_chat, update.effective_user, message_of(update)
    if chat is None:
        raise ValueError(update.update_id)
    topic = getattr(message, "is_topic_message", None)
    thread_id = getattr(message, "message_thread_id", None) if topic else None
    reader, current = await app.chat_cache.chat(chat.id, thread_id or 0)
    private = chat.type == chat.PRIVATE
    target = None if private else _ephemeral_target(update, app, is_chosen=reader.ephemeral_answers)
    if target:
        current = app.ephemeral.story(chat.id, target.receiver) or current
    preferences = reader.preferences(language_code(user, message))
    _languages.get([]).append(preferences.language)
    return ChatContext(
        update_id=update.update_id,
        chat_id=chat.id,
        thread_id=thread_id,
        reply_to=(update.message.message_id or None) if update.message and not private else None,
        private=private,
        preferences=preferences,
        chosen=reader.language,
        current=current,
        format_preference=reader.format_preference,
        callback_format=_tapped(update),
        is_below_push=_is_below_push(update),
        direct_topic_id=getattr(getattr(message, "direct_messages_topic", None), "topic_id", None),
        ephemeral=target,
    )


def language_code(user: User | None, message: object) -> str | None:
    """Return the language of whoever asks, by their account; of an anonymous admin or a channel by what is typed."""
    if isinstance(message, Message) and message.sender_chat is not None:
        direction = first_strong(_ADDRESSES.sub(" ", message.text or message.caption or ""))
        return next((language.value for language in Language if language.rtl is (direction == "rtl")), None)
    return user.language_code if user else None


def _ephemeral_target(update: Update, app: AppContext, *, is_chosen: bool) -> EphemeralTarget | None:
    """Return who alone is to see the answer: where the group chose so, and to what is ephemeral itself."""
    query, message = update.callback_query, update.message
    if query is not None:
        shown = message_of(update)
        number = shown.api_kwargs.get(FIELD) if shown else None
        if number is None and not is_chosen:
            return None
        return EphemeralTarget(query.from_user.id, app.now(), query_id=query.id, shown=number)
    if message is None or message.from_user is None:
        return None
    number = message.api_kwargs.get(FIELD)
    if number is None and not is_chosen:
        return None
    name = re.compile(rf"@{re.escape(app.bot.username)}(?!\w)", re.IGNORECASE)
    words = " ".join(name.sub(" ", message.text or "").split())
    receiver = message.from_user.id if message.sender_chat is None else NOBODY
    return EphemeralTarget(receiver, message.date, asked=number, words=words)


def message_of(update: Update) -> Message | None:
    """Return the update's message, of a callback query the one with the button; None if it is out of reach.

    Not `Update.effective_message`: of a callback query that is, by the version of python-telegram-bot, an inaccessible
    message that looks like any other, or None with a warning.
    """
    if update.callback_query is None:
        return update.effective_message
    message = update.callback_query.message
    return message if isinstance(message, Message) and message.is_accessible else None


def _is_below_push(update: Update) -> bool:
    """Return whether the button that was pressed is one of a push or a digest, by the button that leads out of it."""
    message = message_of(update) if update.callback_query else None
    rows = message.reply_markup.inline_keyboard if message and message.reply_markup else ()
    every = (button.callback_data for row in rows for button in row)
    return any(is_way_out(data) for data in every if isinstance(data, str))


def _tapped(update: Update) -> Format | None:
    """Return the format of the message whose button was pressed; None if it is out of reach."""
    message = message_of(update) if update.callback_query else None
    if message is None:
        return None
    # PTB keeps fields newer than itself, such as rich_message, in api_kwargs.
    return Format.RICH if "rich_message" in message.api_kwargs else Format.CLASSIC
