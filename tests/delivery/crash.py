"""The bot as a process that is killed in the middle of a push and started again, as often as may be."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store import broadcasts
from bot.store.copies import runs
from tests.sandbox_client import PATIENCE, Refused

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from bot.store.broadcasts import Broadcast
    from tests.delivery.worker_harness import WorkerHarness

CHECKOUT = Path(__file__).parents[2]


@dataclass(slots=True)
class Crashes:
    """How often the bot was killed, the most deliveries that it left on the wire, and what each chat got of all."""

    kills: int = 0
    left: int = 0
    got: Counter[int] = field(default_factory=Counter)


def dice() -> random.Random:
    """What moments are chosen with; its seed is printed, and can be given as SIYAQ_CRASH_SEED."""
    seed = int(os.environ.get("SIYAQ_CRASH_SEED", "0")) or random.SystemRandom().randrange(1 << 30)
    print(f"SIYAQ_CRASH_SEED={seed}", flush=True)  # noqa: T201 - what a failure is repeated with
    return random.Random(seed)  # noqa: S311 - moments to kill at, no secret


async def crash(
    worker: WorkerHarness, home: Path, number: int, chance: random.Random, *, kills: int, most: int
) -> Crashes:
    """Kill and start until the push is done, at most so many times, each after fewer than `most` of its messages."""
    crashes = Crashes()
    while (push := await look(worker, number)).state != "done":
        since = await worker.sandbox.seq()
        bot = await start(worker, home)
        try:
            if crashes.kills == kills or not push.counts.pending:
                await _until_done(worker, number, bot)
            else:
                # From the first message of its life on, killed after some more of them: at any step of the worker's.
                wanted = min(chance.randrange(1, most), push.counts.pending)
                await worker.sandbox.wait("call", since=since, method="sendMessage", count=wanted)
                crashes.kills += 1
        finally:
            bot.kill()
            await bot.wait()
        await worker.sandbox.idle()  # what was on the wire arrives
        crashes.got.update(await worker.got(since=since))
        crashes.left = max(crashes.left, (await look(worker, number)).counts.sending)
    return crashes


async def crash_correcting(
    worker: WorkerHarness, home: Path, chance: random.Random, *, kills: int, most: int
) -> Crashes:
    """Kill and start until the open corrections are done, each after fewer than `most` of their calls."""
    crashes = Crashes()
    while await is_open(worker):
        since = await worker.sandbox.seq()
        bot = await start(worker, home)
        try:
            if crashes.kills == kills:
                async with asyncio.timeout(10 * PATIENCE):
                    while await is_open(worker):
                        assert bot.returncode is None
                        await worker.sandbox.idle()
            else:
                with suppress(Refused):  # so many may not be left
                    wanted = chance.randrange(1, most)
                    await worker.sandbox.wait("call", since=since, method="editMessageText", count=wanted, timeout=20)
                crashes.kills += 1
        finally:
            bot.kill()
            await bot.wait()
        await worker.sandbox.idle()
    return crashes


async def is_open(worker: WorkerHarness) -> bool:
    """Whether a correction has anything left to do."""
    async with worker.database.read() as conn:
        return bool(await runs.open_runs(conn))


async def look(worker: WorkerHarness, number: int) -> Broadcast:
    """The push as it is in the database now."""
    async with worker.database.read() as conn:
        push = await broadcasts.get(conn, number)
    assert push
    return push


async def start(worker: WorkerHarness, home: Path) -> Process:
    """The bot as a process of its own, at the highest rate that there is."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SIYAQ_")}
    env |= {"SIYAQ_TOKEN": worker.sandbox.token, "SIYAQ_API_URL": worker.sandbox.url, "SIYAQ_DATA_DIR": str(home)}
    env |= {"SIYAQ_RATE": "1000", "SIYAQ_PAID_BROADCAST": "1000", "SIYAQ_STARTER": "0"}
    null = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=CHECKOUT, env=env, stdout=null, stderr=null
    )


async def _until_done(worker: WorkerHarness, number: int, bot: Process) -> None:
    """Return when the push is done; the process lives until then."""
    async with asyncio.timeout(10 * PATIENCE):
        while (await look(worker, number)).state != "done":
            assert bot.returncode is None
            await worker.sandbox.idle()
