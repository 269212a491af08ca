"""Statements of the full-text search, for SQLite's FTS5 and for PostgreSQL's GIN index.

They are built once for each number of readings: building one takes as long as running it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    column,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
    union_all,
)

from bot.store.search_tables import JOINED, WORDS, search_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition of a search: any of these words or phrases; as a `prefix`, any word that starts with one."""

    any_of: tuple[str, ...]
    prefix: bool = False


Alternatives = tuple[tuple[Clause, ...], ...]
"""A reading of a query: what meets all clauses of one of the alternatives."""

_READ = [search_index.c[name] for name in ("id", "story_id", "part", "item", *WORDS)]
_SEARCH_FTS = table("search_fts", column("rowid"), column("search_fts"))
# As the index has it, else PostgreSQL does not use that (`search_tables.indexing`).
_VECTOR = f"array_to_tsvector({JOINED})"
_WORDS = {
    "sqlite": "SELECT group_concat(term || ' ' || doc, ' ') FROM search_fts_words",
    "postgresql": f"SELECT string_agg(word || ' ' || ndoc, ' ') FROM ts_stat($$SELECT {_VECTOR} FROM search_index$$)",  # noqa: S608 - names of ours
}
_BETWEEN = (search_index.c.first >= bindparam("from_day"), search_index.c.last < bindparam("to_day"))


def windows(conn: Connection, readings: Sequence[Alternatives], *, dated: bool) -> tuple[Any, dict[str, Any]]:
    """Return one statement for the newest matches of each reading, and its parameters.

    A row begins with the index of its reading. To the parameters add `from_id` and `to_id`, between which row ids lie,
    and the `limit` of each reading; if `dated` also `from_day` and `to_day`, for items that have a date. The highest
    ids come first within a reading. An index lookup for a word that is everywhere costs as much as for a rare one.
    """
    if conn.dialect.name == "sqlite":
        asked = {f"asked{at}": " OR ".join(map(_fts5, reading)) for at, reading in enumerate(readings)}
        return _fts5_statement(len(readings), dated), asked
    selects = []
    for at, reading in enumerate(readings):
        condition = or_(*(and_(*map(_gin, clauses)) for clauses in reading))
        selects.append(_newest(select(literal(at).label("reading"), *_READ), search_index.c.id, condition, dated))
    return _union(selects), {}


def vocabulary(conn: AsyncConnection) -> TextClause:
    """Return the statement that reads every indexed word and key with its number of items, as one text."""
    return text(_WORDS["sqlite" if conn.dialect.name == "sqlite" else "postgresql"])


@lru_cache(64)
def _fts5_statement(readings: int, dated: bool) -> Any:
    rowid, match = _SEARCH_FTS.c.rowid, _SEARCH_FTS.c.search_fts.bool_op("MATCH")
    return _union(
        [
            _newest(
                select(literal(at).label("reading"), *_READ).join_from(
                    _SEARCH_FTS, search_index, rowid == search_index.c.id
                ),
                rowid,
                match(bindparam(f"asked{at}")),
                dated,
            )
            for at in range(readings)
        ]
    )


def _newest(
    base: Select[*tuple[Any, ...]], row_id: ColumnElement[int], condition: ColumnElement[bool], dated: bool
) -> Select[*tuple[Any, ...]]:
    """Restrict to the newest rows of a window that meet the condition."""
    statement = base.where(condition, row_id >= bindparam("from_id"), row_id < bindparam("to_id"))
    if dated:
        statement = statement.where(*_BETWEEN)
    return statement.order_by(row_id.desc()).limit(bindparam("limit"))


def _union(selects: list[Select[*tuple[Any, ...]]]) -> Any:
    """Join the readings; each in a subquery, since SQLite takes no ORDER BY and LIMIT inside a union otherwise."""
    if len(selects) == 1:
        return selects[0]
    return union_all(*(select(statement.subquery()) for statement in selects))


def _fts5(clauses: Sequence[Clause]) -> str:
    return f"({' AND '.join(map(_fts5_clause, clauses))})"


def _fts5_clause(clause: Clause) -> str:
    """Write a clause for MATCH; folded words contain no quotation marks.

    https://www.sqlite.org/fts5.html#full_text_query_syntax
    """
    end = '"*' if clause.prefix else '"'
    return f"({' OR '.join(f'{chr(34)}{words}{end}' for words in clause.any_of)})"


def _gin(clause: Clause) -> ColumnElement[bool]:
    """Write a clause for the GIN index, which knows no positions: phrases are checked in the rows' texts."""
    from sqlalchemy.dialects import postgresql  # takes a while to load, and few need it

    vector = literal_column(_VECTOR, postgresql.TSVECTOR())
    end = "':*" if clause.prefix else "'"
    phrases = " | ".join(" & ".join(f"'{word}{end}" for word in words.split()) for words in clause.any_of)
    is_indexed: ColumnElement[bool] = vector.bool_op("@@")(cast(phrases, postgresql.TSQUERY))
    if not any(" " in words for words in clause.any_of):
        return is_indexed
    texts = [" " + search_index.c[name] + " " for name in WORDS]
    is_adjacent = (column_.contains(f" {words} ") for column_ in texts for words in clause.any_of)
    return and_(is_indexed, or_(*is_adjacent))
