"""What a chat was asked a short while ago, so that its next words may be the answer."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_CHATS = 10_000  # remembered, the latest
_OPEN = timedelta(minutes=10)


class Lately:
    """Remembers for some minutes which chats were asked something; of one process, and until it ends."""

    def __init__(self) -> None:
        self._asked: OrderedDict[int, datetime] = OrderedDict()

    def note(self, chat_id: int, now: datetime) -> None:
        """Remember that the chat was asked now."""
        self._asked[chat_id] = now
        self._asked.move_to_end(chat_id)
        if len(self._asked) > _CHATS:
            self._asked.popitem(last=False)

    def take(self, chat_id: int, now: datetime) -> bool:
        """Return whether the chat was asked lately; from then on it was not: its first words alone are the answer."""
        asked_at = self._asked.pop(chat_id, None)
        return asked_at is not None and asked_at <= now < asked_at + _OPEN
