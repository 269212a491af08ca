"""What holds before a run begins: a private data directory, one process on a SQLite file, and the file in its place."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.background.heartbeat import PULSE
from bot.errors import DatabaseDamaged, DatabaseMissing
from bot.store import backups, database_file, process_lock
from bot.store.alone import lock_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

LOCK = "run.lock"  # in the data directory
# Bytes up to which a start examines the whole file, which takes 0.2 s (measured). `siyaq check` examines any.
EXAMINED = 20_000_000


@contextmanager
def guard(settings: Settings, *, is_new: bool = False) -> Iterator[None]:
    """Hold what one run holds. Where it `is_new`, a missing database is made anew whatever ran here before.

    Raises AlreadyRunning, DatabaseMissing and DatabaseDamaged. Only SQLite is concerned, the folder aside: a server
    tells its processes apart itself.
    """
    database_file.narrow_folder(settings.data_dir)
    path = database_file.path_of(settings.database_url)
    if path is None:
        yield
        return
    locks = lock_files(settings, path)
    trace = find_trace(settings, path)
    path.parent.mkdir(mode=database_file.PRIVATE_FOLDER, parents=True, exist_ok=True)
    with ExitStack() as stack:
        for lock in locks:
            stack.enter_context(process_lock.acquire(lock))
        if not is_new and trace and database_file.is_missing(path):
            raise DatabaseMissing(where=str(path), trace=str(trace))
        try:
            examine(path)
            yield
        finally:
            if trace is None and database_file.is_missing(path):
                for lock in locks:  # a first start that made nothing leaves no trace
                    lock.unlink(missing_ok=True)


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Keep every run away while the database is replaced, whatever its state; raises AlreadyRunning.

    A server's is kept away by the leader's lock, which takes a connection.
    """
    database_file.narrow_folder(settings.data_dir)
    path = database_file.path_of(settings.database_url)
    with ExitStack() as stack:
        if path:
            path.parent.mkdir(mode=database_file.PRIVATE_FOLDER, parents=True, exist_ok=True)
            for lock in lock_files(settings, path):
                stack.enter_context(process_lock.acquire(lock))
        yield


def lock_files(settings: Settings, path: Path) -> tuple[Path, Path]:
    """Return the files that a run locks: one beside the database, one in the data directory, which has the pulse."""
    return lock_file(path), settings.data_dir / LOCK


def find_trace(settings: Settings, path: Path) -> Path | None:
    """Return a file that says that the bot ran here before; None without one."""
    traces = (settings.data_dir / PULSE, *lock_files(settings, path), Path(f"{path}-wal"))
    return next((trace for trace in traces if trace.exists()), None) or backups.newest(settings.data_dir)


def require_database(settings: Settings) -> None:
    """Raise DatabaseMissing if the bot ran before and its SQLite file is gone: no command makes an empty one."""
    path = database_file.path_of(settings.database_url)
    if path and database_file.is_missing(path) and (trace := find_trace(settings, path)):
        raise DatabaseMissing(where=str(path), trace=str(trace))


def examine(path: Path) -> None:
    """Raise DatabaseDamaged if the file's structure is; a large file is not examined, nor a missing one."""
    if database_file.is_missing(path) or path.stat().st_size > EXAMINED:
        return
    if why := database_file.find_damage(path):
        raise DatabaseDamaged(where=str(path), why=why)
