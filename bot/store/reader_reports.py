"""Readers' reports: items that were reported, and by whom; the desk is shown no reporter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - fields of dataclasses
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from bot.model.corrections.reported import ReportKind
from bot.model.language import Language
from bot.store import dialects
from bot.store.report_tables import reported_items, reports

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story


@dataclass(frozen=True, slots=True)
class ReportedItem:
    """An item that was reported, open until the desk closes it; `outcome` and `day` are of a closed one."""

    id: int
    story_id: int
    item: str
    state: str
    count: int
    version: int
    shown_version: int
    outcome: str | None
    day: str | None

    @property
    def is_open(self) -> bool:
        """Whether the desk has not decided."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Report:
    """One person's report of an item, and where it was made."""

    id: int
    reported_item_id: int
    user_id: int
    chat_id: int
    thread_id: int | None
    story_id: int
    item: str
    language: Language
    kind: ReportKind
    line: str | None
    at: datetime
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportFile:
    """All that the desk is shown of a reported item: its story, and the reports."""

    reported: ReportedItem
    story: Story
    reports: tuple[Report, ...]


_ITEM_FIELDS = ("id", "story_id", "item", "state", "count", "version", "shown_version", "outcome", "day")
_FIELDS = (
    *("id", "reported_item_id", "user_id", "chat_id", "thread_id", "story_id", "item", "language", "kind", "line"),
    *("at", "asked_at"),
)
# By name: "count" is also a method of rows.
_ITEMS = select(*(reported_items.c[name] for name in _ITEM_FIELDS))
_REPORTS = select(*(reports.c[name] for name in _FIELDS))
_OPEN = reported_items.c.state == "open"


async def open_item(conn: AsyncConnection, story: int, item: str, at: datetime) -> int:
    """Return the id of the open row of an item; insert one if there is none."""
    row = {"story_id": story, "item": item, "state": "open", "count": 0, "version": 0, "shown_version": 0}
    await conn.execute(dialects.insert(conn, reported_items).values(row | {"changed_at": at}).on_conflict_do_nothing())
    query = select(reported_items.c.id).where(reported_items.c.story_id == story, reported_items.c.item == item, _OPEN)
    return int((await conn.execute(query)).scalar_one())


async def add(conn: AsyncConnection, report: dict[str, Any]) -> int | None:
    """Insert a report, and return its id; None if the person has reported the item already."""
    statement = dialects.insert(conn, reports).values(report).on_conflict_do_nothing()
    number: int | None = (await conn.execute(statement.returning(reports.c.id))).scalar_one_or_none()
    return number


async def count_since(conn: AsyncConnection, user_id: int, since: datetime) -> int:
    """Return how many reports a person made since a moment."""
    query = select(func.count()).select_from(reports).where(reports.c.user_id == user_id, reports.c.at > since)
    return int(await conn.scalar(query) or 0)


async def get(conn: AsyncConnection, report_id: int) -> Report | None:
    """Return a report; None if there is none, or its reporter was forgotten."""
    return _report((await conn.execute(_REPORTS.where(reports.c.id == report_id))).one_or_none())


async def asked(conn: AsyncConnection, user_id: int) -> Report | None:
    """Return the report whose line a person was asked for last; None if they are asked for none."""
    query = _REPORTS.where(reports.c.user_id == user_id, reports.c.asked_at.is_not(None))
    return _report((await conn.execute(query.order_by(reports.c.asked_at.desc()).limit(1))).one_or_none())


async def add_line(conn: AsyncConnection, report_id: int, line: str) -> None:
    """Store the reporter's line; the question for it ends."""
    await conn.execute(update(reports).where(reports.c.id == report_id).values(line=line, asked_at=None))


async def end_question(conn: AsyncConnection, user_id: int) -> None:
    """Ask a person for no line any more."""
    asking = (reports.c.user_id == user_id) & reports.c.asked_at.is_not(None)
    await conn.execute(update(reports).where(asking).values(asked_at=None))


async def of_item(conn: AsyncConnection, reported_item_id: int) -> tuple[Report, ...]:
    """Return the reports of an item in their order."""
    rows = await conn.execute(_REPORTS.where(reports.c.reported_item_id == reported_item_id).order_by(reports.c.id))
    return tuple(report for row in rows if (report := _report(row)))


async def get_item(conn: AsyncConnection, reported_item_id: int) -> ReportedItem | None:
    """Return a reported item; None if missing."""
    row = (await conn.execute(_ITEMS.where(reported_items.c.id == reported_item_id))).one_or_none()
    return ReportedItem(*row) if row else None


async def open_items(conn: AsyncConnection) -> tuple[ReportedItem, ...]:
    """Return what waits for the desk, the oldest first."""
    return tuple(ReportedItem(*row) for row in await conn.execute(_ITEMS.where(_OPEN).order_by(reported_items.c.id)))


async def count_open(conn: AsyncConnection) -> int:
    """Return how many items wait for the desk."""
    return int(await conn.scalar(select(func.count()).select_from(reported_items).where(_OPEN)) or 0)


async def change(conn: AsyncConnection, reported_item_id: int, at: datetime, *, more: int = 0) -> None:
    """Count `more` reports, and have the desk's cards show what changed."""
    newer = {"count": reported_items.c.count + more, "version": reported_items.c.version + 1, "changed_at": at}
    await conn.execute(update(reported_items).where(reported_items.c.id == reported_item_id).values(newer))


async def close(
    conn: AsyncConnection, story: int, item: str, at: datetime, *, outcome: str | None, day: str | None = None
) -> bool:
    """Close the open row of an item; return whether there was one."""
    newer = {"state": "closed", "outcome": outcome, "day": day, "changed_at": at}
    statement = update(reported_items).where(reported_items.c.story_id == story, reported_items.c.item == item, _OPEN)
    return (await conn.execute(statement.values(newer | {"version": reported_items.c.version + 1}))).rowcount == 1


async def drop_of_person(conn: AsyncConnection, user_id: int, at: datetime) -> None:
    """Delete a person's reports, and count them out; an item that nobody else reported is closed."""
    rows = list(await conn.execute(_REPORTS.where(reports.c.user_id == user_id)))
    await conn.execute(delete(reports).where(reports.c.user_id == user_id))
    for report in rows:
        await change(conn, report.reported_item_id, at, more=-1)
        item = await get_item(conn, report.reported_item_id)
        if item and item.is_open and item.count <= 0:
            await close(conn, item.story_id, item.item, at, outcome=None)


async def prune(conn: AsyncConnection, told_before: datetime, before: datetime) -> None:
    """Delete reports whose reporter was told before a moment, and those made before another."""
    await conn.execute(delete(reports).where((reports.c.told_at < told_before) | (reports.c.at < before)))


def _report(row: Any) -> Report | None:
    if row is None:
        return None
    values = row._asdict()
    return Report(**values | {"language": Language(values["language"]), "kind": ReportKind(values["kind"])})
