"""Choices between two sides of a conflict, as they are stored with the question that asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.model.merging.rebase import Conflict

MINE, THEIRS = "mine", "theirs"


def conflict_key(conflict: Conflict) -> str:
    """Return a conflict's key in the stored question: its part, item, field and language."""
    return key(conflict.part, conflict.item, conflict.field, conflict.language)


def key(part: str, item: str | None, field: str | None, language: str | None) -> str:
    """Return the key of a conflict in this place."""
    return "/".join((part, item or "", field or "", language or ""))


def undecided(conflicts: Iterable[Conflict], chosen: Mapping[str, str]) -> tuple[Conflict, ...]:
    """Return the conflicts of which no side was chosen."""
    return tuple(conflict for conflict in conflicts if conflict_key(conflict) not in chosen)
