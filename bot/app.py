"""Composition root: settings -> AppContext -> Application; start, run, stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot

from bot import dossier, starter
from bot.background import bot_profile, database_watch, inbox_keeper, polling_tasks, run_guard, update_receiver
from bot.background.broadcasts.broadcast_progress import BroadcastProgress
from bot.background.health.checks import Health
from bot.background.scheduler import Scheduler
from bot.background.scheduler_notifier import SchedulerNotifier
from bot.background.site import serving as site_pages
from bot.delivery.rate_sharing import RateSharing
from bot.delivery.worker import Worker
from bot.errors import DatabaseDamaged, DatabaseGone, trouble
from bot.errors.database import database_failures
from bot.handlers import dispatcher
from bot.handlers.albums import Albums
from bot.handlers.backlog import LateAnswers
from bot.handlers.context import AppContext, HandlerContext
from bot.handlers.desk.command_menus import CommandMenus
from bot.histogram import Histogram
from bot.i18n import catalogue
from bot.render.inline_card_cache import InlineResultCache
from bot.render.page_cache import PageRenderer
from bot.services import publishing
from bot.services.pictures.pictures import Pictures
from bot.settings import proxy_for
from bot.store import key_values, restored, search_index, startup
from bot.store.block_cache import BlockCache
from bot.store.chat_cache import ChatCache
from bot.store.guest_query_writer import GuestQueryWriter
from bot.store.migrate import migrate
from bot.store.open_questions import OpenQuestions
from bot.store.story_cache import StoryCache
from bot.store.update_inbox import UpdateInbox
from bot.store.vocabulary_cache import VocabularyCache
from bot.store.write_behind import WriteBehind
from bot.telegram_api.client import Client
from bot.telegram_api.features.ephemeral_messages import EphemeralCapability
from bot.telegram_api.ptb_request import Request
from bot.telegram_api.rate_limiter import RateLimiter
from bot.telegram_api.rich_support import RichCapability

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.model import Dossier
    from bot.settings import Settings
    from bot.store.database import Database
    from bot.telegram_api.update_queue import UpdateQueue

FINISH = 20.0  # seconds for answers under way when the bot stops
HURRY = 2.0  # the same where the database file is gone or damaged: nothing can be kept any more

log = structlog.get_logger(__name__)


async def run(settings: Settings, *, is_new: bool = False) -> None:
    """Run the bot until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop, is_new=is_new)


def _now() -> datetime:
    return datetime.now(UTC)


async def serve(
    settings: Settings,
    stop: asyncio.Event,
    *,
    now: Callable[[], datetime] = _now,
    due_changed: asyncio.Event | None = None,
    is_new: bool = False,
) -> None:
    """Run the bot until `stop`, then finish what is being handled and end.

    `now` is the clock; whoever moves it sets `due_changed`, which wakes the scheduler. Where it `is_new`, a missing
    database is made anew though the bot ran here before.

    Raises a SiyaqError if the database, the token, the webhook or the address to listen on cannot be used, also where
    the database is taken away, damaged or migrated by a newer program meanwhile.
    """
    troubles = trouble.collect(now)
    async with AsyncExitStack() as stack:
        stack.enter_context(run_guard.guard(settings, is_new=is_new))
        health = await _watched(settings, Health(troubles), stack)
        database = await startup.open_when_reachable(
            settings.database_url, _preparation(settings, now), stop, direct_url=settings.database_direct_url
        )
        if database is None:
            return
        stack.push_async_callback(database.close)
        app = await _build(settings, database, stack, now, due_changed or asyncio.Event())
        application = _application(app)
        _resume_collector()
        if not await update_receiver.reach(application, app.client, stop):
            return
        log.info("telegram.reached", username=application.bot.username)
        stack.push_async_callback(application.shutdown)
        await database.availability.retry(lambda: _store_own_features(app), stop)
        await site_pages.serve(app, stack)
        await _work(application, app, health, stop)


async def _watched(settings: Settings, health: Health, stack: AsyncExitStack) -> Health:
    """Serve health checks and metrics from now on, where that is set: a start may wait long for the database."""
    if settings.metrics_listen:
        from bot.background.health.server import serve  # aiohttp's server and prometheus-client

        await serve(settings.metrics_listen, health, stack)
    return health


def _preparation(settings: Settings, now: Callable[[], datetime]) -> Callable[[Database], Awaitable[None]]:
    """Return what makes an open database usable: its schema, the search index and the starter stories."""

    async def prepare(database: Database) -> None:
        await migrate(database)
        if await restored.begin(database, now(), is_run=True):
            log.warning("database.restored")
        await search_index.fill(database)
        if settings.starter:
            await publishing.seed(database, _starters(), at=now())

    return prepare


async def _store_own_features(app: AppContext) -> None:
    async with app.database.write() as conn:
        await key_values.set_username(conn, app.bot.username)
        site = app.settings.site
        await key_values.set_pages(conn, site.url if site else None)
        await key_values.set_site(conn, site.url if site and site.is_linked else None)
        await key_values.set_inline_mode(conn, on=app.has_inline_mode)


def _resume_collector() -> None:
    """Enable the garbage collector after a start without it: with high thresholds, and what is loaded frozen.

    An update makes hundreds of objects that reference counting frees. Measured: with default thresholds the collector
    takes a fifth of the time, and now and then a tenth of a second at once.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()


async def _build(
    settings: Settings,
    database: Database,
    stack: AsyncExitStack,
    now: Callable[[], datetime],
    due_changed: asyncio.Event,
) -> AppContext:
    api_url, limiter = settings.api_url, RateLimiter(settings.rate, paid=settings.paid_rate)
    client = Client(settings.token, limiter, api_url=api_url, proxy=proxy_for(api_url, os.environ))
    await stack.enter_async_context(client)
    words, write_behind = catalogue.load(), WriteBehind(database, now, settings.copies_days)
    chat_cache = ChatCache(database, write_behind, now)
    return AppContext(
        settings=settings,
        client=client,
        bot=_bot(settings, client),
        database=database,
        story_cache=StoryCache(database),
        chat_cache=chat_cache,
        write_behind=write_behind,
        guest_queries=GuestQueryWriter(database, chat_cache, now),
        blocks=BlockCache(database),
        open_questions=OpenQuestions(database, now, settings.owners),
        late_answers=LateAnswers(now()),
        albums=Albums(),
        command_menus=CommandMenus(),
        vocabulary=VocabularyCache(database),
        translators=words,
        pages=PageRenderer(words, settings.site.url if settings.site else None),
        inline_cards=InlineResultCache(),
        pictures=await stack.enter_async_context(Pictures(database, settings.token, now)),
        now=now,
        due_changed=due_changed,
        retries=asyncio.Queue(),
        rich=RichCapability(now),
        ephemeral=EphemeralCapability(now),
        handling=Histogram(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    )


def _bot(settings: Settings, client: Client) -> ExtBot[None]:
    """Return PTB's bot, whose requests go through our client.

    PTB puts its token into reprs, errors and logs: only the client has the real one.
    """
    number = settings.token.partition(":")[0]
    return ExtBot(f"{number}:hidden", request=Request(client), get_updates_request=Request(client))


def _starters() -> Iterator[Dossier]:
    """Read the starter stories, as far as they are asked for: not where a database has stories."""
    for name, content in starter.stories():
        yield dossier.read(content, name)


def _application(app: AppContext) -> Application[Any, HandlerContext, Any, Any, Any, Any]:
    kinds = ContextTypes(context=HandlerContext)
    application = ApplicationBuilder().bot(app.bot).updater(None).context_types(kinds).build()
    application.bot_data["services"] = app
    dispatcher.register(application)
    return application


async def _work(
    application: Application[Any, HandlerContext, Any, Any, Any, Any],
    app: AppContext,
    health: Health,
    stop: asyncio.Event,
) -> None:
    """Run every background task until `stop` is set or one ends; then finish what is under way, and flush."""
    inbox = UpdateInbox(app.database, app.write_behind, app.now)
    updates = dispatcher.update_queue(application, app, inbox)
    await inbox_keeper.join(app.database, inbox, updates, stop)
    behind = asyncio.create_task(app.write_behind.run())
    hours = asyncio.create_task(_schedule(app).run(stop))
    progress = BroadcastProgress(app)
    worker = _worker(app, progress)
    health.attach(app, worker.leadership)
    delivering = asyncio.create_task(worker.run(stop))
    background = asyncio.create_task(polling_tasks.run(app, health.troubles, worker.leadership, stop))
    presenting = asyncio.create_task(bot_profile.present(app.bot, app.translators))
    arriving = asyncio.create_task(update_receiver.receive(app, updates, worker.leadership, stop))
    keeping = asyncio.create_task(_keep(app, inbox, updates, worker, stop))
    watching = asyncio.create_task(database_watch.watch(app.database, stop))
    stopping = asyncio.create_task(stop.wait())
    try:
        ending = {arriving, stopping, behind, hours, watching}
        ended, _ = await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        app.due_changed.set()
        is_lost = watching in ended and isinstance(watching.exception(), DatabaseGone | DatabaseDamaged)
        await updates.stop(HURRY if is_lost else FINISH)
        await asyncio.wait({arriving}, timeout=HURRY if is_lost else None)
        await asyncio.wait({hours, delivering, background}, timeout=HURRY if is_lost else FINISH)
        await progress.close()
        for task in {watching} if is_lost else {arriving, *(ended & {behind, hours, watching})}:
            await task
    finally:
        every = (presenting, behind, hours, delivering, background, stopping, arriving, keeping, watching)
        for task in every:
            task.cancel()
        await asyncio.gather(*every, return_exceptions=True)
        await _leave(app, inbox, health)


async def _leave(app: AppContext, inbox: UpdateInbox, health: Health) -> None:
    """Write what is noted, and leave what is not handled to another process, or to the next run."""
    health.detach()
    try:
        await app.write_behind.flush()
        await inbox.release()
    except database_failures() as error:  # we end as we were told to
        log.warning("write_behind.not_flushed", why=type(error).__name__)


async def _keep(app: AppContext, inbox: UpdateInbox, updates: UpdateQueue, worker: Worker, stop: asyncio.Event) -> None:
    sharing = RateSharing(app.client.limiter, app.settings.rate)
    await inbox_keeper.run(app.database, inbox, updates, worker.leadership, stop, sharing=sharing)


def _worker(app: AppContext, progress: BroadcastProgress) -> Worker:
    settings = app.settings
    return Worker(
        app.database, app.client, app.rich, progress, now=app.now, rate=settings.rate, paid_rate=settings.paid_rate
    )


def _schedule(app: AppContext) -> Scheduler:
    owners, desk = app.settings.owners, SchedulerNotifier(app)
    return Scheduler(
        app.database, app.now, owners, desk, app.due_changed, words=app.translators, draw=app.pictures.drawing.draw
    )
