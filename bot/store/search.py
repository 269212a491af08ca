"""Searches over every live story, both languages at once: names, then the words as typed, then other forms of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from bot.i18n.stems import stem, stems
from bot.language import Language
from bot.store import dialects
from bot.store.dialects import Clause
from bot.store.searchables import DATED, by_name, by_speaker, by_stem, by_title, first_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row

    from bot.i18n.queries import Query

CANDIDATES = 100  # found things that are put in order together: the newest, then the next
DEEPEST = 1000  # found things that one can page to
_PARTLY = 5  # words of which all choices are tried
_MENTIONING = frozenset(["sources", "corrections"])  # and people, but by their names

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


def find(conn: Connection, query: Query, language: Language, limit: int, start: int = 0) -> Found:
    """So many of what the query finds, from the one at `start` on, for a reader of `language`.

    Whom the words name comes first, then what they said, then stories of that title. Then what has all words as they
    were typed comes before what has other forms of them, and the reader's language before the other; then the newer.
    Where nothing has them all, or nothing of the kind that is asked for, what has the most of them. No more than
    `DEEPEST` are ever told of.
    """
    if query.is_empty or start >= DEEPEST:
        return Found()
    ranked: dict[int, Hit] = {}
    whole = True
    for readings in (_whole(query), _partly(query)):
        for number, hit in _hits(conn, query, language, readings):
            ranked.setdefault(number, hit)
            if len(ranked) > start + limit:
                break
        if ranked and (query.sought is None or any(hit.part == query.sought for hit in ranked.values())):
            break
        whole = bool(ranked)
    hits = tuple(ranked.values())
    return Found(hits[start : start + limit], len(hits) > start + limit and start + limit < DEEPEST, whole)


def _hits(
    conn: Connection, query: Query, language: Language, readings: Iterator[Alternatives]
) -> Iterator[tuple[int, Hit]]:
    """What the readings find, one reading after the other, each thing with its row's number; looked up as needed."""
    for alternatives in readings:
        for rows in _windows(conn, query, alternatives):
            met = [_judge(row, query, language) for row in rows]
            yield from ((number, hit) for _, number, hit in sorted(met, key=lambda one: one[0]))


def _whole(query: Query) -> Iterator[Alternatives]:
    """What has everything: as a name, as typed, then in other forms, also without what may be a particle before."""
    narrow = _narrow(query)
    yield from _called(query, narrow)
    if not query.words:
        yield (narrow,)
        return
    *ended, last = query.words
    yield ((*(Clause((word,)) for word in ended), Clause((last,), prefix=query.unfinished), *narrow),)
    yield ((*(_of_stems(*stems(word)) for word in query.words), *narrow),)


def _called(query: Query, narrow: tuple[Clause, ...]) -> Iterator[Alternatives]:
    """People, then quotations by their speaker, then titles that have all the words; only what is said has a day.

    Where it is asked what somebody said, that comes first.
    """
    words = query.told
    if not words or query.speaker:
        return
    every = (by_speaker, by_name, by_title) if query.sought == "quotes" else (by_name, by_speaker, by_title)
    for by in (by_speaker,) if query.after or query.before else every:
        clauses = [Clause((by(word), by(stem(word)))) for word in words]
        if query.unfinished and query.words:
            at = len(query.words) - 1
            clauses[at] = Clause((by(words[at]),), prefix=True)
        yield ((*clauses, *narrow),)


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


def _windows(conn: Connection, query: Query, alternatives: Alternatives) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """What meets one of the alternatives, the newest `CANDIDATES`, then the next, as long as more are wanted."""
    first, end = query.after or date.min, query.before or date.max
    dated = bool(query.after or query.before)
    found, given = dialects.search(conn, alternatives, dated=dated)
    given |= {"from_id": first_id(first), "to_id": first_id(end), "limit": CANDIDATES}
    if dated:
        given |= {"from_day": first.toordinal(), "to_day": end.toordinal()}
    while True:
        rows = conn.execute(found, given).all()
        yield rows
        if len(rows) < CANDIDATES:
            return
        given["to_id"] = rows[-1].id


def _judge(
    row: Row[*tuple[Any, ...]], query: Query, language: Language
) -> tuple[tuple[bool, int, int, bool, bool, int], int, Hit]:
    """What things found together are put in order by, the row's number, and what it is.

    What is of the kind that is asked for comes first, then the words as typed, then what tells the most (`_rank`), then
    the words beside each other, then what is in the reader's language, then the newer.
    """
    told = {Language.AR: f" {row.ar} ", Language.EN: f" {row.en} "}
    asked = [f" {word} " for word in query.told]
    met = {one: sum(word in words for word in asked) if words.strip() else -1 for one, words in told.items()}
    own = language if met[language] >= met[language.other] else language.other
    apart = f" {' '.join(query.words)} " not in told[own]
    keys = f" {row.keys} "
    unsought = query.sought is not None and row.part != query.sought
    order = (unsought, _form(query, (*told.values(), keys)), _rank(query, row.part, keys), apart, own is not language)
    return (*order, -row.id), row.id, Hit(row.story_id, row.part, row.item, own)


def _form(query: Query, texts: Sequence[str]) -> int:
    """Whether all words stand there as typed (0), in other forms (1), or but for what may be a particle (2)."""
    if all(any(f" {word} " in text for text in texts) for word in query.words):
        return 0
    return 1 if all(f" {by_stem(stem(word))} " in texts[-1] for word in query.words) else 2


def _rank(query: Query, part: str, keys: str) -> int:
    """Whom all words that are there name (0), what they said (1), a title (2), texts (3), what but mentions it (4)."""
    if part == "title":
        return 2
    by = {"people": by_name, "quotes": by_speaker}.get(part)
    if by is None:
        return 4 if part in _MENTIONING else 3
    there = [word for word in query.told if any(f" {by_stem(one)} " in keys for one in stems(word))]
    called = [word for word in there if f" {by(word)} " in keys or f" {by(stem(word))} " in keys]
    if part == "quotes":
        return 1 if called else 3
    return 0 if called == there else 4
