"""Print problems on standard error, with file and line, in the catalogue's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.errors import Problems

if TYPE_CHECKING:
    from bot.errors import Problem, SiyaqError
    from bot.i18n.catalogue import Translator

SHOWN = 200  # problems printed one by one; the rest are counted


def complain(words: Translator, error: SiyaqError) -> None:
    """Print what went wrong and what to do; several problems on a line each."""
    if not isinstance(error, Problems):
        typer.echo(words.text(error.key, **error.data), err=True)
        return
    for problem in error.problems[:SHOWN]:
        typer.echo(line(words, problem), err=True)
    remaining = len(error.problems) - SHOWN
    if remaining > 0:
        typer.echo(words.count("cli.more_problems", remaining), err=True)
    typer.echo(words.count(error.key, len(error.problems)), err=True)


def line(words: Translator, problem: Problem) -> str:
    """Format a problem as compilers do: `file:line: path: what is wrong and what to do`."""
    place = ":".join(str(part) for part in (problem.file, problem.line) if part is not None)
    parts = (place, problem.path, words.text(problem.key, **problem.data))
    return ": ".join(part for part in parts if part)
