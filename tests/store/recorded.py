"""A database and buttons as an older program left them, recorded from a running bot at commit bb2e02a (schema 0004)."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot import store
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.database import Database

DATA = Path(__file__).parent / "data"
_PRESSES = json.loads((DATA / "presses.json").read_text(encoding="utf-8"))
AT = datetime.fromisoformat(_PRESSES["at"])
"""When the database was left, by which what it holds is due two and three hours later."""
CALLBACKS: list[list[str]] = _PRESSES["callbacks"]
"""Callback data, what the query was answered with, and the first line of what was shown (numbers as `#`)."""
LINKS: list[list[str]] = _PRESSES["links"]
"""Start payloads, and the first line of what was shown."""
CHATS = (103, 104, -1002000000001)
"""Subscribers: the first waits for the paused push, the others have it."""


def heading(message: str) -> str:
    """Return the first line of a message as the recording has it: without its numbers, cut to 70 characters."""
    return re.sub(r"\d+", "#", message.strip().split("\n")[0])[:70]


def dump() -> str:
    """Return the recorded database as SQL statements."""
    return gzip.decompress((DATA / "0004.sql.gz").read_bytes()).decode()


def load_sqlite(path: Path) -> None:
    """Make a SQLite file that is the recorded database."""
    with sqlite3.connect(path) as file:
        file.executescript(dump())
    file.close()


async def load_rows(database: Database, folder: Path) -> None:
    """Migrate an empty database to the recorded schema, and put the recorded rows into it (any dialect)."""
    await migrate(database, _scripts_until("0004", folder))
    # Statements end at a line's end, but so may a line of a quoted text.
    source = sqlite3.connect(":memory:")
    source.executescript(dump())
    source.row_factory = sqlite3.Row
    inserts = re.findall(r"^INSERT INTO ([a-z]+) ", dump(), re.MULTILINE)
    tables = [table for table in dict.fromkeys(inserts) if table != "alembic_version"]
    rows = {table: [dict(row) for row in source.execute(f"SELECT * FROM {table}")] for table in tables}  # noqa: S608 - our own names
    source.close()
    async with database.write() as conn:
        await conn.run_sync(_insert, rows)


def _insert(conn: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    for table, records in rows.items():
        for record in records:
            columns, values = ", ".join(f'"{name}"' for name in record), ", ".join(f":{name}" for name in record)
            conn.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), record)  # noqa: S608 - our own names
        if conn.dialect.name == "postgresql" and "id" in records[0] and isinstance(records[0]["id"], int):
            sequence = conn.scalar(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table})
            if sequence:
                newest = max(record["id"] for record in records)
                conn.execute(text("SELECT setval(:sequence, :newest)"), {"sequence": sequence, "newest": newest})


def _scripts_until(newest: str, folder: Path) -> Path:
    """Copy the migrations up to a revision, as the older program had them."""
    here, scripts = Path(store.__file__).parent, folder / "scripts"
    (scripts / "versions").mkdir(parents=True)
    shutil.copy(here / "env.py", scripts)
    for script in (here / "versions").glob("*.py"):
        if script.name[:4] <= newest:
            shutil.copy(script, scripts / "versions")
    return scripts
