"""The drill on a server: a backup from the middle of a push, restored after its end, sends nothing by itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from bot.services.broadcasts import uncertain
from bot.store import recipients, restoring
from bot.store.database import open_database
from bot.store.delivery_tables import deliveries
from tests.delivery.worker_harness import WorkerHarness, now
from tests.store.conftest import _create, postgres_url

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

CHATS, HALF = 20, 10


async def test_a_drill_on_a_server(
    sandbox: SandboxClient, postgres_socket: Path, migrated_template: str, tmp_path: Path
) -> None:
    """Half is sent, the backup made, the rest sent; then the rest is uncertain, and everybody is counted as before."""
    url = postgres_url(postgres_socket, await _create(postgres_socket, migrated_template))
    file = tmp_path / "backup.dump"
    await sandbox.limits(on=False)
    worker = WorkerHarness(sandbox, await open_database(url))
    chats = await worker.readers(CHATS)
    number = await worker.push()
    half = deliveries.c.chat_id >= chats[HALF]
    later = update(deliveries).where(half).values(due_at=now() + timedelta(days=1))
    await worker.change(lambda conn: conn.execute(later))
    async with worker.at_work():
        await worker.listener.until(lambda: any(push.counts.sent == HALF for push, _ in worker.listener.reports))
    await restoring.write_postgresql(url, file)
    await worker.change(lambda conn: conn.execute(update(deliveries).where(half).values(due_at=now())))
    async with worker.at_work():
        await worker.ended(number)
    assert await worker.got() == Counter(chats)
    await worker.database.close()

    outcome = await restoring.restore(url, file, tmp_path, now())
    assert outcome.held.uncertain == ((number, HALF),)
    worker.listener.ends.clear()
    worker.database = await open_database(url)
    try:
        async with worker.at_work():
            await worker.ended(number)
            assert not await uncertain.resend(worker.database, now() + timedelta(hours=1))
            assert await worker.got() == Counter(chats)
            states = Counter((await worker.states(number)).values())
            assert states == {"sent": HALF, "uncertain": HALF}
        async with worker.database.read() as conn:
            assert (await recipients.tally(conn, None, now())).total == CHATS
    finally:
        await worker.database.close()
