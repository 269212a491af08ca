"""A message leaves soon after its turn, however long the database takes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox_client import Refused

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.delivery.worker_harness import WorkerHarness


class SlowDatabase:
    """A database whose transactions at once wait until they may; how many deliveries each of them marked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.may_write = asyncio.Event()
        self.claims: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def run_write(self, work: Any) -> Any:
        """As the database does it, in a while."""
        await self.may_write.wait()
        changes = await self._database.run_write(work)
        self.claims.append(sum(len(claimed) for _, _, claimed in changes))
        return changes


async def test_few_come_together_while_a_transaction_takes_its_time(worker: WorkerHarness) -> None:
    """At 50 a second, of half a second's messages only four have had their turn: so no more leave at once."""
    await worker.readers(40)
    number = await worker.push()
    database: Any = SlowDatabase(worker.database)
    async with worker.at_work(database, rate=50):
        with pytest.raises(Refused):
            await worker.sandbox.wait("call", method="sendMessage", timeout=0.5)
        database.may_write.set()
        push = await worker.ended(number)
    assert push.counts.sent == 40
    assert 1 <= max(database.claims) <= 4
