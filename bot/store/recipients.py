"""Recipients: which chats a push goes to, in which languages and formats; and its rows, made from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, bindparam, insert, select, text

from bot.audience import Digits, Months
from bot.language import Language
from bot.store import broadcasts, dialects, renditions
from bot.store.columns import Moment, ticks
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Combination:
    """All that a rendition depends on beside what it tells."""

    language: Language
    rich: bool
    months: Months
    digits: Digits
    channel: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Messages that go out at once, by kind of chat and language; `held` chats get theirs with their next bundle."""

    by: Mapping[tuple[str, Language], int]
    held: int

    @property
    def total(self) -> int:
        """Messages that go out at once."""
        return sum(self.by.values())


@dataclass(frozen=True, slots=True)
class _Group:
    """Chats that differ in nothing that matters to a push."""

    kind: str
    language: str
    rich: int
    months: str
    digits: str
    both: int
    held: int
    chats: int

    def languages(self) -> tuple[Language, ...]:
        """The chat's own first."""
        own = Language(self.language)
        return (own, own.other) if self.both else (own,)


# Who listens to a story, or where it is null to anything; the chat's choices stand in `readers`.
_LISTENING = """
    FROM subscribers s JOIN readers r ON r.chat_id = s.chat_id
    WHERE s.state = 'active' AND r.language IS NOT NULL
      AND (:story IS NULL OR s.every = 1
           OR EXISTS (SELECT 1 FROM subscriptions p WHERE p.chat_id = s.chat_id AND p.story_id = :story))
"""
_STORY = bindparam("story", type_=Integer)
_NOW = bindparam("now", type_=Moment)

_GROUPS = text(
    f"""
    SELECT kind, language, rich, months, digits, two, held, COUNT(*) FROM (
      SELECT s.kind, r.language, CASE r.wanted WHEN 'simple' THEN 0 ELSE 1 END AS rich, r.months, r.digits,
             s.both AS two, CASE WHEN s.since <= :now THEN 1 ELSE 0 END AS held
      {_LISTENING}
    ) AS listening GROUP BY kind, language, rich, months, digits, two, held
    """  # noqa: S608 - put together from what stands above
).bindparams(_STORY, _NOW)

# Subscribers are gone through in the order of their chats, which SQLite's CROSS JOIN keeps to: so the rows are
# appended, and nothing is sorted. The second of two posts is due a moment after the first.
_ENQUEUE = text(
    """
    INSERT INTO deliveries (broadcast_id, chat_id, language, rendition_id, state, due_at)
    SELECT :broadcast, s.chat_id, d.language, d.id, 'pending', CASE d.language WHEN r.language THEN :at ELSE :later END
    FROM subscribers s CROSS JOIN readers r CROSS JOIN (
      SELECT MIN(id) AS id, language, rich, months, digits, channel FROM renditions
      WHERE broadcast_id = :broadcast AND variant = '' GROUP BY language, rich, months, digits, channel
    ) d
    WHERE r.chat_id = s.chat_id AND s.state = 'active' AND (s.since IS NULL OR s.since > :now)
      AND (:story IS NULL OR s.every = 1
           OR EXISTS (SELECT 1 FROM subscriptions p WHERE p.chat_id = s.chat_id AND p.story_id = :story))
      AND (d.language = r.language OR (s.both = 1 AND r.language IS NOT NULL))
      AND d.rich = CASE r.wanted WHEN 'simple' THEN 0 ELSE 1 END AND d.months = r.months AND d.digits = r.digits
      AND d.channel = CASE s.kind WHEN 'channel' THEN 1 ELSE 0 END
    ORDER BY s.chat_id
    """
).bindparams(
    _STORY,
    _NOW,
    bindparam("broadcast", type_=Integer),
    *(bindparam(name, type_=BigInteger) for name in ("at", "later")),
)


async def combinations(conn: AsyncConnection, story: int | None, now: datetime) -> frozenset[Combination]:
    """What is to be rendered for the chats that get a push of the story (None: of all stories) at once."""
    return frozenset(
        Combination(language, bool(one.rich), Months(one.months), Digits(one.digits), one.kind == "channel")
        for one in await _groups(conn, story, now)
        if not one.held
        for language in one.languages()
    )


async def tally(conn: AsyncConnection, story: int | None, now: datetime) -> Tally:
    """How many messages a push of the story (None: of all stories) is, were it made now."""
    by: Counter[tuple[str, Language]] = Counter()
    held = 0
    for one in await _groups(conn, story, now):
        if one.held:
            held += one.chats
        else:
            by.update({(one.kind, language): one.chats for language in one.languages()})
    return Tally(dict(by), held)


async def uncovered(
    conn: AsyncConnection, broadcast_id: int, story: int | None, now: datetime
) -> frozenset[Combination]:
    """Which combinations of the recipients have no rendition; none must be left before the push is enqueued.

    Until the transaction, which writes, ends, nobody chooses anything else.
    """
    await dialects.keep_still(conn, "subscribers", "readers", "subscriptions")
    made = frozenset(
        Combination(one.language, one.rich, Months(one.months), Digits(one.digits), one.channel)
        for one in (kept.rendition for kept in await renditions.of_broadcast(conn, broadcast_id))
        if not one.variant
    )
    return await combinations(conn, story, now) - made


async def enqueue(conn: AsyncConnection, broadcast_id: int, story: int | None, at: datetime) -> int:
    """Make the push's deliveries for all who get it at once, due `at`, which is now; return how many.

    Who has no rendition gets none: see `uncovered`.
    """
    told = {"broadcast": broadcast_id, "story": story, "now": at, "at": ticks(at), "later": ticks(at) + 1}
    made = (await conn.execute(_ENQUEUE, told)).rowcount
    await broadcasts.count(conn, broadcast_id, {"pending": made})
    return made


async def enqueue_to(
    conn: AsyncConnection, broadcast_id: int, rows: Iterable[tuple[int, Language, int]], at: datetime
) -> int:
    """Make deliveries to these chats, in these languages, of these renditions, due `at`; return how many."""
    made = [
        {"broadcast_id": broadcast_id, "chat_id": chat, "language": language.value, "rendition_id": rendition}
        | {"state": "pending", "due_at": at}
        for chat, language, rendition in sorted(rows)
    ]
    if made:
        await conn.execute(insert(deliveries), made)
        await broadcasts.count(conn, broadcast_id, {"pending": len(made)})
    return len(made)


async def has_any(conn: AsyncConnection, broadcast_id: int, chats: Collection[int]) -> bool:
    """Whether the push has a delivery to one of these chats."""
    query = select(deliveries.c.chat_id).where(deliveries.c.broadcast_id == broadcast_id)
    return await conn.scalar(query.where(deliveries.c.chat_id.in_(sorted(chats))).limit(1)) is not None


async def _groups(conn: AsyncConnection, story: int | None, now: datetime) -> list[_Group]:
    return [_Group(*row) for row in await conn.execute(_GROUPS, {"story": story, "now": now})]
