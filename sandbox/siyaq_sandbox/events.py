"""Event log: numbered events for the page, for waiting tests and for the log of calls."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

KEPT = 20_000


@dataclass(slots=True)
class Event:
    """One event; its JSON is built once, when first needed."""

    seq: int
    type: str
    data: dict[str, Any]
    _text: str = field(default="", repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the event as the control API's JSON object."""
        return {"seq": self.seq, "type": self.type, **self.data}

    def as_text(self) -> str:
        """Return the same as one line of JSON."""
        if not self._text:
            self._text = json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))
        return self._text


class Events:
    """Appends events and wakes waiters; keeps the newest 20,000."""

    def __init__(self) -> None:
        self.seq = 0
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._waiting: set[asyncio.Future[None]] = set()

    def emit(self, kind: str, /, **data: Any) -> Event:
        """Append an event and wake all waiters."""
        self.seq += 1
        event = Event(self.seq, kind, data)
        self._kept.append(event)
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)
        return event

    def since(self, seq: int, *, limit: int | None = None) -> list[Event]:
        """Return the kept events after number `seq`, oldest first, at most `limit`."""
        newer: list[Event] = []
        for event in reversed(self._kept):
            if event.seq <= seq:
                break
            newer.append(event)
        newer.reverse()
        return newer if limit is None else newer[:limit]

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  the waiting is the point, and a loop needs the rest of its time
        """Wait for the next event, at most `timeout` seconds; False if none came."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, timeout)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
