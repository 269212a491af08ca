"""Read what `/mydata` sends: the rows about a chat or a person, by the kinds of `/privacy`."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, true

from bot.store.follow_tables import follows, topics
from bot.store.personal_data.tables import PERSONAL_TABLES
from bot.store.tables import stories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.personal_data.data_kinds import DataKind
    from bot.store.personal_data.personal_column import PersonalColumn, PersonalTable

Rows = dict["DataKind", list[dict[str, Any]]]


async def read(conn: AsyncConnection, id_: int) -> Rows:
    """Return the rows about a chat, or the person whose private chat has this id, with the names of their fields.

    Stories are named by their slugs, what is followed beside them by its names; what is JSON comes as such.
    """
    slugs = dict(iter(await conn.execute(select(stories.c.id, stories.c.slug))))
    own = select(follows.c.topic_id).where(follows.c.chat_id == id_)
    names = dict(iter(await conn.execute(select(topics.c.id, topics.c.names).where(topics.c.id.in_(own)))))
    named = {"story_id": slugs, "topic_id": names}
    rows_by_kind: Rows = {}
    for entry in PERSONAL_TABLES:
        for place, column in enumerate(entry.columns):
            if column.sent:
                rows = await _rows(conn, entry, column, entry.columns[:place], id_)
                rows_by_kind.setdefault(column.kind, []).extend(_shown(row, column, named) for row in rows)
    return {kind: rows for kind, rows in rows_by_kind.items() if rows}


async def _rows(
    conn: AsyncConnection, entry: PersonalTable, column: PersonalColumn, before: tuple[PersonalColumn, ...], id_: int
) -> list[Mapping[str, Any]]:
    """Return the rows in which a column holds the id, without those that one `before` it has found."""
    seen = [entry.where(other, id_).is_not(true()) for other in before if other.sent and not other.within]
    query = select(*(entry.table.c[name] for name in column.sent)).where(entry.where(column, id_), *seen)
    return [row._asdict() for row in await conn.execute(query)]


def _shown(row: Mapping[str, Any], column: PersonalColumn, named: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    return {shown: _value(name, row[name], named) for name, shown in column.sent.items() if row[name] is not None}


def _value(name: str, value: Any, named: Mapping[str, Mapping[int, str]]) -> Any:
    if name in named:
        value = named[name].get(value)
    if isinstance(value, str) and value.startswith(("{", "[")):
        with suppress(ValueError):
            return json.loads(value)
    return value
