"""What the bench prints: medians of rounds that ran in turn, and their ratios beside the goals."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median


@dataclass
class Contest:
    """One figure, measured of several in turn."""

    title: str
    figures: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, figure: float | None) -> None:
        """Note the next round's figure; None where it cannot be measured here."""
        if figure is not None:
            self.figures.setdefault(name, []).append(figure)

    def median(self, name: str) -> str:
        """The median of all rounds, to three digits; a dash where there is none."""
        return (
            f"{median(value):.3g}"
            if (value := self.figures.get(name)) and median(value) < 1000
            else (f"{median(value):.0f}" if value else "–")
        )

    def ratio(self, name: str, other: str) -> float | None:
        """The median of the rounds' ratios: each round's two ran one after the other, and share the machine's mood."""
        pairs = list(zip(self.figures.get(name, ()), self.figures.get(other, ()), strict=False))
        return median(mine / seconds for mine, seconds in pairs if seconds) if pairs else None


@dataclass(frozen=True)
class Goal:
    """What a ratio should come to: `least` and better, `aim`; `fewer` where less is better."""

    contest: Contest
    name: str
    other: str
    least: float | None
    aim: float | None
    fewer: bool = False

    def row(self) -> tuple[str, ...]:
        """The row of it."""
        ratio = self.contest.ratio(self.name, self.other)
        sign = "≤" if self.fewer else "≥"
        goal = f"{sign} {self.least:g}, aim {self.aim:g}" if self.least and self.aim else "to compare"
        met = ""
        if ratio is None:
            return (self.contest.title, self.name, self.other, "–", goal, "not measured")
        if self.least:
            met = "met" if (ratio <= self.least if self.fewer else ratio >= self.least) else "MISSED"
        return (self.contest.title, self.name, self.other, f"{ratio:.2f}", goal, met)


def show(rows: list[tuple[str, ...]]) -> None:
    """Print rows in columns, the first a heading, as a table that Markdown reads too."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print()


class Table:
    """A table of several contests, a line for each that took part."""

    def __init__(self, title: str, contests: tuple[Contest, ...]) -> None:
        self._title = title
        self._contests = contests
        self._commands: dict[str, str] = {}
        self._absent: dict[str, str] = {}

    def command(self, name: str, command: str) -> None:
        """Somebody takes part, started by a command."""
        self._commands[name] = command

    def absent(self, name: str, why: str) -> None:
        """Somebody does not."""
        self._absent[name] = why

    def show(self, *goals: Goal) -> None:
        """Print the medians, the ratios with their goals, and the commands."""
        print(f"## {self._title}\n")
        show(
            [
                ("", *(contest.title for contest in self._contests)),
                *((name, *(contest.median(name) for contest in self._contests)) for name in self._commands),
                *((name, *("–" for _ in self._contests)) for name in self._absent),
            ]
        )
        if goals:
            show([("what", "who", "beside", "ratio", "goal", ""), *(goal.row() for goal in goals)])
        for name, why in self._absent.items():
            print(f"{name}: not measured, {why}")
        for name, command in self._commands.items():
            print(f"{name}: {command}")
        print()
