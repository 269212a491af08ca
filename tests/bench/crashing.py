"""Crashing: a push to many whose process is killed again and again; what each chat got, by the sandbox's own log."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.delivery.sender import IN_FLIGHT
from tests.bench.table import show
from tests.conftest import running
from tests.delivery.crash import Crashes, crash, dice
from tests.delivery.worker_harness import opened


def measure(chats: int = 50_000, kills: int = 100) -> None:
    """Push to so many chats, killing the bot so many times, and print; it takes some twelve minutes in full.

    Raises AssertionError where a chat has the push twice, or has not what it is said to have.
    """
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # of each request that a killed process broke off
    began = time.monotonic()
    states, crashes = asyncio.run(_crash(chats, kills))
    once = Counter(state for chat, state in states.items() if crashes.got[chat] == 1)
    twice = sum(count > 1 for count in crashes.got.values())
    lost = sum(state == "sent" and not crashes.got[chat] for chat, state in states.items())
    print(f"## A push to {chats:,} chats, killed {crashes.kills} times, {time.monotonic() - began:.0f} s\n")
    rows: list[tuple[str, ...]] = [("each chat has it", "chats"), ("once, and so it is known", f"{once['sent']:,}")]
    rows.append(("once, and is listed as uncertain", f"{once['uncertain']:,}"))
    uncertain = sum(state == "uncertain" for state in states.values()) - once["uncertain"]
    rows.append(("not, and is listed as uncertain", f"{uncertain:,}"))
    rows += [("twice", f"{twice:,}"), ("not, though it is said to", f"{lost:,}")]
    show(rows)
    print(f"A kill left at most {crashes.left} uncertain: {2 * IN_FLIGHT} may be\n")
    assert set(states.values()) <= {"sent", "uncertain"}
    assert (twice, lost, len(states)) == (0, 0, chats)
    assert crashes.left <= 2 * IN_FLIGHT


async def _crash(chats: int, kills: int) -> tuple[dict[int, str], Crashes]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        async with running() as sandbox, opened(sandbox, home) as worker:
            await worker.readers(chats)
            number = await worker.push()
            # Somewhat less than its share each time, so that something is left to be killed at to the last.
            crashes = await crash(worker, home, number, dice(), kills=kills, most=max(2, int(1.9 * chats / kills)))
            return await worker.states(number), crashes
