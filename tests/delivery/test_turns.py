"""A message leaves soon after its turn, however long the database takes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.play import Refused

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.delivery.post import Post


class Slow:
    """A database whose transactions at once wait until they may; how many deliveries each of them marked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.may = asyncio.Event()
        self.marked: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def at_once(self, work: Any) -> Any:
        """As the database does it, in a while."""
        await self.may.wait()
        stepped = await self._database.at_once(work)
        self.marked.append(sum(len(found) for _, _, found in stepped))
        return stepped


async def test_few_come_together_while_a_transaction_takes_its_time(post: Post) -> None:
    """At 50 a second, of half a second's messages only four have had their turn: so no more leave at once."""
    await post.readers(40)
    number = await post.push()
    slow: Any = Slow(post.database)
    async with post.at_work(slow, rate=50):
        with pytest.raises(Refused):
            await post.play.wait("call", method="sendMessage", timeout=0.5)
        slow.may.set()
        push = await post.ended(number)
    assert push.counts.sent == 40
    assert 1 <= max(slow.marked) <= 4
