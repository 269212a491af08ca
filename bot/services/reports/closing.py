"""Closes readers' reports of what a revision put right, and of what its draft was begun for and left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.corrections.carrying import added, referring
from bot.model.corrections.correction import CorrectionClass
from bot.model.corrections.reported import NOTHING
from bot.model.diff import LISTS, items
from bot.store import reader_reports

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier, Story


async def corrected(conn: AsyncConnection, before: Dossier, after: Story, at: datetime) -> None:
    """Close the reports of each item that a new record is about, or that is gone with one that was withdrawn.

    Whoever reported anything else is told nothing: that it was put right would not be true.
    """
    records = added(before, after.dossier)
    withdrawn = {record.item for record in records if record.item and record.is_withdrawal}
    gone = {item for item in referring(before, withdrawn) if not _has(after.dossier, item)}
    for record in records:
        if record.item:
            outcome, day = record.class_ or CorrectionClass.CORRECTED, str(record.date)
            await reader_reports.close(conn, after.number, record.item, at, outcome=outcome.value, day=day)
            for item in gone if record.is_withdrawal else ():
                await reader_reports.close(conn, after.number, item, at, outcome=outcome.value, day=day)


async def left(conn: AsyncConnection, before: Dossier, after: Story, item: str, at: datetime) -> None:
    """Close the reports of the item that a draft was begun to correct, where what it corrected is something else.

    Not where that is its speaker or source, which its readers see with it: the desk decides then.
    """
    right = {record.item for record in added(before, after.dossier) if record.item}
    if item not in right | referring(before, right) and _has(after.dossier, item):
        await reader_reports.close(conn, after.number, item, at, outcome=NOTHING)


def _has(dossier: Dossier, item: str) -> bool:
    return any(item in items(dossier, part) for part in LISTS)
