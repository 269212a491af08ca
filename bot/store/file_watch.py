"""Tells whether a SQLite database's files were deleted, replaced or written over by anybody but SQLite."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from bot.store import database_file

if TYPE_CHECKING:
    from pathlib import Path

# Of the index of the write-ahead log: two salts, which change when the log begins anew, how many of its frames are in
# the database, and up to which a checkpoint was begun. https://www.sqlite.org/walformat.html#the_wal_index_file_format
_INDEX = struct.Struct("=32x8s56xI28xI")


class _Checkpoint(NamedTuple):
    salts: bytes
    copied: int
    begun: int


class FileWatch:
    """Compares a database's files with what they were at the look before.

    Make it when the database is open, and close it when all its connections are: with the first descriptor of a file
    that a process closes all its locks of that file go, SQLite's too (https://www.sqlite.org/howtocorrupt.html, 2.2).

    In WAL mode nothing but a checkpoint writes the database itself, and one leaves its trace in the log's index. So a
    backup that was copied over the file, which keeps its inode, is told from a write of SQLite's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = database_file.with_log(path)
        self._known = {file: database_file.identity(file) for file in self._files}
        self._index: int | None = None
        self._written: tuple[int, int] | None = None
        self._checkpoint: _Checkpoint | None = None

    def close(self) -> None:
        """Close the log's index."""
        if self._index is not None:
            with suppress(OSError):
                os.close(self._index)
            self._index = None

    def is_taken(self) -> bool:
        """Return whether a file is gone, or another, or was written over since the look before."""
        for file, known in self._known.items():
            now = database_file.identity(file)
            if known is None:
                self._known[file] = now  # the log is made by the first transaction
            elif now != known:
                return True
        return self._is_written_over()

    def _is_written_over(self) -> bool:
        # A checkpoint notes that it begins before it writes: one that comes between the three reads shows in the third.
        first, written, checkpoint = self._read_checkpoint(), self._last_write(), self._read_checkpoint()
        before, then = self._written, self._checkpoint
        is_still = first is not None and first == checkpoint and first.copied == first.begun
        self._written, self._checkpoint = written, first if is_still else None
        return is_still and before is not None and before != written and checkpoint == then

    def _last_write(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _read_checkpoint(self) -> _Checkpoint | None:
        try:
            if self._index is None:
                self._index = os.open(self._files[2], os.O_RDONLY)
            content = os.pread(self._index, _INDEX.size, 0)
        except OSError:
            return None
        return _Checkpoint(*_INDEX.unpack(content)) if len(content) == _INDEX.size else None
