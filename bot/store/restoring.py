"""Put a backup into the place of the database, whole or not at all; what it would send by itself is held."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select

from bot.errors import BackupKindOther, BackupUnknown, BackupUnsound, SchemaTooNew
from bot.store import backups, database_file, postgres_tools, restored
from bot.store.alone import alone
from bot.store.audience_tables import FUNCTIONS
from bot.store.database import open_database
from bot.store.migrate import known_revisions, migrate, read_revisions
from bot.store.schema import metadata
from bot.store.tables import key_values

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store.database import Database
    from bot.store.restored import HeldWork

_VERSION = "alembic_version"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a restored database holds, and where what was there before is kept; None if there was nothing."""

    held: HeldWork
    kept: Path | None


async def restore(url: str, file: Path, data_dir: Path, at: datetime) -> Outcome:
    """Replace the database of a URL by a backup; on SQLite the caller holds the locks of a run.

    Raises BackupKindOther, BackupUnknown, BackupUnsound, SchemaTooNew, DatabaseInUse, FileUnreadable, ToolMissing and
    ToolFailed; then the database is as it was.
    """
    path = database_file.path_of(url)
    suffix = backups.suffix_of(file)
    if suffix is None:
        raise BackupUnknown(file=str(file))
    if suffix != (backups.SQLITE if path else backups.POSTGRESQL):
        raise BackupKindOther(file=str(file), where=str(path or "PostgreSQL"))
    if path:
        return await _restore_sqlite(url, path, file, at)
    return await _restore_postgresql(url, file, data_dir, at)


async def _restore_sqlite(url: str, path: Path, file: Path, at: datetime) -> Outcome:
    """Make the new database beside the old one, all that can fail done, and then let them change places."""
    staged = path.with_name(f"{path.name}.restoring")
    _delete(staged)
    database_file.create(staged)
    try:
        await asyncio.to_thread(backups.copy_sqlite, file, staged)
        await asyncio.to_thread(backups.verify_sqlite, staged, file)
        staged_url = make_url(url).set(database=str(staged)).render_as_string(hide_password=False)
        held = await _hold(staged_url, file, at)
        return Outcome(held, _change_places(path, staged, at))
    except sqlite3.Error as error:
        raise BackupUnsound(file=str(file), why=str(error)) from None
    finally:
        _delete(staged)


def _change_places(path: Path, staged: Path, at: datetime) -> Path | None:
    """Rename the old files, then the new one; a crash in between leaves no database, which no start takes for new."""
    with suppress(sqlite3.Error):  # a damaged file is kept as it is, with its log
        old = sqlite3.connect(database_file.existing_uri(path), uri=True)
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        old.close()
    kept = path.with_name(f"{path.name}.before-{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}")
    is_kept = not database_file.is_missing(path)
    for source, target in zip(database_file.with_log(path), database_file.with_log(kept), strict=True):
        with suppress(FileNotFoundError):
            source.rename(target)
    staged.rename(path)
    backups.sync(path.parent)
    return kept if is_kept else None


def _delete(path: Path) -> None:
    for file in (*database_file.with_log(path), Path(f"{path}-journal")):
        file.unlink(missing_ok=True)


async def _restore_postgresql(url: str, file: Path, data_dir: Path, at: datetime) -> Outcome:
    await postgres_tools.verify(file, file)
    tables, revision = await postgres_tools.tables_in(file), await postgres_tools.revision_in(file)
    known = known_revisions()
    if _VERSION not in tables or revision is None:
        raise BackupUnsound(file=str(file), why=f"no table {_VERSION}")
    if revision not in known:
        raise SchemaTooNew(found=revision, known=known[-1])
    async with _opened(url) as database:
        database_file.narrow_folder(data_dir)
        present, _ = await read_revisions(database)
        kept = await _keep(url, data_dir, at) if present else None
        with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restoring-") as folder:  # 0700
            ours = frozenset(metadata.tables) | {_VERSION} | tables
            await postgres_tools.restore(make_url(url), file, Path(folder) / "backup.sql", ours, FUNCTIONS)
        # A crash before this is committed: the tables are others than those noted, which the next start finds.
        return Outcome(await _hold(url, file, at), kept)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    """Open a server's database, and keep every bot away from it."""
    database = await open_database(url)
    try:
        async with alone(database, url):
            yield database
    finally:
        await database.close()


async def _keep(url: str, data_dir: Path, at: datetime) -> Path:
    """Dump what is there now."""
    kept = data_dir / backups.FOLDER / f"before-{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}{backups.POSTGRESQL}"
    await write_postgresql(url, kept)
    return kept


async def write_postgresql(url: str, file: Path) -> None:
    """Back up a server's database as of now, while others write to it, and read the backup back.

    Raises BackupExists, BackupUnsound, FileUnreadable, ToolMissing and ToolFailed.
    """
    with backups.new_file(file) as part:
        await postgres_tools.dump(make_url(url), part)
        await postgres_tools.verify(part, file)


async def _hold(url: str, file: Path, at: datetime) -> HeldWork:
    """Migrate the restored database, and hold what it would send."""
    database = await open_database(url)
    try:
        await migrate(database)
        async with database.write() as conn:
            mark = await conn.scalar(select(key_values.c.value).where(key_values.c.key == restored.BACKUP_AT))
            await restored.hold_back(conn, at, datetime.fromisoformat(mark) if mark else _written_at(file))
            held = await restored.read_held(conn)
        assert held  # noqa: S101 - `hold_back` has noted it
        return held
    finally:
        await database.close()


def _written_at(file: Path) -> datetime:
    """Return when a backup was written that has no mark, to go by."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
