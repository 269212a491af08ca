"""The queue of deliveries is read by its index, however many wait and whatever the database knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.model.language import Language
from bot.store import delivery_queue, subscriber_import
from bot.store.subscriber_import import SubscriberChoice
from tests.store import pushes
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

CHATS = 20_000


async def test_a_large_queue_is_read_by_its_index(database: Database) -> None:
    """All are due at once: PostgreSQL, knowing that, expected none after it, and read the whole table each time."""
    async with database.write() as conn:
        if conn.dialect.name != "postgresql":
            pytest.skip("SQLite follows the index whatever it knows")
        everybody = {SubscriberChoice(Language.AR, None): range(1, CHATS + 1)}
        await subscriber_import.import_chats(conn, everybody, NOW)
        number = await pushes.push(conn)
        await pushes.fill(conn, number)
        await conn.execute(text("ANALYZE"))
        fields = {"broadcast": number, "urgency": 0, "now": NOW, "limit": 200, "due": 0, "chat": 500, "language": "ar"}
        statement = delivery_queue._WAITING["postgresql"]
        explained = text(f"EXPLAIN {statement.text}").bindparams(*statement._bindparams.values())
        plan = "\n".join(await conn.scalars(explained, fields))
    assert "using ix_deliveries_pending on deliveries d" in plan
    assert "Seq Scan on deliveries" not in plan
