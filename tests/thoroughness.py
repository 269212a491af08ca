"""How thorough a run of the tests is: quick for who waits for it, full under `.ci/run`. Both assert the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

IS_FULL = os.environ.get("SIYAQ_TEST_PROFILE") == "full"
_SHARE = 5  # of a full run's examples and rounds, a quick one has every so manieth


def examples(number: int) -> int:
    """Return how many examples or rounds of `number` in a full run this run has; at least three."""
    return number if IS_FULL else max(3, number // _SHARE)


def some(cases: Sequence[T], turn: int = 0) -> Sequence[T]:
    """Return the cases of a generated grid that this run takes: in a quick one every fifth, beginning by `turn`."""
    return cases if IS_FULL else cases[turn % _SHARE :: _SHARE]


def load() -> None:
    """Make this profile that of Hypothesis, too, for the tests that name no number of examples."""
    settings.register_profile("siyaq", max_examples=examples(100))
    settings.load_profile("siyaq")
