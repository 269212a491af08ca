"""Receives updates: reaches Telegram at start, then listens for the webhook, or polls while this process leads."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot import logs
from bot.background.heartbeat import PULSE, Heartbeat
from bot.background.site import serving as site_pages
from bot.errors import CallRefused, NotBotApi, NotBotApiYet, TelegramUnavailable, TokenRefused
from bot.errors.database import database_failures
from bot.store import key_values
from bot.telegram_api import polling
from bot.telegram_api.outcomes import Rejected, RetryAt, Sent, describe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    from telegram.ext import Application

    from bot.delivery.worker import Leadership
    from bot.handlers.context import AppContext
    from bot.settings import Webhook
    from bot.telegram_api.client import Client
    from bot.telegram_api.update_queue import UpdateQueue

LONGEST = 60.0  # seconds at most between two tries to reach Telegram

log = structlog.get_logger(__name__)


async def reach(application: Application[Any, Any, Any, Any, Any, Any], client: Client, stop: asyncio.Event) -> bool:
    """Initialise the application, which asks Telegram who the bot is, until that succeeds; False if `stop` came first.

    Raises TokenRefused, and NotBotApi for a server that can only be another one.
    """

    async def initialize() -> None:
        # First in our own words: PTB logs a traceback for a page of HTML, and takes one with 404 for a wrong token.
        await client.check_server()
        await application.initialize()

    return await _retry_until(initialize, stop)


async def receive(app: AppContext, queue: UpdateQueue, leadership: Leadership, stop: asyncio.Event) -> None:
    """Receive updates until `stop`, by webhook if one is set, else by polling while this process leads."""
    heartbeat = Heartbeat(app.settings.data_dir / PULSE)
    retrying = asyncio.create_task(_retry(app, queue))
    try:
        if app.settings.webhook:
            await _listen(app, app.settings.webhook, queue, stop, heartbeat)
        else:
            await poll_while_leading(app.client, queue, leadership, stop, heartbeat.beat)
    finally:
        retrying.cancel()


async def _retry(app: AppContext, queue: UpdateQueue) -> None:
    """Queue the updates that the desk has tried again, until cancelled; the inbox keeps what is left."""
    while True:
        queue.retry(await app.retries.get())


async def poll_while_leading(
    client: Client, queue: UpdateQueue, leadership: Leadership, stop: asyncio.Event, alive: Callable[[], None]
) -> None:
    """Poll as long as this process leads: Telegram answers only one poller, and the others with 409."""
    while not stop.is_set():
        await _first_of(leadership.leading, stop, timeout=polling.WAIT)
        alive()
        if stop.is_set() or not leadership.leading.is_set():
            continue
        try:
            await queue.resume()  # first: a chat's older updates come before those that are polled
        except database_failures() as error:
            await queue.recovered(error)
            continue
        pause = asyncio.Event()
        watching = asyncio.create_task(_first_of(leadership.standby, stop))
        watching.add_done_callback(lambda _, pause=pause: pause.set())  # type: ignore[misc]  # a default is no type
        try:
            await polling.poll(client, queue, pause, alive)
        finally:
            watching.cancel()


async def _first_of(*events: asyncio.Event, timeout: float | None = None) -> None:  # noqa: ASYNC109 - of all of them
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _listen(
    app: AppContext, webhook: Webhook, queue: UpdateQueue, stop: asyncio.Event, heartbeat: Heartbeat
) -> None:
    from bot.telegram_api.webhook import webhook_server  # aiohttp's server, which polling does without

    secret = webhook.secret or await app.database.availability.retry(lambda: _made_secret(app), stop)
    if secret is None:
        return
    is_shared = app.settings.site and app.settings.site.listen is None
    pages = site_pages.pages(app) if is_shared else None
    more = [pages.add_to] if pages else []
    server = webhook_server(webhook, secret, lambda update: queue.accept([update]), *more)
    await server.open()
    try:
        await _retry_until(lambda: _set_webhook(app.client, webhook.url, secret), stop)
        log.info("webhook.set", url=webhook.url)
        while not stop.is_set():
            heartbeat.beat()
            with suppress(TimeoutError):
                async with asyncio.timeout(polling.WAIT):
                    await stop.wait()
    finally:
        await server.close()


async def _made_secret(app: AppContext) -> str:
    """Return the secret kept in the database, so that all processes behind one webhook accept the same."""
    async with app.database.write() as conn:
        secret = await key_values.webhook_secret(conn)
    logs.hide(secret)
    return secret


async def _set_webhook(client: Client, url: str, secret: str) -> None:
    body = json.dumps({"url": url, "secret_token": secret, "allowed_updates": polling.ALLOWED}).encode()
    outcome = await client.call("setWebhook", body)
    if isinstance(outcome, Sent):
        return
    if isinstance(outcome, Rejected):
        if outcome.token_refused:
            raise TokenRefused
        raise CallRefused(why=outcome.description)
    seconds = int(outcome.seconds) + 1 if isinstance(outcome, RetryAt) else 1
    raise TelegramUnavailable(why=describe(outcome), seconds=seconds)


async def _retry_until(call: Callable[[], Awaitable[Any]], stop: asyncio.Event) -> bool:
    """Call until it succeeds, with growing pauses and never before a 429's time is over; False if `stop` came first.

    Raises TokenRefused, CallRefused and NotBotApi, which a repetition cannot help.
    """
    failures = 0
    while not stop.is_set():
        least = 0.0
        try:
            await call()
        except InvalidToken:
            raise TokenRefused from None
        except BadRequest as error:
            raise CallRefused(why=error.message) from None
        except RetryAfter as error:
            least, why = _seconds(error.retry_after), str(error)
        except NetworkError as error:
            why = str(error)
        except TelegramUnavailable as error:
            least, why = float(error.data.get("seconds", 0)), str(error.data.get("why"))
        except NotBotApi as error:
            if not isinstance(error, NotBotApiYet):
                raise
            why = f"this is not a Bot API server: SIYAQ_API_URL ({error.data.get('why')})"
        else:
            return True
        failures += 1
        pause = max(least, min(LONGEST, 0.5 * 2 ** min(failures, 10)))
        log.warning("telegram.away", why=why, pause=pause)
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()
    return False


def _seconds(retry_after: int | timedelta) -> float:
    return float(retry_after) if isinstance(retry_after, int) else retry_after.total_seconds()
