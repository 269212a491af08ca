"""Health of a running bot: whether it can do its work, part by part in one word each, and what waits in the outbox."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import NotBotApi, TelegramUnavailable, TokenRefused
from bot.errors.database import database_failures
from bot.store import broadcasts
from bot.store.copies import edits
from bot.telegram_api.outcomes import Reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.delivery.worker import Leadership
    from bot.errors.trouble import TroubleLog
    from bot.handlers.context import AppContext

PARTS = ("database", "telegram", "sender")
_READY = frozenset({"ok", "leading", "standby"})
_FRESH = 60.0  # seconds for which Telegram's last answer speaks for it: a poll that finds nothing ends after 30
_PATIENCE = 3.0  # seconds for each question: whoever asks for readiness waits a few


@dataclass(frozen=True, slots=True)
class Outbox:
    """Deliveries without an outcome by their broadcasts' state, and the age of the oldest running such broadcast.

    `copies` are those that corrections have still to put right.
    """

    deliveries: Mapping[str, int]
    oldest_seconds: float
    copies: int = 0


class Health:
    """Tells how a bot is: starting before `attach`, stopping after `detach`. `troubles` counts its errors."""

    def __init__(self, troubles: TroubleLog) -> None:
        self.troubles = troubles
        self.app: AppContext | None = None
        self.leadership: Leadership | None = None
        self._absence = "starting"

    def attach(self, app: AppContext, leadership: Leadership) -> None:
        """Observe the bot, which has started."""
        self.app, self.leadership = app, leadership

    def detach(self) -> None:
        """Ask the bot nothing more: its database is about to close."""
        self.app, self.leadership = None, None
        self._absence = "stopping"

    async def read_parts(self) -> dict[str, str]:
        """Return a word for each of PARTS; Telegram is asked only where it has not answered lately."""
        if self.app is None or self.leadership is None:
            return dict.fromkeys(PARTS, self._absence)
        words = await asyncio.gather(
            _read_database(self.app), _read_telegram(self.app), _read_sender(self.app, self.leadership)
        )
        return dict(zip(PARTS, words, strict=True))

    async def count_processes(self) -> int | None:
        """Return how many processes share the database, this one included; None while that cannot be told."""
        if self.app is None:
            return None
        with suppress(*database_failures()):
            async with asyncio.timeout(_PATIENCE):
                return len(await self.app.database.presence.others()) + 1
        return None

    async def read_outbox(self) -> Outbox | None:
        """Return what waits to be delivered; None while that cannot be told."""
        if self.app is None:
            return None
        with suppress(*database_failures()):
            async with asyncio.timeout(_PATIENCE), self.app.database.read() as conn:
                rows = await broadcasts.in_state(conn, *broadcasts.OPEN)
                copies = await edits.count_pending(conn)
            counts: dict[str, int] = {
                state: sum(row.counts.open for row in rows if row.state == state) for state in broadcasts.OPEN
            }
            since = [row.started_at for row in rows if row.state == "running" and row.counts.open and row.started_at]
            age = (self.app.now() - min(since)).total_seconds() if since else 0.0
            return Outbox(counts, max(0.0, age), copies)
        return None


def is_ready(parts: Mapping[str, str]) -> bool:
    """Return whether every part can do its work; a sender that stands by for another process can."""
    return _READY.issuperset(parts.values())


async def _read_database(app: AppContext) -> str:
    try:
        async with asyncio.timeout(_PATIENCE):
            return "ok" if await app.database.answers() else "away"
    except TimeoutError:
        return "away"


async def _read_telegram(app: AppContext) -> str:
    reach = app.client.reachability.within(_FRESH)
    if reach is Reach.OK:
        return reach
    try:
        async with asyncio.timeout(_PATIENCE):
            await app.client.check_server()
    except TokenRefused:
        return Reach.REFUSED
    except (TelegramUnavailable, NotBotApi, TimeoutError):
        return Reach.AWAY
    return Reach.OK


async def _read_sender(app: AppContext, leadership: Leadership) -> str:
    if leadership.leading.is_set():
        return "leading"
    with suppress(*database_failures()):
        async with asyncio.timeout(_PATIENCE):
            return "standby" if await app.database.leader_lock().is_held() else "missing"
    return "missing"
