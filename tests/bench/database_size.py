"""How large the database of a newsroom grows: `python -m tests.bench.database_size [--chats N] [--days N]`.

Three pushes a day to all chats, each sent and recorded as the worker records it, in a new SQLite file; then the size of
the file, and of what a delivery and a push take in it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.store import broadcasts
from bot.store.column_types import to_micros
from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.store import pushes

A_DAY = 3  # pushes
FIRST = datetime(2025, 1, 1, 9, tzinfo=UTC)
BODY = b'"text":"%s"}' % (b"x" * 900)  # of a rendition: four paragraphs of a push in UTF-8
_SENT = text(
    "UPDATE deliveries SET state = 'sent', at = :at + chat_id % 1000000, message_id = chat_id % 997 + :pushes "
    "WHERE broadcast_id = :number"
)


async def measure(home: Path, chats: int, days: int) -> tuple[int, int, int]:
    """Make the database of some days; return its bytes before the first push and after the last, and the deliveries."""
    path = home / "siyaq.db"
    database = await open_database(f"sqlite+aiosqlite:///{path}")
    try:
        await migrate(database)
        async with database.write() as conn:
            await pushes.subscribe(conn, range(1_000_000_000, 1_000_000_000 + chats))
        empty = await asyncio.to_thread(_size, path)
        for push in range(days * A_DAY):
            at = FIRST + timedelta(hours=8 * push)
            async with database.write() as conn:
                number = await pushes.push(conn, at=at)
                await pushes.fill(conn, number, rich=False, body=BODY)
                await conn.execute(_SENT, {"at": to_micros(at), "pushes": push, "number": number})
                await broadcasts.count(conn, number, {"pending": -chats, "sent": chats})
                await broadcasts.move(conn, number, "done", at=at, expected={"running"})
        return empty, await asyncio.to_thread(_size, path), days * A_DAY * chats
    finally:
        await database.close()


def _size(path: Path) -> int:
    """Return the bytes of the pages in use, the write-ahead log's among them."""
    import sqlite3

    connection = sqlite3.connect(path)
    try:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    finally:
        connection.close()
    return int((pages - free) * size)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.database_size", description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=30)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        empty, full, deliveries = asyncio.run(measure(Path(home), chosen.chats, chosen.days))
    a_month = full - empty
    days = f"{chosen.days} days of {A_DAY} pushes"
    print(f"{chosen.chats} subscribers: {empty / 1e6:.1f} MB; {days}: {a_month / 1e6:.1f} MB")
    print(f"{a_month / deliveries:.1f} bytes a delivery; a year: {a_month * 365 / chosen.days / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
