"""Kept counts of readers and subscribers (`audience_tables`), added up: exact, and as quick at a million as at ten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, text

from bot.store.audience_tables import COLUMNS, audience_counts, recount
from bot.store.column_types import to_micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row
    from sqlalchemy.ext.asyncio import AsyncConnection

FOLD_AT = 2_000
"""Rows above which they are folded: added up within two milliseconds."""
_MINUTE = 60_000_000  # microseconds
_COUNT = func.sum(audience_counts.c.count)
_KEY = [audience_counts.c[name] for name in COLUMNS.split(", ")]
_LISTENING = text(  # `story` is 0 for a push to the readers of all stories
    """
    SELECT kind, language, rich, months, digits, in_both, CASE WHEN held_from <= :minute THEN 1 ELSE 0 END AS held,
           sum(count) AS number
    FROM audience_counts
    WHERE state = 'active' AND language <> ''
      AND (scope = 'every' OR (:story = 0 AND scope = 'picking') OR (scope = 'story' AND story_id = :story))
    GROUP BY kind, language, rich, months, digits, in_both, CASE WHEN held_from <= :minute THEN 1 ELSE 0 END
    HAVING sum(count) > 0
    """
)


async def listening(conn: AsyncConnection, story: int | None, now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the active subscribers of a story (None: of anything), by all that their message depends on.

    A row is (kind, language, rich, months, digits, in both languages, held at `now`, chats).
    """
    return (await conn.execute(_LISTENING, {"story": story or 0, "minute": to_micros(now) // _MINUTE})).all()


def count_readers(conn: Connection) -> dict[str, int]:
    """Count the chats that have asked, by language; "" for those that never chose one."""
    query = select(audience_counts.c.language, _COUNT).where(audience_counts.c.scope == "reader")
    rows = conn.execute(query.group_by(audience_counts.c.language).having(_COUNT > 0))
    return {language: int(count) for language, count in rows}


def count_subscribers(conn: Connection) -> dict[tuple[str, str], int]:
    """Count the subscribers by kind of chat and state."""
    key = (audience_counts.c.kind, audience_counts.c.state)
    query = select(*key, _COUNT).where(audience_counts.c.scope.in_(("every", "picking")))
    return {(kind, state): int(count) for kind, state, count in conn.execute(query.group_by(*key).having(_COUNT > 0))}


async def fold(conn: AsyncConnection) -> None:
    """Put one row into the place of all that are counted by the same, where there are many."""
    newest = select(audience_counts.c.id).order_by(audience_counts.c.id).offset(FOLD_AT).limit(1)
    if await conn.scalar(newest) is None:
        return
    if conn.dialect.name == "sqlite":
        folded = (await conn.execute(select(*_KEY, _COUNT.label("count")).group_by(*_KEY).having(_COUNT != 0))).all()
        # Without a WHERE no row is looked at (https://www.sqlite.org/lang_delete.html#the_truncate_optimization).
        await conn.execute(delete(audience_counts))
        if folded:
            await conn.execute(insert(audience_counts), [row._asdict() for row in folded])
        return
    # One statement has one snapshot: what others add meanwhile is neither deleted nor added up.
    await conn.execute(
        text(
            f"WITH gone AS (DELETE FROM audience_counts RETURNING {COLUMNS}, count) "  # noqa: S608 - constants of ours
            f"INSERT INTO audience_counts ({COLUMNS}, count) "
            f"SELECT {COLUMNS}, sum(count) FROM gone GROUP BY {COLUMNS} HAVING sum(count) <> 0"
        )
    )


async def mend(conn: AsyncConnection) -> None:
    """Count everything anew on PostgreSQL, again in one snapshot.

    There two transactions that change one chat's language and its state at once each count by what the other has not
    yet changed. SQLite has one writer, and nothing to mend.
    """
    if conn.dialect.name == "postgresql":
        await conn.execute(text(f"WITH gone AS (DELETE FROM audience_counts) {recount()}"))  # noqa: S608 - likewise
