"""Everything that differs between SQLite and PostgreSQL; statements elsewhere run on both."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Text, create_engine, event, func, literal, text, type_coerce
from sqlalchemy.dialects import sqlite

from bot.store import database_file, server_watch
from bot.store.async_engine import create_async_engine

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from sqlalchemy import URL, ColumnElement, Connection, Engine, Table
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.engine import ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    Connect = Callable[..., Awaitable[Any]]

BUSY_TIMEOUT = 15.0  # seconds that a writer waits for another process: inserting a broadcast's rows takes several
MIGRATION_TIMEOUT = 600.0  # seconds that a start waits for another process's migration
CONNECT_TIMEOUT = 10.0  # seconds
# Seconds that a transaction waits for one of the pool's connections. While the server hangs all are taken, until
# `ServerWatch` ends them; a server that is well but busy is worth some waiting.
CHECKOUT_TIMEOUT = 15.0

# Execution option: the statement with which a connection's transactions begin.
BEGIN = "siyaq_begin"
# An acknowledged update, a published revision and a claimed delivery must survive a power cut, which NORMAL does not
# promise in WAL mode. FULL costs one fsync a commit, off the event loop; frequent writes are batched.
# https://www.sqlite.org/pragma.html#pragma_synchronous
_SYNCHRONOUS = "PRAGMA synchronous = FULL"


def is_sqlite(url: URL) -> bool:
    """Whether the URL is SQLite's."""
    return url.get_backend_name() == "sqlite"


async def database_time(conn: AsyncConnection) -> datetime | None:
    """Return the time by the database server's clock; None for SQLite, which has none of its own."""
    if conn.dialect.name != "postgresql":
        return None
    moment: datetime = (await conn.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return moment.astimezone(UTC)


def locate(url: URL) -> URL:
    """Make a SQLite URL's path absolute, since a process may change its folder; `:memory:` becomes a file's name."""
    return url.set(database=str(Path(url.database or "").absolute())) if is_sqlite(url) else url


def engine(
    url: URL, *, migrating: bool = False, is_pooled: bool = False, connect: Connect = server_watch.connect
) -> AsyncEngine:
    """Create an engine; one for migrating waits longer, and has foreign keys off on SQLite, which rebuilds tables.

    `connect` opens connections to PostgreSQL. Where they lead to a pooler (`is_pooled`), no statement is prepared
    under a name: the next transaction may have another server, which does not know it, or knows another's.
    """
    if is_sqlite(url):
        return _sqlite_engine(url, migrating=migrating)
    arguments: dict[str, Any] = {
        "timeout": CONNECT_TIMEOUT,
        "server_settings": {"application_name": "siyaq"},
        "async_creator_fn": connect,
    }
    if is_pooled:
        # asyncpg sends Parse and Describe with Flush, not Sync: an unnamed statement is run by the server that parsed
        # it, also outside a transaction (asyncpg/protocol/coreproto.pyx).
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
        arguments |= {"prepared_statement_name_func": str}
    return create_async_engine(url, connect_args=arguments, pool_pre_ping=True, pool_timeout=CHECKOUT_TIMEOUT)


def reading(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine with read-only transactions: a plain BEGIN, which never waits in WAL mode."""
    return engine.execution_options(**{BEGIN: "BEGIN", "postgresql_readonly": True})


def writing(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine with write transactions: on SQLite BEGIN IMMEDIATE.

    A plain BEGIN takes the lock only at the first write: two publishers that had read the same revision both published.
    """
    return engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})


def direct(url: URL) -> Engine | None:
    """Create a synchronous engine with write transactions for SQLite; None for PostgreSQL."""
    if not is_sqlite(url):
        return None
    new_engine = create_engine(url.set(drivername="sqlite"), connect_args=_arguments(BUSY_TIMEOUT))
    _prepare(new_engine, url, migrating=False)
    return new_engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})


def looking(engine: Engine) -> Engine:
    """Return the synchronous engine with read-only transactions."""
    return engine.execution_options(**{BEGIN: "BEGIN"})


def _arguments(timeout: float) -> dict[str, Any]:
    # isolation_level None: the driver begins no transactions by itself; the engine's begin event below does.
    return {"isolation_level": None, "timeout": timeout}


def _sqlite_engine(url: URL, *, migrating: bool) -> AsyncEngine:
    from bot.store import sqlite_driver  # not needed on PostgreSQL

    arguments = _arguments(MIGRATION_TIMEOUT if migrating else BUSY_TIMEOUT)
    new_engine = create_async_engine(url, connect_args=arguments | {"async_creator_fn": sqlite_driver.connect})
    _prepare(new_engine.sync_engine, url, migrating=migrating)
    return new_engine


def _prepare(new_engine: Engine, url: URL, *, migrating: bool) -> None:
    pragmas = (_SYNCHRONOUS, f"PRAGMA foreign_keys = {'OFF' if migrating else 'ON'}")
    uri = database_file.existing_uri(Path(url.database or ""))

    @event.listens_for(new_engine, "do_connect")
    def never_create(_dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        arguments[0] = uri
        options["uri"] = True

    @event.listens_for(new_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(new_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))


def on_error(made: Engine, note: Callable[[BaseException], None]) -> None:
    """Call `note` with each error that the driver raises, before SQLAlchemy wraps it."""

    @event.listens_for(made, "handle_error")
    def handle(context: ExceptionContext) -> None:
        note(context.original_exception)


async def watch(url: URL, *, is_narrowed: bool = True) -> sqlite3.Connection | None:
    """Create a SQLite file if missing, set WAL mode, and return a connection that watches it; None for PostgreSQL."""
    if not is_sqlite(url):
        return None
    path = Path(url.database or "")
    database_file.create(path)
    # timeout 0: it is used on the event loop, and must never wait for a lock.
    watcher = sqlite3.connect(database_file.existing_uri(path), timeout=0, isolation_level=None, uri=True)
    try:
        await _enter_wal(watcher)
        if is_narrowed:
            database_file.narrow(path)  # only now: a file that turns out to be no database keeps its mode
    except BaseException:
        watcher.close()
        raise
    return watcher


async def _enter_wal(connection: sqlite3.Connection) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            # Of two processes that create the file at once, SQLite refuses one without waiting for its timeout.
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} or loop.time() > end:
                raise
            await asyncio.sleep(0.02)
        else:
            return


def change_counter(watcher: sqlite3.Connection) -> int | None:
    """Read a number that changes with every commit to the file, by any process; None while it is locked.

    https://www.sqlite.org/pragma.html#pragma_data_version
    """
    try:
        (number,) = watcher.execute("PRAGMA data_version").fetchone()
    except sqlite3.DatabaseError:  # damage, too: whoever asks the engine then is told of it
        return None
    return int(number)


def peek(watcher: sqlite3.Connection, statement: str) -> str | None:
    """Read the single text that a SELECT returns, from the last commit; None while the file is locked."""
    try:
        (text,) = watcher.execute(statement).fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(text)


def insert(connection: AsyncConnection | Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of the connection's dialect, which supports ON CONFLICT."""
    return insert_into(connection.dialect.name, table)


def insert_into(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the INSERT of a dialect, for a statement that is made once."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # slow to import, and not needed on SQLite

    return postgresql.insert(table)


def listed(connection: AsyncConnection, numbers: Sequence[int]) -> ColumnElement[int]:
    """Return a column of the numbers, in their order, to be selected.

    They are one parameter, however many: a row of parameters for each costs more than the database's work. On SQLite a
    SELECT of it that an upsert inserts needs a WHERE (https://www.sqlite.org/lang_upsert.html, 2.2).
    """
    if connection.dialect.name == "sqlite":
        value = func.json_each(json.dumps(numbers)).table_valued("value").c.value
    else:
        from sqlalchemy.dialects.postgresql import ARRAY

        value = func.unnest(literal(numbers, ARRAY(BigInteger))).column_valued("value")
    return type_coerce(value, BigInteger)


def listed_texts(connection: AsyncConnection, texts: Sequence[str]) -> ColumnElement[str]:
    """Return a column of the texts, to be selected: one parameter, as `listed` has it."""
    if connection.dialect.name == "sqlite":
        value = func.json_each(json.dumps(texts, ensure_ascii=False)).table_valued("value").c.value
    else:
        from sqlalchemy.dialects.postgresql import ARRAY

        value = func.unnest(literal(texts, ARRAY(Text))).column_valued("value")
    return type_coerce(value, Text)


async def plan_anew(connection: AsyncConnection) -> None:
    """Let PostgreSQL plan the transaction's statements for tables as large as they are by now, and look up by index.

    It keeps the plans of triggers as long as a connection lasts: one that was made while a table was empty reads the
    whole of it every time, until the table is analysed.
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(text("DISCARD PLANS"))
        await connection.execute(
            text("SELECT set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true)")
        )


async def lock_share(connection: AsyncConnection, *tables: str) -> None:
    """Lock tables against changes by others until the transaction ends; on SQLite the one writer needs none."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE"))


async def lock_exclusive(connection: AsyncConnection, *tables: str) -> None:
    """Lock tables against changes and locks by others until the transaction ends; reading stays possible.

    Of two transactions with SHARE locks that then write, each waits for the other: this mode excludes itself.
    https://www.postgresql.org/docs/current/explicit-locking.html
    """
    if connection.dialect.name != "sqlite":
        await connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"))


async def lock_schema(connection: AsyncConnection) -> None:
    """Let one process migrate at a time, until the transaction ends; on SQLite BEGIN IMMEDIATE does."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('siyaq migration'))"))


async def check_foreign_keys(connection: AsyncConnection) -> None:
    """Raise ValueError if a migration, which runs with foreign keys off on SQLite, left dangling references."""
    if connection.dialect.name == "sqlite":
        rows = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
        if rows:
            raise ValueError(f"foreign keys broken: {rows[:10]}")
