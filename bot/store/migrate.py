"""Bringing a database to the schema that this program knows, in one transaction or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from bot.errors import StoreNewer
from bot.store import schema

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

_HERE = Path(__file__).parent


async def migrate(database: Database, scripts: Path = _HERE) -> str:
    """Bring the schema up to date, and return its revision; of several processes one does it, the others wait.

    What is new gets the schema as it is now, without the steps that led to it: a test holds the two equal. Raises
    StoreNewer where the database was made by a newer program. `scripts` is the folder that holds Alembic's `env.py` and
    `versions/`.
    """
    known = _known(scripts)
    async with database.read() as connection:
        if await _found(connection, known) == known[-1]:
            return known[-1]  # the usual start: no lock is taken, and Alembic is not even imported
    async with database.alter() as connection:
        found = await _found(connection, known)
        if found is None and scripts == _HERE:
            await connection.run_sync(schema.make, known[-1])
        elif found != known[-1]:
            await connection.run_sync(_upgrade, scripts)
    return known[-1]


def _known(scripts: Path) -> tuple[str, ...]:
    """The revisions in order: a script's file is named for its revision, `0001_stories.py` for 0001."""
    return tuple(sorted(path.name.split("_", 1)[0] for path in (scripts / "versions").glob("*.py")))


async def _found(connection: AsyncConnection, known: tuple[str, ...]) -> str | None:
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found and found not in known:
        raise StoreNewer(found=found, known=known[-1])
    return found


def _upgrade(connection: Connection, scripts: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
