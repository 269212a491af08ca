"""Trouble is counted by kind, and taken off when it was told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.errors.trouble import TroubleKind, TroubleLog, collect, report

START = datetime(2025, 5, 1, 12, tzinfo=UTC)


class _Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def test_a_thousand_failures_are_one_line() -> None:
    """One entry a kind: how many, first and last when, and the id of the last."""
    log = TroubleLog(_Clock())
    for number in range(1000):
        log.add(TroubleKind.UPDATE_FAILED, f"id{number}")
    log.add(TroubleKind.DATABASE_AWAY, "other")
    failed, away = log.pending()
    assert (failed.count, failed.log_id, failed.last - failed.first) == (1000, "id999", timedelta(seconds=999))
    assert (away.kind, away.count) == (TroubleKind.DATABASE_AWAY, 1)


def test_what_occurs_while_it_is_told_stays() -> None:
    """Taking off what was told leaves the rest to be told later."""
    log = TroubleLog(_Clock())
    log.add(TroubleKind.DEAD_LETTER, "first")
    troubles = log.pending()
    log.add(TroubleKind.DEAD_LETTER, "second")
    log.remove(troubles)
    (left,) = log.pending()
    assert (left.count, left.log_id) == (1, "second")
    log.remove(log.pending())
    assert log.pending() == ()


async def test_tasks_of_one_bot_report_to_it() -> None:
    """Two in one process hear of their own only; without any, as on the command line, an id is given all the same."""
    assert report(TroubleKind.TASK_FAILED)

    async def bot(kind: TroubleKind) -> tuple[TroubleKind, ...]:
        log = collect(_Clock())
        await asyncio.create_task(_fail(kind))
        return tuple(trouble.kind for trouble in log.pending())

    kinds = (TroubleKind.UPDATE_FAILED, TroubleKind.DELIVERY_FAILED)
    assert await asyncio.gather(*(asyncio.create_task(bot(kind)) for kind in kinds)) == [(kind,) for kind in kinds]


async def _fail(kind: TroubleKind) -> None:
    report(kind)
