"""The worker on each database: it leads, sends, is relieved, and leaves counters that tell the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.delivery.worker_harness import WorkerHarness

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.sandbox_client import SandboxClient


async def test_a_push_by_two_processes(database: Database, other: Database, sandbox: SandboxClient) -> None:
    """The first ends in the middle, the second goes on: each chat has it once."""
    await sandbox.limits(on=False)
    worker = WorkerHarness(sandbox, database)
    chats = await worker.readers(150)
    await sandbox.fault("status", chat_id=chats[0], status=403, description="Forbidden: bot was blocked by the user")
    number = await worker.push()
    async with worker.at_work(other), worker.at_work(rate=50) as stop:
        await sandbox.wait("call", method="sendMessage", count=10, timeout=30)
        stop.set()
        push = await worker.ended(number)
    assert (push.counts.sent, push.counts.failed, push.counts.total) == (149, 1, 150)
    assert await worker.got() == dict.fromkeys(chats[1:], 1)
