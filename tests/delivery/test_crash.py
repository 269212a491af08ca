"""The promise: killed at any moment of a push, and started again, every chat has it once, or is named as uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.sender import IN_FLIGHT
from tests.delivery.crash import crash, dice, look
from tests.thoroughness import IS_FULL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.delivery.worker_harness import WorkerHarness

CHATS = 2000 if IS_FULL else 1000
KILLS = 6 if IS_FULL else 3  # at most: then it may come to its end


async def test_killed_again_and_again(worker: WorkerHarness, tmp_path: Path) -> None:
    """A push to 2,000 chats in a full run: nothing is lost or sent twice, whatever cannot be known is named."""
    chats = await worker.readers(CHATS)
    number = await worker.push()
    crashes = await crash(worker, tmp_path, number, dice(), kills=KILLS, most=450)
    push, states = await look(worker, number), await worker.states(number)
    assert push.counts.total == len(chats)
    assert set(states.values()) <= {"sent", "uncertain"}
    assert {chat for chat in chats if crashes.got[chat] > 1} == set()
    assert {chat for chat, state in states.items() if state == "sent" and crashes.got[chat] != 1} == set()
    assert crashes.left <= 2 * IN_FLIGHT
    assert crashes.kills >= min(KILLS, 3)
