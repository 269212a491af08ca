"""What is due of reports: the desk's cards to be sent or edited, and reporters to be told what came of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.model.language import Language
from bot.store import dialects
from bot.store.reader_reports import ReportedItem, get_item
from bot.store.report_tables import report_cards, reported_items, reports

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Answer:
    """What reporters of an item are told in one chat, once: the item as it was closed, and where and how to say it."""

    item: ReportedItem
    chat_id: int
    thread_id: int | None
    language: Language


_UNTOLD = (
    select(reports.c.reported_item_id, reports.c.chat_id, reports.c.thread_id, reports.c.language)
    .join(reported_items, reported_items.c.id == reports.c.reported_item_id)
    .where(reports.c.told_at.is_(None), reported_items.c.state == "closed", reported_items.c.outcome.is_not(None))
    .order_by(reports.c.id)
    .limit(1)
)


async def outdated(conn: AsyncConnection) -> tuple[int, ...]:
    """Return the ids of reported items of which the cards do not show the newest version, in order."""
    query = select(reported_items.c.id).where(reported_items.c.version > reported_items.c.shown_version)
    return tuple((await conn.scalars(query.order_by(reported_items.c.id))).all())


async def of_item(conn: AsyncConnection, reported_item_id: int) -> dict[int, int]:
    """Return the messages that show a reported item, by the member they are shown to."""
    query = select(report_cards.c.user_id, report_cards.c.message_id)
    return dict(iter(await conn.execute(query.where(report_cards.c.reported_item_id == reported_item_id))))


async def put(conn: AsyncConnection, reported_item_id: int, user_id: int, message_id: int) -> None:
    """Store which message shows a reported item to a member."""
    row = {"reported_item_id": reported_item_id, "user_id": user_id, "message_id": message_id}
    statement = dialects.insert(conn, report_cards).values(row)
    newer = {"message_id": message_id}
    await conn.execute(statement.on_conflict_do_update(index_elements=["reported_item_id", "user_id"], set_=newer))


async def mark_shown(conn: AsyncConnection, reported_item_id: int, version: int) -> None:
    """Store which version the cards show."""
    statement = update(reported_items).where(reported_items.c.id == reported_item_id)
    await conn.execute(statement.values(shown_version=version))


async def is_untold(conn: AsyncConnection) -> bool:
    """Return whether a reporter is to be told what came of it."""
    return (await conn.execute(_UNTOLD)).one_or_none() is not None


async def claim_answer(conn: AsyncConnection, at: datetime) -> Answer | None:
    """Mark all reports of one closed item from one chat as told, and return what to tell; None if none is left."""
    row = (await conn.execute(_UNTOLD)).one_or_none()
    item = await get_item(conn, row.reported_item_id) if row else None
    if row is None or item is None:
        return None
    own = (reports.c.reported_item_id == row.reported_item_id) & (reports.c.chat_id == row.chat_id)
    await conn.execute(update(reports).where(own).values(told_at=at, asked_at=None))
    return Answer(item, row.chat_id, row.thread_id, Language(row.language))


async def release_answer(conn: AsyncConnection, answer: Answer) -> None:
    """Take the mark back: it was certainly not sent."""
    own = (reports.c.reported_item_id == answer.item.id) & (reports.c.chat_id == answer.chat_id)
    await conn.execute(update(reports).where(own).values(told_at=None))
