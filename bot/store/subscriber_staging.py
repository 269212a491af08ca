"""Rows of a subscriber import on their way from the file to the database, put in order by chat.

A file names chats in any order. Written so, each row meets another page of the tables: a million took five minutes and
eight gigabytes of write-ahead log. Sorted first, rows are appended to few pages, and a chat's lines stand together.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CACHE = -8_192  # KiB of memory; what does not fit is in a temporary file, which SQLite deletes


class StagedSubscribers:
    """Chats with the numbers of their lines and of what they chose; made by `staging`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(
            f"""
            PRAGMA cache_size = {_CACHE};
            PRAGMA journal_mode = OFF;
            CREATE TABLE staged (line INTEGER PRIMARY KEY, chat_id INTEGER, choice INTEGER);
            CREATE TABLE repeated (line INTEGER PRIMARY KEY, chat_id INTEGER);
            """
        )

    def add(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Take in rows of line, chat and choice."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO staged VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """Return the number of rows."""
        (count,) = self._connection.execute("SELECT count(*) FROM staged").fetchone()
        return int(count)

    def chunks(self, size: int) -> Iterator[dict[int, list[int]]]:
        """Yield the chats by choice, about `size` at a time in their order; of several rows of a chat the first."""
        last = None
        ordered = self._connection.execute("SELECT chat_id, choice, line FROM staged ORDER BY chat_id, line")
        while rows := ordered.fetchmany(size):
            chunk: dict[int, list[int]] = {}
            for chat_id, choice, line in rows:
                if chat_id == last:
                    self._connection.execute("INSERT INTO repeated VALUES (?, ?)", (line, chat_id))
                    continue
                last = chat_id
                try:
                    chunk[choice].append(chat_id)
                except KeyError:
                    chunk[choice] = [chat_id]
            if chunk:
                yield chunk

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield the line numbers and chats that `chunks` left out, by line."""
        yield from self._connection.execute("SELECT line, chat_id FROM repeated ORDER BY line")


@contextmanager
def staging() -> Iterator[StagedSubscribers]:
    """Open an empty stage; what it holds is gone with the block."""
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        yield StagedSubscribers(connection)
