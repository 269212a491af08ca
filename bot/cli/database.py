"""Open the settings' database for one command."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from bot import logs
from bot.background import run_guard
from bot.settings import Settings
from bot.store import restored
from bot.store.database import open_database
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.database import Database

_T = TypeVar("_T")


def use(work: Callable[[Database], Awaitable[_T]]) -> _T:
    """Open and migrate the settings' database, run `work` on it, and return its result.

    Also beside a running bot. Raises DatabaseMissing if the bot ran before and its file is gone.
    """
    settings = Settings.from_env(os.environ)
    logs.set_up(settings.secrets, is_command=True)

    async def open_and_work() -> _T:
        run_guard.require_database(settings)
        database = await open_database(settings.database_url, direct_url=settings.database_direct_url)
        try:
            await migrate(database)
            await restored.begin(database, datetime.now(UTC))
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(open_and_work())


def opens(settings: Settings) -> None:
    """Open the database and change nothing in it; raises a SiyaqError where that cannot be done."""

    async def open_and_close() -> None:
        direct_url = settings.database_direct_url
        database = await open_database(settings.database_url, direct_url=direct_url, is_narrowed=False)
        await database.close()

    run_guard.require_database(settings)
    asyncio.run(open_and_close())
