"""A scene's conversation where it cannot go on."""

from __future__ import annotations

import pytest

import siyaq_sandbox as sandboxes
from siyaq_sandbox import conversations
from siyaq_sandbox.acting import Impossible
from siyaq_sandbox.scenes import NADIA, OMAR


async def test_a_person_who_is_gone() -> None:
    """Without its persons, as after a reset to another scene, the conversation ends; nobody else says anything."""
    running = await sandboxes.start(scene="first")
    try:
        before = running.world.events.seq
        with pytest.raises(Impossible, match=str(OMAR)):
            await conversations.newsroom(running.world)
        assert running.world.events.seq == before
    finally:
        await running.stop()


async def test_a_bot_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer that does not come ends it: the owner has asked, the editor has said nothing."""
    monkeypatch.setattr(conversations, "PATIENCE", 0.05)
    running = await sandboxes.start(scene="newsroom")
    try:
        with pytest.raises(TimeoutError):
            await conversations.newsroom(running.world)
        said = [event.data["chat_id"] for event in running.world.events.since(0) if event.type == "message"]
        assert said.count(OMAR) == 1
        assert NADIA not in said
    finally:
        await running.stop()
