"""Readers' questions of both halves: the right answer first, never a wrong one as if it were sure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.questions.scoring import HELD, TUNING, figures, questions, score

if TYPE_CHECKING:
    from pathlib import Path

# Right, at least, and wrong as if sure and said not to stand there above the right item, at most, of the reported half.
_HELD = {"ar": (90, 2, 18), "en": (87, 7, 15)}
_RIGHT = 0.93  # of the questions that the rules were made on
_LEAST = 150  # questions a language, both halves together


def test_the_tables_are_large_enough() -> None:
    """At least 150 questions a language, half of them held back, and dialects among the Arabic ones."""
    held, tuning = questions(HELD), questions(TUNING)
    for language in ("ar", "en"):
        sizes = Counter(row.file in HELD for row in (*held, *tuning) if row.language == language)
        assert min(sizes.values()) >= _LEAST // 2, language


async def test_the_questions_that_rules_are_made_on(tmp_path: Path) -> None:
    """None has a wrong answer as if it were sure, and few are said not to stand there though they do."""
    scores = await score(tmp_path, questions(TUNING))
    assert [(result.row.text, result.shown) for result in scores if result.became == "wrong"] == []
    counted = figures(scores)
    for language in ("ar", "en"):
        assert counted[language]["right"] >= counted[language].total() * _RIGHT, counted


async def test_the_reported_questions(tmp_path: Path) -> None:
    """No fewer are right, and no more wrong as if sure or warned of, than docs/questions.md says."""
    counted = figures(await score(tmp_path, questions(HELD)))
    for language, (right, wrong, warned) in _HELD.items():
        assert counted[language]["right"] >= right, counted
        assert counted[language]["wrong"] <= wrong, counted
        assert counted[language]["warned"] <= warned, counted
