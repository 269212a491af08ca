"""The bot behind a real PgBouncer in transaction mode, with an address past it and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import PoolerByTransaction
from bot.i18n import catalogue
from bot.model.language import Language
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.subscriber_factory import ends, multitude
from tests.bot.test_two_processes import answers, conflicts, processes, server, standing_by
from tests.sandbox_client import EMMA, LAYLA
from tests.store.pgbouncer import PgBouncer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bot.bot_harness import BotHarness
    from tests.sandbox_client import SandboxClient
    from tests.store.postgres_server import PostgresServer

__all__ = ["processes", "server"]  # fixtures
pytestmark = pytest.mark.postgres
RECIPIENTS = 24


async def test_two_processes_behind_a_pooler(
    sandbox: SandboxClient, server: PostgresServer, processes: Callable[..., BotHarness]
) -> None:
    """One leads and polls; it is killed in a push, the other takes over, and each chat gets the push once."""
    async with PgBouncer(server.socket.parent, "siyaq") as pooler:
        env = {"SIYAQ_DATABASE_URL": pooler.url, "SIYAQ_DATABASE_DIRECT_URL": server.url}
        leader, follower = processes(**env), processes(**env)
        await leader.start()
        await standing_by(follower)
        assert "كورسك" in (await sandbox.ask("/summary", as_=LAYLA))["text"]
        chats = await multitude(leader, RECIPIENTS)
        emma = DeskUser(leader, EMMA)
        await emma.types("/push kursk")
        await emma.taps("Send now")
        since = await sandbox.seq()
        await emma.taps("Send")
        await sandbox.wait("call", since=since, method="sendMessage", count=4, timeout=30)
        assert not await conflicts(sandbox)
        await leader.crash()
        await ends(follower, 1)
        counts = [len(await answers(sandbox, chat)) for chat in chats]
        assert max(counts) == 1
        assert counts.count(0) <= 2 * 6  # on the wire, or claimed, when it was killed: uncertain, never sent twice
        await follower.stop()
        await leader.stop()


async def test_no_address_past_the_pooler(server: PostgresServer, processes: Callable[..., BotHarness]) -> None:
    """A start is refused in both languages' words, which name the setting; nothing is written before."""
    async with PgBouncer(server.socket.parent, "siyaq") as pooler:
        bot = processes(SIYAQ_DATABASE_URL=pooler.url)
        bot.begin()
        assert bot.running
        with pytest.raises(PoolerByTransaction) as refused:
            await bot.running
        bot.running = None
    for language in Language:
        words = catalogue.load()[language].text(refused.value.key, **refused.value.data)
        assert "SIYAQ_DATABASE_DIRECT_URL" in words
    connection = await server.connect()
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await connection.close()
