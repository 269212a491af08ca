"""Findings of `siyaq check`: one line each, with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator


class Level(StrEnum):
    """How bad a finding is: an error keeps the bot from running, or from doing what it is set up for."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in words; `advice` says what to do, and is empty where nothing is to be done."""

    check: str
    level: Level
    text: str
    advice: str = ""


class Findings(list[Finding]):
    """A list of findings that are worded as they are added."""

    def __init__(self, words: Translator) -> None:
        super().__init__()
        self.words = words

    def ok(self, check: str, state: str, **data: str | int) -> None:
        """Add that all is well, in the words of `cli.check.{check}.{state}`."""
        self.append(Finding(check, Level.OK, self.words.text(f"cli.check.{check}.{state}", **data)))

    def note(self, check: str, state: str, **data: str | int) -> None:
        """Add what cannot be told from here, and is to be looked at."""
        self._add(check, Level.OK, state, data)

    def warn(self, check: str, state: str, **data: str | int) -> None:
        """Add a warning, with the advice of `cli.check.{check}.{state}.advice`."""
        self._add(check, Level.WARNING, state, data)

    def fail(self, check: str, state: str, **data: str | int) -> None:
        """Add an error, with its advice."""
        self._add(check, Level.ERROR, state, data)

    def _add(self, check: str, level: Level, state: str, data: dict[str, str | int]) -> None:
        key = f"cli.check.{check}.{state}"
        self.append(Finding(check, level, self.words.text(key, **data), self.words.text(f"{key}.advice", **data)))
