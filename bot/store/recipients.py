"""Recipients of a broadcast: counted, grouped by the rendition they need, and enqueued as deliveries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, bindparam, insert, select, text

from bot.model.language import Language
from bot.model.reader import Digits, Months
from bot.store import audience_counts, broadcasts, dialects, renditions
from bot.store.column_types import AT_ONCE, Moment, to_micros
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Combination:
    """Everything that a rendition depends on beside its content."""

    language: Language
    rich: bool
    months: Months
    digits: Digits
    channel: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Number of messages to send at once, by kind of chat and language; `held` chats get a digest later."""

    by: Mapping[tuple[str, Language], int]
    held: int

    @property
    def total(self) -> int:
        """Messages to send at once."""
        return sum(self.by.values())


@dataclass(frozen=True, slots=True)
class _Group:
    """Number of recipients with the same kind and the same preferences."""

    kind: str
    language: str
    rich: int
    months: str
    digits: str
    both: int
    held: int
    chats: int

    def languages(self) -> tuple[Language, ...]:
        """Return the languages to send, the reader's own first."""
        own = Language(self.language)
        return (own, own.other) if self.both else (own,)


# Active subscribers of a story, or of anything if :story is null, with their preferences.
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
      SELECT s.kind, r.language, CASE r.format_preference WHEN 'simple' THEN 0 ELSE 1 END AS rich, r.months, r.digits,
             s.both AS two, CASE WHEN s.since <= :now THEN 1 ELSE 0 END AS held
      {_LISTENING}
    ) AS recipients GROUP BY kind, language, rich, months, digits, two, held
    """  # noqa: S608 - composed of constants above
).bindparams(_STORY, _NOW)

# SQLite's CROSS JOIN fixes the loop order: subscribers are read by chat id, so rows are appended to the key and nothing
# is sorted (https://www.sqlite.org/optoverview.html#crossjoin). A chat's second language is due a microsecond later.
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
      AND d.rich = CASE r.format_preference WHEN 'simple' THEN 0 ELSE 1 END
      AND d.months = r.months AND d.digits = r.digits
      AND d.channel = CASE s.kind WHEN 'channel' THEN 1 ELSE 0 END
    ORDER BY s.chat_id
    """
).bindparams(
    _STORY,
    _NOW,
    bindparam("broadcast", type_=Integer),
    *(bindparam(name, type_=BigInteger) for name in ("at", "later")),
)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Recipients at once and later (`tally.held`), and the `seconds` that sending to the former would take."""

    tally: Tally
    seconds: float


async def combinations(conn: AsyncConnection, story: int | None, now: datetime) -> frozenset[Combination]:
    """Return the combinations of the chats that would get a broadcast at once; `story` None: about all stories."""
    return _combinations(await _kept_groups(conn, story, now))


def _combinations(groups: Iterable[_Group]) -> frozenset[Combination]:
    return frozenset(
        Combination(language, bool(group.rich), Months(group.months), Digits(group.digits), group.kind == "channel")
        for group in groups
        if not group.held
        for language in group.languages()
    )


async def tally(conn: AsyncConnection, story: int | None, now: datetime) -> Tally:
    """Count the messages of a broadcast, were it started now; `story` None: about all stories."""
    by: Counter[tuple[str, Language]] = Counter()
    held = 0
    for group in await _kept_groups(conn, story, now):
        if group.held:
            held += group.chats
        else:
            by.update({(group.kind, language): group.chats for language in group.languages()})
    return Tally(dict(by), held)


async def uncovered(
    conn: AsyncConnection, broadcast_id: int, story: int | None, now: datetime
) -> frozenset[Combination]:
    """Return the combinations of the recipients that have no rendition yet; `enqueue` needs this to be empty.

    Locks the recipients' choices until the transaction ends, so that no other combination appears before `enqueue`.
    """
    await dialects.lock_share(conn, "subscribers", "readers", "subscriptions")
    covered = frozenset(
        Combination(
            rendition.language, rendition.rich, Months(rendition.months), Digits(rendition.digits), rendition.channel
        )
        for rendition in (stored.rendition for stored in await renditions.of_broadcast(conn, broadcast_id))
        if not rendition.variant
    )
    # Counted from the rows themselves: who were missing here would get nothing, and nobody would be told.
    groups = [_Group(*row) for row in await conn.execute(_GROUPS, {"story": story, "now": now})]
    return _combinations(groups) - covered


async def enqueue(conn: AsyncConnection, broadcast_id: int, story: int | None, at: datetime) -> int:
    """Insert the broadcast's deliveries, due at once, for everyone who is not held at `at`; return the count.

    A chat whose combination has no rendition is left out: see `uncovered`.
    """
    parameters = {
        "broadcast": broadcast_id,
        "story": story,
        "now": at,
        "at": to_micros(AT_ONCE),
        "later": to_micros(AT_ONCE) + 1,
    }
    count = (await conn.execute(_ENQUEUE, parameters)).rowcount
    await broadcasts.count(conn, broadcast_id, {"pending": count})
    return count


async def enqueue_to(conn: AsyncConnection, broadcast_id: int, rows: Iterable[tuple[int, Language, int]]) -> int:
    """Insert deliveries, due at once, given as (chat id, language, rendition id); return the count."""
    values = [
        {"broadcast_id": broadcast_id, "chat_id": chat, "language": language.value, "rendition_id": rendition}
        | {"state": "pending", "due_at": AT_ONCE}
        for chat, language, rendition in sorted(rows)
    ]
    if values:
        await conn.execute(insert(deliveries), values)
        await broadcasts.count(conn, broadcast_id, {"pending": len(values)})
    return len(values)


async def has_any(conn: AsyncConnection, broadcast_id: int, chats: Collection[int]) -> bool:
    """Whether the broadcast has a delivery to one of these chats, in any state."""
    query = select(deliveries.c.chat_id).where(deliveries.c.broadcast_id == broadcast_id)
    return await conn.scalar(query.where(deliveries.c.chat_id.in_(sorted(chats))).limit(1)) is not None


async def _kept_groups(conn: AsyncConnection, story: int | None, now: datetime) -> list[_Group]:
    return [_Group(*row) for row in await audience_counts.listening(conn, story, now)]
