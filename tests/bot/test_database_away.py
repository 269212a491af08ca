"""PostgreSQL goes away under the running bot, and comes back: nothing ends, nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bot.store import deliveries
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.subscriber_factory import ends, grown, multitude, push
from tests.sandbox_client import EMMA, LAYLA
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

LONG = os.environ.get("LONG") == "1"
# The longest outage is as long as other tests may take in all.
pytestmark = [pytest.mark.postgres, *([pytest.mark.timeout(900)] if LONG else [])]
OUTAGES = [1.0, 10.0, *([300.0] if LONG else [])]


@pytest.fixture
async def server() -> AsyncIterator[PostgresServer]:
    """A server of the test's own."""
    async with PostgresServer() as server:
        yield server


@pytest.fixture
async def bot(
    server: PostgresServer, sandbox: SandboxClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHarness]:
    """The bot, running on the server, with the first story; Emma is an owner."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    monkeypatch.setattr("bot.store.server_watch.LOOK", 0.3)  # a server that hangs is found sooner
    monkeypatch.setattr("bot.store.server_watch.ANSWER", 1.5)
    monkeypatch.setattr("bot.store.dialects.CONNECT_TIMEOUT", 2.0)
    await sandbox.limits(on=False)
    await sandbox.rich(on=False)
    bot = BotHarness(sandbox, tmp_path, SIYAQ_DATABASE_URL=server.url, SIYAQ_OWNERS=str(EMMA), SIYAQ_RATE="60")
    await bot.start()
    yield bot
    await bot.stop()


async def away(server: PostgresServer, seconds: float) -> None:
    """Stop the server for so long."""
    await server.stop()
    await asyncio.sleep(seconds)
    await server.start()


async def answered(bot: BotHarness, since: int, count: int) -> list[str]:
    """Wait until Layla has so many answers since an event, and until no more come."""
    await bot.play.wait("call", since=since, method="sendMessage", chat_id=LAYLA, count=count, timeout=60)
    await bot.play.idle(quiet=1)
    calls = await bot.play.log(since=since, method="sendMessage", chat_id=LAYLA)
    return [call["answer"]["result"]["text"] for call in calls]


@pytest.mark.parametrize("seconds", OUTAGES)
async def test_questions_asked_meanwhile_are_answered_once(
    bot: BotHarness, server: PostgresServer, seconds: float
) -> None:
    """Idle when it goes; three questions come while it is away; each has its answer, none two, and one that follows."""
    await server.stop()
    since = await bot.play.seq()
    for command in ("/summary", "/quotes", "/timeline"):
        await bot.play.say(command, as_=LAYLA)
    await asyncio.sleep(seconds)
    assert bot.running
    assert not bot.running.done()
    assert await bot.play.log(since=since, method="sendMessage", chat_id=LAYLA) == []
    await server.start()
    assert len(await answered(bot, since, 3)) == 3
    kept = await bot.holds(["inbox"])
    assert kept == {"inbox": []}
    assert "كورسك" in (await bot.play.answer("/summary", as_=LAYLA))["text"]


async def test_a_server_that_hangs_is_away(bot: BotHarness, server: PostgresServer) -> None:
    """Stopped where it is, connections open: noticed and logged once; what is asked meanwhile is answered once."""
    since = await bot.play.seq()
    with capture_logs() as lines:
        async with server.hung():
            for command in ("/summary", "/quotes", "/timeline"):
                await bot.play.say(command, as_=LAYLA)
            await asyncio.sleep(10)
            assert [line["event"] for line in lines if line["event"].startswith("database.")] == ["database.away"]
            assert bot.running
            assert not bot.running.done()
        assert len(await answered(bot, since, 3)) == 3
    events = [line["event"] for line in lines if line["event"].startswith("database.")]
    assert events == ["database.away", "database.back"]
    assert [line["event"] for line in lines if "exc_info" in line or line["log_level"] == "error"] == []
    assert await bot.holds(["inbox"]) == {"inbox": []}


async def test_connections_that_the_server_ends_leave_no_traceback(bot: BotHarness, server: PostgresServer) -> None:
    """Every connection is ended while the server is well: a line of that, none of each that noticed, and an answer."""
    with capture_logs() as lines:
        for _ in range(3):
            await server.terminate_backends()
            await bot.play.say("/summary", as_=LAYLA)
            await asyncio.sleep(1)
        await bot.play.idle()
        assert "كورسك" in (await bot.play.answer("/summary", as_=LAYLA))["text"]
    assert [line for line in lines if "exc_info" in line or line["log_level"] == "error"] == []
    events = Counter(line["event"] for line in lines if line["event"].startswith("database."))
    assert 1 <= events["database.connection_lost"] + events["database.away"] <= 3


async def test_the_database_away_at_start(server: PostgresServer, sandbox: SandboxClient, tmp_path: Path) -> None:
    """The start waits, says so once, and answers what was asked meanwhile; told to end while it waits, it ends."""
    await sandbox.rich(on=False)
    bot = BotHarness(sandbox, tmp_path, SIYAQ_DATABASE_URL=server.url, SIYAQ_OWNERS=str(EMMA))
    await server.stop()
    with capture_logs() as lines:
        bot.begin()
        await sandbox.say("/summary", as_=LAYLA)
        await asyncio.sleep(1)
        assert bot.running
        assert not bot.running.done()
        await bot.stop()
        bot.begin()
        await asyncio.sleep(0.5)
        since = await sandbox.seq()
        await server.start()
        assert "كورسك" in (await sandbox.heard(LAYLA, since=since))["text"]
        await bot.stop()
    assert [line["event"] for line in lines if line["event"].startswith("database.")] == [
        "database.away", "database.away", "database.back"
    ]  # fmt: skip


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Owners are told within a moment; to be named before the bot, which is started so."""
    monkeypatch.setattr("bot.background.trouble_notifier.LOOK", 0.05)


@pytest.mark.usefixtures("soon")
async def test_owners_hear_that_it_was_away(bot: BotHarness, server: PostgresServer) -> None:
    """Once it is back, in one message with the id of the log's line; of a second outage within the hour not yet."""
    await bot.play.start(as_=EMMA)
    await bot.play.idle()
    since = await bot.play.seq()
    with capture_logs() as lines:
        await away(server, 0.5)
        while "Something went wrong" not in (text := (await bot.play.heard(EMMA, since=since))["text"]):
            since += 1
        first_id = next(line["trouble"] for line in lines if line["event"] == "database.away")
        assert "The database did not answer once" in text
        assert first_id in text
        since = await bot.play.seq()
        await away(server, 0.5)
        assert "كورسك" in (await bot.play.ask("/summary", as_=LAYLA))["text"]
        await bot.play.idle(quiet=0.5)
        assert await bot.play.log(since=since, method="sendMessage", chat_id=EMMA) == []
        assert [line["event"] for line in lines if "exc_info" in line or line["log_level"] == "error"] == []
    bot.pass_(minutes=61)
    assert "The database did not answer once" in (await bot.play.heard(EMMA, since=since))["text"]


async def test_an_update_is_not_acknowledged_while_nothing_can_keep_it(bot: BotHarness, server: PostgresServer) -> None:
    """Stopped while the database is away, the bot leaves the question with Telegram: the next start answers it."""
    await server.stop()
    since = await bot.play.seq()
    await bot.play.say("/summary", as_=LAYLA)
    await asyncio.sleep(1)
    await bot.stop()
    await server.start()
    await bot.start()
    assert len(await answered(bot, since, 1)) == 1


async def test_a_choice_made_meanwhile_is_kept(bot: BotHarness, server: PostgresServer) -> None:
    """What writes is done once the database is back, and once."""
    await server.stop()
    since = await bot.play.seq()
    await bot.play.say("/language en", as_=LAYLA)
    await asyncio.sleep(1)
    await server.start()
    assert len(await answered(bot, since, 1)) == 1
    (reader,) = [row for row in (await bot.holds(["readers"]))["readers"] if row["chat_id"] == LAYLA]
    assert reader["language"] == "en"


async def _stopped(server: PostgresServer) -> None:
    await away(server, 2)


async def _killed(server: PostgresServer) -> None:
    await server.kill()
    await asyncio.sleep(1)
    await server.start()


async def _hung(server: PostgresServer) -> None:
    async with server.hung():
        await asyncio.sleep(6)


async def _terminated(server: PostgresServer) -> None:
    for _ in range(3):
        await server.terminate_backends()
        await asyncio.sleep(0.3)


@pytest.mark.parametrize("fault", [_stopped, _killed, _hung, _terminated])
async def test_a_broadcast_goes_on(
    bot: BotHarness, server: PostgresServer, fault: Callable[[PostgresServer], Awaitable[None]]
) -> None:
    """In the middle of 150 deliveries: nobody gets two; whoever got none is uncertain or failed, and named so."""
    chats = await multitude(bot, 150)
    emma = DeskUser(bot, EMMA)
    await bot.publish(grown())
    await emma.types("/push kursk")
    await emma.taps("Send now")
    since = await bot.play.seq()
    await emma.taps("Send")
    await bot.play.wait("call", since=since, method="sendMessage", count=40, timeout=30)
    await fault(server)
    await ends(bot, 1)
    made = await push(bot, 1)
    assert made.state == "done"
    calls = await bot.play.log(since=since, method="sendMessage")
    heard = Counter(call["params"]["chat_id"] for call in calls if call["params"]["chat_id"] in chats)
    assert max(heard.values()) == 1
    async with bot.database() as database, database.read() as conn:
        settled = {delivery.chat_id: delivery.state for delivery in await deliveries.listed(conn, 1, limit=1000)}
    assert {chat for chat in chats if settled[chat] == "sent"} <= set(heard)
    missing = set(chats) - set(heard)
    assert {settled[chat] for chat in missing} <= {"uncertain"}
    assert made.counts.sent + made.counts.uncertain == len(chats)
    assert made.counts.uncertain <= 64, "at most what one transaction had claimed"
    assert "كورسك" in (await bot.play.answer("/summary", as_=LAYLA))["text"]
