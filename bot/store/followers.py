"""Recipients of a broadcast beside the story's: who follows something that it has in it; and whom mutes keep from it.

The matching itself is done before, once for all chats: a `Reach` is a broadcast's topics. Chats are counted and
enqueued by the database, however many; only those that mute one of the topics are looked at one by one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Text, bindparam, insert, select, text

from bot.model.language import Language
from bot.store.column_types import Moment
from bot.store.follow_tables import broadcast_topics

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection

VARIANT = "follow-"
"""With a topic's number behind it, the variant of the renditions that name it as the reason."""
HEADLINE = 1
"""The bit of a broadcast's headline: it says whom the news is for, and is none itself."""
_ALL = -1  # every bit
_TOPIC_BITS = 32


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic that a broadcast has in it in a language; `missed` has a bit for each item without it."""

    topic_id: int
    language: Language
    rank: int
    missed: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The topics of a broadcast, about a story or (None) about none; `muted` are those that at least one chat mutes."""

    story: int | None = None
    matches: tuple[TopicMatch, ...] = ()
    muted: frozenset[int] = frozenset()

    def reason(self, topics: Mapping[int, bool], language: Language, *, by_story: bool) -> Reason:
        """Return whether a chat gets the broadcast in a language, and why.

        `topics` are those that it follows (False) or mutes (True).
        """
        own = [match for match in self.matches if match.language is language and match.topic_id in topics]
        mutes = [match.missed for match in own if topics[match.topic_id]]
        left = reduce(int.__and__, mutes, _ALL)  # the items that no muted topic is in
        if by_story:
            return Reason(is_sent=not mutes or bool(left & ~HEADLINE))
        passed = [match for match in own if not topics[match.topic_id] and left & ~match.missed]
        best = min(passed, key=lambda match: match.rank, default=None)
        return Reason(is_sent=best is not None, topic=best.topic_id if best else None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a chat is sent something, and the followed topic for which it is; None where it follows the story."""

    is_sent: bool
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class FollowerGroup:
    """Number of chats with the same kind and preferences that get a broadcast in a language because of a topic."""

    kind: str
    language: str
    rich: int
    months: str
    digits: str
    held: int
    topic: int | None
    chats: int


@dataclass(frozen=True, slots=True)
class MutingChat:
    """A chat that mutes a topic of the broadcast: what it would get without its mutes, and what it gets.

    `own` is its language, `both` whether it gets the other, too; `reasons` are of those in which it is sent.
    """

    chat_id: int
    kind: str
    own: str
    rich: int
    months: str
    digits: str
    both: int
    held: int
    by_story: bool
    reasons: tuple[tuple[Language, Reason], ...] = ()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that it is sent, its own first."""
        own = Language(self.own)
        return (own, own.other) if self.both else (own,)


# The parameters `matched` (a JSON list of topic, language and reason), `muted` (of topics) and `languages` as rows.
_SQLITE_MATCHED = """SELECT json_extract(value, '$[0]') AS topic_id, json_extract(value, '$[1]') AS language,
  json_extract(value, '$[2]') AS reason FROM json_each(:matched)"""
_SQLITE_MUTED = "SELECT value FROM json_each(:muted)"
_POSTGRESQL_MATCHED = """SELECT CAST(value->>0 AS integer) AS topic_id, value->>1 AS language,
  CAST(value->>2 AS bigint) AS reason FROM jsonb_array_elements(CAST(:matched AS jsonb)) AS listed(value)"""
_POSTGRESQL_MUTED = """SELECT CAST(value AS integer)
  FROM jsonb_array_elements_text(CAST(:muted AS jsonb)) AS listed(value)"""
_SQLITE_LANGUAGES = "SELECT value AS language FROM json_each(:languages)"
_POSTGRESQL_LANGUAGES = """SELECT value AS language
  FROM jsonb_array_elements_text(CAST(:languages AS jsonb)) AS listed(value)"""
_LISTS = {
    "sqlite": (_SQLITE_MATCHED, _SQLITE_MUTED, _SQLITE_LANGUAGES),
    "postgresql": (_POSTGRESQL_MATCHED, _POSTGRESQL_MUTED, _POSTGRESQL_LANGUAGES),
}
_BY_STORY = """(:story IS NULL OR s.every = 1
  OR EXISTS (SELECT 1 FROM subscriptions p WHERE p.chat_id = s.chat_id AND p.story_id = :story))"""
# A reason is a topic's number behind its rank: of each chat and language the lowest counts. Who gets the broadcast by
# its story gets it without one. SQLite reads the tables of a CROSS JOIN in their order: who follows what, then their
# rows by chat id, one after the other (https://www.sqlite.org/optoverview.html#crossjoin).
_CHOSEN = """WITH matched AS MATERIALIZED ({matched}), spoken AS MATERIALIZED ({languages}),
  chosen AS MATERIALIZED (
    SELECT f.chat_id AS chat_id, m.language AS language, MIN(m.reason) AS reason
    FROM matched m CROSS JOIN follows f WHERE f.topic_id = m.topic_id AND f.muted = 0 GROUP BY f.chat_id, m.language
  )"""
_FOLLOWING = f"""FROM chosen c CROSS JOIN readers r CROSS JOIN subscribers s CROSS JOIN spoken l {{renditions}}
  WHERE r.chat_id = c.chat_id AND s.chat_id = c.chat_id
    AND s.state = 'active' AND r.language IS NOT NULL AND (l.language = r.language OR s.both = 1)
    AND c.language IN ('', l.language) AND NOT {_BY_STORY}
    AND c.chat_id NOT IN (SELECT q.chat_id FROM follows q WHERE q.muted = 1 AND q.topic_id IN ({{muted}}))"""  # noqa: S608 - composed of constants of this module
_GROUPS = f"""{_CHOSEN}
  SELECT kind, language, rich, months, digits, held, reason % {1 << _TOPIC_BITS}, COUNT(*) FROM (
    SELECT s.kind AS kind, l.language AS language, CASE r.format_preference WHEN 'simple' THEN 0 ELSE 1 END AS rich,
      r.months AS months, r.digits AS digits, CASE WHEN s.since <= :now THEN 1 ELSE 0 END AS held, c.reason AS reason
    {_FOLLOWING}
  ) AS followers GROUP BY kind, language, rich, months, digits, held, reason"""  # noqa: S608 - likewise
_RENDITIONS = """CROSS JOIN (
    SELECT MIN(id) AS id, variant, language, rich, months, digits, channel FROM renditions
    WHERE broadcast_id = :broadcast AND variant <> '' GROUP BY variant, language, rich, months, digits, channel
  ) d"""
_ENQUEUE = f"""INSERT INTO deliveries (broadcast_id, chat_id, language, rendition_id, state, due_at)
  {_CHOSEN}
  SELECT :broadcast, s.chat_id, d.language, d.id, 'pending', CASE d.language WHEN r.language THEN :at ELSE :later END
  {_FOLLOWING} AND (s.since IS NULL OR s.since > :now)
    AND d.variant = :variant || (c.reason % {1 << _TOPIC_BITS}) AND d.language = l.language
    AND d.rich = CASE r.format_preference WHEN 'simple' THEN 0 ELSE 1 END AND d.months = r.months
    AND d.digits = r.digits AND d.channel = CASE s.kind WHEN 'channel' THEN 1 ELSE 0 END
  ORDER BY s.chat_id"""
_MUTING = f"""SELECT s.chat_id, s.kind, r.language, CASE r.format_preference WHEN 'simple' THEN 0 ELSE 1 END, r.months,
    r.digits, s.both, CASE WHEN s.since <= :now THEN 1 ELSE 0 END, CASE WHEN {_BY_STORY} THEN 1 ELSE 0 END
  FROM subscribers s JOIN readers r ON r.chat_id = s.chat_id
  WHERE s.state = 'active' AND r.language IS NOT NULL
    AND s.chat_id IN (SELECT q.chat_id FROM follows q WHERE q.muted = 1 AND q.topic_id IN ({{muted}}))"""  # noqa: S608 - likewise
_THEIRS = """SELECT f.chat_id, f.topic_id, f.muted FROM follows f
  WHERE f.topic_id IN (SELECT m.topic_id FROM ({matched}) m)
    AND f.chat_id IN (SELECT q.chat_id FROM follows q WHERE q.muted = 1 AND q.topic_id IN ({muted}))"""
_TYPES: dict[str, Any] = {"story": Integer, "now": Moment, "broadcast": Integer, "at": BigInteger, "later": BigInteger}
_TYPES |= dict.fromkeys(("matched", "muted", "languages", "variant"), Text)


async def muted_of(conn: AsyncConnection, ids: Collection[int]) -> frozenset[int]:
    """Return which of these topics at least one chat mutes."""
    statement = _statement(conn, "SELECT DISTINCT topic_id FROM follows WHERE muted = 1 AND topic_id IN ({muted})")
    return frozenset(await conn.scalars(statement, {"muted": json.dumps(sorted(ids))}))


async def groups(conn: AsyncConnection, reach: Reach, now: datetime) -> list[FollowerGroup]:
    """Count who would get a broadcast because of a topic alone, by all that their message depends on.

    Chats that mute a topic of it are left out: see `muting`.
    """
    if reach.story is None or not reach.matches:
        return []
    return [FollowerGroup(*row) for row in await conn.execute(_statement(conn, _GROUPS), _values(reach, now))]


async def muting(conn: AsyncConnection, reach: Reach, now: datetime) -> list[MutingChat]:
    """Return the active chats that mute a topic of the broadcast, with what each gets of it."""
    if not reach.muted:
        return []
    values = _values(reach, now)
    theirs: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for chat, topic, muted in await conn.execute(_statement(conn, _THEIRS), values):
        theirs[chat][topic] = bool(muted)
    rows = await conn.execute(_statement(conn, _MUTING), values)
    return [_muting_chat(row, reach, theirs[row[0]]) for row in rows]


async def enqueue(conn: AsyncConnection, broadcast_id: int, reach: Reach, at: datetime, due: tuple[int, int]) -> int:
    """Insert the deliveries to `groups` that are not held at `at`; return the count.

    `due` are the moments, in microseconds, of a chat's own language and of the other.
    """
    if reach.story is None or not reach.matches:
        return 0
    values = _values(reach, at) | {"broadcast": broadcast_id, "at": due[0], "later": due[1], "variant": VARIANT}
    return (await conn.execute(_statement(conn, _ENQUEUE), values)).rowcount


async def store(conn: AsyncConnection, broadcast_id: int, reach: Reach) -> None:
    """Store the topics of a broadcast that is started, for those who get it in a digest."""
    rows = [
        {"broadcast_id": broadcast_id, "topic_id": match.topic_id, "language": match.language.value}
        | {"rank": match.rank, "missed": f"{match.missed:x}"}
        for match in reach.matches
    ]
    if rows:
        await conn.execute(insert(broadcast_topics), rows)


async def stored(conn: AsyncConnection, broadcasts: Mapping[int, int | None]) -> dict[int, Reach]:
    """Return the topics of broadcasts, given by id with their stories; those without topics are left out."""
    query = select(broadcast_topics).where(broadcast_topics.c.broadcast_id.in_(sorted(broadcasts)))
    matches: defaultdict[int, list[TopicMatch]] = defaultdict(list)
    for row in await conn.execute(query):
        match = TopicMatch(row.topic_id, Language(row.language), row.rank, int(row.missed, 16))
        matches[row.broadcast_id].append(match)
    return {number: Reach(broadcasts[number], tuple(listed)) for number, listed in matches.items()}


def without_muting(conn: AsyncConnection, column: str) -> str:
    """Return a condition that leaves out chats which mute a topic of the broadcast (parameter `muted`, a JSON list)."""
    _, muted, _ = _LISTS[conn.dialect.name]
    return f"{column} NOT IN (SELECT q.chat_id FROM follows q WHERE q.muted = 1 AND q.topic_id IN ({muted}))"  # noqa: S608 - constants of this module


def muted_parameter(reach: Reach) -> str:
    """Return the value of the parameter `muted`."""
    return json.dumps(sorted(reach.muted))


def _statement(conn: AsyncConnection, template: str) -> TextClause:
    matched, muted, languages = _LISTS[conn.dialect.name]
    joined = _RENDITIONS if ":broadcast" in template else ""
    written = template.format(matched=matched, muted=muted, languages=languages, renditions=joined)
    bound: list[BindParameter[Any]] = [
        bindparam(name, type_=kind) for name, kind in _TYPES.items() if f":{name}" in written
    ]
    return text(written).bindparams(*bound)


def _values(reach: Reach, now: datetime) -> dict[str, Any]:
    languages = {match.language.value for match in reach.matches}
    spoken: defaultdict[int, set[str]] = defaultdict(set)
    for match in reach.matches:
        spoken[match.topic_id].add(match.language.value)
    # Where every topic is in every language, as in most pushes, a row for each of them would double the work.
    is_same = all(codes == languages for codes in spoken.values())
    matched = {
        (match.topic_id, "" if is_same else match.language.value, match.rank << _TOPIC_BITS | match.topic_id)
        for match in reach.matches
    }
    lists = {"matched": json.dumps(sorted(matched)), "languages": json.dumps(sorted(languages))}
    return {"story": reach.story, "now": now, "muted": muted_parameter(reach), **lists}


def _muting_chat(row: Sequence[Any], reach: Reach, topics: Mapping[int, bool]) -> MutingChat:
    chat = MutingChat(*row)
    chat = replace(chat, by_story=bool(chat.by_story))
    reasons = ((code, reach.reason(topics, code, by_story=chat.by_story)) for code in chat.languages)
    return replace(chat, reasons=tuple((code, reason) for code, reason in reasons if reason.is_sent))
