"""Lock of a running process on a file, which the operating system takes back however the process ends."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.errors import AlreadyRunning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIVATE = 0o600
# Windows locks bytes, which nobody else may read then: one far behind what the file holds.
_LOCKED_BYTE = 1 << 30
_LONGEST = 1000  # bytes that are read of a lock file
# What a file system says that has no locks, as some network's: the process runs, and the log says so.
_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LockOwner:
    """The process that holds a lock; both are "?" where the file does not say."""

    pid: str
    host: str


@contextmanager
def acquire(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which is made where it is missing; raises AlreadyRunning if another process has it.

    The file stays: were it deleted, a second process could lock the deleted one and a third the new one.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE)
    try:
        if not _try_lock(descriptor, path):
            owner = _read(descriptor)
            raise AlreadyRunning(pid=owner.pid, host=owner.host, where=str(path))
        os.ftruncate(descriptor, 0)
        words = json.dumps({"pid": os.getpid(), "host": socket.gethostname()})
        os.write(descriptor, f"{words}\n".encode())
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def owner_of(path: Path) -> LockOwner | None:
    """Return the process that holds the lock; None if none does."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _try_lock(descriptor, path) else _read(descriptor)
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, path: Path) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            log.warning("lock.unsupported", file=str(path), why=error.strerror)
            return True
        if error.errno in {errno.EACCES, errno.EAGAIN, errno.EDEADLK}:
            return False
        raise
    return True


def _read(descriptor: int) -> LockOwner:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        content = json.loads(os.read(descriptor, _LONGEST))
        return LockOwner(str(content["pid"]), str(content["host"]))
    except (ValueError, KeyError, TypeError):  # it was about to be written
        return LockOwner("?", "?")
