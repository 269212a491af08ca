"""The file of a SQLite database: made private, opened without being made anew, and known again by its inode."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from sqlalchemy import URL

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_OTHERS = 0o077  # the bits of a mode that let others in
# SQLITE_CORRUPT and SQLITE_NOTADB: https://www.sqlite.org/rescode.html
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# What the driver says of text that is no UTF-8, under an error code of success.
_UNDECODABLE = "Could not decode to UTF-8"

log = structlog.get_logger(__name__)


def path_of(url: str | URL) -> Path | None:
    """Return the whole path of a SQLite database; None for a server's, or an URL that cannot be read."""
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        return None
    return Path(parsed.database or "").absolute() if parsed.get_backend_name() == "sqlite" else None


def is_missing(path: Path) -> bool:
    """Return whether there is no database: no file, or an empty one, which SQLite takes for a new database."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True


def create(path: Path) -> None:
    """Make the file and its folder where they are missing, both their owner's alone under any umask."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not path.exists():  # touched, it would look written over to a process that has it open
        path.touch(PRIVATE_FILE)


def existing_uri(path: Path) -> str:
    """Return the URI that opens the file and never makes it: one deleted under us must not come back empty."""
    return f"{path.as_uri()}?mode=rw"


def identity(path: Path) -> tuple[int, int] | None:
    """Return device and inode, which another file in the same place has not; None without a file.

    An open file's inode is not given to another before we close it.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def with_log(path: Path) -> tuple[Path, ...]:
    """Return the file, its write-ahead log and the log's index: the three that hold what is in the database."""
    return path, Path(f"{path}-wal"), Path(f"{path}-shm")


def wider_mode(path: Path) -> int | None:
    """Return the mode of a file or folder that others may look into; None if they may not, or it is not there."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None
    return mode if mode & _OTHERS and os.name == "posix" else None


def narrow(path: Path) -> None:
    """Make the file its owner's alone, whatever the umask was: it names readers, and drafts are not public.

    SQLite gives the write-ahead log and its index the mode of the database.
    """
    for file in with_log(path):
        _narrow(file, PRIVATE_FILE)


def narrow_folder(folder: Path) -> None:
    """Make the data directory where it is missing, and its owner's alone; one that is shared is left as it is."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not is_shared(folder):
        _narrow(folder, PRIVATE_FOLDER)


def is_shared(folder: Path) -> bool:
    """Return whether a folder has other uses than ours: /tmp and its like, a home, where the process was started."""
    folder = folder.resolve()
    status = folder.stat()
    others = {Path(folder.anchor), Path.cwd()}
    with suppress(RuntimeError):  # no home is known
        others.add(Path.home().resolve())
    return bool(status.st_mode & stat.S_ISVTX) or folder in others


def _narrow(path: Path, private: int) -> None:
    mode = wider_mode(path)
    if mode is None:
        return
    try:
        path.chmod(private)
    except OSError as error:  # another user's, or a file system without modes
        log.warning("database.not_narrowed", file=path.name, mode=f"{mode:04o}", why=str(error))
    else:
        log.warning("database.narrowed", file=path.name, before=f"{mode:04o}", now=f"{private:04o}")


def damage_in(error: BaseException | None) -> str | None:
    """Return in SQLite's words that the file is damaged, if that is what an error, or its cause, says."""
    while error is not None:
        if isinstance(error, UnicodeDecodeError):
            return str(error)
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _DAMAGED:
            return str(error)
        if str(error).startswith(_UNDECODABLE):
            return _UNDECODABLE  # the rest quotes what was written
        error = getattr(error, "orig", None) or error.__cause__
    return None


def find_damage(path: Path) -> str | None:
    """Return SQLite's first complaint about the file's structure; None if it has none, or the file is in use."""
    try:
        connection = sqlite3.connect(existing_uri(path), uri=True, isolation_level=None)
        try:
            (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return damage_in(error)
    return None if result == "ok" else str(result)
