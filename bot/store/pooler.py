"""Connection poolers before PostgreSQL, such as PgBouncer: found by what they do, since they speak as a server does.

A pooler in transaction mode gives a connection another server process with each transaction. An advisory lock that
lasts as long as its connection then stays with a server process that serves others meanwhile: two processes would lead.
https://www.pgbouncer.org/features.html
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.errors.database import database_failures
from bot.store import dialects

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

# How often it is tried whether a connection changes servers: others may use the pooler at the same time, so that one
# try can show the same server by chance.
_ROUNDS = 5
_SECONDS = 15.0  # for all of it: a pooler without a free server lets a connection wait
_PID = text("SELECT pg_backend_pid()")
# What PgBouncer says to BEGIN in statement mode, and ends the connection.
_NO_TRANSACTIONS = "statement pooling mode"


async def is_by_transaction(url: URL) -> bool:
    """Return whether the URL leads to a pooler that changes servers within a connection, by transaction or statement.

    Without a pooler it takes one query: the process id of the server is the one that the connection was opened with,
    which poolers make up.
    """
    engine = dialects.engine(url, is_pooled=True)
    try:
        async with asyncio.timeout(_SECONDS):
            return await _changes_servers(engine)
    except database_failures() as error:
        if _NO_TRANSACTIONS in str(error):
            return True
        raise
    finally:
        await engine.dispose()


async def _changes_servers(engine: AsyncEngine) -> bool:
    """Return whether a connection that rests has another server after, or the server of one that works meanwhile."""
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as resting:
        pid = await resting.scalar(_PID)
        driver = (await resting.get_raw_connection()).driver_connection
        if driver is None or pid == driver.get_server_pid():
            return False
        for _ in range(_ROUNDS):
            async with engine.connect() as working:
                if await working.scalar(_PID) == pid or await resting.scalar(_PID) != pid:
                    return True
    return False
