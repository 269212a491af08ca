"""Totals of runs: what became of copies and notices, also once their rows are deleted; and of copies still to come."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, select, update

from bot.store.copies import correction_notices, edits, runs
from bot.store.copy_tables import copies, copy_edits, corrected_pages, correction_runs
from bot.store.copy_tables import correction_notices as notice_table
from bot.store.delivery_tables import broadcasts, deliveries, renditions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.corrections.mistakes import Mistake
    from bot.store.copies.runs import Run

_CHUNK = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class RunTotals:
    """A run's copies by kind and state, those not corrected by reason, and its notices by state.

    `uncertain` deliveries show it wrong, if they arrived.
    """

    by: Mapping[tuple[str, str], int]
    reasons: Mapping[str, int]
    notices: Mapping[str, int]
    uncertain: int

    def in_state(self, *states: str) -> int:
        """Count the copies in any of these states."""
        return sum(count for (_, state), count in self.by.items() if state in states)


async def read(conn: AsyncConnection, run: Run) -> RunTotals:
    """Return what became of a run."""
    if run.counts is not None:
        by = {(kind, state): count for kind, state, count in run.counts["by"]}
        return RunTotals(by, run.counts["reasons"], run.counts["notices"], run.counts["uncertain"])
    counted = await edits.counts(conn, run.id)
    notices = await correction_notices.counts(conn, run.id)
    return RunTotals(counted.by, counted.reasons, notices, await edits.in_state(conn, run.id, "uncertain"))


async def compact(conn: AsyncConnection, before: datetime) -> int | None:
    """Delete the rows of one run that ended before a moment, and keep what they add up to; return its id, if any."""
    query = select(correction_runs.c.id).where(
        correction_runs.c.state == "done", correction_runs.c.ended_at < before, correction_runs.c.counts.is_(None)
    )
    run_id: int | None = await conn.scalar(query.order_by(correction_runs.c.id).limit(1))
    run = await runs.get(conn, run_id) if run_id else None
    if run is None:
        return None
    totals = await read(conn, run)
    kept: dict[str, Any] = {"by": [[*key, count] for key, count in sorted(totals.by.items())]}
    kept |= {"reasons": totals.reasons, "notices": totals.notices, "uncertain": totals.uncertain}
    own = correction_runs.c.id == run.id
    await conn.execute(update(correction_runs).where(own).values(counts=json.dumps(kept)))
    for table in (copy_edits, notice_table, corrected_pages):
        await conn.execute(delete(table).where(table.c.run_id == run.id))
    return run.id


async def expected(conn: AsyncConnection, story: int, mistakes: Sequence[Mistake]) -> Counter[str]:
    """Count by kind the copies that would be corrected, were these mistakes put right now."""
    wrong = [await runs.wrong(conn, story, mistake) for mistake in mistakes]
    counted: Counter[str] = Counter()
    for chunk in _chunks({number for numbers, _ in wrong for number in numbers}):
        kind = case((renditions.c.channel == 1, "post"), (broadcasts.c.kind == "digest", "digest"), else_="push")
        query = (
            select(kind, func.count())
            .select_from(deliveries)
            .join(renditions, renditions.c.id == deliveries.c.rendition_id)
            .join(broadcasts, broadcasts.c.id == deliveries.c.broadcast_id)
            .where(deliveries.c.broadcast_id == renditions.c.broadcast_id, renditions.c.id.in_(chunk))
            .where(deliveries.c.state == "sent", deliveries.c.message_id.is_not(None), deliveries.c.withdrawn.is_(None))
        )
        counted.update({row[0]: row[1] for row in await conn.execute(query.group_by(kind))})
    for chunk in _chunks({number for _, numbers in wrong for number in numbers}):
        shown = select(copies.c.kind, func.count()).where(copies.c.page_id.in_(chunk)).group_by(copies.c.kind)
        counted.update({row[0]: row[1] for row in await conn.execute(shown)})
    return counted


def _chunks(numbers: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for first in range(0, len(ordered), _CHUNK):
        yield ordered[first : first + _CHUNK]
