"""Rate limits of sending, with Telegram's published values.

core.telegram.org/bots/faq: about one message a second to a chat with short bursts, 20 a minute to a group, about 30 a
second over all; a paid broadcast lifts the last to 1000. Stricter than Telegram: channels count as groups (their limit
is not published), and edits count like messages.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siyaq_sandbox.refusals import too_many

if TYPE_CHECKING:
    from siyaq_sandbox.clock import Clock

BURST = 5
PAID_OVERALL = 1000


@dataclass(slots=True)
class Bucket:
    """A token bucket: `rate` tokens a second, at most `size` of them."""

    rate: float
    size: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Fill up to now and return the seconds until a token is there; 0 if there is one."""
        self.tokens = min(self.size, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


class Limits:
    """Refuses calls over the limit with 429; a refused call consumes no token."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Reset to Telegram's values."""
        self.configure(on=True, overall=30, per_chat=1, per_group_minute=20)

    def configure(
        self,
        *,
        on: bool,
        overall: float | None = None,
        per_chat: float | None = None,
        per_group_minute: int | None = None,
    ) -> None:
        """Set the limits: messages a second overall, a second a chat, a minute a group."""
        self.on = on
        self.overall = self.overall if overall is None else overall
        self.per_chat = self.per_chat if per_chat is None else per_chat
        self.per_group_minute = self.per_group_minute if per_group_minute is None else per_group_minute
        now = self._clock.now()
        self._all = Bucket(self.overall, self.overall, self.overall, now)
        self._paid = Bucket(PAID_OVERALL, PAID_OVERALL, PAID_OVERALL, now)
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, deque[float]] = {}

    overall: float = 30
    per_chat: float = 1
    per_group_minute: int = 20

    def state(self) -> dict[str, float | bool]:
        """Return the figures for the control API."""
        return {
            "on": self.on,
            "overall": self.overall,
            "per_chat": self.per_chat,
            "per_group_minute": self.per_group_minute,
            "paid": PAID_OVERALL,
            "burst": BURST,
        }

    def spend(self, chat_id: int, *, paid: bool, count: int = 1) -> None:
        """Consume tokens for `count` messages to a chat, or refuse with the seconds to wait."""
        if not self.on:
            return
        now = self._clock.now()
        overall = self._paid if paid else self._all
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = Bucket(self.per_chat, BURST, BURST, now)
        wait = max(overall.wait(now), chat.wait(now))
        group = self._groups.setdefault(chat_id, deque()) if chat_id < 0 else None
        if group is not None:
            while group and group[0] <= now - 60:
                group.popleft()
            if len(group) >= self.per_group_minute:
                wait = max(wait, group[0] + 60 - now)
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        overall.tokens -= count
        chat.tokens -= count
        if group is not None:
            group.extend([now] * count)
