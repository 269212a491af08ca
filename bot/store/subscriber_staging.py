"""Rows of a subscriber import on their way from the file to the database, put in order by chat.

A file names chats in any order. Written so, each row meets another page of the tables: a million took five minutes and
eight gigabytes of write-ahead log. Sorted first, rows are appended to few pages, and a chat's lines stand together.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store.subscriber_import import SubscriberChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Chunk = dict[SubscriberChoice, list[int]]
"""Chats, each once, by what they chose."""
_CACHE = -8_192  # KiB of memory; what does not fit is in a temporary file, which SQLite deletes
_REMEMBERED = 4_096  # choices


class StagedSubscribers:
    """Chats with their line numbers and choices; made by `staging`.

    Most lines choose one of few things. Each such choice stands once, with a number: a row is then three numbers, of
    which a million go in and come out in half the time that five columns take.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(
            f"""
            PRAGMA cache_size = {_CACHE};
            PRAGMA journal_mode = OFF;
            CREATE TABLE choices (id INTEGER PRIMARY KEY, language TEXT, stories TEXT, topics TEXT);
            CREATE TABLE staged (line INTEGER PRIMARY KEY, chat_id INTEGER, choice INTEGER);
            CREATE TABLE repeated (line INTEGER PRIMARY KEY, chat_id INTEGER);
            """
        )
        self._choice = lru_cache(maxsize=_REMEMBERED)(self._read_choice)

    def add_choice(self, choice: SubscriberChoice) -> int:
        """Take in a choice, and return its number; the same one may have several."""
        stories = None if choice.stories is None else " ".join(map(str, sorted(choice.stories)))
        fields = (choice.language.value, stories, choice.topics)
        return self._connection.execute("INSERT INTO choices VALUES (NULL, ?, ?, ?)", fields).lastrowid or 0

    def add(self, rows: Iterable[tuple[int, int, int]]) -> None:
        """Take in rows: line number, chat, number of its choice."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO staged VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def count(self) -> int:
        """Return the number of rows."""
        (count,) = self._connection.execute("SELECT count(*) FROM staged").fetchone()
        return int(count)

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Yield the chats by what they chose, at most `size` at a time; of several lines of a chat the first counts."""
        last = None
        rows = self._connection.execute("SELECT chat_id, line, choice FROM staged ORDER BY chat_id, line")
        while read := rows.fetchmany(size):
            by_number: defaultdict[int, list[int]] = defaultdict(list)
            repeated = []
            for chat_id, line, number in read:
                if chat_id == last:
                    repeated.append((line, chat_id))
                else:
                    by_number[number].append(chat_id)
                    last = chat_id
            self._connection.executemany("INSERT INTO repeated VALUES (?, ?)", repeated)
            chunk: Chunk = defaultdict(list)
            for number, chats in by_number.items():
                chunk[self._choice(number)] += chats
            yield chunk

    def repeated(self) -> Iterator[tuple[int, int]]:
        """Yield the line numbers and chats that `chunks` left out, by line."""
        yield from self._connection.execute("SELECT line, chat_id FROM repeated ORDER BY line")

    def _read_choice(self, number: int) -> SubscriberChoice:
        statement = "SELECT language, stories, topics FROM choices WHERE id = ?"
        language, stories, topics = self._connection.execute(statement, (number,)).fetchone()
        picked = None if stories is None else frozenset(map(int, stories.split()))
        return SubscriberChoice(Language(language), picked, topics)


@contextmanager
def staging() -> Iterator[StagedSubscribers]:
    """Open an empty stage; what it holds is gone with the block."""
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        yield StagedSubscribers(connection)
