"""Samples of the bench's outages, in which server, leader and follower are killed once each, and of its soak."""

from __future__ import annotations

import pytest

from tests.bench import outages, soak


@pytest.mark.postgres
async def test_server_leader_and_follower_killed_in_turn() -> None:
    """Every question has its answer or a word, every delivery came once or is listed as uncertain; nothing ends."""
    outcome = await outages.run(chats=400, seconds=12, rate=50, gap=0.5, period=2.5)
    assert set(outcome.kills) == {"server", "leader", "follower"}
    assert outcome.ended == []
    assert (outcome.doubled, outcome.lost, outcome.answers[0]) == (0, 0, 0)
    assert sum(outcome.arrived.values()) == 400
    assert outcome.asked >= 10


@pytest.mark.postgres
async def test_three_processes_of_which_one_is_killed() -> None:
    """Every question has its answer or a word, in its chat's order; every delivery came once or is uncertain."""
    how = {"processes": soak.PROCESSES, "victims": soak.VICTIMS[:1], "questions": soak.QUESTIONS}
    outcome = await outages.run(chats=60, seconds=3, rate=50, gap=0.5, period=2.5, **how)
    assert outcome.kills["leader"] >= 1
    assert (outcome.doubled, outcome.lost, outcome.answers[0], outcome.unordered) == (0, 0, 0, 0)
    assert outcome.ended == []
    assert sum(outcome.arrived.values()) == 60
