"""Statements compiled once in a process, not once for each database that a test opens."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import create_engine

from bot.store import dialects
from bot.store.async_engine import create_async_engine


class _SharedCache(dict[Any, Any]):
    """SQLAlchemy's cache of compiled statements, by the class of the dialect in place of the engine's own instance."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Return a statement that any engine of that kind has compiled."""
        dialect, *rest = key
        return super().get((type(dialect), *rest), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        dialect, *rest = key
        super().__setitem__((type(dialect), *rest), compiled)


def share() -> None:
    """Let the engines of all databases of this process share their compiled statements.

    A start compiles some forty: measured, a tenth of the CPU of a test that starts a bot and asks it one thing.
    """
    options = {"compiled_cache": _SharedCache()}
    vars(dialects).update(
        create_engine=partial(create_engine, execution_options=options),
        create_async_engine=partial(create_async_engine, execution_options=options),
    )
