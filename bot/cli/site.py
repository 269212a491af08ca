"""`siyaq site`: the public pages as files."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n.catalogue import Translator


def group(words: Translator) -> typer.Typer:
    """Build the commands of `siyaq site`."""
    app = typer.Typer(help=words.text("cli.site"), no_args_is_help=True)

    @app.callback()
    def site() -> None:
        """Make `build` a command of its own, though it is the only one."""

    @app.command(help=words.text("cli.site.build"))
    def build(
        directory: Annotated[Path, typer.Argument(help=words.text("cli.site.directory"), metavar="DIR")],
    ) -> None:
        _build(directory, words)

    return app


def _build(directory: Path, words: Translator) -> None:
    from bot.cli.database import use
    from bot.i18n import catalogue
    from bot.services.site import build as service
    from bot.settings import Settings
    from bot.site.facts import SiteFacts
    from bot.site.layout import Layout
    from bot.store.database import Database

    settings = Settings.from_env(os.environ)

    async def work(database: Database) -> None:
        username = await service.read_username(database)
        facts = SiteFacts(settings.site.url if settings.site else None, username)
        stories, counts = await service.build(database, directory, Layout(facts, catalogue.load()))
        typer.echo(words.count("cli.site.built", stories, directory=str(directory)))
        files = {"written": counts.written, "unchanged": counts.unchanged, "removed": counts.removed}
        typer.echo(words.text("cli.site.files", **files))
        if counts.kept:
            typer.echo(words.count("cli.site.kept", counts.kept), err=True)

    use(work)
