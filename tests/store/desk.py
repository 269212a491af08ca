"""Somebody at the desk, and drafts to publish."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from bot.model.roles import Role
from bot.services.desk_transaction import ActionContext
from bot.store import drafts, members
from bot.store.members import Member
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import Dossier
    from bot.store.database import Database
    from bot.store.drafts import Draft

OWNER, EDITOR, OTHER, CONTRIBUTOR, STRANGER = 1, 2, 3, 4, 9
ROLES = {OWNER: Role.OWNER, EDITOR: Role.EDITOR, OTHER: Role.EDITOR, CONTRIBUTOR: Role.CONTRIBUTOR}
NOBODY: frozenset[int] = frozenset()


def member(user_id: int, role: Role | None = None) -> Member:
    """A member of the role that this person has in these tests, or of another."""
    return Member(user_id, role or ROLES[user_id], f"Member {user_id}", OWNER, NOW)


@dataclass
class Desk:
    """A desk of four, each of whose actions comes with an update of its own."""

    database: Database
    updates: count[int] = field(default_factory=lambda: count(100))

    def deed(self, actor: int = EDITOR, at: datetime = NOW, update_id: int | None = None) -> ActionContext:
        """What somebody does now, by a new update where none is given."""
        return ActionContext(actor, at, NOBODY, update_id or next(self.updates))

    async def gather(self) -> None:
        """Everybody comes."""
        async with self.database.write() as conn:
            for user_id in ROLES:
                await members.put(conn, member(user_id), NOBODY)

    async def draft(
        self, made: Dossier | None = None, *, base: int | None = None, author: int = EDITOR, at: datetime = NOW
    ) -> Draft:
        """A draft, of a new story where it has no base."""
        async with self.database.write() as conn:
            return await drafts.create(conn, made or dossier(), base=base, author=author, at=at)
