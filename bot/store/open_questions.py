"""Cache of persons with an open question or live coverage, so that a reader's text message costs no query."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, or_, select, union_all
from sqlalchemy.dialects import sqlite

from bot.store.delivery_tables import broadcast_drafts
from bot.store.drafts import LIVE
from bot.store.report_tables import reports
from bot.store.tables import draft_questions, drafts, live_sessions, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.store.database import Database

REFRESHED = timedelta(seconds=10)  # how old the ids of the desk may be on PostgreSQL, which has no change counter
_OF_DRAFTS = draft_questions.c.asked_at.is_not(None) & drafts.c.state.in_(LIVE)
_QUESTIONS = draft_questions.join(drafts, drafts.c.id == draft_questions.c.draft_id)
_OF_BROADCASTS = broadcast_drafts.c.asked_at.is_not(None) & broadcast_drafts.c.broadcast_id.is_(None)
_ASKED = union_all(
    select(draft_questions.c.user_id).select_from(_QUESTIONS).where(_OF_DRAFTS),
    select(broadcast_drafts.c.by.label("user_id")).where(_OF_BROADCASTS),
    select(live_sessions.c.user_id),
    select(reports.c.user_id).where(reports.c.asked_at.is_not(None)),
).subquery()
# For `Database.peek`, which runs text on SQLite's own connection.
_PEEK = str(
    select(func.coalesce(func.group_concat(_ASKED.c.user_id), literal(""))).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
)


class OpenQuestions:
    """Caches the ids of persons to whom a question is open, or whose messages are events of a story.

    On SQLite the set is read again after any commit, outside the engine, within microseconds. On PostgreSQL another
    process may ask at any time, so each look-up of a member of the desk is one query; readers are told from members by
    ids that are read at most every ten seconds. `owners` are those of the settings, whom no table need name.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], owners: Iterable[int] = ()) -> None:
        self._database = database
        self._now = now
        self._version: int | None = None
        self._asked: frozenset[int] = frozenset()
        self._acted = {*owners}
        self._desk: frozenset[int] = frozenset()
        self._read_at: datetime | None = None

    def note_member(self, user_id: int) -> None:
        """Look this person up from now on: who has acted at the desk here may be asked something the next moment."""
        self._acted.add(user_id)

    async def is_asked(self, user_id: int) -> bool:
        """Whether a question is open to this person, or they cover a story live."""
        version = self._database.change_counter()
        if version is None or version != self._version:
            ids_text = self._database.peek(_PEEK)
            if ids_text is None:
                return await self._may_be_asked(user_id) and await self._query(user_id)
            self._asked = frozenset(map(int, ids_text.split(","))) if ids_text else frozenset()
            self._version = version  # of before the set was read: a commit in between is seen by the next call
        return user_id in self._asked

    async def _may_be_asked(self, user_id: int) -> bool:
        """Whether this is no reader: a member of the desk, or somebody who was one when they were asked."""
        if user_id in self._acted:
            return True
        now = self._now()
        if self._read_at is None or not timedelta() <= now - self._read_at < REFRESHED:
            async with self._database.read() as conn:
                ids = await conn.scalars(union_all(select(_ASKED.c.user_id), select(members.c.user_id)))
            self._desk, self._read_at = frozenset(ids), now
        return user_id in self._desk

    async def _query(self, user_id: int) -> bool:
        asked = or_(
            exists().select_from(_QUESTIONS).where(draft_questions.c.user_id == user_id, _OF_DRAFTS),
            exists().where(broadcast_drafts.c.by == user_id, _OF_BROADCASTS),
            exists().where(live_sessions.c.user_id == user_id),
            exists().where(reports.c.user_id == user_id, reports.c.asked_at.is_not(None)),
        )
        async with self._database.read() as conn:
            return bool(await conn.scalar(select(asked)))
