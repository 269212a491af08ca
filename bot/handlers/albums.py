"""Albums sent where a question was open: each picture comes as a message of its own, the album is spoken of once."""

from __future__ import annotations

from collections import OrderedDict

_ALBUMS = 1_000  # remembered, the latest


class Albums:
    """Remembers albums of which a question took one picture, or refused what came, by their `media_group_id`."""

    def __init__(self) -> None:
        self._rest: OrderedDict[str, int] = OrderedDict()
        self._refused: OrderedDict[str, None] = OrderedDict()

    def take(self, album: str) -> None:
        """Remember that a picture of the album was taken for an answer."""
        self._rest[album] = 0
        if len(self._rest) > _ALBUMS:
            self._rest.popitem(last=False)

    def rest(self, album: str) -> int:
        """Count a further part of an album of which a picture was taken; 0 for one of any other album."""
        if album not in self._rest:
            return 0
        self._rest[album] += 1
        return self._rest[album]

    def refuse(self, album: str) -> bool:
        """Remember that a part of the album was no answer; return whether it is the first, of which to tell."""
        is_first = album not in self._refused
        self._refused[album] = None
        if len(self._refused) > _ALBUMS:
            self._refused.popitem(last=False)
        return is_first
