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

CANDIDATES = 60  # found things that are put in order together: the newest, then the next
DEEPEST = 1000  # found things that one can page to
_PARTLY = 5  # words of which all choices are tried
_CALLED = {"people": by_name, "quotes": by_speaker}
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
    judge = _Judge.of(query, language)
    for alternatives in readings:
        for rows in _windows(conn, query, alternatives):
            yield from judge.order(rows)


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


@dataclass(frozen=True, slots=True)
class _Judge:
    """Puts things that were found together in order; what it looks for stands between spaces, as words of a row do."""

    query: Query
    language: Language
    words: tuple[str, ...]
    stems: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]  # of each word, the stems by which it can be met
    called: dict[str, tuple[tuple[str, str], ...]]  # and as a name, by the list that has it

    @classmethod
    def of(cls, query: Query, language: Language) -> _Judge:
        """The judge of what a query finds, for a reader of `language`."""
        told = query.told
        return cls(
            query,
            language,
            tuple(f" {word} " for word in told),
            tuple(f" {by_stem(stem(word))} " for word in told),
            tuple(tuple(f" {by_stem(one)} " for one in stems(word)) for word in told),
            {part: tuple((f" {by(word)} ", f" {by(stem(word))} ") for word in told) for part, by in _CALLED.items()},
        )

    def order(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[tuple[int, Hit]]:
        """What was found, the best first, each with its row's number."""
        return [(-key[-1], hit) for key, hit in sorted(map(self._place, rows), key=lambda one: one[0])]

    def _place(self, row: Row[*tuple[Any, ...]]) -> tuple[tuple[bool, int, int, bool, bool, int], Hit]:
        """What a row is put in order by, and what it is.

        What is of the kind that is asked for comes first, then the words as typed, then what tells the most (`_rank`),
        then the words beside each other, then what is in the reader's language, then the newer.
        """
        number, story, part, item, *told = row
        ar, en, keys = (f" {words} " for words in told)
        arabic, english = [word in ar for word in self.words], [word in en for word in self.words]
        # A text that has only signs in a language is never the one to show.
        met = {
            Language.AR: sum(arabic) if len(ar) > 2 else -1,  # noqa: PLR2004 - the two spaces
            Language.EN: sum(english) if len(en) > 2 else -1,  # noqa: PLR2004
        }
        own = self.language if met[self.language] >= met[self.language.other] else self.language.other
        there = zip(self.words, arabic, english, strict=True)
        if all(one or other or word in keys for word, one, other in there):
            form = 0  # as typed
        else:
            form = 1 if all(key in keys for key in self.stems) else 2  # or but for what may be a particle
        apart = f" {' '.join(self.query.words)} " not in (ar if own is Language.AR else en)
        unsought = self.query.sought is not None and part != self.query.sought
        order = (unsought, form, self._rank(part, keys), apart, own is not self.language, -number)
        return order, Hit(story, part, item, own)

    def _rank(self, part: str, keys: str) -> int:
        """What tells the most: whom all words that are there name, what they said, titles, texts, what mentions it."""
        if part not in self.called:
            return 2 if part == "title" else 4 if part in _MENTIONING else 3
        called = [key in keys or stemmed in keys for key, stemmed in self.called[part]]
        if not any(called):
            return 3 if part == "quotes" else 4
        if part == "quotes":
            return 1
        named = (one or not any(key in keys for key in forms) for one, forms in zip(called, self.forms, strict=True))
        return 0 if all(named) else 4
