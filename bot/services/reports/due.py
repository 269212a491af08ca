"""Use cases of the background: which of the desk's cards to send or edit, and whom to tell what came of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.reports import decisions
from bot.store import report_cards

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database
    from bot.store.reader_reports import ReportFile
    from bot.store.report_cards import Answer


async def read_outdated(database: Database) -> list[tuple[ReportFile, dict[int, int]]]:
    """Read the reported items whose cards do not show the newest, each with its cards' messages by member."""
    async with database.read() as conn:
        cards = {number: await report_cards.of_item(conn, number) for number in await report_cards.outdated(conn)}
    files = [(await decisions.read(database, number), shown) for number, shown in cards.items()]
    return [(file, shown) for file, shown in files if file]


async def put_card(database: Database, number: int, user_id: int, message_id: int) -> None:
    """Store which message shows a reported item to a member."""
    async with database.write() as conn:
        await report_cards.put(conn, number, user_id, message_id)


async def mark_shown(database: Database, file: ReportFile) -> None:
    """Store that the cards show this version."""
    async with database.write() as conn:
        await report_cards.mark_shown(conn, file.reported.id, file.reported.version)


async def claim_answer(database: Database, now: datetime) -> Answer | None:
    """Claim what reporters in one chat are told of one item; None if nobody is left to be told.

    Claimed before it is sent, it is sent once at most. Without one it is a read, which waits for no writer.
    """
    async with database.read() as conn:
        if not await report_cards.is_untold(conn):
            return None
    async with database.write() as conn:
        return await report_cards.claim_answer(conn, now)


async def release_answer(database: Database, answer: Answer) -> None:
    """Give a claimed answer back: it was certainly not sent."""
    async with database.write() as conn:
        await report_cards.release_answer(conn, answer)
