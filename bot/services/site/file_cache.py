"""LRU cache of what was rendered of live stories."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.site.layout import File

CAPACITY = 64 << 20  # bytes of rendered stories kept, the latest used: some 1,500 stories in both languages
Key = tuple[int, int, str, str]
"""A story's number and revision, what was rendered of it, and the code of its language."""


class FileCache:
    """Rendered files by key, as many as `CAPACITY` holds; of the revisions that are live, and of no others."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[File, ...]] = OrderedDict()
        self._live: frozenset[tuple[int, int]] = frozenset()
        self._size = 0

    def get(self, key: Key) -> tuple[File, ...] | None:
        """Return what is kept; None if nothing is."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def put(self, key: Key, files: tuple[File, ...]) -> None:
        """Keep what was rendered, unless another revision was published while it was."""
        if key[:2] not in self._live:
            return
        self._size -= _size(self._kept.get(key, ()))  # two rendered the same
        self._kept[key] = files
        self._size += _size(files)
        while self._size > CAPACITY and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= _size(dropped)

    def keep_only(self, live: Iterable[tuple[int, int]]) -> None:
        """Forget all but these numbers and revisions: a withdrawn text is not kept in memory either."""
        self._live = frozenset(live)
        for key in [key for key in self._kept if key[:2] not in self._live]:
            self._size -= _size(self._kept.pop(key))


def _size(files: tuple[File, ...]) -> int:
    return sum(len(file.body) for file in files)
