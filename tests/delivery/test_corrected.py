"""A delivery that waits for a 429 while its story is corrected."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.broadcasts import corrected
from bot.services.desk_transaction import ActionContext
from bot.store import audit
from tests.delivery.worker_harness import FIRST, now
from tests.sandbox_client import PATIENCE
from tests.store.test_corrected_pushes import RECORD, RIGHT, SLUG, WRONG, story

if TYPE_CHECKING:
    from tests.delivery.worker_harness import WorkerHarness

WORDS = catalogue.load()


async def test_it_leaves_with_the_right_words(worker: WorkerHarness) -> None:
    """It was refused with the wrong ones, and is tried again until it may go: then it has the right ones, once."""
    await worker.readers(1)
    database, shell = worker.database, frozenset({audit.SHELL})
    await publishing.import_dossier(database, story(WRONG), note=None, at=now())
    context = ActionContext(audit.SHELL, now(), shell)
    number = await broadcast_service.start(database, BroadcastSpec(SLUG), context, words=WORDS)
    fault = await worker.sandbox.fault("retry_after", method="sendMessage", chat_id=FIRST, retry_after=1)
    async with worker.at_work():
        (refused,) = await worker.sandbox.wait("call", method="sendMessage", chat_id=FIRST)
        assert WRONG["ar"] in str(refused["params"])
        await publishing.import_dossier(database, story(RIGHT, RECORD), note=None, at=now())
        async with asyncio.timeout(PATIENCE):
            while not await corrected.refresh(database, WORDS, now()):  # it may be on the wire once more
                await worker.sandbox.idle(quiet=0.05)
        await worker.sandbox.lift(fault)
        push = await worker.ended(number)
    assert push.counts.sent == 1
    (message,) = await worker.sandbox.messages(FIRST)
    assert RIGHT["ar"] in message["text"]
    assert WRONG["ar"] not in message["text"]
