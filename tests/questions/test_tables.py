"""Readers' questions of both halves: the right answer first, never a wrong one as if it were sure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.questions.scoring import HELD, TUNING, figures, questions, score

if TYPE_CHECKING:
    from pathlib import Path

# Right, at least, and wrong as if sure, at most, of the reported half by language.
_HELD = {"ar": (104, 4), "en": (110, 6)}
_LEAST = 150  # questions a language, both halves together


def test_the_tables_are_large_enough() -> None:
    """At least 150 questions a language, half of them held back, and dialects among the Arabic ones."""
    held, tuning = questions(HELD), questions(TUNING)
    for language in ("ar", "en"):
        sizes = Counter(row.file in HELD for row in (*held, *tuning) if row.language == language)
        assert min(sizes.values()) >= _LEAST // 2, language


async def test_the_questions_that_rules_are_made_on(tmp_path: Path) -> None:
    """All are answered, and right."""
    scores = await score(tmp_path, questions(TUNING))
    assert [(result.row.text, result.became, result.shown) for result in scores if result.became != "right"] == []


async def test_the_reported_questions(tmp_path: Path) -> None:
    """No fewer are right, and no more wrong as if sure, than docs/questions.md says."""
    counted = figures(await score(tmp_path, questions(HELD)))
    for language, (right, wrong) in _HELD.items():
        assert counted[language]["right"] >= right, counted
        assert counted[language]["wrong"] <= wrong, counted
        assert counted[language]["warned"] <= counted[language].total() / 8, counted
