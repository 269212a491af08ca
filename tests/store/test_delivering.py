"""The worker on each database: it leads, sends, is relieved, and leaves counters that tell the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.delivery.post import Post

if TYPE_CHECKING:
    from bot.store.database import Database
    from tests.play import Play


async def test_a_push_by_two_processes(database: Database, other: Database, sandbox: Play) -> None:
    """The first ends in the middle, the second goes on: each chat has it once."""
    await sandbox.limits(on=False)
    post = Post(sandbox, database)
    chats = await post.readers(150)
    await sandbox.fault("status", chat_id=chats[0], status=403, description="Forbidden: bot was blocked by the user")
    number = await post.push()
    async with post.at_work(other), post.at_work(rate=50) as stop:
        await sandbox.wait("call", method="sendMessage", count=10, timeout=30)
        stop.set()
        push = await post.ended(number)
    assert (push.counts.sent, push.counts.failed, push.counts.total) == (149, 1, 150)
    assert await post.got() == dict.fromkeys(chats[1:], 1)
