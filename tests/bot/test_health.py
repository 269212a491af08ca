"""Health checks and metrics over HTTP: of one process in each of its states, of two, and nothing about persons."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import MetricsAddressUnusable
from bot.i18n import catalogue
from bot.model.language import Language
from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.subscriber_factory import ends, multitude
from tests.bot.desk.test_dead_letters import MALFORMED
from tests.bot.test_two_processes import free_port, standing_by
from tests.sandbox_client import EMMA, LAYLA
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from prometheus_client.samples import Sample

    from tests.sandbox_client import SandboxClient

READY = "database ok\ntelegram ok\nsender leading\n"
RECIPIENTS = 12


@pytest.fixture
async def watched(
    sandbox: SandboxClient, tmp_path: Path, seeded_file: Path
) -> AsyncIterator[Callable[..., BotHarness]]:
    """Makes bots that serve health checks at a free port of loopback, with the first story unless a URL is given."""
    await sandbox.rich(on=False)
    await sandbox.limits(on=False)
    made: list[BotHarness] = []

    def make(**env: str) -> BotHarness:
        home = tmp_path / str(len(made))
        home.mkdir()
        env = {"SIYAQ_METRICS_LISTEN": f"127.0.0.1:{free_port()}", "SIYAQ_OWNERS": str(EMMA), **env}
        bot = BotHarness(sandbox, home, **env)
        bot.seed = None if "SIYAQ_DATABASE_URL" in env else seeded_file
        made.append(bot)
        return bot

    yield make
    for bot in made:
        await bot.stop()


async def get(bot: BotHarness, path: str) -> tuple[int, str]:
    """GET a path of a bot's listener; the status and the text."""
    async with bot.play.session.get(f"http://{bot.env['SIYAQ_METRICS_LISTEN']}{path}") as response:
        return response.status, await response.text()


async def samples(bot: BotHarness) -> list[Sample]:
    """Scrape a bot's metrics."""
    status, text = await get(bot, "/metrics")
    assert status == 200
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


async def value(bot: BotHarness, name: str, **labels: str) -> float:
    """The sum of the samples with a name and these labels; 0 where there is none."""
    chosen = [sample for sample in await samples(bot) if sample.name == name]
    return sum(sample.value for sample in chosen if labels.items() <= sample.labels.items())


async def becomes(read: Callable[[], Awaitable[object]], expected: object) -> None:
    """Read until it is as expected."""
    async with asyncio.timeout(30):
        while True:
            if await read() == expected:
                break
            await asyncio.sleep(0.1)


async def test_before_telegram_answers(watched: Callable[..., BotHarness]) -> None:
    """A start that waits is alive, not ready, and says so part by part."""
    bot = watched(SIYAQ_API_URL=f"http://127.0.0.1:{free_port()}")
    bot.begin()
    async with asyncio.timeout(10):
        while True:
            try:
                assert await get(bot, "/healthz") == (200, "ok\n")
            except OSError:
                await asyncio.sleep(0.05)
            else:
                break
    assert await get(bot, "/readyz") == (503, "database starting\ntelegram starting\nsender starting\n")
    assert await value(bot, "siyaq_ready") == 0
    assert await get(bot, "/") == (404, "404: Not Found")


async def test_while_telegram_is_away(watched: Callable[..., BotHarness]) -> None:
    """A bot that runs is ready; while Telegram answers nothing it is not, and is again once that answers."""
    bot = watched()
    await bot.start()
    assert await get(bot, "/readyz") == (200, READY)
    await bot.play.fault("outage", seconds=600)
    away = (503, READY.replace("telegram ok", "telegram away"))
    await becomes(lambda: get(bot, "/readyz"), away)
    assert await value(bot, "siyaq_ready", part="telegram") == 0
    assert await get(bot, "/healthz") == (200, "ok\n")
    await bot.play.lift()
    await becomes(lambda: get(bot, "/readyz"), (200, READY))


async def test_what_is_counted(watched: Callable[..., BotHarness], monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions by handler with their seconds, messages by outcome, what waits for the limit, errors, the outbox."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_BURST", 1)
    bot = watched(SIYAQ_RATE="6")
    await bot.start()
    for _ in range(2):
        await bot.play.ask("/summary", as_=LAYLA)
    assert await value(bot, "siyaq_update_seconds_count", verdict="take") == 2
    assert await value(bot, "siyaq_update_seconds_bucket", verdict="take", le="+Inf") == 2
    assert await value(bot, "siyaq_update_seconds_sum") > 0
    assert await value(bot, "siyaq_sends_total", priority="reader", outcome="sent") == 2
    assert await value(bot, "siyaq_limiter_wait_seconds_count", priority="reader") >= 1
    assert await value(bot, "siyaq_limiter_wait_seconds_sum", priority="reader") > 0.1
    await bot.play.fault("status", method="sendMessage", status=403, chat_id=LAYLA, times=1, description="Forbidden: x")
    await bot.play.say("/summary", as_=LAYLA)
    await becomes(lambda: value(bot, "siyaq_sends_total", priority="reader", outcome="unreachable"), 1)
    await _push(bot)
    await ends(bot, 1)
    assert await value(bot, "siyaq_sends_total", priority="push", outcome="sent") == RECIPIENTS
    assert await value(bot, "siyaq_outbox_deliveries") == await value(bot, "siyaq_outbox_oldest_seconds") == 0
    assert await value(bot, "siyaq_processes") == await value(bot, "siyaq_leading") == 1
    assert await value(bot, "process_resident_memory_bytes") > 10_000_000


async def _push(bot: BotHarness) -> list[int]:
    chats = await multitude(bot, RECIPIENTS)
    emma = DeskUser(bot, EMMA)
    await emma.types("/push kursk")
    await emma.taps("Send now")
    await emma.taps("Send")
    return chats


async def test_what_waits(watched: Callable[..., BotHarness]) -> None:
    """While a push runs its deliveries without an outcome are counted, and how long it has run."""
    bot = watched(SIYAQ_RATE="2")
    await bot.start()
    await _push(bot)
    async with asyncio.timeout(10):
        while True:
            if 0 < await value(bot, "siyaq_outbox_deliveries", state="running") < RECIPIENTS:
                break
            await asyncio.sleep(0.1)
    bot.pass_(minutes=30)
    assert 1800 <= await value(bot, "siyaq_outbox_oldest_seconds") < 2000
    await becomes(lambda: value(bot, "siyaq_outbox_deliveries"), 0)
    assert await value(bot, "siyaq_outbox_oldest_seconds") == 0


async def test_errors_are_counted(watched: Callable[..., BotHarness]) -> None:
    """An update that cannot be handled counts as one, by its kind; every kind has a sample from the start."""
    bot = watched()
    await bot.start()
    assert await value(bot, "siyaq_errors_total") == 0
    assert {"dead_letter", "update_failed"} <= {sample.labels.get("kind") for sample in await samples(bot)}
    await bot.play.post("update", **MALFORMED)
    await becomes(lambda: value(bot, "siyaq_errors_total", kind="dead_letter"), 1)


async def test_nothing_about_persons(watched: Callable[..., BotHarness]) -> None:
    """After questions, a search, a refusal and a push no id, name, text or token is in any label or line."""
    bot = watched()
    await bot.start()
    person = await bot.play.person("en")
    for text in ("/summary", "zanzibar pineapple", "/start", "/nonsense", "/search zanzibar"):
        await bot.play.ask(text, as_=person)
    chats = await _push(bot)
    await ends(bot, 1)
    _, body = await get(bot, "/metrics")
    secrets = (bot.play.token, bot.play.token.partition(":")[2], "zanzibar", "nonsense", "kursk", "Emma", "Layla")
    assert [secret for secret in secrets if secret.casefold() in body.casefold()] == []
    labels = [item for sample in await samples(bot) for item in sample.labels.items()]
    named = {text for name, text in labels if name != "le"}
    assert {text for text in named if not text.replace("_", "").replace(".", "").isalpha()} == set()
    assert {str(number) for number in (person, *chats)}.isdisjoint(named)
    assert await get(bot, "/readyz") == (200, READY)


async def test_an_address_that_is_taken(watched: Callable[..., BotHarness]) -> None:
    """A start that cannot listen ends with words that name the place, the reason and the setting."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        where = f"127.0.0.1:{holder.getsockname()[1]}"
        bot = watched(SIYAQ_METRICS_LISTEN=where)
        bot.begin()
        assert bot.running
        with pytest.raises(MetricsAddressUnusable) as refused:
            await bot.running
        bot.running = None
    words = catalogue.load()[Language.EN].text(refused.value.key, **refused.value.data)
    assert where in words
    assert "in use" in words
    assert "SIYAQ_METRICS_LISTEN" in words


async def test_an_address_of_no_machine(watched: Callable[..., BotHarness]) -> None:
    """A name that does not resolve is refused with words, too."""
    bot = watched(SIYAQ_METRICS_LISTEN="nowhere.invalid:9100")
    bot.begin()
    assert bot.running
    with pytest.raises(MetricsAddressUnusable):
        await bot.running
    bot.running = None


@pytest.mark.postgres
async def test_two_processes(
    sandbox: SandboxClient, watched: Callable[..., BotHarness], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are ready, one sends, each sees two; the leader gone, the other leads; the server gone, it is not ready."""
    monkeypatch.setattr("bot.background.inbox_keeper.LOOK", 0.2)
    async with PostgresServer() as server:
        leader, follower = watched(SIYAQ_DATABASE_URL=server.url), watched(SIYAQ_DATABASE_URL=server.url)
        await leader.start()
        await standing_by(follower)
        assert await get(leader, "/readyz") == (200, READY)
        await becomes(lambda: get(follower, "/readyz"), (200, READY.replace("leading", "standby")))
        assert [await value(bot, "siyaq_leading") for bot in (leader, follower)] == [1, 0]
        for bot in (leader, follower):
            await becomes(lambda bot=bot: value(bot, "siyaq_processes"), 2)  # type: ignore[misc]  # a default is no type
        await sandbox.ask("/summary", as_=LAYLA)
        assert await value(leader, "siyaq_sends_total", outcome="sent") == 1
        await leader.crash()
        await becomes(lambda: get(follower, "/readyz"), (200, READY))
        await becomes(lambda: value(follower, "siyaq_processes"), 1)
        await server.stop()
        await becomes(lambda: get(follower, "/readyz"), (503, "database away\ntelegram ok\nsender missing\n"))
        names = {sample.name for sample in await samples(follower)}
        assert names.isdisjoint({"siyaq_processes", "siyaq_outbox_deliveries"})
        await server.start()
        await becomes(lambda: get(follower, "/readyz"), (200, READY))
