"""All tables together, as the database holds them."""

from __future__ import annotations

from typing import Any

from bot.store import delivery_tables, search_tables, tables
from bot.store.columns import metadata

__all__ = ["delivery_tables", "is_ours", "metadata", "search_tables", "tables"]


def is_ours(name: str | None, _kind: str, _parents: Any) -> bool:
    """Whether Alembic is to compare it: what begins with `searches` is an index of the database's own."""
    return not (name or "").startswith("searches")
