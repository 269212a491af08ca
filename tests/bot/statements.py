"""Records the statements that handlers run, whichever engine runs them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def recorded(*, of_handlers: bool = False) -> Iterator[list[str]]:
    """Yield the statements as they run, without BEGIN; those of background tasks are left out if `of_handlers`.

    What runs for an update has its id in structlog's context, in threads too.
    """
    statements: list[str] = []

    def record(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        in_handler = "update" in structlog.contextvars.get_contextvars()
        if not statement.startswith("BEGIN") and (in_handler or not of_handlers):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", record)


def selects(statements: list[str]) -> list[str]:
    """Return those that read."""
    return [statement for statement in statements if statement.lstrip().startswith("SELECT")]
