"""Keep every bot away from a database while it is replaced or copied."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from bot.errors import DatabaseInUse
from bot.store import database_file, process_lock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store.database import Database


@asynccontextmanager
async def alone(database: Database, url: str) -> AsyncIterator[None]:
    """Hold what a running bot holds of an open database; raises AlreadyRunning or DatabaseInUse where one runs."""
    lock = database.leader_lock()
    async with AsyncExitStack() as stack:
        if path := database_file.path_of(url):
            stack.enter_context(process_lock.acquire(lock_file(path)))
        stack.push_async_callback(lock.release)
        if await database.presence.others() or not await lock.try_acquire():
            raise DatabaseInUse(where=where(url))
        yield


def lock_file(path: Path) -> Path:
    """Return the file beside a SQLite database that a running bot locks."""
    return Path(f"{path}.lock")


def where(url: str) -> str:
    """Return how a database is called in words: a file's path, or an URL without its password."""
    path = database_file.path_of(url)
    return str(path) if path else make_url(url).set(password=None, query={}).render_as_string()
