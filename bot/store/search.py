"""Searches over every live story, both languages at once: what has the words as typed, then other forms of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from bot.i18n.stems import stem, stems
from bot.language import Language
from bot.store import dialects
from bot.store.dialects import Clause
from bot.store.searchables import DATED, by_speaker, by_stem, first_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.queries import Query

CANDIDATES = 100  # found things that are put in order: of more the newest
_PARTLY = 5  # words of which all choices are tried

Alternatives = tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a story (its number), and in it a list of its dossier with an item's id (`story.findable`).

    `language` is the one whose words met the search.
    """

    story: int
    part: str
    item: str
    language: Language


@dataclass(frozen=True, slots=True)
class Found:
    """Some of what was found, the best first; whether there is `more`, and whether it has the `whole` of the query."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    whole: bool = True


async def find(conn: AsyncConnection, query: Query, language: Language, limit: int, start: int = 0) -> Found:
    """So many of what the query finds, from the one at `start` on, for a reader of `language`.

    What has all words as they were typed comes before what has other forms of them, and the reader's language before
    the other; then the newer comes first. Where nothing has them all, what has the most of them; where it is asked what
    somebody said, that follows what has them all.
    """
    if query.is_empty:
        return Found()
    ranked: dict[int, Hit] = {}
    whole = True
    for readings in (_whole(query), _partly(query)):
        for alternatives in readings:
            rows = await _rows(conn, query, alternatives)
            met = [_judge(row, query, language) for row in rows if row.id not in ranked]
            ranked |= {number: hit for _, number, hit in sorted(met, key=lambda one: one[0])}
            if len(ranked) > start + limit:
                break
        if ranked and (not query.said or len(ranked) > start + limit):
            break
        whole = bool(ranked)
    hits = tuple(ranked.values())
    return Found(hits[start : start + limit], len(hits) > start + limit, whole)


def _whole(query: Query) -> Iterator[Alternatives]:
    """What has everything: as typed, then in other forms, then also without what may be a particle before a word."""
    narrow = _narrow(query)
    if not query.words:
        yield (narrow,)
        return
    *ended, last = query.words
    yield ((*(Clause((word,)) for word in ended), Clause((last,), prefix=query.unfinished), *narrow),)
    stemmed = [_of_stems(stem(word)) for word in query.words]
    yield ((*stemmed, *narrow),)
    loosely = [_of_stems(*stems(word)) for word in query.words]
    if loosely != stemmed:
        yield ((*loosely, *narrow),)


def _partly(query: Query) -> Iterator[Alternatives]:
    """What has some of the words, and all else: as many as can be first; at last all else alone."""
    narrow = _narrow(query)
    clauses = [_of_stems(*stems(word)) for word in query.words[:_PARTLY]]
    for size in range(min(len(clauses), len(query.words) - 1), 0, -1):
        yield tuple((*some, *narrow) for some in combinations(clauses, size))
    if narrow and query.words:
        yield (narrow,)


def _narrow(query: Query) -> tuple[Clause, ...]:
    phrases = (Clause((phrase,)) for phrase in query.phrases)
    speaker = (Clause((by_speaker(word), by_speaker(stem(word)))) for word in query.speaker)
    # What has no date is as new as its revision: only where no end is set, many such would be looked at in vain.
    words = query.words or query.phrases or query.speaker
    dated = [Clause((DATED,))] if (query.after and not query.before) or not words else []
    return (*phrases, *speaker, *dated)


def _of_stems(*every: str) -> Clause:
    return Clause(tuple(map(by_stem, every)))


async def _rows(conn: AsyncConnection, query: Query, alternatives: Alternatives) -> Sequence[Row[*tuple[Any, ...]]]:
    first, end = query.after or date.min, query.before or date.max
    dated = bool(query.after or query.before)
    found, given = dialects.search(conn, alternatives, dated=dated)
    given |= {"from_id": first_id(first), "to_id": first_id(end), "limit": CANDIDATES}
    if dated:
        given |= {"from_day": first.toordinal(), "to_day": end.toordinal()}
    return (await conn.execute(found, given)).all()


def _judge(
    row: Row[*tuple[Any, ...]], query: Query, language: Language
) -> tuple[tuple[bool, bool, bool, int], int, Hit]:
    """What things of one kind are put in order by, the row's number, and what it is.

    What was said comes first where that is asked for, then the words beside each other, then what is in the reader's
    language, then the newer.
    """
    told = {Language.AR: f" {row.ar} ", Language.EN: f" {row.en} "}
    asked = [f" {word} " for words in (*query.words, *query.phrases) for word in words.split()]
    met = {one: sum(word in words for word in asked) if words.strip() else -1 for one, words in told.items()}
    own = language if met[language] >= met[language.other] else language.other
    apart = f" {' '.join(query.words)} " not in told[own]
    order = (query.said and row.part != "quotes", apart, own is not language, -row.id)
    return order, row.id, Hit(row.story_id, row.part, row.item, own)
