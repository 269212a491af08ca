"""What a chat is told at most once a day, however often there is cause."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_CHATS = 10_000  # remembered, the latest


class OnceADay:
    """Remembers the day on which each chat was told; of one process, and until it ends."""

    def __init__(self) -> None:
        self._days: OrderedDict[int, date] = OrderedDict()

    def is_due(self, chat_id: int, today: date) -> bool:
        """Return whether the chat was not told today yet; from then on it was."""
        if self._days.get(chat_id) == today:
            return False
        self._days[chat_id] = today
        self._days.move_to_end(chat_id)
        if len(self._days) > _CHATS:
            self._days.popitem(last=False)
        return True
