"""The only wiring: settings become services, services an application; it starts, runs and stops."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import time
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot

from bot import dossier, publishing, starter
from bot.delivery.worker import Worker
from bot.errors import CallRefused, TokenRefused
from bot.handlers import dispatch, polling, profile
from bot.handlers.deck import Deck
from bot.handlers.desk.heralding import Herald
from bot.handlers.desk.pinning import Pinner
from bot.handlers.desk.progress import Progress
from bot.handlers.intake import Intake
from bot.handlers.pace import Pace
from bot.handlers.press import Press
from bot.handlers.services import Context, Services
from bot.i18n import catalogue
from bot.schedule import Schedule
from bot.store import rules, searchables
from bot.store.database import open_database
from bot.store.ledger import Ledger
from bot.store.lexicon import Lexicon
from bot.store.migrate import migrate
from bot.store.shelf import Shelf
from bot.transport.client import Client
from bot.transport.limiter import Limiter
from bot.transport.newer import RichServer
from bot.transport.proxies import proxy_for
from bot.transport.request import Request
from bot.transport.webhook import WebhookServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.settings import Settings, Webhook

FINISH = 20.0  # seconds that answers in work may take once we are to stop
PULSE = "alive"  # the file in the data directory whose age tells how long ago Telegram was heard
LONGEST = 60.0  # seconds between two tries to reach Telegram at start

log = structlog.get_logger(__name__)


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    await serve(settings, stop)


def _now() -> datetime:
    return datetime.now(UTC)


async def serve(
    settings: Settings,
    stop: asyncio.Event,
    *,
    now: Callable[[], datetime] = _now,
    noted: asyncio.Event | None = None,
) -> None:
    """Run the bot until `stop`, and end cleanly then: what is in work is finished, nothing is lost.

    `now` is its clock; whoever moves that sets `noted`, so that what is due then is seen.

    Raises a SiyaqError for what stands in the way: the database, the token, the webhook or where to listen for it.
    """
    async with AsyncExitStack() as stack:
        services = await _serve(settings, stack, now, noted or asyncio.Event())
        application = _application(services)
        _settle()
        if not await _insist(application.initialize, stop):
            return
        log.info("telegram.reached", username=application.bot.username)
        async with services.database.write() as conn:
            await rules.set_username(conn, application.bot.username)
        stack.push_async_callback(application.shutdown)
        await _work(application, services, stop)


async def prepare(settings: Settings) -> None:
    """See that the database opens, and bring it up to date; raises a SiyaqError where that cannot be."""
    database = await open_database(settings.database_url)
    try:
        await migrate(database)
    finally:
        await database.close()


def _settle() -> None:
    """Let garbage be collected again where the start went without: seldom, and not among what was loaded by now.

    An update makes hundreds of objects that go as they came, without the collector; by its defaults it takes a fifth
    of the time, and now and then a tenth of a second at once.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()


async def _serve(
    settings: Settings, stack: AsyncExitStack, now: Callable[[], datetime], noted: asyncio.Event
) -> Services:
    database = await open_database(settings.database_url)
    stack.push_async_callback(database.close)
    await migrate(database)
    await searchables.fill(database)
    if settings.starter:
        starters = [dossier.read(content, name) for name, content in starter.stories()]
        await publishing.begin(database, starters, at=now())
    proxy = proxy_for(settings.api_url, os.environ)
    limiter = Limiter(settings.rate, paid=settings.paid_rate)
    client = await stack.enter_async_context(Client(settings.token, limiter, api_url=settings.api_url, proxy=proxy))
    words = catalogue.load()
    return Services(
        settings=settings,
        client=client,
        bot=ExtBot(
            # PTB puts its token into reprs, errors and logs: the client alone knows the real one.
            f"{settings.token.partition(':')[0]}:hidden",
            request=Request(client),
            get_updates_request=Request(client),
        ),
        database=database,
        shelf=Shelf(database),
        ledger=Ledger(database, now),
        lexicon=Lexicon(database),
        words=words,
        press=Press(words),
        deck=Deck(),
        now=now,
        noted=noted,
        rich=RichServer(now),
    )


def _application(services: Services) -> Application[Any, Context, Any, Any, Any, Any]:
    kinds = ContextTypes(context=Context)
    application = ApplicationBuilder().bot(services.bot).updater(None).context_types(kinds).build()
    application.bot_data["services"] = services
    dispatch.register(application)
    return application


async def _insist(call: Callable[[], Awaitable[Any]], stop: asyncio.Event) -> bool:
    """Call until it succeeds; False where we are to stop before.

    Raises TokenRefused where Telegram does not know us, and CallRefused where it would refuse the call again.
    """
    failures = 0
    while not stop.is_set():
        try:
            await call()
        except InvalidToken:
            raise TokenRefused from None
        except BadRequest as error:
            raise CallRefused(why=error.message) from None
        except (NetworkError, RetryAfter) as error:
            failures += 1
            pause = min(LONGEST, 0.5 * 2 ** min(failures, 10))
            log.warning("telegram.away", why=str(error), pause=pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await stop.wait()
        else:
            return True
    return False


async def _work(
    application: Application[Any, Context, Any, Any, Any, Any], services: Services, stop: asyncio.Event
) -> None:
    limiter = services.client.limiter
    pace = Pace(limiter.clock.time, limiter.left, dispatch.COMMANDS, services.bot.username)
    intake = Intake(dispatch.Dispatch(application, services, pace).handle, pace.judge, services.ledger)
    await intake.resume()
    behind = asyncio.create_task(services.ledger.run())
    hours = asyncio.create_task(_schedule(services).run(stop))
    progress = Progress(services)
    delivering = asyncio.create_task(_worker(services, progress).run(stop))
    pinning = asyncio.create_task(Pinner(services).run(stop))
    presenting = asyncio.create_task(profile.present(services.bot, services.words))
    arriving = asyncio.create_task(_arrive(services, intake, stop))
    stopping = asyncio.create_task(stop.wait())
    try:
        ended, _ = await asyncio.wait({arriving, stopping, behind, hours}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        services.noted.set()
        await intake.stop(FINISH)
        await arriving
        await asyncio.wait({hours, delivering, pinning}, timeout=FINISH)
        await progress.close()
        for task in ended & {behind, hours}:
            await task
    finally:
        every = (presenting, behind, hours, delivering, pinning, stopping, arriving)
        for task in every:
            task.cancel()
        await asyncio.gather(*every, return_exceptions=True)
        await services.ledger.flush()


def _worker(services: Services, progress: Progress) -> Worker:
    settings = services.settings
    return Worker(
        services.database,
        services.client,
        services.rich,
        progress,
        now=services.now,
        rate=settings.rate,
        paid_rate=settings.paid_rate,
    )


def _schedule(services: Services) -> Schedule:
    owners = services.settings.owners
    return Schedule(services.database, services.now, owners, Herald(services), services.noted, words=services.words)


async def _arrive(services: Services, intake: Intake, stop: asyncio.Event) -> None:
    """Let updates in until `stop`: by webhook where one is set, else by polling."""
    pulse = _Pulse(services.settings.data_dir / PULSE)
    await asyncio.to_thread(services.settings.data_dir.mkdir, parents=True, exist_ok=True)
    if services.settings.webhook:
        await _listen(services, services.settings.webhook, intake, stop, pulse)
        return
    await polling.poll(services.client, intake, stop, pulse.beat)


async def _listen(services: Services, webhook: Webhook, intake: Intake, stop: asyncio.Event, pulse: _Pulse) -> None:
    server = WebhookServer(webhook, lambda update: intake.accept([update]))
    await server.open()
    try:
        await _insist(
            lambda: services.bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=polling.ALLOWED),
            stop,
        )
        log.info("webhook.set", url=webhook.url)
        while not stop.is_set():
            pulse.beat()
            with suppress(TimeoutError):
                async with asyncio.timeout(polling.WAIT):
                    await stop.wait()
    finally:
        await server.close()


class _Pulse:
    """A sign of life for `siyaq check`, at most one a second; a full disk is no reason to stop answering."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._due = 0.0

    def beat(self) -> None:
        now = time.monotonic()
        if now >= self._due:
            self._due = now + 1
            with suppress(OSError):
                self._file.write_text(f"{time.time():.0f}\n", encoding="ascii")
