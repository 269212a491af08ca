"""All tables together, as the database holds them."""

from __future__ import annotations

from bot.store import delivery_tables, tables
from bot.store.columns import metadata

__all__ = ["delivery_tables", "metadata", "tables"]
