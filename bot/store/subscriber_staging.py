"""Rows of a subscriber import on their way from the file to the database, put in order by chat.

A file names chats in any order. Written so, each row meets another page of the tables: a million took five minutes and
eight gigabytes of write-ahead log. Sorted first, rows are appended to few pages, and a chat's lines stand together.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store.subscriber_import import SubscriberRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CACHE = -8_192  # KiB of memory; what does not fit is in a temporary file, which SQLite deletes
_LANGUAGES = {language.value: language for language in Language}


class StagedSubscribers:
    """Rows with their line numbers; made by `staging`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(
            f"""
            PRAGMA cache_size = {_CACHE};
            PRAGMA journal_mode = OFF;
            CREATE TABLE staged (line INTEGER PRIMARY KEY, chat_id INTEGER, language TEXT, stories TEXT, topics TEXT);
            CREATE TABLE repeated (line INTEGER PRIMARY KEY, chat_id INTEGER);
            """
        )

    def add(self, rows: Iterable[tuple[int, SubscriberRow]]) -> None:
        """Take in rows, each with its line number."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT INTO staged VALUES (?, ?, ?, ?, ?)",
            (
                (line, row.chat_id, row.language.value, None if row.stories is None else _join(row.stories), row.topics)
                for line, row in rows
            ),
        )
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """Return the number of rows."""
        (count,) = self._connection.execute("SELECT count(*) FROM staged").fetchone()
        return int(count)

    def chunks(self, size: int) -> Iterator[list[SubscriberRow]]:
        """Yield the rows by chat, `size` at a time; of several for a chat the first in the file."""
        chunk: list[SubscriberRow] = []
        last = None
        ordered = "SELECT chat_id, line, language, stories, topics FROM staged ORDER BY chat_id, line"
        for chat_id, line, language, stories, topics in self._connection.execute(ordered):
            if chat_id == last:
                self._connection.execute("INSERT INTO repeated VALUES (?, ?)", (line, chat_id))
                continue
            last = chat_id
            picked = None if stories is None else _split(stories)
            chunk.append(SubscriberRow(chat_id, _LANGUAGES[language], picked, topics))
            if len(chunk) == size:
                yield chunk
                chunk = []
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


def _join(stories: frozenset[int]) -> str:
    return " ".join(map(str, sorted(stories)))


def _split(stories: str) -> frozenset[int]:
    return frozenset(map(int, stories.split()))
