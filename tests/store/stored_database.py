"""Write the databases of `data/upgrade` with the program as it is now: `python -m tests.store.stored_database`.

To be run at a release whose schema is newer than the newest one stored; what is there already is not written again.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.store.migrate import known_revisions
from tests.store.postgres_server import PostgresServer

STORED = Path(__file__).parent / "data" / "upgrade"
_STORY = """slug: a-story
title: {{ar: قصة جارية, en: {title}}}
standfirst: {{en: It began in spring.}}
events:
- id: e1
  date: "2025-04-28"
  text: {{ar: عُقد الاجتماع الأول., en: The first meeting took place.}}
  sources: [s1]
sources:
- id: s1
  outlet: {{en: Outlet}}
  url: https://example.org/a
  language: en
"""
_CORRECTION = """corrections:
- id: c1
  date: "2025-05-01"
  item: e1
  class: corrected
  was: {en: The second meeting took place.}
  is: {en: The first meeting took place.}
  why: {en: The meetings were counted wrongly.}
"""
_PEOPLE = "chat_id,kind,language,stories\n5001,private,en,a-story\n"
# pg_dump's notes and what would name its version or guard psql are not part of a schema
_NOISE = ("--", "\\", "SET transaction_timeout")


def _fill(url: str, folder: Path) -> None:
    """Two revisions, the second with a correction; a member; a subscriber; a push of which nothing was sent."""
    (folder / "one.yaml").write_text(_STORY.format(title="A running story"), encoding="utf-8")
    (folder / "two.yaml").write_text(_STORY.format(title="A story that runs") + _CORRECTION, encoding="utf-8")
    (folder / "people.csv").write_text(_PEOPLE, encoding="utf-8")
    surroundings = os.environ | {"SIYAQ_DATABASE_URL": url, "SIYAQ_DATA_DIR": str(folder), "SIYAQ_STARTER": "0"}
    for command in (
        ["story", "import", "one.yaml", "--note", "first"],
        ["story", "import", "two.yaml", "--note", "second"],
        ["desk", "add", "7", "editor"],
        ["subscribers", "import", "people.csv"],
        ["push", "a-story"],
    ):
        subprocess.run([sys.executable, "-m", "bot", *command], check=True, cwd=folder, env=surroundings)


async def _dumped(folder: Path) -> bytes:
    """A PostgreSQL database in SQL."""
    async with PostgresServer() as server:
        await asyncio.to_thread(_fill, server.url, folder)
        dump = ("pg_dump", "--inserts", "--no-owner", "--no-privileges", "-U", "siyaq", "-h", str(server.socket.parent))
        text = (await asyncio.to_thread(subprocess.check_output, [*dump, "siyaq"])).decode()
    return "\n".join(line for line in text.splitlines() if line and not line.startswith(_NOISE)).encode()


def main() -> None:
    """Store a database of each kind with today's schema."""
    name = known_revisions()[-1]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        file = Path(one) / "siyaq.db"
        _fill(f"sqlite+aiosqlite:///{file}", Path(one))
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA journal_mode = delete")
            connection.execute("VACUUM")
        connection.close()
        for kind, content in (("db", file.read_bytes()), ("sql", asyncio.run(_dumped(Path(other))))):
            if not (path := STORED / f"{name}.{kind}.gz").exists():
                path.write_bytes(gzip.compress(content, 9, mtime=0))


if __name__ == "__main__":
    main()
