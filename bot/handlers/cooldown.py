"""Cooldown: lets a chat have something costly once in a while."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_CHATS = 10_000  # remembered, the latest


class Cooldown:
    """Remembers when each chat had something, for as long as it may not have it again."""

    def __init__(self, pause: timedelta) -> None:
        self._pause = pause
        self._had: OrderedDict[int, datetime] = OrderedDict()

    def take(self, chat_id: int, now: datetime) -> bool:
        """Return whether the chat may have it now; then it counts as had."""
        had_at = self._had.get(chat_id)
        if had_at is not None and had_at <= now < had_at + self._pause:  # a clock set back makes nobody wait
            return False
        self._had[chat_id] = now
        self._had.move_to_end(chat_id)
        if len(self._had) > _CHATS:
            self._had.popitem(last=False)
        return True
