"""Outbox of notices: one message to each chat that was shown wrong what was withdrawn or corrected urgently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, literal, select, text, tuple_, update

from bot.model.language import Language
from bot.model.reader import Digits, Months
from bot.store.column_types import AT_ONCE, Moment
from bot.store.copy_tables import correction_notices
from bot.store.delivery_tables import subscribers
from bot.store.tables import readers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

Place = tuple[datetime, int]
"""Where a notice stands in its run's order: those due first, groups and channels before chats."""
START: Place = (AT_ONCE, -(2**62))

NoticeState = Literal["pending", "sending", "sent", "failed", "uncertain"]

# Of several copies in a chat, the notice replies to the newest, in its language. Chat 0 is of a guest's answer of which
# nobody knows who asked. Who gets the push of the revision that is right is told by that.
_ENLIST = text(
    """
    INSERT INTO correction_notices (run_id, chat_id, language, reply_to, state, tries, due_at)
    SELECT run_id, chat_id, language, CASE WHEN message_id > 0 THEN message_id END, 'pending', 0, 0 FROM (
      SELECT e.run_id, e.chat_id, e.language, e.message_id,
             row_number() OVER (PARTITION BY e.chat_id ORDER BY e.rank, e.message_id DESC, e.inline_message_id) AS place
      FROM copy_edits e WHERE e.run_id = :run AND e.chat_id <> 0 AND NOT EXISTS (
        SELECT 1 FROM correction_runs r
        JOIN broadcasts b ON b.story_id = r.story_id AND b.revision = r.revision AND b.kind = 'update'
        JOIN deliveries d ON d.broadcast_id = b.id AND d.chat_id = e.chat_id
        WHERE r.id = e.run_id AND d.state IN ('pending', 'sending', 'sent', 'uncertain')
      )
    ) AS shown WHERE place = 1
    ON CONFLICT (run_id, chat_id) DO NOTHING
    """
)


def variant(language: str, months: str, digits: str) -> int:
    """Return the number of the notice for readers with these choices."""
    spoken = list(Language).index(Language(language))
    return 100 * spoken + 10 * list(Months).index(Months(months)) + list(Digits).index(Digits(digits))


def variants() -> dict[int, tuple[Language, Months, Digits]]:
    """Return all variants by their number."""
    every = ((language, month, digit) for language in Language for month in Months for digit in Digits)
    return {variant(*choices): choices for choices in every}


class PendingNotice(NamedTuple):
    """A notice to be sent, with the chat's choices; None for what it never chose."""

    chat_id: int
    language: str
    reply_to: int | None
    tries: int
    due_at: datetime
    months: str | None
    digits: str | None

    @property
    def place(self) -> Place:
        """Return where it stands in its run's order."""
        return self.due_at, self.chat_id

    @property
    def variant(self) -> int:
        """Return which of the run's notices it is."""
        return variant(self.language, self.months or Months.BOTH, self.digits or Digits.LATIN)


class NoticeResult(NamedTuple):
    """What became of a notice; one that is pending again is due at `due_at`, for another chat if `moved_to` is set."""

    chat_id: int
    state: NoticeState
    reason: str | None = None
    message_id: int | None = None
    due_at: datetime | None = None
    moved_to: int | None = None


@dataclass(frozen=True, slots=True)
class QuietChat:
    """A chat with quiet hours, in minutes of its zone's day."""

    chat_id: int
    quiet_from: int
    quiet_to: int
    zone: str


async def enlist(conn: AsyncConnection, run_id: int) -> int:
    """List a notice for each chat that has a copy in the run, and none yet, nor the push; return how many."""
    return (await conn.execute(_ENLIST, {"run": run_id})).rowcount


async def needed(conn: AsyncConnection, run_id: int) -> frozenset[int]:
    """Return the variants of the run's notices that are pending."""
    own = correction_notices
    query = (
        select(own.c.language, readers.c.months, readers.c.digits)
        .distinct()
        .join_from(own, readers, readers.c.chat_id == own.c.chat_id, isouter=True)
        .where(own.c.run_id == run_id, text("correction_notices.state = 'pending'"))
    )
    return frozenset(
        variant(language, months or Months.BOTH, digits or Digits.LATIN)
        for language, months, digits in await conn.execute(query)
    )


async def quiet_chats(conn: AsyncConnection, run_id: int) -> tuple[QuietChat, ...]:
    """Return the chats with quiet hours whose notice is due now."""
    query = (
        select(subscribers.c.chat_id, subscribers.c.quiet_from, subscribers.c.quiet_to, readers.c.zone)
        .join_from(correction_notices, subscribers, subscribers.c.chat_id == correction_notices.c.chat_id)
        .join(readers, readers.c.chat_id == subscribers.c.chat_id)
        .where(correction_notices.c.run_id == run_id, text("correction_notices.state = 'pending'"))
        .where(correction_notices.c.tries == 0, text("correction_notices.due_at = 0"))
        .where(subscribers.c.quiet_from.is_not(None), subscribers.c.quiet_to.is_not(None))
    )
    return tuple(QuietChat(row[0], row[1], row[2], row[3] or "UTC") for row in await conn.execute(query))


async def delay(conn: AsyncConnection, run_id: int, due: Mapping[int, datetime]) -> None:
    """Let the notices of these chats wait until a moment."""
    statement = update(correction_notices).where(
        correction_notices.c.run_id == run_id,
        correction_notices.c.chat_id == bindparam("chat", type_=BigInteger),
        text("state = 'pending'"),
    )
    if due:
        rows = [{"chat": chat, "due": at} for chat, at in sorted(due.items())]
        await conn.execute(statement.values(due_at=bindparam("due", type_=Moment)), rows)


async def pending(
    conn: AsyncConnection, run_id: int, now: datetime, after: Place, limit: int
) -> tuple[PendingNotice, ...]:
    """Return the run's notices that are due, after a place, in order: groups and channels first."""
    own = correction_notices
    query = (
        select(
            own.c.chat_id, own.c.language, own.c.reply_to, own.c.tries, own.c.due_at, readers.c.months, readers.c.digits
        )
        .join_from(own, readers, readers.c.chat_id == own.c.chat_id, isouter=True)
        .where(own.c.run_id == run_id, text("correction_notices.state = 'pending'"), own.c.due_at <= now)
        .where(tuple_(own.c.due_at, own.c.chat_id) > tuple_(literal(after[0], Moment), literal(after[1], BigInteger)))
        .order_by(own.c.due_at, own.c.chat_id)
    )
    return tuple(PendingNotice(*row) for row in await conn.execute(query.limit(limit)))


def claim(conn: Connection, run_id: int, chats: Collection[int]) -> frozenset[int]:
    """Set pending notices to `sending`, before their requests go out; return whose they are."""
    own = correction_notices
    statement = (
        update(own)
        .where(own.c.run_id == run_id, own.c.chat_id.in_(sorted(chats)), text("state = 'pending'"))
        .values(state="sending")
        .returning(own.c.chat_id)
    )
    return frozenset(conn.scalars(statement)) if chats else frozenset()


def settle(conn: Connection, run_id: int, results: Iterable[NoticeResult]) -> None:
    """Store what became of notices that were claimed."""
    own = correction_notices
    for result in sorted(results):
        values: dict[str, Any] = {"state": result.state, "reason": result.reason, "message_id": result.message_id}
        values["tries"] = own.c.tries + 1
        if result.due_at is not None:
            values["due_at"] = result.due_at
        if result.moved_to is not None:
            known = conn.scalar(select(own.c.chat_id).where(own.c.run_id == run_id, own.c.chat_id == result.moved_to))
            values |= {"reply_to": None} | ({"state": "failed"} if known else {"chat_id": result.moved_to})
        conn.execute(update(own).where(own.c.run_id == run_id, own.c.chat_id == result.chat_id).values(values))


async def mark_uncertain(conn: AsyncConnection, reason: str, *states: NoticeState) -> int:
    """Mark what a dead worker had in flight, or a backup held, as uncertain: it is never sent again by itself."""
    statement = update(correction_notices).where(correction_notices.c.state.in_(states))
    return (await conn.execute(statement.values(state="uncertain", reason=reason))).rowcount


async def next_due(conn: AsyncConnection, run_id: int) -> datetime | None:
    """Return when the run's next notice is due; None if none is pending."""
    query = select(func.min(correction_notices.c.due_at)).where(correction_notices.c.run_id == run_id)
    due: datetime | None = await conn.scalar(query.where(text("state = 'pending'")))
    return due


async def counts(conn: AsyncConnection, run_id: int) -> dict[str, int]:
    """Count the run's notices by state."""
    own = correction_notices
    query = select(own.c.state, func.count()).where(own.c.run_id == run_id).group_by(own.c.state)
    return {row[0]: row[1] for row in await conn.execute(query)}
