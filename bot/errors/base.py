"""Base classes of known errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


class SiyaqError(Exception):
    """A known error; the catalogue's words for `key`, filled with `data`, say what to do about it."""

    key: ClassVar[str] = "error.unknown"

    def __init__(self, **data: str | int) -> None:
        super().__init__(self.key, data)
        self.data = data


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in what somebody wrote.

    `key` names its words in the catalogue and `data` fills them; `file`, `line` (from 1) and `path`
    (`quotes[2].speaker`) say where it is, if known.
    """

    key: str
    data: dict[str, str | int] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    path: str | None = None


class Problems(SiyaqError):
    """All problems of one input."""

    key = "error.problems"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(count=len(problems))
        self.problems = problems
