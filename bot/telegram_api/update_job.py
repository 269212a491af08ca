"""What the update queue keeps of each update and each chat, and the inbox that it stores updates in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.telegram_api.flood_control import FloodDecision

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from bot.errors.updates import UpdateFailure


class Inbox(Protocol):
    """Persistent store of updates that are not handled yet."""

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Store the updates; one that is stored already stays as it is."""

    async def adopt(self) -> list[dict[str, Any]]:
        """Take over the stored updates that no living process has, and return them in order of arrival."""

    async def dead_letter(self, update: dict[str, Any], failure: UpdateFailure) -> None:
        """Set aside an update that cannot be handled."""

    def remove(self, update_id: int) -> None:
        """Delete the update, soon."""

    async def recovered(self, stop: asyncio.Event) -> bool:
        """Return when the database answers: True if it did at once, False if it was away or `stop` is set."""


@dataclass(eq=False, slots=True)
class Job:
    """One update on its way: what became of it so far, and `done` once Telegram may forget it."""

    update: dict[str, Any]
    done: asyncio.Future[None]
    decision: FloodDecision = FloodDecision.TAKE
    is_behind: bool = False  # another of its chat is being handled: not worth waiting for
    is_stored: bool = False
    is_old: bool = False  # a question from before the start, which waits for new ones
    retries: int = 0
    tries: int = 0  # that failed for the database while it answered
    failures: int = 0  # for the database in all
    is_deferred: bool = False  # stored, to be handled again: `done` only lets Telegram forget it
    is_refused: bool = False  # neither handled nor stored: Telegram was told so, and has it still
    is_dead: bool = False  # it could not be handled and stays in the inbox as a dead letter


@dataclass(eq=False, slots=True)
class ChatQueue:
    """What waits in one chat, and what serves it."""

    jobs: deque[Job] = field(default_factory=deque)
    running: asyncio.Task[None] | None = None
    in_backlog: bool = False
    held: asyncio.TimerHandle | None = None  # set while the chat cannot be answered
