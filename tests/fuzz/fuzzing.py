"""Runs so many cases of each kind, with Hypothesis: what fails is shrunk to the least that does."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot import dossier
from bot.cli import subscriber_csv, subscriber_lines
from bot.errors import CsvHeaderInvalid, DossierInvalid, Problem
from bot.i18n import catalogue
from bot.services.follows.exchange import TopicReader
from tests.fuzz import cases
from tests.fuzz.target import opened, resident

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from tests.fuzz.cases import Request
    from tests.fuzz.target import Target

BATCH, ROUND = 10, 1_000  # requests at once, and of one run of Hypothesis
_PHASES = (Phase.generate, Phase.shrink)
WORDS = catalogue.load()


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=_PHASES,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def fuzz_requests(home: Path, count: int, memory: list[int] | None = None) -> Target:
    """Post so many requests to a bot, in rounds; add the process's bytes to `memory` after each, its queue empty."""
    with opened(home) as (target, run):
        while target.cases < count:  # anew each time: Hypothesis remembers all examples of a run
            _attack(target, run, min(ROUND, count - target.cases))
            gc.collect()
            if memory is not None:
                memory.append(resident())
        return target


def _attack(target: Target, run: Callable[[Coroutine[Any, Any, None]], None], count: int) -> None:
    """Post so many requests, and ask the canary's question after every hundred."""
    seen, examples = 0, max(1, count // BATCH)

    @_settings(examples)
    @given(st.lists(cases.REQUESTS, min_size=BATCH, max_size=BATCH))
    def attack(requests: list[Request]) -> None:
        nonlocal seen
        seen += 1
        run(target.take(requests))
        if seen % 10 == 0 or seen == examples:
            run(target.canary())

    attack()


def fuzz_dossiers(count: int) -> int:
    """Read so many files; return how many were."""
    tried = 0

    @_settings(count)
    @given(cases.DOSSIERS)
    def attack(data: bytes) -> None:
        nonlocal tried
        tried += 1
        try:
            dossier.read(data, "x.yaml")
        except DossierInvalid as error:
            _check_problems(error.problems, data)

    attack()
    return tried


def _check_problems(problems: tuple[Problem, ...], data: bytes) -> None:
    """Each names a line that there is, if any, and is worded in each language."""
    assert problems
    for problem in problems:
        assert problem.line is None or 0 <= problem.line <= len(data) + 2
        for words in WORDS.values():
            assert words.text(problem.key, **problem.data)


def fuzz_subscribers(home: Path, count: int) -> int:
    """Read so many subscriber files; return how many were."""
    tried, path = 0, home / "roster.csv"

    @_settings(count)
    @given(cases.SUBSCRIBERS)
    def attack(data: bytes) -> None:
        nonlocal tried
        tried += 1
        path.write_bytes(data)
        problems: list[Problem] = []
        importing = subscriber_csv._Import(str(path), problems.append)
        validate = subscriber_csv._validator({"dprk-troops-kursk": 1}, TopicReader(()), lambda _: 1)
        try:
            with subscriber_lines.opened(path) as text:
                for line, cells in subscriber_lines.rows(path, text, importing.refuse):
                    checked = validate(cells)
                    if isinstance(checked, Problem):
                        importing.refuse(line, checked)
        except CsvHeaderInvalid:
            return
        assert len(problems) == importing.done.bad
        for problem in problems:
            _worded(problem)

    attack()
    return tried


def _worded(problem: Problem) -> None:
    for words in WORDS.values():
        assert words.text(problem.key, **problem.data)
