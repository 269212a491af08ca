"""A sample of the bench's outages, in which server, leader and follower are killed once each."""

from __future__ import annotations

import pytest

from tests.bench import outages


@pytest.mark.postgres
async def test_server_leader_and_follower_killed_in_turn() -> None:
    """Every question has its answer or a word, every delivery came once or is listed as uncertain; nothing ends."""
    outcome = await outages.run(chats=400, seconds=12, rate=50, gap=0.5, period=2.5)
    assert set(outcome.kills) == {"server", "leader", "follower"}
    assert outcome.ended == []
    assert (outcome.doubled, outcome.lost, outcome.answers[0]) == (0, 0, 0)
    assert sum(outcome.arrived.values()) == 400
    assert outcome.asked >= 10
