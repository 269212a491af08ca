"""Two processes on one PostgreSQL server: who polls, what each does while the server is away, and what one leaves."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import SchemaTooNew
from bot.store import deliveries, drafts, scheduled_publications
from bot.store import migrate as migrate_module
from bot.store.scheduled_publications import ScheduledPublication
from tests.bot.balancer import Balancer
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.staff import draft, newest, titled
from tests.bot.desk.subscriber_factory import ends, multitude, push
from tests.sandbox_client import BOT, EMMA, LAYLA
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.postgres
RECIPIENTS = 24
DUE = timedelta(minutes=2)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PostgresServer]:
    """A server of the test's own; a process that is not there for a moment is gone."""
    monkeypatch.setattr("bot.store.process_presence.GRACE", 0.5)
    monkeypatch.setattr("bot.background.inbox_keeper.LOOK", 0.2)
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    async with PostgresServer() as server:
        yield server


@pytest.fixture
async def processes(
    server: PostgresServer, sandbox: SandboxClient, tmp_path: Path
) -> AsyncIterator[Callable[..., BotHarness]]:
    """Makes bots on the server, each with a folder of its own; all end with the test."""
    await sandbox.limits(on=False)
    await sandbox.rich(on=False)
    made: list[BotHarness] = []

    def make(**env: str) -> BotHarness:
        home = tmp_path / str(len(made))
        home.mkdir()
        owned = {"SIYAQ_DATABASE_URL": server.url, "SIYAQ_OWNERS": str(EMMA), "SIYAQ_RATE": "6", **env}
        made.append(BotHarness(sandbox, home, **owned))
        return made[-1]

    yield make
    for bot in made:
        await bot.stop()


def free_port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def standing_by(bot: BotHarness) -> None:
    """Start a second one, and wait until it has asked who it is and had time to poll, were it to."""
    since = await bot.play.seq()
    bot.begin()
    await bot.play.wait("call", since=since, method="getMe", status=200)
    await asyncio.sleep(1)


async def answers(play: SandboxClient, chat: int) -> list[str]:
    """What the bot said in a chat."""
    return [message["text"] for message in await play.messages(chat) if message["from"]["id"] == BOT]


async def conflicts(play: SandboxClient) -> list[int]:
    """How often a poll was refused because another process polled."""
    calls = await play.log(method="getUpdates")
    return [call["seq"] for call in calls if call["answer"].get("error_code") == 409]


async def test_only_the_leader_polls(sandbox: SandboxClient, processes: Callable[..., BotHarness]) -> None:
    """Telegram sees one poller, and no conflict; the leader killed, the other polls and answers, each question once."""
    leader, follower = processes(), processes()
    await leader.start()
    await standing_by(follower)
    assert "كورسك" in (await sandbox.ask("/summary", as_=LAYLA))["text"]
    assert not await conflicts(sandbox)
    await leader.crash()
    assert "Kursk" in (await sandbox.ask("/summary", as_=EMMA))["text"]
    since = await sandbox.seq()  # until here the dead process's last poll may have been ended by a conflict
    await sandbox.idle(quiet=0.5)
    assert [len(await answers(sandbox, chat)) for chat in (LAYLA, EMMA)] == [1, 1]
    assert [seq for seq in await conflicts(sandbox) if seq > since] == []


async def _leave_work(bot: BotHarness) -> list[int]:
    """Have a question stored, a push under way to so many chats, and a draft due in two minutes; return the chats."""
    chats = await multitude(bot, RECIPIENTS)
    number = await draft(bot, EMMA, titled("Due"))
    async with bot.database() as database, database.write() as conn:
        planned = ScheduledPublication(number, bot.now() + DUE, "UTC", EMMA)
        await scheduled_publications.put(conn, planned)
        made = await drafts.get(conn, number)
        assert made
        await drafts.save(conn, number, made.version, at=bot.now(), state="scheduled")
    emma = DeskUser(bot, EMMA)
    await emma.types("/push kursk")
    await emma.taps("Send now")
    since = await bot.play.seq()
    await emma.taps("Send")
    await bot.play.wait("call", since=since, method="sendMessage", count=4, timeout=30)
    fault = await bot.play.fault("retry_after", chat_id=LAYLA, retry_after=4)
    await bot.play.say("/about", as_=LAYLA)
    await bot.play.wait("call", since=since, method="sendMessage", chat_id=LAYLA, status=429)
    async with asyncio.timeout(10):
        while True:
            if (await bot.holds(["inbox"]))["inbox"]:
                break
            await asyncio.sleep(0.05)
    await bot.play.lift(fault)
    return chats


async def _is_done(bot: BotHarness, chats: list[int]) -> None:
    """Expect the answer once, the draft published, and each delivery once, or named as uncertain."""
    async with asyncio.timeout(60):
        while not await answers(bot.play, LAYLA):
            await bot.play.idle(quiet=0.1)
        while (story := await newest(bot)) is None or story.revision == 1:
            await bot.play.idle(quiet=0.1)
    await ends(bot, 1)
    await bot.play.idle(quiet=0.7)
    assert len(await answers(bot.play, LAYLA)) == 1
    assert story.dossier.title.en == "Due"
    heard = Counter({chat: len(await answers(bot.play, chat)) for chat in chats})
    assert max(heard.values()) == 1
    made = await push(bot, 1)
    assert made.counts.sent + made.counts.uncertain == RECIPIENTS
    async with bot.database() as database, database.read() as conn:
        states = {delivery.chat_id: delivery.state for delivery in await deliveries.listed(conn, 1, limit=1000)}
    assert {states[chat] for chat in chats if not heard[chat]} <= {"uncertain"}
    assert (await bot.holds(["inbox"]))["inbox"] == []


async def test_work_that_waits_at_a_start(processes: Callable[..., BotHarness]) -> None:
    """A question in the inbox, deliveries pending and claimed, a draft whose hour has passed: all done, once."""
    bot = processes()
    await bot.start()
    chats = await _leave_work(bot)
    await bot.crash()
    bot.pass_(minutes=3)
    await bot.start()
    await _is_done(bot, chats)


async def test_work_that_waits_at_a_reconnect(server: PostgresServer, processes: Callable[..., BotHarness]) -> None:
    """The same where the server goes away under them and comes back."""
    bot, other = processes(), processes()
    await bot.start()
    await standing_by(other)
    chats = await _leave_work(bot)
    await server.stop()
    bot.pass_(minutes=3)
    await asyncio.sleep(1)
    await server.start()
    await _is_done(bot, chats)
    for process in (bot, other):
        assert process.running
        assert not process.running.done()


async def test_work_that_a_dead_leader_leaves(processes: Callable[..., BotHarness]) -> None:
    """The same where the other process takes the lead over."""
    leader, follower = processes(), processes()
    await leader.start()
    await standing_by(follower)
    chats = await _leave_work(leader)
    await leader.crash()
    follower.pass_(minutes=3)
    await _is_done(follower, chats)


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade() -> None:
    op.add_column("readers", sa.Column("newer", sa.Text))
"""


def newer_program(home: Path) -> partial[Coroutine[Any, Any, str]]:
    """What a program with one more step of the schema migrates with."""
    shutil.copytree(Path(migrate_module.__file__).parent / "versions", home / "versions")
    shutil.copy(Path(migrate_module.__file__).parent / "env.py", home)
    next_step = NEXT.format(last=migrate_module.known_revisions()[-1])
    (home / "versions" / "9999_next.py").write_text(next_step, encoding="utf-8")
    return partial(migrate_module.migrate, scripts=home)


async def test_a_rolling_upgrade(
    processes: Callable[..., BotHarness], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer program starts beside the old: that ends with words, and all that it had under way is done by the new."""
    old, new = processes(), processes()
    await old.start()
    chats = await _leave_work(old)
    migrates = newer_program(tmp_path / "newer")
    monkeypatch.setattr("bot.app.migrate", migrates)
    monkeypatch.setattr("tests.bot.bot_harness.migrate", migrates)
    new.begin()
    assert old.running
    running, old.running = old.running, None
    with pytest.raises(SchemaTooNew) as ended:
        await asyncio.wait_for(running, 60)
    assert ended.value.data["found"] == "9999"
    new.pass_(minutes=3)
    await _is_done(new, chats)
    assert "Kursk" in (await new.play.ask("/summary", as_=EMMA))["text"]


@asynccontextmanager
async def behind_a_balancer(
    play: SandboxClient, processes: Callable[..., BotHarness]
) -> AsyncIterator[tuple[list[BotHarness], Balancer]]:
    """Two processes that listen behind a balancer, and know of each other."""
    ports = free_port(), free_port()
    async with Balancer(*ports) as balancer:
        secret = "a-secret_0123"
        env = {"SIYAQ_WEBHOOK_URL": balancer.url, "SIYAQ_WEBHOOK_SECRET": secret}
        bots = [processes(SIYAQ_LISTEN=f"127.0.0.1:{port}", **env) for port in ports]
        for count, bot in enumerate(bots, start=1):
            bot.begin()
            await play.wait("call", method="setWebhook", status=200, count=count)
        yield bots, balancer
        for bot in bots:
            await bot.stop()


async def test_a_chat_is_answered_in_order_by_both(
    sandbox: SandboxClient, processes: Callable[..., BotHarness]
) -> None:
    """While one process waits to answer a chat, the other, which gets its next question, does not answer before it."""
    async with behind_a_balancer(sandbox, processes) as (_, balancer):
        taken = balancer.answers[200]
        for attempt in range(1, 3):
            since = await sandbox.seq()
            await sandbox.fault("retry_after", chat_id=LAYLA, retry_after=1, times=1)
            await sandbox.say("/summary", as_=LAYLA)
            await sandbox.say("/about", as_=LAYLA)
            await balancer.has_answered(200, taken + 2 * attempt)
            await sandbox.wait("call", since=since, method="sendMessage", chat_id=LAYLA, status=200, count=2)
        texts = await answers(sandbox, LAYLA)
        assert [*map(len, texts)] == [len(texts[0]), len(texts[1])] * 2
        assert "كورسك" in texts[0]
        await sandbox.idle(quiet=0.5)
        assert texts == await answers(sandbox, LAYLA)


async def test_what_one_process_changes_the_other_sees_at_once(
    sandbox: SandboxClient, processes: Callable[..., BotHarness]
) -> None:
    """A block, a setting and a publication on either hold in the very next answer of both."""
    async with behind_a_balancer(sandbox, processes) as (bots, _):
        sam = await sandbox.person("en")
        for _ in bots:
            assert "Kursk" in (await sandbox.ask("/summary", as_=sam))["text"]
        for language in ("ar", "en"):
            await sandbox.ask(f"/language {language}", as_=sam)
            for _ in bots:
                text = (await sandbox.ask("/summary", as_=sam))["text"]
                assert ("كورسك" in text) is (language == "ar")
        await bots[0].publish(titled("Anew"))
        for _ in bots:
            assert "Anew" in (await sandbox.ask("/stories", as_=sam))["text"]
        answered = len(await answers(sandbox, sam))
        await sandbox.ask(f"/block {sam} floods", as_=EMMA)
        for _ in bots:
            await sandbox.say("/summary", as_=sam)
        await sandbox.idle(quiet=0.5)
        assert len(await answers(sandbox, sam)) == answered


async def test_both_wait_for_the_database_behind_a_webhook(
    sandbox: SandboxClient, server: PostgresServer, processes: Callable[..., BotHarness]
) -> None:
    """What nothing can keep is refused with 503, so that Telegram has it; each is answered once by whoever gets it."""
    askers = [await sandbox.person("en") for _ in range(6)]
    async with behind_a_balancer(sandbox, processes) as (bots, balancer):
        await server.stop()
        for asker in askers:
            await sandbox.say("/summary", as_=asker)
        await balancer.has_answered(503, len(askers))
        assert not any([await answers(sandbox, asker) for asker in askers])
        await server.start()
        await sandbox.idle(quiet=1, timeout=60)
        assert [len(await answers(sandbox, asker)) for asker in askers] == [1] * len(askers)
        assert all(bot.running and not bot.running.done() for bot in bots)
        assert await sandbox.log(method="getUpdates") == []
