"""Claims on the inbox by chat, where several processes on one PostgreSQL server receive updates.

A chat's waiting updates belong to one process at a time, so that they keep their order wherever each arrived. Whoever
looks at a chat's rows holds an advisory lock of the chat until its transaction ends. Row locks with SKIP LOCKED would
not do: two updates that arrive at once have no row yet that both processes could meet at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, or_, select, text, update

from bot.store.tables import inbox
from bot.store.updates import Incoming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.ext.asyncio import AsyncConnection

_CLASS = 0x517B  # of our advisory locks: no other use of these numbers is known in one database
_LOCK = text("SELECT pg_advisory_xact_lock(:class, key) FROM unnest(CAST(:keys AS integer[])) AS key").bindparams(
    bindparam("class", _CLASS)
)
_TRY_LOCK = text(
    "SELECT key FROM unnest(CAST(:keys AS integer[])) AS key WHERE pg_try_advisory_xact_lock(:class, key)"
).bindparams(bindparam("class", _CLASS))
_WAITS = inbox.c.dead_letter_reason.is_(None)
_CHAT = func.coalesce(inbox.c.chat_id, 0)  # what belongs to no chat is in order as if it were one


async def lock_chats(conn: AsyncConnection, chats: Iterable[int]) -> None:
    """Wait until no other transaction looks at these chats' updates; until this one ends, none will.

    All take the locks in ascending order, so that no two wait for each other.
    """
    if keys := sorted({_key(chat) for chat in chats}):
        await conn.execute(_LOCK, {"keys": keys})


async def lock_left_chats(conn: AsyncConnection, gone: Collection[int]) -> frozenset[int]:
    """Return the chats with updates of processes that are `gone`, or of none; skip those that another looks at."""
    left = or_(inbox.c.owner.is_(None), inbox.c.owner.in_(sorted(gone)))
    chats = frozenset((await conn.execute(select(_CHAT).where(_WAITS, left).distinct())).scalars())
    if not chats:
        return chats
    rows = await conn.execute(_TRY_LOCK, {"keys": sorted({_key(chat) for chat in chats})})
    locked = frozenset(rows.scalars())
    return frozenset(chat for chat in chats if _key(chat) in locked)


async def disown(conn: AsyncConnection, chats: Collection[int], gone: Collection[int]) -> None:
    """Take from processes that are gone what they have of locked chats."""
    if chats and gone:
        theirs = (_CHAT.in_(sorted(chats)), inbox.c.owner.in_(sorted(gone)))
        await conn.execute(update(inbox).where(_WAITS, *theirs).values(owner=None))


async def claim(conn: AsyncConnection, owner: int, chats: Collection[int]) -> tuple[Incoming, ...]:
    """Give a process what waits of locked chats and is nobody's, unless another process has updates of the same chat.

    Return them in their order: Telegram numbers updates in sequence, while clocks of several machines differ.
    """
    if not chats:
        return ()
    other = inbox.alias()
    is_taken = exists().where(
        func.coalesce(other.c.chat_id, 0) == _CHAT, other.c.dead_letter_reason.is_(None), other.c.owner != owner
    )
    waiting = (_WAITS, inbox.c.owner.is_(None), _CHAT.in_(sorted(chats)))
    statement = update(inbox).where(*waiting, ~is_taken).values(owner=owner)
    return _in_order(await conn.execute(statement.returning(inbox.c.update_id, inbox.c.raw, inbox.c.chat_id)))


async def read_own(conn: AsyncConnection, owner: int) -> tuple[Incoming, ...]:
    """Return what a process has, in order: after a failed commit nobody knows whether it was one."""
    columns = inbox.c.update_id, inbox.c.raw, inbox.c.chat_id
    return _in_order(await conn.execute(select(*columns).where(_WAITS, inbox.c.owner == owner)))


def _in_order(rows: Iterable[tuple[int, str, int | None]]) -> tuple[Incoming, ...]:
    return tuple(Incoming(*row) for row in sorted(rows, key=lambda row: row[0]))


def _key(chat: int) -> int:
    """Return the chat as the 32 bits with a sign that a lock's key has; chats that share one wait for each other."""
    return ((chat ^ (chat >> 32)) + (1 << 31)) % (1 << 32) - (1 << 31)
