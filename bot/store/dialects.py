"""All that differs between SQLite and PostgreSQL; every statement elsewhere serves both."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    cast,
    column,
    create_engine,
    event,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.search_tables import searchables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL, Connection, Engine, Select, Table, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BUSY_TIMEOUT = 15.0  # seconds that a writer waits for another process: a push's rows take several
MIGRATION_TIMEOUT = 600.0  # seconds that a start waits for a migration in another process
CONNECT_TIMEOUT = 10.0

# An option of connections: how their transactions begin.
BEGIN = "siyaq_begin"
# An acknowledged update, a published revision and a delivery about to go out must outlive a power cut, which NORMAL
# does not promise in WAL: FULL, one fsync a commit, off the loop, and whatever is frequent is written in batches.
_SYNCHRONOUS = "PRAGMA synchronous = FULL"


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of SQLite."""
    return url.get_backend_name() == "sqlite"


def locate(url: URL) -> URL:
    """The URL with a file's whole path: a process may change its folder, and `:memory:` is a name like any other."""
    return url.set(database=str(Path(url.database or "").absolute())) if is_sqlite(url) else url


def engine(url: URL, *, migrating: bool = False) -> AsyncEngine:
    """An engine for `url`; one for migrating holds no foreign keys up and waits longer."""
    if is_sqlite(url):
        return _sqlite_engine(url, migrating=migrating)
    arguments = {"timeout": CONNECT_TIMEOUT, "server_settings": {"application_name": "siyaq"}}
    return create_async_engine(url, connect_args=arguments, pool_pre_ping=True)


def reading(engine: AsyncEngine) -> AsyncEngine:
    """The same engine, whose transactions only read: a plain BEGIN, which in WAL never waits."""
    return engine.execution_options(**{BEGIN: "BEGIN", "postgresql_readonly": True})


def writing(engine: AsyncEngine) -> AsyncEngine:
    """The same engine, whose transactions write: SQLite's take the lock at once, so that what they read stays true."""
    return engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})


def direct(url: URL) -> Engine | None:
    """An engine for SQLite without a loop, whose transactions write; None for PostgreSQL."""
    if not is_sqlite(url):
        return None
    made = create_engine(url.set(drivername="sqlite"), connect_args=_arguments(BUSY_TIMEOUT))
    _prepare(made, migrating=False)
    return made.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})


def looking(engine: Engine) -> Engine:
    """The same engine, whose transactions only read."""
    return engine.execution_options(**{BEGIN: "BEGIN"})


def _arguments(timeout: float) -> dict[str, Any]:
    # isolation_level None: the driver opens no transactions of its own, the begin event below does.
    return {"isolation_level": None, "timeout": timeout}


def _sqlite_engine(url: URL, *, migrating: bool) -> AsyncEngine:
    made = create_async_engine(url, connect_args=_arguments(MIGRATION_TIMEOUT if migrating else BUSY_TIMEOUT))
    _prepare(made.sync_engine, migrating=migrating)
    return made


def _prepare(made: Engine, *, migrating: bool) -> None:
    pragmas = (_SYNCHRONOUS, f"PRAGMA foreign_keys = {'OFF' if migrating else 'ON'}")

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))


async def watch(url: URL) -> sqlite3.Connection | None:
    """A connection that only watches a SQLite file for changes, the file made and in WAL; None for PostgreSQL."""
    if not is_sqlite(url):
        return None
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    # It never waits, since it is asked on the event loop.
    watcher = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        await _enter_wal(watcher)
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
            # Two processes make the file at once: SQLite refuses the second without waiting its busy time.
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} or loop.time() > end:
                raise
            await asyncio.sleep(0.02)
        else:
            return


def version(watcher: sqlite3.Connection) -> int | None:
    """A number that is another after each commit in the file, by any process; None while it cannot be told.

    https://www.sqlite.org/pragma.html#pragma_data_version
    """
    try:
        (number,) = watcher.execute("PRAGMA data_version").fetchone()
    except sqlite3.OperationalError:
        return None
    return int(number)


def glance(watcher: sqlite3.Connection, statement: str) -> str | None:
    """The text that a statement reads in the file as it is now; None while it cannot be read."""
    try:
        (text,) = watcher.execute(statement).fetchone()
    except sqlite3.OperationalError:
        return None
    return str(text)


def failures() -> tuple[type[Exception], ...]:
    """What opening a database may raise, the drivers' own errors among it; without PostgreSQL asyncpg is not loaded."""
    import asyncpg  # type: ignore[import-untyped]  # it has no types

    return SQLAlchemyError, OSError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError


def insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that has ON CONFLICT."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


async def keep_still(connection: AsyncConnection, *tables: str) -> None:
    """Let nobody else change these tables until the transaction ends; in SQLite whoever writes is alone anyway."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE"))


async def take_alone(connection: AsyncConnection, *tables: str) -> None:
    """Let nobody else change these tables, nor keep them still, until the transaction ends; but anybody reads them."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"))


async def lock_schema(connection: AsyncConnection) -> None:
    """Let one process migrate at a time, until the transaction ends; SQLite's BEGIN IMMEDIATE has seen to it."""
    if connection.dialect.name != "sqlite":
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('siyaq migration'))"))


async def check_foreign_keys(connection: AsyncConnection) -> None:
    """Raise ValueError where a migration, which SQLite runs with foreign keys off, left rows that lead nowhere."""
    if connection.dialect.name == "sqlite":
        rows = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
        if rows:
            raise ValueError(f"foreign keys broken: {rows[:10]}")


@dataclass(frozen=True, slots=True)
class Clause:
    """That something has one of several words, or phrases of words; as a `prefix`, a word that begins with one."""

    any_of: tuple[str, ...]
    prefix: bool = False


_READ = [searchables.c[name] for name in ("id", "story_id", "part", "item", "ar", "en", "keys")]
_SEARCHES = table("searches", column("rowid"), column("searches"))
# As the index of migration 0004 has it.
_VECTOR = literal_column(
    "array_to_tsvector(array_remove(string_to_array(ar || ' ' || en || ' ' || keys, ' '), ''))", postgresql.TSVECTOR()
)


_WORDS = {
    "sqlite": "SELECT group_concat(term || ' ' || doc, ' ') FROM searches_words",
    "postgresql": "SELECT string_agg(word || ' ' || ndoc, ' ') FROM ts_stat("
    "$$SELECT array_to_tsvector(array_remove(string_to_array(ar || ' ' || en || ' ' || keys, ' '), '')) "
    "FROM searchables$$)",
}
# Made once: to spell it anew takes as long as to run it.
_FTS5 = (
    select(*_READ)
    .join_from(_SEARCHES, searchables, _SEARCHES.c.rowid == searchables.c.id)
    .where(_SEARCHES.c.searches.bool_op("MATCH")(bindparam("asked")))
    .where(_SEARCHES.c.rowid >= bindparam("from_id"), _SEARCHES.c.rowid < bindparam("to_id"))
    .order_by(_SEARCHES.c.rowid.desc())
    .limit(bindparam("limit"))
)
_GIN = (
    select(*_READ)
    .where(searchables.c.id >= bindparam("from_id"), searchables.c.id < bindparam("to_id"))
    .order_by(searchables.c.id.desc())
    .limit(bindparam("limit"))
)


_BETWEEN = (searchables.c.first >= bindparam("from_day"), searchables.c.last < bindparam("to_day"))
_FTS5_DATED, _GIN_DATED = _FTS5.where(*_BETWEEN), _GIN.where(*_BETWEEN)


def search(
    conn: Connection, alternatives: Sequence[Sequence[Clause]], *, dated: bool
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """What finds the searchables that meet all clauses of one of the alternatives, and its parameters.

    To these add `from_id` and `to_id`, between which ids lie, and the `limit`; if `dated` also `from_day` and `to_day`
    for what has a date. The highest ids come first; a word that stands everywhere takes no longer than a rare one.
    """
    if conn.dialect.name == "sqlite":
        return _FTS5_DATED if dated else _FTS5, {"asked": " OR ".join(map(_fts5, alternatives))}
    met = or_(*(and_(*map(_gin, clauses)) for clauses in alternatives))
    return (_GIN_DATED if dated else _GIN).where(met), {}


def vocabulary(conn: AsyncConnection) -> TextClause:
    """What reads every word, and key, that searches find, each with how many things have it, in one line."""
    return text(_WORDS["sqlite" if conn.dialect.name == "sqlite" else "postgresql"])


def _fts5(clauses: Sequence[Clause]) -> str:
    return f"({' AND '.join(map(_fts5_clause, clauses))})"


def _fts5_clause(clause: Clause) -> str:
    """https://www.sqlite.org/fts5.html#full_text_query_syntax; folded words hold no quotation marks."""
    end = '"*' if clause.prefix else '"'
    return f"({' OR '.join(f'{chr(34)}{words}{end}' for words in clause.any_of)})"


def _gin(clause: Clause) -> ColumnElement[bool]:
    """PostgreSQL's index knows no places of words: phrases are read for."""
    end = "':*" if clause.prefix else "'"
    wanted = " | ".join(" & ".join(f"'{word}{end}" for word in words.split()) for words in clause.any_of)
    met: ColumnElement[bool] = _VECTOR.bool_op("@@")(cast(wanted, postgresql.TSQUERY))
    if not any(" " in words for words in clause.any_of):
        return met
    told = (searchables.c.ar, searchables.c.en, searchables.c["keys"])
    beside = ((" " + one + " ").contains(f" {words} ") for one in told for words in clause.any_of)
    return and_(met, or_(*beside))
