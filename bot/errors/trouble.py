"""Trouble that owners hear of: counted by kind in memory, until `bot.background.trouble_notifier` tells them.

Any room reports with one call, next to the line that it logs. What collects is found through a context variable, as
structlog's are: the tasks of one running bot share it, and a command line has none.
"""

from __future__ import annotations

import secrets
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


class TroubleKind(StrEnum):
    """Kinds of trouble; the value is the end of the catalogue key, `desk.trouble.*`."""

    UPDATE_FAILED = "update_failed"
    DEAD_LETTER = "dead_letter"
    DATABASE_AWAY = "database_away"
    DELIVERY_FAILED = "delivery_failed"
    TASK_FAILED = "task_failed"
    BACKUP_FAILED = "backup_failed"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Occurrences of one kind: the count, the first and last moment, and the id of the last log line."""

    kind: TroubleKind
    count: int
    first: datetime
    last: datetime
    log_id: str


class TroubleLog:
    """Counts trouble by kind: as many entries as there are kinds, however much goes wrong."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: dict[TroubleKind, Trouble] = {}
        self.totals: Counter[TroubleKind] = Counter()
        """Occurrences by kind since the start, reported or not."""

    def add(self, kind: TroubleKind, log_id: str) -> None:
        """Count one occurrence."""
        at = self._now()
        self.totals[kind] += 1
        known = self._known.get(kind, Trouble(kind, 0, at, at, log_id))
        self._known[kind] = replace(known, count=known.count + 1, last=at, log_id=log_id)

    def pending(self) -> tuple[Trouble, ...]:
        """Return what was not told yet."""
        return tuple(self._known.values())

    def remove(self, reported: Iterable[Trouble]) -> None:
        """Remove what was reported to owners; those since then stay counted."""
        for trouble in reported:
            known = self._known.pop(trouble.kind, trouble)
            if known.count > trouble.count:
                self._known[trouble.kind] = replace(known, count=known.count - trouble.count, first=known.last)


_collecting: ContextVar[TroubleLog | None] = ContextVar("trouble", default=None)


def collect(now: Callable[[], datetime]) -> TroubleLog:
    """Collect what this task, and those it creates, report from now on."""
    log = TroubleLog(now)
    _collecting.set(log)
    return log


def report(kind: TroubleKind) -> str:
    """Report trouble; return the id to log with it, by which an owner finds the line."""
    log_id = secrets.token_hex(4)
    if log := _collecting.get():
        log.add(kind, log_id)
    return log_id
