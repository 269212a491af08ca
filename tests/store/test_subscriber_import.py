"""What an import asks of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.model.language import Language
from bot.store import subscriber_import
from bot.store.subscriber_import import SubscriberChoice
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

CHOICE = SubscriberChoice(Language.AR, None)
READ = text("SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN ('readers', 'subscribers')")


async def test_a_chunk_reads_none_of_the_chats_that_the_others_brought(database: Database) -> None:
    """PostgreSQL kept the plans that its triggers had for empty tables: each chunk read all that stood there before."""
    read = []
    for chats in (range(1, 1000), range(1000, 1010)):
        async with database.write() as conn:
            if conn.dialect.name != "postgresql":
                pytest.skip("SQLite looks up by the primary key whatever it knows")
            await subscriber_import.import_chats(conn, {CHOICE: chats}, NOW)
            read.append(await conn.scalar(READ))
    assert read[-1] == 0
