"""Use cases of the desk: what readers reported, decided on; each in one transaction that the audit log records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import BlockMember
from bot.model.corrections.reported import NOTHING
from bot.model.roles import Action
from bot.services.admin import blocks
from bot.services.desk_transaction import desk_transaction
from bot.store import members, reader_reports, stories
from bot.store.reader_reports import ReportFile

if TYPE_CHECKING:
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database


async def count(database: Database) -> int:
    """Count the items that wait for the desk."""
    async with database.read() as conn:
        return await reader_reports.count_open(conn)


async def read_open(database: Database) -> tuple[ReportFile, ...]:
    """Read what waits for the desk, the oldest first."""
    async with database.read() as conn:
        numbers = [item.id for item in await reader_reports.open_items(conn)]
    files = [await read(database, number) for number in numbers]
    return tuple(file for file in files if file)


async def read(database: Database, number: int) -> ReportFile | None:
    """Read a reported item by its id; None if there is none."""
    async with database.read() as conn:
        reported = await reader_reports.get_item(conn, number)
        story = await stories.get(conn, reported.story_id) if reported else None
        if reported is None or story is None:
            return None
        return ReportFile(reported, story, await reader_reports.of_item(conn, number))


async def close(database: Database, number: int, *, context: ActionContext) -> bool:
    """Close a reported item: there is nothing to correct. False if it was closed before. Raises NotAllowed."""
    async with desk_transaction(database, context, Action.CORRECT, report=number) as tx:
        reported = await reader_reports.get_item(tx.conn, number)
        story = await stories.get(tx.conn, reported.story_id) if reported else None
        if reported is None or story is None or not tx.is_new_update:
            return False
        if not await reader_reports.close(tx.conn, reported.story_id, reported.item, context.at, outcome=NOTHING):
            return False
        await tx.record(story.slug, report=number, item=reported.item, outcome=NOTHING)
        return True


async def block(database: Database, report_id: int, reason: str, *, context: ActionContext) -> bool:
    """Block whoever made a report, and drop all their reports; False if the report is gone.

    Neither the audit log nor the list of blocks says who it is. Raises NotAllowed, and BlockMember for a member.
    """
    async with desk_transaction(database, context, Action.BLOCK, reporter=report_id) as tx:
        report = await reader_reports.get(tx.conn, report_id)
        if report is None or not tx.is_new_update:
            return False
        if report.user_id in context.owners or await members.get(tx.conn, report.user_id):
            raise BlockMember(user=0)
        await blocks.put(tx, report.user_id, reason, report_id=report_id)
        await reader_reports.drop_of_person(tx.conn, report.user_id, context.at)
        return True
