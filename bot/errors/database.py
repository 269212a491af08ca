"""Exceptions that mean that the database failed, not the code that asked it."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as CheckoutTimeout

_PASSING_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
# Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, transaction rolled back, out of
# resources, operator intervention (a server that starts or stops), system error.
_PASSING_SQLSTATES = frozenset({"08", "40", "53", "57", "58"})
_STAYING = (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError)


class DatabaseLost(SQLAlchemyError):
    """The database is no longer this process's: taken away, damaged, or migrated by a newer program.

    The process is about to end; until then the database counts as away, so that nothing is given up.
    """


def database_failures() -> tuple[type[Exception], ...]:
    """Return what any use of the database may raise when it is away, locked, full or restarted.

    SQLAlchemy wraps the drivers' errors, except some of connecting: a refused connection stays an OSError, a server
    that is starting up stays asyncpg's. An OSError of something else is told apart by asking the database again
    (`Availability.wait`). A function, so that asyncpg is imported when something failed, not at start.
    """
    import asyncpg  # type: ignore[import-untyped]  # it has no types

    raw = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    return SQLAlchemyError, OSError, sqlite3.Error, *raw


def may_pass(error: BaseException) -> bool:
    """Return whether a start that failed so is worth repeating: the server is away, or the file is locked or full.

    A refused password, an unknown database or a file that cannot be opened stays as it is.
    """
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and may_pass(error.orig))
    if isinstance(error, sqlite3.Error):
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _PASSING_SQLITE
    if sqlstate := getattr(error, "sqlstate", None):
        return str(sqlstate)[:2] in _PASSING_SQLSTATES
    import asyncpg

    passing = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, CheckoutTimeout)
    return isinstance(error, passing) and not isinstance(error, _STAYING)


def is_connection_lost(error: BaseException) -> bool:
    """Return whether the database was not asked at all, or went away before it answered."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, CheckoutTimeout) or not isinstance(error, SQLAlchemyError)


def is_cut_off(error: BaseException) -> bool:
    """Return whether a server or the network ended the connection: nothing that was asked is at fault.

    What SQLite raises is never that, nor an OSError of another kind, which may come from a file.
    """
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    import asyncpg

    raw = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    return isinstance(error, (CheckoutTimeout, ConnectionError, TimeoutError, *raw))
