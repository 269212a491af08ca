"""Backups: written beside a running bot, read back, and kept private; and where the nightly ones are.

A backup of SQLite is a database file of its own; one of PostgreSQL is `pg_dump`'s custom format.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BackupExists, BackupUnsound, DatabaseDamaged, FileUnreadable
from bot.store import database_file, integrity, restored

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "backups"  # in the data directory
PARTIAL = ".part"  # ends the name of a file that is being written
SQLITE, POSTGRESQL = ".db", ".dump"
_NIGHTLY = "siyaq-%Y%m%dT%H%M%SZ"
_SQLITE_HEADER, _POSTGRESQL_HEADER = b"SQLite format 3\0", b"PGDMP"
_PAGES = 2_000  # copied in one step, 8 MB: between two steps the process can be interrupted
_BUSY = 15.0  # seconds
_LEFT_ALONE = 86_400.0  # seconds for which an unfinished file may belong to a backup that is being written


def newest(data_dir: Path) -> Path | None:
    """Return the backup that was written last; None without one."""
    try:
        files = [
            (file.stat().st_mtime, file)
            for file in (data_dir / FOLDER).iterdir()
            if file.is_file() and file.suffix in {SQLITE, POSTGRESQL}
        ]
    except OSError:
        return None
    return max(files)[1] if files else None


def nightly(data_dir: Path) -> list[tuple[datetime, Path]]:
    """List the nightly backups with the moments that their names give, the oldest first; others are no business of it.

    A backup that somebody put into the folder under another name is neither counted nor deleted.
    """
    files = []
    for file in (data_dir / FOLDER).glob("siyaq-*"):
        if file.suffix in {SQLITE, POSTGRESQL}:
            try:
                files.append((datetime.strptime(file.stem, _NIGHTLY).replace(tzinfo=UTC), file))
            except ValueError:
                continue
    return sorted(files)


def nightly_path(data_dir: Path, at: datetime, suffix: str) -> Path:
    """Return where the nightly backup of a moment goes."""
    return data_dir / FOLDER / f"{at.astimezone(UTC).strftime(_NIGHTLY)}{suffix}"


def prune(data_dir: Path, keep: int, at: datetime) -> list[Path]:
    """Delete all nightly backups but the latest ones, and what an interrupted one left; return the backups deleted."""
    for left in (data_dir / FOLDER).glob(f".siyaq-*{PARTIAL}"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < at.timestamp() - _LEFT_ALONE:
                left.unlink()
    old = [file for _, file in nightly(data_dir)[:-keep]]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def suffix_of(file: Path) -> str | None:
    """Return which kind of backup a file is, by its first bytes; None for neither. Raises FileUnreadable."""
    try:
        with file.open("rb") as content:
            head = content.read(len(_SQLITE_HEADER))
    except OSError as error:
        raise FileUnreadable(file=str(file), why=error.strerror or str(error)) from None
    kinds = {_SQLITE_HEADER: SQLITE, _POSTGRESQL_HEADER: POSTGRESQL}
    return next((kind for header, kind in kinds.items() if head.startswith(header)), None)


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """Make a private file to write a backup into, which gets its name at the end of the block; none is overwritten.

    What fails in the block leaves nothing behind. Raises BackupExists and FileUnreadable.
    """
    if file.exists():
        raise BackupExists(file=str(file))
    try:
        file.parent.mkdir(mode=database_file.PRIVATE_FOLDER, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(PARTIAL, f".{file.name}.", file.parent)  # 0600 under any umask
    except OSError as error:
        raise FileUnreadable(file=str(file), why=error.strerror or str(error)) from None
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
        sync(part)
        if file.exists():
            raise BackupExists(file=str(file))
        part.rename(file)
        sync(file.parent)
    finally:
        for left in (part, Path(f"{part}-journal"), Path(f"{part}-wal"), Path(f"{part}-shm")):
            left.unlink(missing_ok=True)


def write_sqlite(path: Path, file: Path, at: datetime) -> None:
    """Back up a SQLite database as of now, while others write to it, and read the backup back.

    The file says when it was made, by which a bot that is started on it knows that it is one. Raises BackupExists,
    BackupUnsound, DatabaseDamaged and FileUnreadable.
    """
    with new_file(file) as part:
        try:
            copy_sqlite(path, part)
            _mark(part, at)
        except sqlite3.Error as error:
            if why := database_file.damage_in(error):
                raise DatabaseDamaged(where=str(path), why=why) from None
            raise FileUnreadable(file=str(path), why=str(error)) from None
        verify_sqlite(part, file)


def copy_sqlite(path: Path, to: Path) -> None:
    """Copy what is committed in a SQLite database into an empty file, of one moment; writers go on meanwhile.

    The copy is one file, without a write-ahead log. Raises sqlite3.Error.
    """
    # Read only, so that a file on a medium that cannot be written is copied, too.
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=_BUSY)
    target = sqlite3.connect(to, isolation_level=None)
    try:
        # A transaction of its own keeps the backup at one moment: else each commit of a writer would start it anew.
        # https://www.sqlite.org/c3ref/backup_finish.html
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        source.backup(target, pages=_PAGES)
        target.execute("PRAGMA journal_mode = DELETE").fetchone()
    finally:
        target.close()
        source.close()


def verify_sqlite(part: Path, file: Path) -> None:
    """Read a backup from end to end; raises BackupUnsound, which names `file`."""
    if why := integrity.examine(part):
        raise BackupUnsound(file=str(file), why=why)


def _mark(part: Path, at: datetime) -> None:
    target = sqlite3.connect(part, isolation_level=None)
    try:
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'key_values'"
        if target.execute(query).fetchone():
            statement = "INSERT OR REPLACE INTO key_values (key, value) VALUES (?, ?)"
            target.execute(statement, (restored.BACKUP_AT, at.isoformat()))
    finally:
        target.close()


def sync(path: Path) -> None:
    """Wait until a file or a folder's entries are on the disk."""
    if os.name != "posix" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
