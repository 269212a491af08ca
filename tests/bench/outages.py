"""Outages: several processes on one PostgreSQL server; server, leader or followers are killed in turn, under load.

Persons ask without pause, and a push is under way to thousands of chats. What each got is read from the sandbox's own
log, what the bot says of it from its database.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.i18n import catalogue
from bot.store import broadcasts
from bot.store.database import open_database
from bot.store.delivery_tables import deliveries
from tests.bench.table import show
from tests.bot.balancer import Balancer
from tests.conftest import running
from tests.store import pushes
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from tests.sandbox_client import SandboxClient

CHECKOUT = Path(__file__).parents[2]
LOOK = 2.0  # seconds between two looks at what came: some hundreds of the last 20,000 events that are kept
VICTIMS = ("server", "leader", "follower")
QUESTIONS = ("/summary",)
SLOWEST = 4  # times as long as it should take: how many there are to ask on a busy machine
DOWN = 1.5  # seconds for which a killed server is away, beside its recovery
# Seconds that the last answers and deliveries may take: two busy cores send 35 a second while processes are killed and
# up to 100 after, so that five minutes of outages left 9,000 of 20,000, which took 225 seconds more. On two that have
# a load of 20 beside, 600 seconds were too few.
SETTLED = 1800.0
SECRET = "a-secret_0123"


@dataclass(slots=True)
class Outcome:
    """What came of a run: questions, deliveries by what the bot says and what arrived, kills, and ends unasked."""

    asked: int = 0
    answers: Counter[int] = field(default_factory=Counter)  # by how many each question got
    notices: int = 0
    unordered: int = 0  # chats in which a question was answered first that was asked later
    arrived: Counter[tuple[str, int]] = field(default_factory=Counter)  # by the bot's word for it, and how many came
    kills: Counter[str] = field(default_factory=Counter)
    ended: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def doubled(self) -> int:
        """Deliveries that came more than once."""
        return sum(count for (_, came), count in self.arrived.items() if came > 1)

    @property
    def lost(self) -> int:
        """Deliveries that never came, though the bot does not say so: neither uncertain nor failed."""
        return sum(n for (state, came), n in self.arrived.items() if not came and state not in {"uncertain", "failed"})

    def rows(self) -> list[tuple[str, ...]]:
        """Return the table of it."""
        sent = self.arrived
        uncertain = sum(count for (state, _), count in sent.items() if state == "uncertain")
        return [
            ("what", "count"),
            ("questions asked", f"{self.asked:,}"),
            ("answered once", f"{self.answers[1]:,}"),
            ("answered again after a kill", f"{sum(n for came, n in self.answers.items() if came > 1):,}"),
            ("of these, told that it failed", f"{self.notices:,}"),
            ("neither answered nor told", f"{self.answers[0]:,}"),
            ("chats answered in another order", f"{self.unordered:,}"),
            ("deliveries", f"{sum(sent.values()):,}"),
            ("sent once, and so it is known", f"{sent['sent', 1]:,}"),
            ("listed as uncertain", f"{uncertain:,}"),
            ("of these, arrived", f"{sent['uncertain', 1]:,}"),
            ("doubled", f"{self.doubled:,}"),
            ("lost", f"{self.lost:,}"),
            *((f"kills of the {who}", f"{count}") for who, count in self.kills.items()),
            ("processes that ended by themselves", f"{len(self.ended)}"),
        ]


class _Bot:
    """A process of the bot behind the balancer, restarted on the same port and folder."""

    def __init__(self, env: dict[str, str], home: Path, port: int) -> None:
        self.port = port
        self._log = home / "log"
        self._env = env | {"SIYAQ_DATA_DIR": str(home), "SIYAQ_LISTEN": f"127.0.0.1:{port}"}
        self._process: Process | None = None
        home.mkdir()

    async def start(self) -> None:
        """Start; what it logs is what `led_at` reads."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._env, cwd=CHECKOUT, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """End it without a word."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def end(self) -> str | None:
        """Return the end of its log where it ended by itself."""
        if self._process is None or self._process.returncode is None:
            return None
        return f"{self._process.returncode}: {self._log.read_text(encoding='utf-8')[-2000:]}"

    def led_at(self) -> str:
        """Return when it last became the leader, as it logged it; empty if never."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        led = [line for line in lines if '"delivery.leader_acquired"' in line]
        return str(json.loads(led[-1])["timestamp"]) if led else ""


class Run:
    """One run of so many `processes`: somebody asks every `gap` seconds, and `period` seconds lie between kills.

    Each person asks all `questions` at once; of several, each is one whose answer holds its last word.
    """

    def __init__(
        self,
        play: SandboxClient,
        server: PostgresServer,
        *,
        gap: float,
        period: float,
        processes: int = 2,
        victims: tuple[str, ...] = VICTIMS,
        questions: tuple[str, ...] = QUESTIONS,
    ) -> None:
        self.outcome = Outcome()
        self._processes = processes
        self._victims = victims
        self._questions = questions
        self._heard: defaultdict[int, list[int]] = defaultdict(list)  # which question each message to a person answers
        self._notified: Counter[int] = Counter()  # messages to a person that say that something failed
        self._play = play
        self._server = server
        self._gap = gap
        self._period = period
        self._bots: list[_Bot] = []
        self._askers: list[int] = []
        self._came: Counter[int] = Counter()
        self._is_over = False
        self._is_settled = asyncio.Event()

    async def go(self, home: Path, chats: int, seconds: float, rate: int) -> None:
        """Run for so long, then let everything settle, and count."""
        began = time.monotonic()
        ports = [_free_port() for _ in range(self._processes)]
        async with Balancer(*ports) as balancer:
            env = {name: value for name, value in os.environ.items() if not name.startswith("SIYAQ_")}
            env |= {"SIYAQ_TOKEN": self._play.token, "SIYAQ_API_URL": self._play.url, "SIYAQ_RATE": str(rate)}
            env |= {"SIYAQ_DATABASE_URL": self._server.url, "SIYAQ_WEBHOOK_URL": balancer.url}
            env |= {"SIYAQ_WEBHOOK_SECRET": SECRET}
            self._bots = [_Bot(env, home / str(port), port) for port in ports]
            try:
                await self._load(chats, seconds)
                self.outcome.seconds = time.monotonic() - began
            finally:
                for bot in self._bots:
                    await bot.kill()

    async def _load(self, chats: int, seconds: float) -> None:
        for count, bot in enumerate(self._bots, start=1):
            await bot.start()
            await self._play.wait("call", method="setWebhook", count=count, timeout=60)
        audience = await _persons(self._play, chats, 1_000_000)
        self._askers = await _persons(self._play, int(SLOWEST * seconds / self._gap), 5_000_000)
        number = await self._push(audience)
        counting = asyncio.create_task(self._count(await self._play.seq()))
        asking = asyncio.create_task(self._ask())
        await self._kill(seconds)
        self._is_over = True
        await asking
        await self._revive()
        states = await self._settled(number)
        self._is_settled.set()
        await counting
        self.outcome.arrived.update((state, self._came[chat]) for chat, state in states.items())
        for person in self._askers[: self.outcome.asked // len(self._questions)]:
            self._judge(person)

    def _judge(self, person: int) -> None:
        """Count what came of a person's questions: a word that one failed stands for one that has no answer."""
        heard = self._heard[person]
        first = list(dict.fromkeys(heard))
        self.outcome.unordered += first != sorted(first)
        came = Counter(heard)
        for number in range(len(self._questions)):
            if not came[number] and self._notified[person]:
                self._notified[person] -= 1
                came[number] = 1
            self.outcome.answers[came[number]] += 1

    async def _push(self, audience: list[int]) -> int:
        database = await open_database(self._server.url)
        try:
            async with database.write() as conn:
                await pushes.subscribe(conn, audience)
                number = await pushes.push(conn)
                await pushes.fill(conn, number, rich=False)
        finally:
            await database.close()
        return number

    async def _ask(self) -> None:
        for asker in self._askers:
            if self._is_over:
                return
            for question in self._questions:
                await self._play.say(question, as_=asker)
            self.outcome.asked += len(self._questions)
            await asyncio.sleep(self._gap)

    async def _kill(self, seconds: float) -> None:
        """Kill in turn for so long, and each once at least."""
        end = time.monotonic() + seconds
        for number, victim in enumerate(cycle(self._victims)):
            if time.monotonic() >= end and len(self.outcome.kills) == len(set(self._victims)):
                return
            await asyncio.sleep(self._period)
            await self._revive()
            if victim == "server":
                await self._server.kill()
                await asyncio.sleep(DOWN)
                await self._server.start()
            else:
                ranked = sorted(self._bots, key=_Bot.led_at)
                bot = ranked[-1] if victim == "leader" else ranked[number % (len(ranked) - 1)]
                await bot.kill()
                await bot.start()
            self.outcome.kills[victim] += 1

    async def _revive(self) -> None:
        """Note which process ended by itself, and start it again."""
        for bot in self._bots:
            if end := bot.end():
                self.outcome.ended.append(end)
                await bot.start()

    async def _settled(self, number: int) -> dict[int, str]:
        """Wait until the push is done and every question taken; return the state of each delivery by chat."""
        database = await open_database(self._server.url)
        try:
            async with asyncio.timeout(SETTLED):
                while True:
                    async with database.read() as conn:
                        broadcast = await broadcasts.get(conn, number)
                    if broadcast and broadcast.state == "done":
                        break
                    await asyncio.sleep(0.5)
            await self._play.idle(quiet=3, timeout=SETTLED)
            await self._revive()
            async with database.read() as conn:
                mine = select(deliveries.c.chat_id, deliveries.c.state).where(deliveries.c.broadcast_id == number)
                return {row.chat_id: row.state for row in await conn.execute(mine)}
        finally:
            await database.close()

    async def _count(self, since: int) -> None:
        """Count what comes to each chat as it comes, until all is settled: the sandbox keeps its last events only."""
        failed = {words.text("say.failed") for words in catalogue.load().values()}
        is_last = False
        while not is_last:
            is_last = self._is_settled.is_set()
            for call in await self._play.log(since=since, method="sendMessage"):
                since = max(since, call["seq"])
                if (call["answer"] or {}).get("ok"):  # none where the process was killed as it asked
                    message = call["answer"]["result"]
                    chat, text = message["chat"]["id"], message["text"]
                    self._came[chat] += 1
                    if text in failed:
                        self.outcome.notices += 1
                        self._notified[chat] += 1
                    elif (answered := self._answered(text)) is not None:
                        self._heard[chat].append(answered)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._is_settled.wait()

    def _answered(self, text: str) -> int | None:
        if len(self._questions) == 1:
            return 0
        return next((n for n, asked in enumerate(self._questions) if asked.rpartition(" ")[2] in text), None)


async def run(*, chats: int, seconds: float, rate: int, **how: Any) -> Outcome:
    """Run once on a server and a sandbox of its own; `how` is that of `Run`."""
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # of each request that a killed process broke off
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = await stack.enter_async_context(PostgresServer())
        play = await stack.enter_async_context(running())
        await play.limits(on=False)
        await play.rich(on=False)
        one = Run(play, server, **how)
        await one.go(home, chats, seconds, rate)
    return one.outcome


def measure(chats: int = 20_000, seconds: float = 300.0) -> None:
    """Run for five minutes, and print; raises AssertionError where something was doubled, lost, or ended."""
    show_run("Two processes and their server killed in turn", chats, seconds, gap=0.5, period=10.0)


def show_run(title: str, chats: int, seconds: float, **how: Any) -> None:
    """Run so long on all cores, and print; raises AssertionError where something was doubled, lost, or ended."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if cores:  # the bench keeps to one, which is too few for the bots, a database and the sandbox
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    outcome = asyncio.run(run(chats=chats, seconds=seconds, rate=150, **how))
    if cores:
        os.sched_setaffinity(0, cores)
    print(f"## {title}, {outcome.seconds:.0f} s\n")
    show(outcome.rows())
    for end in outcome.ended:
        print(f"A process ended by itself: {end}\n")
    assert (outcome.doubled, outcome.lost, outcome.answers[0], outcome.unordered, outcome.ended) == (0, 0, 0, 0, [])
    assert sum(outcome.arrived.values()) == chats


async def _persons(play: SandboxClient, count: int, first: int) -> list[int]:
    await play.post("persons", count=count, start_id=first)
    return list(range(first, first + count))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    measure()
