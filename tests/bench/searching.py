"""Searching a store of 100,200 items in SQLite: a stated mix of queries in both languages, and misspelt words.

A figure is the time from the words as typed to what is found: read, looked up, put in order. Once a few of each kind
were asked, every query counts, as it came. Beside it stands the processor's time, of all threads: on a machine that
does other work as well it tells what the search itself takes.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import search
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.vocabulary_cache import VocabularyCache
from bot.text import query_parser
from bot.views.search_results import PAGE
from tests.bench import corpus
from tests.bench.table import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.store.database import Database

GOAL = 20.0  # ms, of the 99th percentile
WARMING = 10  # queries of each kind that are not counted
STORIES, EACH = 100, 120  # stories of 1,002 items; queries of each kind
_COMMON, _USUAL, _RARE = slice(0, 12), slice(20, 400), slice(3000, None)  # of the words by frequency
MISSPELT = "misspelt: the nearest spellings"


@dataclass(frozen=True, slots=True)
class Figure:
    """How long one search took, and of that the processor, in ms; and how many things it found."""

    kind: str
    took: float
    cpu: float
    hits: int


class _Asker:
    """Makes queries of each kind; the same for the same seed."""

    def __init__(self, made: corpus.Corpus) -> None:
        self._made = made
        self._dice = random.Random(7)  # noqa: S311 - nothing is kept secret by it
        self.kinds: dict[str, Callable[[Language], str]] = {
            "a rare word": lambda of: self._words(of, "r"),
            "a usual word": lambda of: self._words(of, "u"),
            "a common word": lambda of: self._words(of, "c"),
            "two rare": lambda of: self._words(of, "rr"),
            "two usual": lambda of: self._words(of, "uu"),
            "two common": lambda of: self._words(of, "cc"),
            "common and rare": lambda of: self._words(of, "cr"),
            "common, two usual and rare": lambda of: self._words(of, "cuur"),
            "five common": lambda of: self._words(of, "ccccc"),
            "common of both languages": lambda of: f"{self._words(of, 'c')} {self._words(of.other, 'c')}",
            "a phrase of common words": lambda of: f'"{self._words(of, "cc")}"',
            "a speaker and a common word": lambda of: f"speaker:{self._speaker(of)} {self._words(of, 'c')}",
            "since a month, a common word": lambda of: f"after:2025-06 {self._words(of, 'c')}",
            "within a month, common and usual": lambda of: f"after:2016-02 before:2016-03 {self._words(of, 'cu')}",
        }

    def ask(self, each: int) -> Iterator[tuple[str, Language, str]]:
        """The mix: as many of every kind, half in each language, in turn."""
        for number in range(each):
            language = list(Language)[number % 2]
            for kind, make in self.kinds.items():
                yield kind, language, make(language)

    def misspell(self, each: int) -> Iterator[str]:
        """Words with two letters in each other's place."""
        for number in range(each):
            word = self._words(list(Language)[number % 2], "u")
            at = self._dice.randrange(1, len(word) - 2)
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def _words(self, language: Language, kinds: str) -> str:
        every = self._made.words[language]
        return " ".join(self._dice.choice(every[{"c": _COMMON, "u": _USUAL, "r": _RARE}[kind]]) for kind in kinds)

    def _speaker(self, language: Language) -> str:
        return self._dice.choice(self._made.speakers[language])


def measure(*, quick: bool = False) -> None:
    """Fill a store, search it, and print."""
    with tempfile.TemporaryDirectory() as folder:
        items, figures = asyncio.run(run(Path(folder), *((2, 10) if quick else (STORIES, EACH))))
    mix = [figure for figure in figures if figure.kind != MISSPELT]
    p99 = _percentiles([figure.took for figure in mix])[1]
    kinds = dict.fromkeys(figure.kind for figure in figures)
    print(f"## Searching {items:,} items in SQLite\n")
    show(
        [
            ("query", "p50 ms", "p99 ms", "CPU p50", "CPU p99", "found"),
            *(_row(kind, [figure for figure in figures if figure.kind == kind]) for kind in kinds),
            _row(f"the mix, {len(mix)} queries", mix),
        ]
    )
    print(f"p99 of the mix: {p99:.1f} ms, goal {GOAL:g} ms: {'met' if p99 <= GOAL else 'MISSED'}\n")


async def run(folder: Path, stories: int, each: int) -> tuple[int, list[Figure]]:
    """How many items were searched, and the figures."""
    database = await open_database(f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    try:
        await migrate(database)
        made = await corpus.fill(database, stories)
        asker = _Asker(made)
        for asked in asker.ask(min(each, WARMING)):
            await _search(database, *asked)
        figures = [await _search(database, *asked) for asked in asker.ask(each)]
        vocabulary = VocabularyCache(database)
        await vocabulary.near(("first",), 3)
        figures += [await _spell(vocabulary, typed) for typed in asker.misspell(each)]
    finally:
        await database.close()
    return made.items, figures


async def _search(database: Database, kind: str, language: Language, typed: str) -> Figure:
    began, worked = time.perf_counter(), time.process_time()
    query = query_parser.read(typed, corpus.NOW.date())
    match = await database.run_read(lambda conn: search.find(conn, query, language, PAGE))
    return _figure(kind, began, worked, len(match.hits))


async def _spell(vocabulary: VocabularyCache, typed: str) -> Figure:
    began, worked = time.perf_counter(), time.process_time()
    near = await vocabulary.near((typed,), 3)
    return _figure(MISSPELT, began, worked, len(near.get(typed, ())))


def _figure(kind: str, began: float, worked: float, match: int) -> Figure:
    return Figure(kind, (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000, match)


def _row(kind: str, figures: list[Figure]) -> tuple[str, ...]:
    times = (*_percentiles([figure.took for figure in figures]), *_percentiles([figure.cpu for figure in figures]))
    seconds = sum(figure.hits > 0 for figure in figures) / len(figures)
    return kind, *(f"{seconds:.1f}" for seconds in times), f"{seconds:.0%}"


def _percentiles(times: list[float]) -> tuple[float, float]:
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[98]
