"""Prints how the tables of questions are answered."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.questions.scoring import HELD, RESULTS, TUNING, figures, questions, score


def main(half: str, *options: str) -> None:
    """Ask one half of the questions, and print the figures; of the half for tuning, with `-v`, each failure."""
    tables = {"held": HELD, "tuning": TUNING}[half]
    with TemporaryDirectory() as folder:
        scores = asyncio.run(score(Path(folder), questions(tables)))
    for result in scores:
        if result.became != "right":
            row = result.row
            detail = f": {row.text} | {row.expect} | {result.shown}" if half == "tuning" and "-v" in options else ""
            print(f"{result.became:7} {row.file} {row.language} {row.number}{detail}")  # noqa: T201
    for name, counted in figures(scores).items():
        total = counted.total()
        shares = ", ".join(f"{became} {counted[became]} ({counted[became] / total:.2f})" for became in RESULTS)
        print(f"{name}: {total} questions, {shares}")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
