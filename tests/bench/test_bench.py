"""The bench measures what it says: each update is answered once, and ratios are those of rounds that ran in turn."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.bench import searching
from tests.bench.ground import TOKEN, server, stack
from tests.bench.table import Contest, Goal

if TYPE_CHECKING:
    from pathlib import Path


def test_the_bot_answers_each_update_of_a_round_once(tmp_path: Path) -> None:
    """A round of more updates than a batch holds ends with as many messages sent, and their times known."""
    env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": "{url}", "SIYAQ_DATA_DIR": str(tmp_path)}
    with stack("test", [sys.executable, "-m", "tests.bench.bot_under_load"], env) as bot:
        for updates, in_flight in ((150, 64), (5, 1)):
            round_ = bot.race(updates, in_flight)
            figures = bot.server.get("figures")
            assert figures["answered"] == figures["counts"]["sendRichMessage"] == updates
            assert 0 < round_.p50 <= round_.p99
            assert round_.per_second > 0


def test_a_round_gives_back_the_chats_of_the_one_before() -> None:
    """With a number of chats, updates come from so many in turn, in every round."""
    with server("test-chats") as bare:
        seen = []
        for _ in range(2):
            bare.get("begin?updates=3&in_flight=3&chats=3")
            taken = bare.get("botx/getUpdates?offset=1")["result"]
            seen.append(sorted(update["message"]["chat"]["id"] for update in taken))
        assert seen[0] == seen[1]
        assert len(set(seen[0])) == 3


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    """Two that both slow down for a round keep their ratio in it; a goal is met or missed by that."""
    contest = Contest("answers/s")
    for mine, number in ((200, 100), (20, 10), (330, 100)):
        contest.add("mine", mine)
        contest.add("its", number)
    assert contest.ratio("mine", "its") == pytest.approx(2.0)
    assert Goal(contest, "mine", "its", 1.5, 2.5).row()[-2:] == ("≥ 1.5, aim 2.5", "met")
    assert Goal(contest, "mine", "its", 2.5, 3).row()[-1] == "MISSED"
    assert Goal(contest, "mine", "its", 0.5, 0.3, fewer=True).row()[-1] == "MISSED"
    assert Goal(contest, "mine", "nobody", 1.5, 2.5).row()[-1] == "not measured"


async def test_every_kind_of_search_is_measured_and_finds_something(tmp_path: Path) -> None:
    """As many of each kind, misspelt words beside; the generated store has as many items as it says."""
    items, figures = await searching.run(tmp_path, 1, 4)
    assert items == 1002
    kinds = {figure.kind for figure in figures}
    assert len(kinds) == 15
    for kind in kinds:
        mine = [figure for figure in figures if figure.kind == kind]
        assert len(mine) == 4
        assert all(figure.took > 0 for figure in mine)
    assert len({figure.kind for figure in figures if figure.hits}) >= 12
