"""What a restored or copied database holds back: nothing of it leaves by itself before the desk has decided.

What a backup calls pending may have arrived since; what it calls planned may have gone out. Nobody can tell from the
backup, so each is held: deliveries become uncertain, planned broadcasts await approval, unhandled updates are set
aside, and drafts and digests whose hour is past by then are `is_held`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, text, update

from bot.errors.updates import DeadLetterCause
from bot.store import broadcasts, dialects
from bot.store.copies import correction_notices
from bot.store.deliveries import RESTORED
from bot.store.delivery_tables import broadcasts as broadcast_table
from bot.store.delivery_tables import deliveries
from bot.store.tables import inbox, key_values, scheduled_publications

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

BACKUP_AT = "backup_at"  # in backups of SQLite, and nowhere else: when it was made
_TABLES = "tables"  # on PostgreSQL: the number of our own table, which another has after any restore
_RESTORED = "restored"  # JSON: when the database was restored, and from a backup of when
_COPIED = "copied"  # a copy brought what is here, and no bot has run on it since
_OURS = text("SELECT CAST('key_values'::regclass::oid AS TEXT)")
# Spelled as in the partial indexes, or SQLite does not use those.
_OPEN = text("deliveries.state IN ('pending', 'sending')")
_IN_DOUBT = text("deliveries.state IN ('sending', 'uncertain')")


@dataclass(frozen=True, slots=True)
class Restored:
    """When the database was restored or copied, and when the backup was made; None if nobody knows."""

    at: datetime
    backup_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldWork:
    """What still waits for the desk: undecided deliveries by broadcast, broadcasts that await approval, and drafts."""

    restored: Restored
    uncertain: tuple[tuple[int, int], ...]
    planned: tuple[int, ...]
    drafts: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the desk has decided about all of it."""
        return not (self.uncertain or self.planned or self.drafts)


async def hold_back(conn: AsyncConnection, at: datetime, backup_at: datetime | None) -> None:
    """Hold what the database would send by itself, and note when it was restored."""
    opened = select(deliveries.c.broadcast_id).where(_OPEN).distinct().order_by(deliveries.c.broadcast_id)
    for broadcast_id in (await conn.scalars(opened)).all():
        await broadcasts.get_for_update(conn, broadcast_id)
        for state in ("pending", "sending"):
            statement = update(deliveries).where(
                deliveries.c.broadcast_id == broadcast_id, _OPEN, deliveries.c.state == state
            )
            values = {"state": "uncertain", "reason": RESTORED, "at": at, "dismissed": 0}
            count = (await conn.execute(statement.values(values))).rowcount
            await broadcasts.count(conn, broadcast_id, {state: -count, "uncertain": count})
    await correction_notices.mark_uncertain(conn, RESTORED, "pending", "sending")
    planned = update(broadcast_table).where(broadcast_table.c.state == "planned", broadcast_table.c.due_at <= at)
    await conn.execute(planned.values(state="awaiting", halted=RESTORED))
    aside = {"dead_letter_reason": RESTORED, "dead_letter_cause": DeadLetterCause.RESTORED.value, "owner": None}
    await conn.execute(update(inbox).where(inbox.c.dead_letter_reason.is_(None)).values(aside))
    await conn.execute(delete(key_values).where(key_values.c.key.in_((BACKUP_AT, _TABLES, _COPIED))))
    note = {"at": at.isoformat(), "backup_at": backup_at.isoformat() if backup_at else None}
    await _put(conn, _RESTORED, json.dumps(note))
    await note_tables(conn)


async def hold_if_unheld(conn: AsyncConnection, at: datetime) -> bool:
    """Hold where the database is a backup that was put in its place, by whatever means; return whether it was."""
    backup_at, is_unheld = await _find_unheld(conn)
    if is_unheld:
        await hold_back(conn, at, backup_at)
    return is_unheld


async def begin(database: Database, at: datetime, *, is_run: bool = False) -> bool:
    """Hold what a backup that was put in place would send; return whether it was one.

    A bot's run takes the mark of a copy away: from then on no copy may overwrite the database.
    """
    async with database.read() as conn:
        _, is_unheld = await _find_unheld(conn)
        is_noted = conn.dialect.name == "sqlite" or await _get(conn, _TABLES) is not None
        has_mark = is_run and await is_copied(conn)
    if is_noted and not (is_unheld or has_mark):
        return False  # the usual start writes nothing
    async with database.write() as conn:
        was_held = await hold_if_unheld(conn, at)
        await note_tables(conn)
        if has_mark:
            await conn.execute(delete(key_values).where(key_values.c.key == _COPIED))
    return was_held


async def note_tables(conn: AsyncConnection) -> None:
    """Note on PostgreSQL which tables are ours, so that those of a restored dump are known to be others."""
    if conn.dialect.name == "postgresql":
        await _put(conn, _TABLES, str(await conn.scalar(_OURS)))


async def note_copied(conn: AsyncConnection) -> None:
    """Mark the database as one that a copy filled, and that another copy may fill anew until a bot runs on it."""
    await _put(conn, _COPIED, "1")


async def is_copied(conn: AsyncConnection) -> bool:
    """Whether a copy filled the database, and no bot has run on it since."""
    return await _get(conn, _COPIED) is not None


async def read(conn: AsyncConnection) -> Restored | None:
    """Return when the database was restored last; None if it never was."""
    if (note := await _get(conn, _RESTORED)) is None:
        return None
    values = json.loads(note)
    return Restored(datetime.fromisoformat(values["at"]), _moment(values["backup_at"]))


def is_held(restored: Restored | None, due_at: datetime | None) -> bool:
    """Whether what was due at an hour may have gone out before the database was restored."""
    return restored is not None and due_at is not None and due_at <= restored.at


async def hold_again(conn: AsyncConnection, broadcast_id: int, chats: frozenset[int], at: datetime) -> None:
    """Hold the deliveries of a broadcast to some chats that have just been enqueued."""
    statement = update(deliveries).where(
        deliveries.c.broadcast_id == broadcast_id,
        text("deliveries.state = 'pending'"),
        deliveries.c.chat_id.in_(sorted(chats)),
    )
    count = (await conn.execute(statement.values(state="uncertain", reason=RESTORED, at=at))).rowcount
    await broadcasts.count(conn, broadcast_id, {"pending": -count, "uncertain": count})


async def read_held(conn: AsyncConnection) -> HeldWork | None:
    """Return what waits for the desk's decision since the database was restored; None if it never was."""
    restored = await read(conn)
    if restored is None:
        return None
    undecided = (_IN_DOUBT, deliveries.c.state == "uncertain", deliveries.c.reason == RESTORED)
    counted = select(deliveries.c.broadcast_id, func.count()).where(*undecided, deliveries.c.dismissed == 0)
    rows = await conn.execute(counted.group_by(deliveries.c.broadcast_id).order_by(deliveries.c.broadcast_id))
    planned = select(broadcast_table.c.id).where(
        broadcast_table.c.state == "awaiting", broadcast_table.c.halted == RESTORED
    )
    drafts = select(scheduled_publications.c.draft_id).where(scheduled_publications.c.due_at <= restored.at)
    return HeldWork(
        restored,
        tuple((number, count) for number, count in rows),
        tuple(await conn.scalars(planned.order_by(broadcast_table.c.id))),
        tuple(await conn.scalars(drafts.order_by(scheduled_publications.c.due_at))),
    )


async def _find_unheld(conn: AsyncConnection) -> tuple[datetime | None, bool]:
    if conn.dialect.name == "sqlite":
        backup_at = await _get(conn, BACKUP_AT)
        return _moment(backup_at), backup_at is not None
    tables = await _get(conn, _TABLES)
    return None, tables is not None and tables != await conn.scalar(_OURS)


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


async def _get(conn: AsyncConnection, key: str) -> str | None:
    value: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == key))
    return value


async def _put(conn: AsyncConnection, key: str, value: str) -> None:
    statement = dialects.insert(conn, key_values).values(key=key, value=value)
    newer = {"value": statement.excluded.value}
    await conn.execute(statement.on_conflict_do_update(index_elements=[key_values.c.key], set_=newer))
