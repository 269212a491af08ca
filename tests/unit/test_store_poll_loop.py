"""The loop of background tasks: it survives what a poll raises, tells of it once, and stops."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import SQLAlchemyError
from structlog.testing import capture_logs

from bot.errors.trouble import TroubleKind, collect
from bot.store.availability import Availability
from bot.store.poll_loop import pause_after, poll


class _Task:
    """A task whose polls raise what is given, one after another; `stop` is set once nothing is left."""

    def __init__(self, *raised: Exception | None, is_away_for: int = 0) -> None:
        self.stop = asyncio.Event()
        self.polls = 0
        self.polled = asyncio.Event()
        self.probed = asyncio.Event()
        self.availability = Availability(self._probe, str)
        self._raised = list(raised)
        self._is_away_for = is_away_for

    async def look(self) -> None:
        """Raise what comes next."""
        self.polls += 1
        self.polled.set()
        error = self._raised.pop(0)
        if not self._raised:
            self.stop.set()
        if error:
            raise error

    async def _probe(self) -> None:
        self.probed.set()
        if self._is_away_for:
            self._is_away_for -= 1
            raise SQLAlchemyError

    async def run(self, trouble: TroubleKind | None = TroubleKind.TASK_FAILED, every: float = 0.0) -> None:
        """Poll until nothing is left."""
        await poll(
            *(self.look, self.stop),
            every=every,
            availability=self.availability,
            failure="task.failed",
            trouble=trouble,
        )


async def test_what_a_poll_raises_is_told_once_and_the_next_is_made() -> None:
    """One line with the traceback, by whose id owners find it; so for a statement that a sound database refused."""
    troubles = collect(lambda: datetime(2025, 5, 1, tzinfo=UTC))
    task = _Task(ValueError("a bug"), None, SQLAlchemyError("a wrong statement"), None)
    with capture_logs() as lines:
        await task.run()
    assert task.polls == 4
    assert [(line["event"], line["exc_info"]) for line in lines] == [("task.failed", True)] * 2
    (pending,) = troubles.pending()
    assert (pending.kind, pending.count, pending.log_id) == (TroubleKind.TASK_FAILED, 2, lines[1]["trouble"])


async def test_a_task_may_keep_its_trouble_to_the_log() -> None:
    """What tells owners of trouble would else report itself without end."""
    troubles = collect(lambda: datetime(2025, 5, 1, tzinfo=UTC))
    with capture_logs() as lines:
        await _Task(ValueError(), None).run(trouble=None)
    assert [(line["event"], "trouble" in line) for line in lines] == [("task.failed", False)]
    assert troubles.pending() == ()


async def test_a_database_that_is_away_is_waited_for() -> None:
    """It is logged as away and back by what waits for it, not as the task's failure."""
    task = _Task(SQLAlchemyError("away"), None, is_away_for=2)
    with capture_logs() as lines:
        await task.run()
    assert [line["event"] for line in lines] == ["database.away", "database.back"]
    assert task.polls == 2


async def test_it_ends_between_two_polls_and_while_the_database_is_away() -> None:
    """However long the pause is, and however long the database stays away."""
    resting = _Task(None, None)
    running = asyncio.create_task(resting.run(every=86_400))
    await resting.polled.wait()
    resting.stop.set()
    await running
    assert resting.polls == 1
    waiting = _Task(SQLAlchemyError("away"), None, is_away_for=1_000_000)
    with capture_logs():
        running = asyncio.create_task(waiting.run())
        await waiting.probed.wait()
        waiting.stop.set()
        await running
    assert waiting.polls == 1


@pytest.mark.parametrize(
    ("failures", "every", "longest", "seconds"),
    [(0, 2, 60, 2), (1, 2, 60, 4), (4, 2, 60, 32), (5, 2, 60, 60), (9_999, 2, 60, 60), (3, 120, 60, 120), (3, 1, 1, 1)],
)
def test_pauses_grow_while_polls_fail(failures: int, every: float, longest: float, seconds: float) -> None:
    """Doubled with each, up to the longest; never below the pause of a sound task."""
    assert pause_after(failures, every, longest) == seconds
