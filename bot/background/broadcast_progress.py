"""Progress: the message that shows whoever pushed how far it is, and then how it ended; `bot.delivery`'s callback."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.handlers import replies
from bot.handlers.desk import notices, standing
from bot.handlers.desk.screens import screen
from bot.render import body
from bot.store import broadcasts
from bot.store.broadcasts import ENDED
from bot.transport.limiter import Lane
from bot.transport.outcomes import Rejected, Sent

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.document import Document
    from bot.handlers.services import Services
    from bot.store.broadcasts import Broadcast

PAUSE = 3.0  # seconds between two edits of one message
LONG = timedelta(minutes=1)  # after which whoever pushed looks elsewhere: the report comes as a message of its own
_GONE = ("message to edit not found", "message_id_invalid", "message can't be edited")

log = structlog.get_logger(__name__)


class Progress:
    """Shows how pushes stand, each in the message that is kept for it, and holds up nothing that is sent."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._time = services.client.limiter.clock.time
        self._rates: dict[int, float] = {}
        self._shown: dict[int, float] = {}
        self._due: dict[int, asyncio.TimerHandle] = {}
        self._anew: set[int] = set()  # whose message was deleted, and sent once more
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def progressed(self, broadcast: Broadcast, rate: float) -> None:
        """It goes on, at `rate` messages a second: shown at most every three seconds, the last of it too."""
        number = broadcast.id
        self._rates[number] = rate
        if number in self._due:
            return  # what is shown then is read then
        wait = self._shown.get(number, -PAUSE) + PAUSE - self._time()
        if wait <= 0 and number not in self._tasks:
            self._begin(number, self._show(number))
        else:
            self._due[number] = asyncio.get_running_loop().call_later(max(wait, 0), self._meet, number)

    async def ended(self, broadcast: Broadcast) -> None:
        """It has ended: reported once, after whatever is being shown of it."""
        for known in (self._shown, self._rates):
            known.pop(broadcast.id, None)
        if due := self._due.pop(broadcast.id, None):
            due.cancel()
        self._begin(broadcast.id, self._report(broadcast, self._tasks.get(broadcast.id)))

    async def close(self) -> None:
        """Finish what is being shown."""
        while self._due:
            self._due.popitem()[1].cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _meet(self, number: int) -> None:
        del self._due[number]
        self._begin(number, self._show(number, self._tasks.get(number)))

    def _begin(self, number: int, showing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(showing)
        self._tasks[number] = task
        task.add_done_callback(lambda done: self._finish(number, done))

    def _finish(self, number: int, done: asyncio.Task[None]) -> None:
        if self._tasks.get(number) is done:
            del self._tasks[number]
        if not done.cancelled() and done.exception():
            log.error("progress.not_shown", broadcast=number, exc_info=done.exception())

    async def _show(self, number: int, before: asyncio.Task[None] | None = None) -> None:
        if before:
            await asyncio.wait({before})
        self._shown[number] = self._time()
        async with self._services.database.read() as conn:
            push = await broadcasts.get(conn, number)
        if push is None or push.state in ENDED or not (push.watch or push.by):
            return  # what has ended is reported, and what a shell began nobody watches
        if not await put(self._services, number, self._rates.get(number)) or number in self._anew:
            return
        if push.watch:
            self._anew.add(number)
        await begin(self._services, number)

    async def _report(self, broadcast: Broadcast, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait({before})
        if broadcast.watch is None and not broadcast.by:
            return
        self._anew.discard(broadcast.id)
        began, over = broadcast.started_at, broadcast.ended_at
        is_long = broadcast.state == "done" and began is not None and over is not None and over - began > LONG
        if await put(self._services, broadcast.id, is_long=is_long) or is_long:
            await begin(self._services, broadcast.id)
        async with self._services.database.write() as conn:
            if (now := await broadcasts.hold(conn, broadcast.id)) and now.state in ENDED:
                await broadcasts.watch(conn, broadcast.id, None, None)


async def put(services: Services, number: int, rate: float | None = None, *, is_long: bool = False) -> bool:
    """Show how the push stands in the message that is kept for it; whether there is none, or it is gone.

    `is_long`: the report follows as a message of its own, and this one says only that it ended.
    """
    shown: Broadcast | None = None
    watch: tuple[int, int] | None = None
    while True:
        async with services.database.read() as conn:
            push = await broadcasts.get(conn, number)
        watch = (push.watch if push else None) or watch
        if push is None or watch is None:
            return push is not None
        if shown and shown.state == push.state:
            return False
        # It may have moved on while it was shown, and been shown by another: the latest has the last word.
        shown = push
        prepared = services.press.set(await _document(services, watch[0], push, rate, brief=is_long)).bodies[0]
        outcome = await services.client.call(
            "editMessageText", body.edit(prepared, *watch), chat=watch[0], lane=Lane.READER
        )
        if isinstance(outcome, Rejected) and any(sign in outcome.description.lower() for sign in _GONE):
            return True
        if not isinstance(outcome, Sent) and not _is_same(outcome):
            log.warning("progress.not_edited", broadcast=number, outcome=repr(outcome))


async def begin(services: Services, number: int) -> None:
    """Show how the push stands in a new message to whoever answers for it, and keep that one."""
    async with services.database.read() as conn:
        push = await broadcasts.get(conn, number)
    if push is None or not (chat := push.watch[0] if push.watch else push.by):
        return
    prepared = services.press.set(await _document(services, chat, push)).bodies[0]
    outcome = await services.client.call("sendMessage", body.send(prepared, chat), chat=chat, lane=Lane.READER)
    if isinstance(outcome, Sent) and outcome.message_id:
        async with services.database.write() as conn:
            await broadcasts.watch(conn, number, chat, outcome.message_id)


async def _document(
    services: Services, chat: int, push: Broadcast, rate: float | None = None, *, brief: bool = False
) -> Document:
    hearer = await notices.hearer(services, chat)
    async with services.database.read() as conn:
        stands = await standing.look(conn, push, hearer.words, rate)
    if brief:
        words = hearer.words
        name = words.text("desk.push.named", number=push.id, title=stands.title)
        return screen(words, name, words.text("desk.push.report_follows"))
    return standing.document(stands, hearer.words)


def _is_same(outcome: object) -> bool:
    return isinstance(outcome, Rejected) and replies.UNCHANGED in outcome.description
