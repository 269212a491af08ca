"""What each process uses of the rate at which one token may send: a single row, kept by all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.store import dialects
from bot.store.tables import key_values

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncConnection

_KEY = "rate_use"
_IS_OURS = key_values.c.key == _KEY


async def record(conn: AsyncConnection, process: int, use: float, others: Collection[int]) -> dict[int, float]:
    """Store what a process uses, forget all that are not among the others, and return the use of each."""
    empty = dialects.insert(conn, key_values).values(key=_KEY, value="{}")
    await conn.execute(empty.on_conflict_do_nothing(index_elements=[key_values.c.key]))
    stored = await conn.scalar(select(key_values.c.value).where(_IS_OURS).with_for_update())
    uses = {int(number): float(used) for number, used in json.loads(stored or "{}").items() if int(number) in others}
    uses[process] = use
    await conn.execute(update(key_values).where(_IS_OURS).values(value=json.dumps(uses)))
    return uses
