"""`siyaq story`: dossier files go in and out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n.catalogue import Words


def group(words: Words) -> typer.Typer:
    """The commands of `siyaq story`."""
    app = typer.Typer(help=words.text("cli.story"), no_args_is_help=True)
    files = typer.Argument(help=words.text("cli.story.files"), metavar="FILE...")

    @app.command("import", help=words.text("cli.story.import"))
    def import_(
        paths: Annotated[list[Path], files],
        note: Annotated[str | None, typer.Option(help=words.text("cli.story.note"))] = None,
    ) -> None:
        from bot.cli import dossiers

        for given, story, is_new in dossiers.take_in(dossiers.read(paths), note):
            key = "cli.story.imported" if is_new else "cli.story.unchanged"
            typer.echo(words.text(key, slug=given.slug, revision=story.revision))

    @app.command(help=words.text("cli.story.export"))
    def export(
        slug: Annotated[str, typer.Argument(help=words.text("cli.story.slug"))],
        output: Annotated[Path | None, typer.Option("--output", "-o", help=words.text("cli.story.output"))] = None,
    ) -> None:
        from bot.cli import dossiers

        dossiers.write(dossiers.find(slug).dossier, output)

    @app.command(help=words.text("cli.story.check"))
    def check(paths: Annotated[list[Path], files]) -> None:
        from bot.cli import dossiers

        for one in dossiers.read(paths):
            typer.echo(words.text("cli.story.sound", slug=one.slug))

    @app.command("list", help=words.text("cli.story.list"))
    def list_() -> None:
        from bot.audience import Preferences
        from bot.cli import dossiers
        from bot.i18n import dates

        preferences = Preferences(words.language)
        for story in dossiers.live():
            title = story.dossier.title.told(words.language)[0]
            typer.echo(f"{story.slug}\t{story.revision}\t{dates.spell_day(story.at, preferences)}\t{title}")

    @app.command(help=words.text("cli.story.schema"))
    def schema() -> None:
        from bot import dossier

        typer.echo(json.dumps(dossier.schema(), ensure_ascii=False, indent=2))

    return app
