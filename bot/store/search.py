"""Full-text search over every live story in both languages: names, then exact words, then other forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

from bot.model.language import Language
from bot.store import search_statements
from bot.store.search_index import DATED, by_name, by_speaker, by_stem, by_title, first_id
from bot.store.search_statements import Alternatives, Clause
from bot.text.stemmer import searched_stems, stem, stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row

    from bot.text.query_parser import Query

    _Window = tuple[Alternatives, Sequence[Row[*tuple[Any, ...]]]]

CANDIDATES = 60  # rows that are ranked together: the newest, then the next window
DEEPEST = 1000  # results that one can page to
_PARTLY = 5  # words of which all combinations are tried
_CALLED = {"people": by_name, "quotes": by_speaker}
_MENTIONING = frozenset(["sources", "corrections"])  # and people, unless their names match


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: a story (its number) and an item of a list of its dossier (`model.search_fields`).

    `language` is the one whose words matched.
    """

    story: int
    part: str
    item: str
    language: Language


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results, the best first; whether there are `more`, and whether they match the `whole` query."""

    hits: tuple[Hit, ...] = ()
    more: bool = False
    whole: bool = True


def find(conn: Connection, query: Query, language: Language, limit: int, start: int = 0) -> Found:
    """Return `limit` results of the query from `start` on, for a reader of `language`.

    People whom the words name come first, then what they said, then stories of that title. Then results with all words
    as typed come before those with other forms of them, the reader's language before the other, and newer before older.
    Where nothing matches all words, or nothing of the requested kind does, the best partial matches. At most `DEEPEST`
    are ever returned.
    """
    if query.is_empty or start >= DEEPEST:
        return Found()
    ranked: dict[int, Hit] = {}
    whole = True
    for windows in _first_windows(conn, query):
        for number, hit in _hits(conn, query, language, windows):
            ranked.setdefault(number, hit)
            if len(ranked) > start + limit:
                break
        if ranked and (query.sought is None or any(hit.part == query.sought for hit in ranked.values())):
            break
        whole = bool(ranked)
    hits = tuple(ranked.values())
    return Found(hits[start : start + limit], len(hits) > start + limit and start + limit < DEEPEST, whole)


def _first_windows(conn: Connection, query: Query) -> Iterator[list[_Window]]:
    """Yield the newest matches of each reading of the whole query, then of each that leaves words out.

    One statement reads those of the whole query, a second the others. Where a kind is requested one reads all: such a
    question ("what did … say about …") is seldom met as a whole by an item of that kind.
    """
    whole, partly = tuple(_whole(query)), tuple(_partly(query))
    for together in ((whole, partly),) if query.sought else ((whole,), (partly,)):
        readings = [reading for stage in together for reading in stage]
        newest: list[list[Row[*tuple[Any, ...]]]] = [[] for _ in readings]
        for row in _window(conn, query, readings, None):
            newest[row[0]].append(row)
        windows = zip(readings, newest, strict=True)
        for stage in together:
            yield list(islice(windows, len(stage)))


def _hits(conn: Connection, query: Query, language: Language, windows: Sequence[_Window]) -> Iterator[tuple[int, Hit]]:
    """Yield results with their row numbers, one reading after the other; only who pages deep reads more windows."""
    judge = _Judge.of(query, language)
    for reading, newest in windows:
        rows = newest
        yield from judge.order(rows)
        while len(rows) == CANDIDATES:
            rows = _window(conn, query, (reading,), min(row.id for row in rows))
            yield from judge.order(rows)


def _whole(query: Query) -> Iterator[Alternatives]:
    """Yield the clauses that match everything: as a name, as typed, then in other forms."""
    narrow = _narrow(query)
    yield from _called(query, narrow)
    if not query.words:
        yield (narrow,)
        return
    *ended, last = query.words
    yield ((*(Clause((word,)) for word in ended), Clause((last,), prefix=query.unfinished), *narrow),)
    yield ((*(_of_stems(*searched_stems(word)) for word in query.words), *narrow),)


def _called(query: Query, narrow: tuple[Clause, ...]) -> Iterator[Alternatives]:
    """Yield clauses for people, for quotations by speaker, and for titles.

    Where the question is what somebody said, quotations come first; only they have a date.
    """
    words = query.anywhere_words
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
    """Yield the clauses that match some of the words, as many as possible first."""
    narrow = _narrow(query)
    clauses = [_of_stems(*searched_stems(word)) for word in query.words[:_PARTLY]]
    for size in range(min(len(clauses), len(query.words) - 1), 0, -1):
        yield tuple((*some, *narrow) for some in combinations(clauses, size))
    if narrow and query.words:
        yield (narrow,)


def _narrow(query: Query) -> tuple[Clause, ...]:
    phrases = (Clause((phrase,)) for phrase in query.phrases)
    speaker = (Clause((by_speaker(word), by_speaker(stem(word)))) for word in query.speaker)
    # Undated items sort as new as their revision. Requiring a date skips windows of them where only `after` is set.
    words = query.words or query.phrases or query.speaker
    dated = [Clause((DATED,))] if (query.after and not query.before) or not words else []
    return (*phrases, *speaker, *dated)


def _of_stems(*every: str) -> Clause:
    return Clause(tuple(map(by_stem, every)))


def _window(
    conn: Connection, query: Query, readings: Sequence[Alternatives], before_id: int | None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read the newest `CANDIDATES` matches of each reading with ids below `before_id`, None for the newest of all."""
    if not readings:
        return ()
    first, end = query.after or date.min, query.before or date.max
    dated = bool(query.after or query.before)
    statement, parameters = search_statements.windows(conn, readings, dated=dated)
    to_id = first_id(end) if before_id is None else before_id
    parameters |= {"from_id": first_id(first), "to_id": to_id, "limit": CANDIDATES}
    if dated:
        parameters |= {"from_day": first.toordinal(), "to_day": end.toordinal()}
    return conn.execute(statement, parameters).all()


@dataclass(frozen=True, slots=True)
class _Judge:
    """Ranks results of one query. Words are matched between spaces, as rows store them."""

    query: Query
    language: Language
    words: tuple[str, ...]
    stems: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]  # for each word, the stems that match it
    called: dict[str, tuple[tuple[str, str], ...]]  # for each word, its keys as a name, by list

    @classmethod
    def of(cls, query: Query, language: Language) -> _Judge:
        """Build the ranking for a query and a reader of `language`."""
        texts = query.anywhere_words
        return cls(
            query,
            language,
            tuple(f" {word} " for word in texts),
            tuple(f" {by_stem(stem(word))} " for word in texts),
            tuple(tuple(f" {by_stem(form)} " for form in stems(word)) for word in texts),
            {part: tuple((f" {by(word)} ", f" {by(stem(word))} ") for word in texts) for part, by in _CALLED.items()},
        )

    def order(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[tuple[int, Hit]]:
        """Return results with their row numbers, the best first."""
        return [(-key[-1], hit) for key, hit in sorted(map(self._place, rows), key=lambda ranked: ranked[0])]

    def _place(self, row: Row[*tuple[Any, ...]]) -> tuple[tuple[bool, int, int, bool, bool, int], Hit]:
        """Return the sort key of a row, and the result that it is.

        What is of the requested kind comes first, then words as typed, then `_rank`, then adjacent words, then the
        reader's language, then the newer.
        """
        _, number, story, part, item, *texts = row
        *by_language, keys = (f" {words} " for words in texts)
        shown = dict(zip(Language, by_language, strict=True))
        # A text with no words in a language (only the two spaces) is never shown in it.
        matches = {
            language: sum(word in text for word in self.words) if len(text) > 2 else -1  # noqa: PLR2004 - the spaces
            for language, text in shown.items()
        }
        own = max(self.language.fallbacks, key=matches.__getitem__)  # the first of those that have as many
        if all(word in keys or any(word in text for text in by_language) for word in self.words):
            form = 0  # words as typed
        else:
            form = 1 if all(key in keys for key in self.stems) else 2  # or the same but for a possible particle
        apart = f" {' '.join(self.query.words)} " not in shown[own]
        unsought = self.query.sought is not None and part != self.query.sought
        order = (unsought, form, self._rank(part, keys), apart, own is not self.language, -number)
        return order, Hit(story, part, item, own)

    def _rank(self, part: str, keys: str) -> int:
        """Rank by relevance: whom the words name, what they said, titles, texts, mentions."""
        if part not in self.called:
            return 2 if part == "title" else 4 if part in _MENTIONING else 3
        called = [key in keys or stemmed in keys for key, stemmed in self.called[part]]
        if not any(called):
            return 3 if part == "quotes" else 4
        if part == "quotes":
            return 1
        named = (
            is_name or not any(key in keys for key in forms) for is_name, forms in zip(called, self.forms, strict=True)
        )
        return 0 if all(named) else 4
