"""Migration of a database to this program's schema, in one transaction or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from bot.errors import SchemaTooNew
from bot.store import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

_HERE = Path(__file__).parent


async def migrate(database: Database, scripts: Path = _HERE) -> str:
    """Migrate to the newest schema and return its revision; of several processes one does it, the others wait.

    An empty database gets today's schema at once, without the steps that led to it; a test holds the two equal. Raise
    SchemaTooNew if a newer program wrote the database. `scripts` holds Alembic's `env.py` and `versions/`.
    """
    known = _known(scripts)
    async with database.read() as connection:
        if await _current(connection, known) == known[-1]:
            database.expect_schema(known[-1])
            return known[-1]  # the usual start: no lock is taken, and Alembic is not imported
    async with database.alter() as connection:
        current = await _current(connection, known)  # again, under the lock: another process may have migrated
        if current is None and scripts == _HERE:
            await connection.run_sync(schema.make, known[-1])
        elif current != known[-1]:
            await connection.run_sync(_upgrade, scripts)
    database.expect_schema(known[-1])
    return known[-1]


async def read_revisions(database: Database) -> tuple[str | None, str]:
    """Return the database's revision, None before the first migration, and the newest that this program knows.

    Raise SchemaTooNew if the program does not know the database's.
    """
    known = _known(_HERE)
    async with database.read() as connection:
        return await _current(connection, known), known[-1]


def known_revisions() -> tuple[str, ...]:
    """Return the schema revisions that this program knows, in order."""
    return _known(_HERE)


def _known(scripts: Path) -> tuple[str, ...]:
    """List the schema revisions in order, read from file names: `0001_stories.py` is 0001."""
    return tuple(sorted(path.name.split("_", 1)[0] for path in (scripts / "versions").glob("*.py")))


async def _current(connection: AsyncConnection, known: tuple[str, ...]) -> str | None:
    """Read the database's schema revision; None if it is empty. Raise SchemaTooNew for one that is not known."""
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    revision: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision and revision not in known:
        raise SchemaTooNew(found=revision, known=known[-1])
    return revision


def _upgrade(connection: Connection, scripts: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
