"""The database that the environment names, for as long as a command needs it."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, TypeVar

from bot.settings import Settings
from bot.store.database import open_database
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.database import Database

_T = TypeVar("_T")


def use(work: Callable[[Database], Awaitable[_T]]) -> _T:
    """What `work` returns of the settings' database, brought up to date."""

    async def open_and_work() -> _T:
        database = await open_database(Settings.from_env(os.environ).database_url)
        try:
            await migrate(database)
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(open_and_work())
