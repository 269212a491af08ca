"""`siyaq subscribers`: import and export subscribers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n.catalogue import Translator


def group(words: Translator) -> typer.Typer:
    """Build the commands of `siyaq subscribers`."""
    app = typer.Typer(help=words.text("cli.subscribers"), no_args_is_help=True)
    file = typer.Argument(help=words.text("cli.subscribers.file"), metavar="FILE.csv")

    @app.command("import", help=words.text("cli.subscribers.import"))
    def import_(path: Annotated[Path, file]) -> None:
        from rich.console import Console
        from rich.progress import Progress

        from bot.cli import subscriber_csv
        from bot.cli.output import line

        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("", total=1.0)
            done = subscriber_csv.import_csv(
                path,
                lambda problem: typer.echo(line(words, problem), err=True),
                lambda share: progress.update(task, completed=share),
            )
        typer.echo(words.count("cli.subscribers.imported", done.good))
        if done.bad:
            typer.echo(words.count("cli.subscribers.bad", done.bad), err=True)
            sys.exit(1)

    @app.command(help=words.text("cli.subscribers.export"))
    def export(path: Annotated[Path, file]) -> None:
        from bot.cli import subscriber_csv

        typer.echo(words.count("cli.subscribers.exported", subscriber_csv.write_out(path)))

    return app
