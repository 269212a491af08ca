"""Dispatch of updates: parse, check the flood control, call the handler, log one line."""

from __future__ import annotations

import re
from contextlib import suppress
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    filters,
)

from bot.errors.database import database_failures
from bot.errors.trouble import TroubleKind, report
from bot.errors.updates import RetryLater, UpdateMalformed
from bot.handlers import callback_router, chat_member, post_reactions, responder, router
from bot.handlers.backlog import OldQuestions
from bot.handlers.context import note_languages, resolve_chat
from bot.handlers.desk import access
from bot.handlers.guests import answer as guest_answer
from bot.handlers.reader import inline_query, registry, sections
from bot.handlers.reader.reports.report import asked_by as report_of
from bot.handlers.reader.typed import typed_names
from bot.handlers.responder import show
from bot.model.reader import spoken
from bot.store import daily_counts
from bot.telegram_api.flood_control import FloodControl, FloodDecision
from bot.telegram_api.update_fields import chat_of, sender_of, typed_text
from bot.telegram_api.update_queue import UpdateQueue
from bot.views import about

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.handlers.context import AppContext, HandlerContext
    from bot.store.update_inbox import UpdateInbox

    Handler = Callable[[Update, HandlerContext], Coroutine[Any, Any, None]]

HANDLERS: dict[str, Handler] = {**registry.load().commands, "start": router.start, "help": router.usage}
# The desk's commands are in nobody's help but its members': for whoever is not on it they do not exist.
COMMANDS: dict[str, Handler] = {**HANDLERS, **dict.fromkeys(access.router.commands, access.command)}
# Whatever a person sends beside words; of this kind, but said by Telegram, are payments and passports.
_MEDIA = (filters.ATTACHMENT | filters.CHECKLIST) & ~(filters.SUCCESSFUL_PAYMENT | filters.PASSPORT_DATA)
_NOTICES = {FloodDecision.SLOW: "say.slow_down", FloodDecision.SPENT: "say.group_spent"}

_SURROGATES = re.compile("[\ud800-\udfff]")

# What the handler of the update in work asked to be tried later.
_deferred: ContextVar[list[Exception]] = ContextVar("deferred")

log = structlog.get_logger(__name__)


class _Addressed(filters.MessageFilter):
    """Text in a group that is meant for the bot."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        bot = message.get_bot()
        return sections.words_for_bot(message, bot.username) is not None or report_of(message, bot.id) is not None


_ADDRESSED = _Addressed()


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Register all handlers with PTB; an update that matches none is ignored."""
    new = filters.UpdateType.MESSAGE
    # First: the check of a CommandHandler reads `effective_message`, which of a callback query may be out of reach.
    application.add_handler(CallbackQueryHandler(_named(callback_router.route)))
    # Before the commands, each of which would look at it in vain.
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, _named(guest_answer.answer)))
    for handler in dict.fromkeys(COMMANDS.values()):
        commands = [command for command, registered in COMMANDS.items() if registered is handler]
        # The desk refuses in a channel in words; readers' commands are not answered there.
        taken = new | filters.UpdateType.CHANNEL_POST if handler is access.command else new
        application.add_handler(CommandHandler(commands, _named(handler), filters=taken))
    private = new & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(private & filters.COMMAND, _named(router.unknown)))
    application.add_handler(MessageHandler(private & filters.TEXT, _named(router.text)))
    application.add_handler(MessageHandler(private & filters.Document.ALL, _named(router.file)))
    application.add_handler(MessageHandler(private & filters.LOCATION, _named(router.place)))
    application.add_handler(MessageHandler(private & _MEDIA, _named(router.other)))
    application.add_handler(MessageHandler(new & filters.ChatType.GROUPS & _ADDRESSED, _named(router.addressed)))
    edited = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(edited & filters.TEXT, _named(router.edited)))
    application.add_handler(InlineQueryHandler(_named(inline_query.query)))
    application.add_handler(ChosenInlineResultHandler(_named(inline_query.chosen)))
    application.add_handler(ChatMemberHandler(_named(chat_member.membership_changed), ChatMemberHandler.MY_CHAT_MEMBER))
    counts = MessageReactionHandler.MESSAGE_REACTION_COUNT_UPDATED
    application.add_handler(MessageReactionHandler(_named(post_reactions.counted), message_reaction_types=counts))
    application.add_handler(MessageHandler(new & filters.StatusUpdate.MIGRATE, _named(chat_member.migrated)))
    application.add_error_handler(on_error)


def _named(handler: Handler) -> Handler:
    name = f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"

    async def run(update: Update, context: HandlerContext) -> None:
        structlog.contextvars.bind_contextvars(handler=name)
        await handler(update, context)

    return run


class Dispatcher:
    """Handles raw updates with the application's handlers."""

    def __init__(
        self,
        application: Application[Any, HandlerContext, Any, Any, Any, Any],
        app: AppContext,
        flood_control: FloodControl,
    ) -> None:
        self._application = application
        self._app = app
        self._flood_control = flood_control

    async def handle(self, raw: dict[str, Any], decision: FloodDecision) -> None:
        """Handle one update; raise if it cannot be parsed. A handler's error goes to `on_error`."""
        started = perf_counter()
        # Bound in the chat's own task; its next update rebinds them.
        structlog.contextvars.bind_contextvars(
            update=raw["update_id"], kind=_kind(raw), chat=chat_of(raw) or None, handler=None
        )
        verdict = "failed"
        try:
            verdict = await self._handle(raw, decision)
        finally:
            seconds = perf_counter() - started
            handler = structlog.contextvars.get_contextvars().get("handler") or "none"
            self._app.handling.observe(seconds, handler, verdict)
        log.info("update", verdict=verdict, ms=round(seconds * 1000, 2))

    async def _handle(self, raw: dict[str, Any], decision: FloodDecision) -> str:
        """Handle an update; return in a word what became of it."""
        try:
            update = Update.de_json(_caption_command(_replace_surrogates(raw)), self._application.bot)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError) as error:
            raise UpdateMalformed(type(error).__name__) from None
        if decision is FloodDecision.TAKE:
            decision = self._flood_control.check_budget(raw)
        if await self._app.blocks.is_blocked(chat_of(raw), sender_of(raw)):
            await self._ignore(update)
            return "blocked"
        if _is_silent(update, self._app.bot.id):
            return "silent"
        if decision is FloodDecision.TAKE:
            languages = note_languages()
            await self._process(update)
            if update.message and (command := typed_names.command(update)) in COMMANDS:
                sender = update.effective_user  # the desk's commands speak the language of their member's Telegram
                language = languages[0] if languages else spoken(sender.language_code if sender else None)
                self._app.write_behind.counts.note(f"{daily_counts.COMMAND}{command}", self._app.now(), language.value)
        else:
            with suppress(RetryLater):  # a notice about a flood is not worth another try
                await self._refuse(update, decision)
        return decision.value

    async def _ignore(self, update: Update) -> None:
        """Handle of a blocked chat only what the bot may do there, and leave a group that added it again."""
        if update.my_chat_member is None:
            return
        await chat_member.membership_changed(update, self._application.context_types.context(self._application))
        chat, member = update.my_chat_member.chat, update.my_chat_member.new_chat_member
        if chat.type != chat.PRIVATE and chat_member.why_not(member, chat.type) != chat_member.REMOVED:
            with suppress(TelegramError):
                await self._app.bot.leave_chat(chat.id)

    async def _process(self, update: Update) -> None:
        """Run the handler; raise RetryLater, or the database's failure, which PTB hands to `on_error` alone."""
        deferred: list[Exception] = []
        token = _deferred.set(deferred)
        try:
            await self._application.process_update(update)
        finally:
            _deferred.reset(token)
        if deferred:
            raise deferred[0]

    async def apologise(self, raw: dict[str, Any]) -> None:
        """Tell whoever waits for the answer to an update that it failed."""
        await _tell_failed(Update.de_json(_replace_surrogates(raw), self._application.bot), self._app)

    async def _refuse(self, update: Update, decision: FloodDecision) -> None:
        notice = _NOTICES.get(decision)
        if notice is None or update.guest_message:  # a notice would be posted in a chat that is not ours
            return
        if update.effective_chat is None:  # a button under a message sent through inline mode: nowhere to say it
            if update.callback_query:
                await responder.answer_callback(self._app, update.callback_query.id)
            return
        chat = await resolve_chat(update, self._app)
        words = self._app.words_for(chat.preferences)
        if update.callback_query:
            await responder.answer_callback(self._app, update.callback_query.id, words.text(notice), alert=True)
        else:
            await show(self._app, chat, about.notice(words, notice))


async def on_error(update: object, context: HandlerContext) -> None:
    """Log a handler's error once, and tell whoever waits for the answer that it failed."""
    error = context.error
    if error is not None and isinstance(error, (RetryLater, *database_failures())):  # the update is handled again
        _deferred.get().append(error)
        return
    is_database = isinstance(context.error, database_failures())
    kind = TroubleKind.DATABASE_AWAY if is_database else TroubleKind.UPDATE_FAILED
    log.error("update.failed", trouble=report(kind), exc_info=context.error)
    if isinstance(update, Update):
        await _tell_failed(update, context.app)


async def _tell_failed(update: Update, app: AppContext) -> None:
    if update.effective_chat is None or update.guest_message:
        return
    chat = await resolve_chat(update, app)
    words = app.words_for(chat.preferences)
    if update.callback_query:
        await responder.answer_callback(app, update.callback_query.id, words.text("say.failed"), alert=True)
    elif chat.private:
        with suppress(RetryLater):
            await show(app, chat, about.notice(words, "say.failed"))


def _is_silent(update: Update, bot_id: int) -> bool:
    """Whether the message is nobody's question: forwarded by Telegram, from another bot, or made by our inline mode.

    Anonymous admins and persons who post as a channel are bots to the Bot API, too, but have a `sender_chat`.
    """
    message = update.message or update.edited_message or update.guest_message
    if message is None:
        return False
    if message.is_automatic_forward:  # a post of the linked channel, in its discussion group
        return True
    if message.via_bot and message.via_bot.id == bot_id:
        return True
    return message.from_user is not None and message.from_user.is_bot and message.sender_chat is None


def _replace_surrogates(value: Any) -> Any:
    """Replace lone surrogates by U+FFFD: JSON can spell them, but nothing can store or send them."""
    match value:
        case str() if not value.isascii():
            return _SURROGATES.sub("\ufffd", value)
        case dict():
            return {key: _replace_surrogates(item) for key, item in value.items()}
        case list():
            return [_replace_surrogates(item) for item in value]
    return value


def _caption_command(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the update with a command in a caption as its text, which alone PTB's CommandHandler reads."""
    message = raw.get("message")
    if not isinstance(message, dict):
        return raw
    entities = message.get("caption_entities")
    if not isinstance(entities, list) or not entities or typed_text(message) != message.get("caption"):
        return raw
    first = entities[0]
    if not isinstance(first, dict) or (first.get("type"), first.get("offset")) != ("bot_command", 0):
        return raw
    return {**raw, "message": {**message, "text": message["caption"], "entities": entities}}


def _kind(raw: dict[str, Any]) -> str | None:
    return next((key for key in raw if key != "update_id"), None)


def update_queue(
    application: Application[Any, HandlerContext, Any, Any, Any, Any], app: AppContext, inbox: UpdateInbox
) -> UpdateQueue:
    """Return the queue through which updates reach the handlers."""
    limiter = app.client.limiter
    flood_control = FloodControl(limiter.clock.time, limiter.remaining, COMMANDS, app.bot.username)
    old_questions = OldQuestions(app.now(), access.router.commands)
    handling = Dispatcher(application, app, flood_control)
    return UpdateQueue(
        handling.handle, flood_control.check, inbox, apologise=handling.apologise, is_old_question=old_questions
    )
