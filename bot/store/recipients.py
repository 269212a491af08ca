"""Recipients of a broadcast: counted, grouped by the rendition they need, and enqueued as deliveries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, bindparam, insert, select, text

from bot.model.language import Language
from bot.model.reader import Digits, Months
from bot.store import audience_counts, broadcasts, dialects, followers, renditions
from bot.store.column_types import AT_ONCE, Moment, to_micros
from bot.store.delivery_tables import deliveries
from bot.store.followers import VARIANT, Reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.followers import FollowerGroup, MutingChat
    from bot.store.renditions import Rendition, StoredRendition

    AnyGroup = FollowerGroup | MutingChat


@dataclass(frozen=True, slots=True)
class Combination:
    """Everything that a rendition depends on beside its content; `topic` is the one that is named as the reason."""

    language: Language
    rich: bool
    months: Months
    digits: Digits
    channel: bool
    topic: int | None = None

    @property
    def variant(self) -> str:
        """The variant of a broadcast's rendition of it."""
        return "" if self.topic is None else f"{VARIANT}{self.topic}"


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
_ENQUEUE = """
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
      AND {heeding}
    ORDER BY s.chat_id
    """
_MOMENTS = tuple(bindparam(name, type_=BigInteger) for name in ("at", "later"))
_NOBODY = Reach()
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Recipients at once and later (`tally.held`), and the `seconds` that sending to the former would take."""

    tally: Tally
    seconds: float


async def combinations(
    conn: AsyncConnection, story: int | None, now: datetime, reach: Reach = _NOBODY
) -> frozenset[Combination]:
    """Return the combinations of the chats that would get a broadcast at once; `story` None: about all stories."""
    return _combinations(await _kept_groups(conn, story, now)) | await _by_topic(conn, reach, now)


def _combinations(groups: Iterable[_Group]) -> frozenset[Combination]:
    return frozenset(
        Combination(language, bool(group.rich), Months(group.months), Digits(group.digits), group.kind == "channel")
        for group in groups
        if not group.held
        for language in group.languages()
    )


async def _by_topic(conn: AsyncConnection, reach: Reach, now: datetime) -> frozenset[Combination]:
    """Return the combinations of those who follow something that the broadcast has in it, or mute something of it."""
    following = [(group, Language(group.language), group.topic) for group in await followers.groups(conn, reach, now)]
    muting = [
        (chat, language, reason.topic)
        for chat in await followers.muting(conn, reach, now)
        for language, reason in chat.reasons
    ]
    both: list[tuple[AnyGroup, Language, int | None]] = [*following, *muting]
    return frozenset(_combination(group, language, topic) for group, language, topic in both if not group.held)


def _combination(group: AnyGroup, language: Language, topic: int | None) -> Combination:
    months, digits, channel = Months(group.months), Digits(group.digits), group.kind == "channel"
    return Combination(language, bool(group.rich), months, digits, channel, topic)


async def tally(conn: AsyncConnection, story: int | None, now: datetime, reach: Reach = _NOBODY) -> Tally:
    """Count the messages of a broadcast, were it started now; `story` None: about all stories."""
    by: Counter[tuple[str, Language]] = Counter()
    held = 0
    for group in await _kept_groups(conn, story, now):
        if group.held:
            held += group.chats
        else:
            by.update({(group.kind, language): group.chats for language in group.languages()})
    for follower_group in await followers.groups(conn, reach, now):
        if follower_group.held:
            held += follower_group.chats
        else:
            by[follower_group.kind, Language(follower_group.language)] += follower_group.chats
    for chat in await followers.muting(conn, reach, now):
        if chat.held:
            held += bool(chat.reasons) - chat.by_story
        else:
            by.subtract((chat.kind, language) for language in chat.languages if chat.by_story)
            by.update((chat.kind, language) for language, _ in chat.reasons)
    return Tally({key: count for key, count in by.items() if count}, held)


async def uncovered(
    conn: AsyncConnection, broadcast_id: int, story: int | None, now: datetime, reach: Reach = _NOBODY
) -> frozenset[Combination]:
    """Return the combinations of the recipients that have no rendition yet; `enqueue` needs this to be empty.

    Locks the recipients' choices until the transaction ends, so that no other combination appears before `enqueue`.
    What is followed or muted from now on is not: who does so at this moment may get the broadcast or not.
    """
    await dialects.lock_share(conn, "subscribers", "readers", "subscriptions")
    covered = frozenset(_renditions_by_combination(await renditions.of_broadcast(conn, broadcast_id)))
    # Counted from the rows themselves: who were missing here would get nothing, and nobody would be told.
    groups = [_Group(*row) for row in await conn.execute(_GROUPS, {"story": story, "now": now})]
    return (_combinations(groups) | await _by_topic(conn, reach, now)) - covered


async def enqueue(
    conn: AsyncConnection, broadcast_id: int, story: int | None, at: datetime, reach: Reach = _NOBODY
) -> int:
    """Insert the broadcast's deliveries, due at once, for everyone who is not held at `at`; return the count.

    A chat whose combination has no rendition is left out: see `uncovered`.
    """
    first, later = to_micros(AT_ONCE), to_micros(AT_ONCE) + 1
    parameters: dict[str, Any] = {"broadcast": broadcast_id, "story": story, "now": at, "at": first, "later": later}
    heeding = followers.without_muting(conn, "s.chat_id") if reach.muted else "1 = 1"
    parameters |= {"muted": followers.muted_parameter(reach)} if reach.muted else {}
    statement = text(_ENQUEUE.format(heeding=heeding)).bindparams(
        _STORY, _NOW, bindparam("broadcast", type_=Integer), *_MOMENTS
    )
    count = (await conn.execute(statement, parameters)).rowcount
    count += await followers.enqueue(conn, broadcast_id, reach, at, (first, later))
    count += await _enqueue_muting(conn, broadcast_id, await followers.muting(conn, reach, at))
    await broadcasts.count(conn, broadcast_id, {"pending": count})
    return count


async def _enqueue_muting(conn: AsyncConnection, broadcast_id: int, chats: Iterable[MutingChat]) -> int:
    """Insert the deliveries to chats that mute something of the broadcast, and get it nevertheless."""
    made = _renditions_by_combination(await renditions.of_broadcast(conn, broadcast_id))
    values = [
        {"broadcast_id": broadcast_id, "chat_id": chat.chat_id, "language": language.value, "rendition_id": number}
        | {"state": "pending", "due_at": AT_ONCE if language == chat.own else AT_ONCE + _TICK}
        for chat in chats
        if not chat.held
        for language, reason in chat.reasons
        if (number := made.get(_combination(chat, language, reason.topic)))
    ]
    if values:
        await conn.execute(insert(deliveries), values)
    return len(values)


def _renditions_by_combination(stored: Iterable[StoredRendition]) -> dict[Combination, int]:
    """Return the first rendition of each combination, those of digests and retractions left out."""
    made: dict[Combination, int] = {}
    for known in stored:
        combination = combination_of(known.rendition)
        if known.rendition.variant == combination.variant:
            made.setdefault(combination, known.id)
    return made


def combination_of(rendition: Rendition) -> Combination:
    """Return the combination that a stored rendition is of."""
    topic = rendition.variant.removeprefix(VARIANT)
    return Combination(
        rendition.language,
        rendition.rich,
        Months(rendition.months),
        Digits(rendition.digits),
        rendition.channel,
        int(topic) if topic != rendition.variant else None,
    )


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
