"""The promise: killed at any moment of a push, and started again, every chat has it once, or is named as uncertain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.delivery.sending import IN_FLIGHT
from tests.delivery.crash import crash, dice, look

if TYPE_CHECKING:
    from pathlib import Path

    from tests.delivery.post import Post

CHATS = 2000
KILLS = 6  # at most: then it may come to its end


async def test_killed_again_and_again(post: Post, tmp_path: Path) -> None:
    """A push to 2,000 chats: nothing is lost, nothing is sent twice, whatever cannot be known is named."""
    chats = await post.readers(CHATS)
    number = await post.push()
    crashes = await crash(post, tmp_path, number, dice(), kills=KILLS, most=450)
    push, states = await look(post, number), await post.states(number)
    assert push.counts.total == len(chats)
    assert set(states.values()) <= {"sent", "uncertain"}
    assert {chat for chat in chats if crashes.got[chat] > 1} == set()
    assert {chat for chat, state in states.items() if state == "sent" and crashes.got[chat] != 1} == set()
    assert crashes.left <= 2 * IN_FLIGHT
    assert crashes.kills >= 3
