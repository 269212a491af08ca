"""What the update queue keeps of each update and each chat, and the inbox that it stores updates in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.errors.database import database_failures, is_connection_lost
from bot.errors.trouble import TroubleKind, report
from bot.errors.updates import DeadLetterCause, UpdateFailure
from bot.telegram_api.flood_control import FloodDecision

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable

MAX_FAILURES = 20  # in all: a statement that ends its connection each time must not hold its chat up for ever

log = structlog.get_logger(__name__)


class Inbox(Protocol):
    """Persistent store of updates that are not handled yet."""

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Store the updates; one that is stored already stays as it is."""

    @property
    def is_shared(self) -> bool:
        """Whether another process may receive updates of the same chats: then none is handled before it is claimed."""

    def on_claimed(self, enter: Callable[[list[dict[str, Any]]], None]) -> None:
        """Pass to `enter` the updates that are this process's to handle, in the order of their chats."""

    async def claim(self, updates: Iterable[dict[str, Any]]) -> None:
        """Store the updates; return once those that are this process's to handle were passed on."""

    async def adopt(self) -> list[dict[str, Any]]:
        """Take over the stored updates that no living process has, and return them in order of arrival."""

    async def dead_letter(self, update: dict[str, Any], failure: UpdateFailure) -> None:
        """Set aside an update that cannot be handled."""

    def remove(self, update_id: int, chat: int) -> None:
        """Delete the update of this chat, soon."""

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


async def dead_letter(
    job: Job, cause: DeadLetterCause, error: Exception, inbox: Inbox, stopping: asyncio.Event
) -> bool:
    """Set an update aside, of which the log, the owners and the desk hear; False if `stopping` came before."""
    number, log_id, detail = job.update["update_id"], report(TroubleKind.DEAD_LETTER), str(error)
    if cause is DeadLetterCause.MALFORMED:
        log.warning("update.malformed", update_id=number, field=detail, trouble=log_id)
    else:
        log.error("update.set_aside", update_id=number, trouble=log_id, exc_info=error)
        detail = f"{type(error).__name__}: {error}"
    job.is_dead, job.is_deferred = True, False
    failure = UpdateFailure(cause, detail, log_id)
    for _ in range(MAX_FAILURES):
        try:
            await inbox.dead_letter(job.update, failure)
        except database_failures() as away:  # until it is set aside Telegram, or the inbox, keeps it
            await recovered(inbox, away, stopping)
            if stopping.is_set():
                return False
        else:
            return True
    log.error("update.lost", update_id=number, trouble=log_id)
    return True


async def recovered(inbox: Inbox, error: Exception, stopping: asyncio.Event) -> bool:
    """Return when the database, which failed with `error`, answers; True if it was not away."""
    return await inbox.recovered(stopping) and not is_connection_lost(error)
