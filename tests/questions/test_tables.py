"""Readers' questions: the right answer first, never a wrong one as if it were sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.questions.scoring import TUNING, figures, questions, score

if TYPE_CHECKING:
    from pathlib import Path

_RIGHT = 0.93  # of the questions that the rules were made on


async def test_the_questions_that_rules_are_made_on(tmp_path: Path) -> None:
    """None has a wrong answer as if it were sure, and few are said not to stand there though they do."""
    scores = await score(tmp_path, questions(TUNING))
    assert [(result.row.text, result.shown) for result in scores if result.became == "wrong"] == []
    counted = figures(scores)
    for language in ("ar", "en"):
        assert counted[language]["right"] >= counted[language].total() * _RIGHT, counted
