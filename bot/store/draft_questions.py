"""Questions of drafts, a row for each (draft, person): what somebody is asked, and when it was put to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from bot.store import dialects
from bot.store.tables import draft_questions, drafts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

_LIVE = drafts.c.state.in_(("open", "submitted", "scheduled"))


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """What `user_id` is asked about a draft: `question` (None once it ended), put to them at `asked_at`.

    `asked_at` is None while the question waits for the person to come back to it. `turn` moves on with every change:
    buttons of forms are numbered from it, so that no earlier form's button answers a later one.
    """

    draft_id: int
    user_id: int
    turn: int
    question: dict[str, Any] | None
    asked_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Return whether the person's next message answers the question."""
        return self.asked_at is not None and self.question is not None and not self.question.get("finished")


_QUESTIONS = select(
    *(draft_questions.c.draft_id, draft_questions.c.user_id, draft_questions.c.turn, draft_questions.c.question),
    draft_questions.c.asked_at,
)
_OF_LIVE_DRAFTS = _QUESTIONS.join(drafts, drafts.c.id == draft_questions.c.draft_id).where(_LIVE)


async def get(conn: AsyncConnection, draft_id: int, user_id: int) -> DraftQuestion | None:
    """Return the person's question in a draft, open or ended; None if they never had one."""
    query = _QUESTIONS.where(draft_questions.c.draft_id == draft_id, draft_questions.c.user_id == user_id)
    row = (await conn.execute(query)).one_or_none()
    return _question(row) if row else None


async def asking(conn: AsyncConnection, user_id: int) -> DraftQuestion | None:
    """Return the question in a live draft that was put to this person last; None if none waits for their answer."""
    query = _OF_LIVE_DRAFTS.where(draft_questions.c.user_id == user_id, draft_questions.c.asked_at.is_not(None))
    latest = query.order_by(draft_questions.c.asked_at.desc(), draft_questions.c.draft_id.desc()).limit(1)
    row = (await conn.execute(latest)).one_or_none()
    return _question(row) if row else None


async def of_person(conn: AsyncConnection, user_id: int) -> tuple[DraftQuestion, ...]:
    """Return the person's questions in live drafts, the draft that was changed last first."""
    return await _list(conn, draft_questions.c.user_id == user_id)


async def of_draft(conn: AsyncConnection, draft_id: int) -> tuple[DraftQuestion, ...]:
    """Return everybody's questions in a live draft."""
    return await _list(conn, draft_questions.c.draft_id == draft_id)


async def put(
    conn: AsyncConnection, draft_id: int, user_id: int, question: dict[str, Any] | None, *, asked_at: datetime | None
) -> None:
    """Store what a person is asked about a draft, in place of what they were asked before; None ends it."""
    row = {"question": None if question is None else json.dumps(question), "asked_at": asked_at}
    statement = dialects.insert(conn, draft_questions).values(draft_id=draft_id, user_id=user_id, turn=1, **row)
    changed = {**row, "turn": draft_questions.c.turn + 1}
    await conn.execute(statement.on_conflict_do_update(index_elements=["draft_id", "user_id"], set_=changed))


async def pause(conn: AsyncConnection, user_id: int, but: int | None = None) -> None:
    """Pause the person's questions, in all drafts `but` one: no message answers them until they are resumed."""
    await _pause(conn, draft_questions.c.user_id == user_id, draft_questions.c.draft_id != (but or 0))


async def pause_all(conn: AsyncConnection, draft_id: int) -> None:
    """Pause everybody's questions in a draft."""
    await _pause(conn, draft_questions.c.draft_id == draft_id)


async def end_all(conn: AsyncConnection, draft_id: int) -> None:
    """End everybody's questions in a draft that is published or discarded."""
    ended = update(draft_questions).where(draft_questions.c.draft_id == draft_id)
    await conn.execute(ended.values(question=None, asked_at=None, turn=draft_questions.c.turn + 1))


async def remove(conn: AsyncConnection, draft_id: int, user_id: int) -> None:
    """Delete a person's question in a draft: somebody else took it over."""
    gone = (draft_questions.c.draft_id == draft_id) & (draft_questions.c.user_id == user_id)
    await conn.execute(delete(draft_questions).where(gone))


async def _pause(conn: AsyncConnection, *which: ColumnElement[bool]) -> None:
    waiting = update(draft_questions).where(*which, draft_questions.c.asked_at.is_not(None))
    await conn.execute(waiting.values(asked_at=None))


async def _list(conn: AsyncConnection, which: ColumnElement[bool]) -> tuple[DraftQuestion, ...]:
    query = _OF_LIVE_DRAFTS.where(which).order_by(drafts.c.changed_at.desc(), drafts.c.id.desc())
    return tuple(_question(row) for row in await conn.execute(query.order_by(draft_questions.c.user_id)))


def _question(row: Row[*tuple[Any, ...]]) -> DraftQuestion:
    values = row._asdict()
    question = values["question"]
    values["question"] = None if question is None else json.loads(question)
    return DraftQuestion(**values)
