"""What stories were at the revisions that a page compares them to: news is told since one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import stories
from bot.views.recipes.recipe import Kind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier
    from bot.store.database import Database
    from bot.views.recipes.recipe import StoredRecipe

Befores = dict[tuple[int, int], "Dossier | None"]
"""Dossiers by story and revision; None of a revision that is not there."""


async def of(conn: AsyncConnection, written: StoredRecipe) -> Befores:
    """Return what a recipe's page compares its stories to; nothing of pages that compare nothing."""
    befores: Befores = {}
    for number, base, *_ in written.values[0] if written.kind is Kind.LATEST else ():
        before = await stories.get(conn, number, base) if base else None
        befores[number, base] = before.dossier if before else None
    return befores


async def read_befores(database: Database, written: StoredRecipe) -> Befores:
    """Read the same, and nothing where the page compares nothing."""
    if written.kind is not Kind.LATEST:
        return {}
    async with database.read() as conn:
        return await of(conn, written)
