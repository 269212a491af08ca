"""aiosqlite's connection with cursors that take one turn of its thread for a statement, where its own take four.

To make a cursor, run the statement, fetch its rows and close the cursor each hand work to the connection's thread and
wake the event loop again, which costs more than most statements: measured, half of what a short one takes.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Self, TypeVar

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
AT_ONCE = 256  # rows that come with the statement; of a result with more, the rest is fetched when asked for


class Cursor:
    """What SQLAlchemy uses of aiosqlite's cursor (`sqlalchemy/connectors/asyncio.py`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._open: sqlite3.Cursor | None = None  # while it has rows that are not fetched
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        """Run a statement and fetch its first rows."""
        await self._connection.in_thread(lambda: self._run(sqlite3.Cursor.execute, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> Self:
        """Run a statement once for each set of parameters."""
        await self._connection.in_thread(lambda: self._run(sqlite3.Cursor.executemany, statement, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        """Return all rows that were not fetched yet."""
        rows, self._rows = self._rows, []
        if self._open is not None:
            rows += await self._connection.in_thread(self._open.fetchall)
            await self.close()
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return the next rows, at most `size`."""
        size = size or self.arraysize
        if len(self._rows) < size and self._open is not None:
            cursor, missing = self._open, size - len(self._rows)
            self._rows += await self._connection.in_thread(lambda: cursor.fetchmany(missing))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchone(self) -> Any:
        """Return the next row; None after the last."""
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        """Close; a result that was fetched as a whole is closed already."""
        cursor, self._open = self._open, None
        if cursor is not None:
            await self._connection.in_thread(cursor.close)

    def _run(
        self, run: Callable[[sqlite3.Cursor, str, Any], object], statement: str, parameters: Iterable[Any]
    ) -> None:
        cursor = self._connection.open_cursor()
        try:
            run(cursor, statement, parameters)
            self._rows = cursor.fetchmany(AT_ONCE) if cursor.description else []
        except BaseException:
            cursor.close()
            raise
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        if len(self._rows) < AT_ONCE:
            cursor.close()
        else:
            self._open = cursor


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, with the cursor above."""

    def cursor(self) -> Cursor:  # type: ignore[override]  # SQLAlchemy needs no more of it
        """Return a cursor; nothing is opened before it runs a statement."""
        return Cursor(self)

    def open_cursor(self) -> sqlite3.Cursor:
        """Open a cursor of the driver below; called in the connection's thread."""
        return self._conn.cursor()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run `work` in the connection's thread and return its result."""
        result: T = await self._execute(work)  # type: ignore[no-untyped-call]  # it has no types
        return result


def connect(database: str, **arguments: Any) -> Connection:
    """Return a connection to be awaited, as `aiosqlite.connect` does; its thread ends with the process."""
    connection = Connection(lambda: sqlite3.connect(database, **arguments), AT_ONCE)
    connection._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does with those that it makes itself
    return connection
