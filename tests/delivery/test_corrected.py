"""A delivery that waits for a 429 while its story is corrected."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from bot.i18n import catalogue
from bot.model.broadcast import BroadcastSpec
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.broadcasts import corrected
from bot.services.corrections.prepare import prepare
from bot.services.desk_transaction import ActionContext
from bot.store import audit
from bot.store.copies import runs
from bot.store.copy_tables import correction_runs
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


async def test_runs_that_cannot_be_read_end_nothing(worker: WorkerHarness) -> None:
    """What is no database's failure is told, pushes go on, and once the runs can be read copies are corrected."""
    await worker.readers(1)
    database, context = worker.database, ActionContext(audit.SHELL, now(), frozenset({audit.SHELL}))
    await publishing.import_dossier(database, story(WRONG), note=None, at=now())
    number = await broadcast_service.start(database, BroadcastSpec(SLUG), context, words=WORDS)
    async with worker.at_work():
        await worker.ended(number)
    await publishing.import_dossier(database, story(RIGHT, RECORD), note=None, at=now())
    await prepare(database, WORDS, now())
    async with database.write() as conn:
        (run,) = await runs.latest(conn, 1)
        await conn.execute(correction_runs.update().values(records="no JSON"))
    with capture_logs() as lines:
        async with worker.at_work():
            async with asyncio.timeout(PATIENCE):
                while not any(line["event"] == "correction.not_read" for line in lines):
                    await worker.sandbox.idle(quiet=0.05)
            await worker.ended(await broadcast_service.start(database, BroadcastSpec(SLUG), context, words=WORDS))
            async with database.write() as conn:
                await conn.execute(correction_runs.update().values(records=json.dumps(run.records)))
            await worker.sandbox.wait("call", method="editMessageText", chat_id=FIRST, status=200)
    assert all("trouble" in line for line in lines if line["event"] == "correction.not_read")
