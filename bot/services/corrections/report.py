"""What a correction will reach, before it is published, and what it has reached since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.corrections.carrying import added
from bot.model.corrections.mistakes import mistakes
from bot.store.copies import runs, totals
from bot.telegram_api.rate_limiter import push_rate
from bot.views.desk.publishing.copies_report import CopyForecast

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story
    from bot.store.copies.runs import Run
    from bot.store.copies.totals import RunTotals
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run and what became of its copies and notices."""

    run: Run
    totals: RunTotals


async def forecast(conn: AsyncConnection, before: Story, after: Story, rate: float) -> CopyForecast | None:
    """Count what publishing `after` would correct, at `rate` messages a second; None if it corrects no item."""
    wrong = mistakes(before.dossier, after.dossier)
    record = next((record for record in added(before.dossier, after.dossier) if record.item), None)
    if record is None:
        return None
    by = await totals.expected(conn, before.number, wrong)
    total = sum(by.values())
    notices = total if any(mistake.class_.is_urgent for mistake in wrong) else 0
    return CopyForecast(by, (total + notices) / push_rate(rate), before, after, record, notices)


async def read(database: Database, story: int, record: str) -> RunReport | None:
    """Return what a record's correction has reached; None of one from before copies were known."""
    async with database.read() as conn:
        run = await runs.of_record(conn, story, record)
        return RunReport(run, await totals.read(conn, run)) if run else None
