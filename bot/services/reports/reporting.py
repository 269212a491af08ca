"""Use cases of a reporter: report an item, write a line about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from bot.model import printable
from bot.model.corrections.reported import LINE_LIMIT
from bot.store import reader_reports, updates

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model.corrections.reported import ReportKind
    from bot.model.language import Language
    from bot.store.database import Database
    from bot.store.reader_reports import Report

A_DAY = 5  # reports that one person may make within 24 hours
ASKED_FOR = timedelta(minutes=10)  # a later message is no line


class Refusal(Enum):
    """Why a report is not taken, by the end of its catalogue key."""

    REPEATED = "repeated"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What somebody reports, from which chat, when, and by which update."""

    story: int
    item: str
    kind: ReportKind
    user_id: int
    chat_id: int
    thread_id: int | None
    language: Language
    at: datetime
    update_id: int


async def report(database: Database, new: NewReport) -> int | Refusal:
    """Store a report, and ask its reporter for a line; return the report's id, or why it is not taken.

    A repeated update finds the report that it made.
    """
    async with database.write() as conn:
        is_new_update = await updates.mark_processed(conn, new.update_id, new.at)
        if not is_new_update and (asked := await reader_reports.asked(conn, new.user_id)):
            return asked.id
        if await reader_reports.count_since(conn, new.user_id, new.at - timedelta(days=1)) >= A_DAY:
            return Refusal.TOO_MANY
        reported = await reader_reports.open_item(conn, new.story, new.item, new.at)
        await reader_reports.end_question(conn, new.user_id)
        row = {
            "reported_item_id": reported, "user_id": new.user_id, "chat_id": new.chat_id, "thread_id": new.thread_id,
            "story_id": new.story, "item": new.item, "language": new.language.value, "kind": new.kind.value,
            "at": new.at, "asked_at": new.at,
        }  # fmt: skip
        report_id = await reader_reports.add(conn, row)
        if report_id is None:
            return Refusal.REPEATED
        await reader_reports.change(conn, reported, new.at, more=1)
        return report_id


async def find_asked(database: Database, user_id: int, now: datetime) -> Report | None:
    """Read the report whose line a person's next message is; a question that is too old ends."""
    async with database.read() as conn:
        asked = await reader_reports.asked(conn, user_id)
    if asked is None or (asked.asked_at and asked.asked_at <= now < asked.asked_at + ASKED_FOR):
        return asked
    await end_question(database, user_id)
    return None


async def find_own(database: Database, report_id: int, user_id: int) -> Report | None:
    """Read a report by its id; None if it is somebody else's, or gone."""
    async with database.read() as conn:
        own = await reader_reports.get(conn, report_id)
    return own if own and own.user_id == user_id else None


async def add_line(database: Database, own: Report, typed: str, at: datetime, update_id: int) -> bool:
    """Store the line of a report; False for one without words. It is cut to one line of LINE_LIMIT characters."""
    line = " ".join(printable(typed).split())
    if not line:
        return False
    shortened = line if len(line) <= LINE_LIMIT else line[: LINE_LIMIT - 1] + "…"
    async with database.write() as conn:
        if await updates.mark_processed(conn, update_id, at):
            await reader_reports.add_line(conn, own.id, shortened)
            await reader_reports.change(conn, own.reported_item_id, at)
    return True


async def end_question(database: Database, user_id: int) -> None:
    """Ask a person for no line any more."""
    async with database.write() as conn:
        await reader_reports.end_question(conn, user_id)
