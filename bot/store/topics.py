"""Topics that chats follow or mute: persons, places and words, with the terms by which a push is found to have them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from bot.model.language import Language
from bot.store import dialects
from bot.store.follow_tables import follows, topic_terms, topics

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

Phrase = tuple[tuple[str, ...], ...]
"""The words of a phrase, each by the terms that stand for it."""


class TopicKind(StrEnum):
    """What a topic is; of several that a push has in it the first kind is named as the reason."""

    PERSON = "person"
    PLACE = "place"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic to be stored: its names by language, and what finds it.

    `phrases` are found in texts; `links` are a person's names by which the persons of stories are told to be this one.
    """

    kind: TopicKind
    key: str
    names: tuple[tuple[Language, str], ...]
    phrases: tuple[Phrase, ...]
    links: frozenset[str] = frozenset()

    def name(self, language: Language) -> str:
        """Return its name in the language, or else in the other."""
        names = dict(self.names)
        return next(names[known] for known in language.fallbacks if known in names)

    @property
    def terms(self) -> frozenset[str]:
        """The terms under which it is indexed: its links, and of each phrase one word, that with the longest terms."""
        words = (max(phrase, key=lambda word: min(map(len, word))) for phrase in self.phrases)
        return self.links.union(*words)


@dataclass(frozen=True, slots=True)
class Topic(NewTopic):
    """A stored topic, by its id."""

    id: int = 0


_TOPIC = select(topics)


async def put(conn: AsyncConnection, new: NewTopic) -> int:
    """Store a topic unless it is known, and lock it until the transaction ends; return its id."""
    row = {"kind": new.kind.value, "key": new.key, "names": _json(dict(new.names)), **_found_by(new)}
    statement = dialects.insert(conn, topics).values(row)
    # Set to what it is: nobody deletes the row as unused before this transaction has used it.
    statement = statement.on_conflict_do_update(
        index_elements=[topics.c.kind, topics.c.key], set_={"key": statement.excluded.key}
    )
    number = int(await conn.scalar(statement.returning(topics.c.id)))
    await _index(conn, number, new.terms)
    return number


async def widen(conn: AsyncConnection, topic: Topic, phrases: Iterable[Phrase], links: frozenset[str]) -> Topic:
    """Add further names to a person's topic; return it as it is then."""
    wider = Topic(
        topic.kind,
        topic.key,
        topic.names,
        tuple(dict.fromkeys((*topic.phrases, *phrases))),
        topic.links | links,
        topic.id,
    )
    if wider != topic:
        await conn.execute(update(topics).where(topics.c.id == topic.id).values(_found_by(wider)))
        await _index(conn, topic.id, wider.terms)
    return wider


async def with_terms(conn: AsyncConnection, terms: Collection[str]) -> tuple[Topic, ...]:
    """Return the topics that are indexed under any of these terms, by id."""
    wanted = dialects.listed_texts(conn, sorted(terms))
    known = select(topic_terms.c.topic_id).where(topic_terms.c.term.in_(select(wanted)))
    return tuple(_topic(row) for row in await conn.execute(_TOPIC.where(topics.c.id.in_(known)).order_by(topics.c.id)))


async def by_ids(conn: AsyncConnection, ids: Collection[int]) -> dict[int, Topic]:
    """Return the topics of these ids that there are."""
    wanted = select(dialects.listed(conn, sorted(ids)))
    return {row.id: _topic(row) for row in await conn.execute(_TOPIC.where(topics.c.id.in_(wanted)))}


async def drop_unused(conn: AsyncConnection, ids: Collection[int] | None = None) -> None:
    """Delete those of the topics, or (None) of all, that no chat follows or mutes any more."""
    wanted = select(topics.c.id) if ids is None else select(dialects.listed(conn, sorted(ids)))
    # Locked by a statement of its own: the next one sees what was committed by whoever held them.
    await conn.execute(select(topics.c.id).where(topics.c.id.in_(wanted)).order_by(topics.c.id).with_for_update())
    used = select(follows.c.topic_id).where(follows.c.topic_id == topics.c.id).exists()
    await conn.execute(delete(topics).where(topics.c.id.in_(wanted), ~used))


async def _index(conn: AsyncConnection, number: int, terms: Iterable[str]) -> None:
    known = set(await conn.scalars(select(topic_terms.c.term).where(topic_terms.c.topic_id == number)))
    if rows := [{"term": term, "topic_id": number} for term in sorted({*terms} - known)]:
        await conn.execute(insert(topic_terms), rows)


def _found_by(topic: NewTopic) -> dict[str, str]:
    return {"phrases": _json(topic.phrases), "links": _json(sorted(topic.links))}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _topic(row: Row[*tuple[Any, ...]]) -> Topic:
    names = tuple((Language(code), name) for code, name in json.loads(row.names).items())
    phrases = tuple(tuple(tuple(word) for word in phrase) for phrase in json.loads(row.phrases))
    return Topic(TopicKind(row.kind), row.key, names, phrases, frozenset(json.loads(row.links)), row.id)
