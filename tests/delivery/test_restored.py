"""A backup from the middle of a push, restored after its end: nothing leaves before the desk has decided."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from bot.model.language import Language
from bot.services.broadcasts import uncertain
from bot.store import backups, broadcasts, deliveries, restored, restoring, uncertain_deliveries
from bot.store.database import open_database
from bot.store.delivery_tables import deliveries as table
from tests.delivery.worker_harness import WorkerHarness, now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

CHATS, HALF = 60, 30


@asynccontextmanager
async def _opened(worker: WorkerHarness, file: Path) -> AsyncIterator[None]:
    """Let the worker have another database."""
    worker.database = await open_database(f"sqlite+aiosqlite:///{file}")
    try:
        yield
    finally:
        await worker.database.close()


async def _set_last(conn: AsyncConnection, number: int, chat: int, before: str, state: str) -> None:
    await conn.execute(update(table).where(table.c.chat_id == chat).values(state=state))
    await broadcasts.count(conn, number, {before: -1, state: 1})


async def test_a_drill(worker: WorkerHarness, tmp_path: Path) -> None:
    """Half of a push is sent, the backup made, the rest sent; after the restore the rest is uncertain, and waits.

    What the desk sends again arrives a second time, as it was told; what it leaves does not. Nothing else leaves, be it
    that a newsroom has uncertain messages sent again by themselves.
    """
    chats = await worker.readers(CHATS)
    number = await worker.push()
    file, live = tmp_path / "backup.db", tmp_path / "siyaq.db"
    half = table.c.chat_id >= chats[HALF]
    await worker.change(lambda conn: conn.execute(update(table).where(half).values(due_at=now() + timedelta(days=1))))
    async with worker.at_work():
        await worker.listener.until(lambda: any(push.counts.sent == HALF for push, _ in worker.listener.reports))
    await worker.change(lambda conn: _set_last(conn, number, chats[-1], "pending", "sending"))
    backups.write_sqlite(live, file, now())
    await worker.change(lambda conn: _set_last(conn, number, chats[-1], "sending", "pending"))
    await worker.change(lambda conn: conn.execute(update(table).where(half).values(due_at=now())))
    async with worker.at_work():
        await worker.ended(number)
    assert await worker.got() == Counter(chats)
    await worker.database.close()

    outcome = await restoring.restore(f"sqlite+aiosqlite:///{live}", file, tmp_path, now())
    assert outcome.held.uncertain == ((number, HALF),)
    assert outcome.kept
    assert outcome.kept.exists()
    worker.listener.ends.clear()
    async with _opened(worker, live), worker.at_work():
        await worker.ended(number)
        assert not await uncertain.resend(worker.database, now() + timedelta(hours=1))
        assert await worker.got() == Counter(chats)
        states = Counter((await worker.states(number)).values())
        assert states == {"sent": HALF, "uncertain": HALF}
        again, *left = [chat for chat, state in (await worker.states(number)).items() if state == "uncertain"]
        async with worker.database.write() as conn:
            key = (again, Language.AR.value)
            assert await deliveries.settle(conn, number, key, "send", now())
        await worker.listener.until(lambda: worker.listener.ends[-1].counts.uncertain == len(left))
        await worker.change(lambda conn: uncertain_deliveries.settle_all(conn, number, "leave", now()))
        async with worker.database.read() as conn:
            held = await restored.read_held(conn)
        assert held
        assert held.is_empty
    assert await worker.got() == Counter(chats) + Counter([again])


async def test_a_backup_copied_into_place_by_hand(worker: WorkerHarness, tmp_path: Path) -> None:
    """It says itself that it is one: a worker that is started on it sends nothing of it."""
    await worker.readers(5)
    number = await worker.push()
    file = tmp_path / "copied" / "siyaq.db"
    backups.write_sqlite(tmp_path / "siyaq.db", file, now())
    await worker.database.close()
    async with _opened(worker, file), worker.at_work():
        await worker.ended(number)
        assert set((await worker.states(number)).values()) == {"uncertain"}
    assert not await worker.got()
