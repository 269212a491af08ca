"""What a command tells: problems with file and line on standard error, in the catalogue's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.errors import Problems

if TYPE_CHECKING:
    from bot.errors import Problem, SiyaqError
    from bot.i18n.catalogue import Words

SHOWN = 200  # problems told one by one: who has more begins with these


def complain(words: Words, error: SiyaqError) -> None:
    """Tell what went wrong and what to do; of several problems each on a line of its own."""
    if not isinstance(error, Problems):
        typer.echo(words.text(error.key, **error.data), err=True)
        return
    for problem in error.problems[:SHOWN]:
        typer.echo(line(words, problem), err=True)
    left = len(error.problems) - SHOWN
    if left > 0:
        typer.echo(words.count("cli.more_problems", left), err=True)
    typer.echo(words.count(error.key, len(error.problems)), err=True)


def line(words: Words, problem: Problem) -> str:
    """A problem as compilers tell one: `file:line: path: what is wrong and what to do`."""
    place = ":".join(str(part) for part in (problem.file, problem.line) if part is not None)
    parts = (place, problem.path, words.text(problem.key, **problem.data))
    return ": ".join(part for part in parts if part)
