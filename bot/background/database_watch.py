"""Watch the database under the running bot: its file still there and sound, its schema still ours."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors.database import database_failures

if TYPE_CHECKING:
    from bot.store.database import Database

LOOK = 1.0  # seconds between two looks, which cost some microseconds on SQLite and one small query on PostgreSQL


async def watch(database: Database, stop: asyncio.Event) -> None:
    """Look until `stop`; raises DatabaseGone, DatabaseDamaged or SchemaTooNew, each of which ends the run.

    To go on would be to write where nobody will look, or what a newer program understands otherwise.
    """
    while not stop.is_set():
        database.verify_file()
        try:
            await database.verify_schema()
        except database_failures():
            pass  # it is away, which others log and wait for
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await stop.wait()
