"""The corpus: articles of the project's own writing, each with the answers that a person gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Article:
    """An article and its answers."""

    name: str
    text: str
    answers: dict[str, Any]

    @property
    def day(self) -> date | None:
        """The copy's own day, where it is told from outside."""
        given = self.answers.get("given_date")
        return date.fromisoformat(str(given)) if given else None

    @property
    def has_carriers(self) -> bool:
        """Whether the answers say who carried a quotation: those in the format of `fourth/README.md` do."""
        return "either" in self.answers

    def listed(self, key: str) -> list[Any]:
        """The answers of a kind."""
        return list(self.answers.get(key) or ())


def articles(half: str) -> list[Article]:
    """The articles of a part, `dev`, `second`, `third`, `fourth`, `fifth` or `held`."""
    return [
        Article(path.stem, path.read_text(encoding="utf-8"), yaml.safe_load(answers.read_text(encoding="utf-8")) or {})
        for path in sorted((FOLDER / half).glob("*.txt"))
        if (answers := path.with_name(f"{path.stem}.answers.yaml")).exists()
    ]


def names(half: str) -> tuple[list[list[str]], list[list[str]]]:
    """Pairs of names of the same person, and of different ones."""
    path = FOLDER / half / "names.yaml"
    if not path.exists():
        return [], []
    tree = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return list(tree.get("same") or ()), list(tree.get("different") or ())
