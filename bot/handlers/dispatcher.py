"""An update on its way: read, judged, handed to its handler, and logged in one line."""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.handlers import (
    browse,
    inline,
    latest,
    membership,
    preferences,
    records,
    replies,
    searching,
    settings,
    subscribing,
    taps,
)
from bot.handlers.desk import entrance
from bot.handlers.opening import show
from bot.handlers.pace import Pace, Verdict
from bot.handlers.services import asker
from bot.pages import about
from bot.store.updates import chat_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.handlers.services import Context, Services

    Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]

HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(browse.SECTIONS, browse.section),
    **dict.fromkeys(("help", "about", "privacy"), browse.tell),
    "start": entrance.start,
    "stories": browse.stories,
    "search": searching.search,
    "latest": latest.latest,
    "corrections": records.corrections,
    "today": records.today,
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "settings": settings.settings,
    "zone": settings.zone,
    "language": preferences.language,
    "forget": preferences.forget,
}
# Those of the desk stand in no help: to who is not on it they do not exist.
COMMANDS: dict[str, Handler] = {**HANDLERS, **dict.fromkeys(entrance.COMMANDS, entrance.command)}
_MEDIA = (
    filters.PHOTO | filters.VIDEO | filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE | filters.ANIMATION
    | filters.Sticker.ALL | filters.CONTACT | filters.POLL
)  # fmt: skip
_NOTICES = {Verdict.SLOW: "say.slow_down", Verdict.SPENT: "say.group_spent"}

_HALVES = re.compile("[\ud800-\udfff]")

log = structlog.get_logger(__name__)


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Tell PTB which handler takes what; what none takes is let pass."""
    new = filters.UpdateType.MESSAGE
    for handler in dict.fromkeys(COMMANDS.values()):
        commands = [command for command, its in COMMANDS.items() if its is handler]
        # What is done at the desk is refused in a channel, too; what readers ask is not answered there.
        taken = new | filters.UpdateType.CHANNEL_POST if handler is entrance.command else new
        application.add_handler(CommandHandler(commands, _named(handler), filters=taken))
    private = new & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(private & filters.COMMAND, _named(browse.unknown)))
    application.add_handler(MessageHandler(private & filters.TEXT, _named(entrance.text)))
    application.add_handler(MessageHandler(private & filters.Document.ALL, _named(entrance.file)))
    application.add_handler(MessageHandler(private & filters.LOCATION, _named(entrance.place)))
    application.add_handler(MessageHandler(private & _MEDIA, _named(entrance.other)))
    edited = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(edited & filters.TEXT, _named(entrance.edited)))
    application.add_handler(CallbackQueryHandler(_named(taps.tap)))
    application.add_handler(InlineQueryHandler(_named(inline.query)))
    application.add_handler(ChatMemberHandler(_named(membership.changed), ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(new & filters.StatusUpdate.MIGRATE, _named(membership.moved)))
    application.add_error_handler(on_error)


def _named(handler: Handler) -> Handler:
    name = f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"

    async def run(update: Update, context: Context) -> None:
        structlog.contextvars.bind_contextvars(handler=name)
        await handler(update, context)

    return run


class Dispatch:
    """Hands raw updates to `application`, in whose services the notices are sent."""

    def __init__(
        self, application: Application[Any, Context, Any, Any, Any, Any], services: Services, pace: Pace
    ) -> None:
        self._application = application
        self._services = services
        self._pace = pace

    async def handle(self, raw: dict[str, Any], verdict: Verdict) -> None:
        """Handle one update; raises where it cannot be read, while an error of a handler's goes to `on_error`."""
        began = perf_counter()
        # Bound in the chat's own task, whose next update binds them anew.
        structlog.contextvars.bind_contextvars(
            update=raw["update_id"], kind=_kind(raw), chat=chat_of(raw) or None, handler=None
        )
        update = Update.de_json(_whole(raw), self._application.bot)
        if verdict is Verdict.TAKE:
            verdict = self._pace.afford(raw)
        if verdict is Verdict.TAKE:
            await self._application.process_update(update)
        else:
            await self._refuse(update, verdict)
        log.info("update", verdict=verdict.value, ms=round((perf_counter() - began) * 1000, 2))

    async def _refuse(self, update: Update, verdict: Verdict) -> None:
        notice = _NOTICES.get(verdict)
        if notice is None:
            return
        who = await asker(update, self._services)
        words = self._services.told(who.preferences)
        if update.callback_query:
            await replies.answer_tap(self._services, update.callback_query.id, words.text(notice), alert=True)
        else:
            await show(self._services, who, about.notice(words, notice))


async def on_error(update: object, context: Context) -> None:
    """Log what a handler raised, once, and tell whoever waits for the answer that it failed."""
    log.error("update.failed", exc_info=context.error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    who = await asker(update, context.services)
    words = context.services.told(who.preferences)
    if update.callback_query:
        await replies.answer_tap(context.services, update.callback_query.id, words.text("say.failed"), alert=True)
    elif who.private:
        await show(context.services, who, about.notice(words, "say.failed"))


def _whole(value: Any) -> Any:
    """What came in, with U+FFFD for halves of characters: JSON can spell them, and nothing stores or sends them."""
    match value:
        case str() if not value.isascii():
            return _HALVES.sub("\ufffd", value)
        case dict():
            return {key: _whole(one) for key, one in value.items()}
        case list():
            return [_whole(one) for one in value]
    return value


def _kind(raw: dict[str, Any]) -> str | None:
    return next((key for key in raw if key != "update_id"), None)
