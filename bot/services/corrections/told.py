"""Which records of corrections a copy has to tell of: those about what it showed, since it was rendered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.model.diff import LISTS, items
from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Correction, Dossier, Story

Told = tuple["Story", tuple["Correction", ...]]


async def read(conn: AsyncConnection, covers: str) -> dict[int, Told]:
    """Return the stories that a copy shows, as they are now, each with the records that the copy tells of from now on.

    Stories by number; `covers` is what is stored of what the copy shows.
    """
    by_number: dict[int, Told] = {}
    for number, revision, shown, *rest in json.loads(covers):
        story, before = await stories.get(conn, number), await stories.get(conn, number, revision)
        if story is None:
            continue
        dossier = before.dossier if before else story.dossier
        known = {record.id for record in dossier.corrections} - set(rest[0] if rest else ())
        concerned = _named(dossier, shown)
        records = tuple(
            record
            for record in story.dossier.corrections
            if record.id not in known and (record.item in concerned or record.id in (rest[0] if rest else ()))
        )
        by_number[number] = story, records
    return by_number


def _named(dossier: Dossier, shown: Collection[str]) -> frozenset[str | None]:
    """Return the items, with the speakers and sources that they name, as these stand beside them."""
    named: set[str | None] = set(shown)
    for part in LISTS:
        for item_id, item in items(dossier, part).items():
            if item_id in shown:
                entry: Any = item
                named |= {getattr(entry, "speaker", None), *getattr(entry, "sources", ())}
    return frozenset(named - {None})
