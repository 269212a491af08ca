"""The promise: killed at any moment of a push, and started again, every chat has it once, or is named as uncertain."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.delivery.sending import IN_FLIGHT
from bot.store import broadcasts
from tests.play import PATIENCE

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from bot.store.broadcasts import Broadcast
    from tests.delivery.post import Post

CHECKOUT = Path(__file__).parents[2]
CHATS = 2000
KILLS = 6  # at most: then it may come to its end


async def start(post: Post, home: Path) -> Process:
    """The bot as a process of its own, at the highest rate that there is."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SIYAQ_")}
    env |= {"SIYAQ_TOKEN": post.play.token, "SIYAQ_API_URL": post.play.url, "SIYAQ_DATA_DIR": str(home)}
    env |= {"SIYAQ_RATE": "1000", "SIYAQ_PAID_BROADCAST": "1000", "SIYAQ_STARTER": "0"}
    null = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=CHECKOUT, env=env, stdout=null, stderr=null
    )


async def look(post: Post, number: int) -> Broadcast:
    """The push as it is in the database now."""
    async with post.database.read() as conn:
        push = await broadcasts.get(conn, number)
    assert push
    return push


async def test_killed_again_and_again(post: Post, tmp_path: Path) -> None:
    """A push to 2,000 chats: nothing is lost, nothing is sent twice, whatever cannot be known is named."""
    seed = int(os.environ.get("SIYAQ_CRASH_SEED", "0")) or random.SystemRandom().randrange(1 << 30)
    print(f"SIYAQ_CRASH_SEED={seed}")  # noqa: T201 - what a failure is repeated with
    dice = random.Random(seed)  # noqa: S311 - moments to kill at, no secret
    chats = await post.readers(CHATS)
    number = await post.push()
    kills = 0
    while (push := await look(post, number)).state != "done":
        before, since = push.counts, await post.play.seq()
        bot = await start(post, tmp_path)
        try:
            if kills == KILLS or not before.pending:
                await until_done(post, number, bot)
                break
            # From the first message of its life on, killed after some more of them: at any step of the worker's.
            wanted = min(dice.randrange(1, 450), before.pending)
            await post.play.wait("call", since=since, method="sendMessage", count=wanted)
        finally:
            bot.kill()
            await bot.wait()
        kills += 1
        left = (await look(post, number)).counts
        assert left.sending <= 2 * IN_FLIGHT, f"after kill {kills}"
    push = await look(post, number)
    states = await post.states(number)
    got = await post.got()
    assert push.counts.total == len(chats)
    assert set(states.values()) <= {"sent", "uncertain"}
    assert {chat for chat in chats if got[chat] > 1} == set()
    assert {chat for chat, state in states.items() if state == "sent" and got[chat] != 1} == set()
    assert kills >= 3


async def until_done(post: Post, number: int, bot: Process) -> None:
    """Return when the push is done; the process lives until then."""
    async with asyncio.timeout(10 * PATIENCE):
        while (await look(post, number)).state != "done":
            assert bot.returncode is None
            await post.play.idle()
