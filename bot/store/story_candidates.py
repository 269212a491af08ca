"""Stories in which a question may be answered, found through the search index."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from bot.store import search_statements
from bot.store.search_index import by_stem, first_id
from bot.store.search_statements import Clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_WORDS_LIMIT = 5  # words of which all but one are tried
_ROWS = 40  # read for each reading


def find(conn: Connection, words: Sequence[Sequence[str]], limit: int) -> tuple[int, ...]:
    """Return the numbers of at most `limit` stories: first those with an item that has all words, then most, then any.

    Each word is given by its stems and those of its synonyms.
    """
    clauses = [Clause(tuple(map(by_stem, stems))) for stems in words[:_WORDS_LIMIT]]
    if not clauses:
        return ()
    sizes = dict.fromkeys((len(clauses), max(len(clauses) - 1, 1), 1))
    readings = [tuple(combinations(clauses, size)) for size in sizes]
    statement, parameters = search_statements.windows(conn, readings, dated=False)
    parameters |= {"from_id": first_id(date.min), "to_id": first_id(date.max), "limit": _ROWS}
    rows = sorted(conn.execute(statement, parameters).all(), key=lambda row: (row.reading, -row.id))
    return tuple(dict.fromkeys(row.story_id for row in rows))[:limit]
