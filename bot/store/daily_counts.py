"""Counts by day for the desk's statistics: what was done how often, by language and story, and never by whom."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, select

from bot.store import dialects
from bot.store.delivery_tables import broadcasts
from bot.store.tables import daily_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

PAGE, SEARCH, FRUITLESS_SEARCH = "page", "search", "search.nothing"
COMMAND = "command."
"""What a command's count is named by, its name behind it."""


class Counted(NamedTuple):
    """What is counted: the day (UTC, as a proleptic ordinal), the name, and language and story, "" and 0 for none."""

    day: int
    name: str
    language: str
    story: int


class CountBuffer:
    """Counts in memory until they are written; `on_note` is called with each."""

    def __init__(self, on_note: Callable[[], None] = lambda: None) -> None:
        self._on_note = on_note
        self._counts: Counter[Counted] = Counter()

    def note(self, name: str, at: datetime, language: str = "", story: int = 0) -> None:
        """Count one occurrence."""
        self._counts[Counted(at.toordinal(), name, language, story)] += 1
        self._on_note()

    def take(self) -> Counter[Counted]:
        """Return what was counted, and begin anew."""
        counts, self._counts = self._counts, Counter()
        return counts

    def add(self, counts: Mapping[Counted, int]) -> None:
        """Count in what could not be written."""
        self._counts.update(counts)


def record(conn: Connection, counts: Mapping[Counted, int]) -> None:
    """Add to what was counted before."""
    rows = [
        {"day": key.day, "name": key.name, "language": key.language, "story_id": key.story, "count": count}
        for key, count in sorted(counts.items())
    ]
    if rows:
        statement = dialects.insert(conn, daily_counts)
        more = {"count": daily_counts.c.count + statement.excluded.count}
        conn.execute(statement.on_conflict_do_update(index_elements=daily_counts.primary_key, set_=more), rows)


async def prune(conn: AsyncConnection, before: date) -> None:
    """Delete what was counted before a day."""
    await conn.execute(delete(daily_counts).where(daily_counts.c.day < before.toordinal()))


def read_since(conn: Connection, first: date) -> dict[Counted, int]:
    """Return what was counted since a day."""
    query = select(
        *(daily_counts.c.day, daily_counts.c.name, daily_counts.c.language, daily_counts.c.story_id),
        daily_counts.c.count.label("number"),
    ).where(daily_counts.c.day >= first.toordinal())
    return {Counted(*row[:4]): row[4] for row in conn.execute(query)}


def read_pushes(conn: Connection, since: datetime) -> list[tuple[datetime, int, int]]:
    """Return the pushes that began since a moment: when, their story's number (0 for none), and the messages sent."""
    query = select(broadcasts.c.started_at, func.coalesce(broadcasts.c.story_id, 0), broadcasts.c.sent).where(
        broadcasts.c.started_at >= since, broadcasts.c.kind != "digest"
    )
    return [(at, story, sent) for at, story, sent in conn.execute(query.order_by(broadcasts.c.id))]
