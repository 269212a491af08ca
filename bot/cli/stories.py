"""`siyaq story`: dossier files go in and out."""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import dossier, publishing
from bot.audience import Preferences
from bot.cli.using import use
from bot.errors import DossierInvalid, FileUnreadable, Problem, StoryUnknown
from bot.i18n import dates
from bot.i18n.catalogue import Words
from bot.store import stories
from bot.store.database import Database
from bot.story import Dossier, Story


def group(words: Words) -> typer.Typer:
    """The commands of `siyaq story`."""
    app = typer.Typer(help=words.text("cli.story"), no_args_is_help=True)
    files = typer.Argument(help=words.text("cli.story.files"), metavar="FILE...")

    @app.command("import", help=words.text("cli.story.import"))
    def import_(
        paths: Annotated[list[Path], files],
        note: Annotated[str | None, typer.Option(help=words.text("cli.story.note"))] = None,
    ) -> None:
        for given, (story, is_new) in zip(
            found := _read(paths), use(lambda db: _take_in(db, found, note)), strict=True
        ):
            key = "cli.story.imported" if is_new else "cli.story.unchanged"
            typer.echo(words.text(key, slug=given.slug, revision=story.revision))

    @app.command(help=words.text("cli.story.export"))
    def export(
        slug: Annotated[str, typer.Argument(help=words.text("cli.story.slug"))],
        output: Annotated[Path | None, typer.Option("--output", "-o", help=words.text("cli.story.output"))] = None,
    ) -> None:
        _write(dossier.write(use(lambda database: _find(database, slug)).dossier).encode(), output)

    @app.command(help=words.text("cli.story.check"))
    def check(paths: Annotated[list[Path], files]) -> None:
        for one in _read(paths):
            typer.echo(words.text("cli.story.sound", slug=one.slug))

    @app.command("list", help=words.text("cli.story.list"))
    def list_() -> None:
        preferences = Preferences(words.language)
        for story in use(_live):
            title = story.dossier.title.told(words.language)[0]
            typer.echo(f"{story.slug}\t{story.revision}\t{dates.spell_day(story.at, preferences)}\t{title}")

    @app.command(help=words.text("cli.story.schema"))
    def schema() -> None:
        typer.echo(json.dumps(dossier.schema(), ensure_ascii=False, indent=2))

    return app


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise FileUnreadable(file=str(output), why=error.strerror or "") from None


def _read(paths: Iterable[Path]) -> list[Dossier]:
    """Every file's dossier; raises DossierInvalid with the problems of all of them."""
    found: list[Dossier] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                content = file.read(dossier.FILE_LIMIT + 1)
            found.append(dossier.read(content, str(path)))
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        except DossierInvalid as error:
            problems += error.problems
    if problems:
        raise DossierInvalid(tuple(problems))
    return found


async def _take_in(database: Database, found: list[Dossier], note: str | None) -> list[tuple[Story, bool]]:
    return [await publishing.take_in(database, one, note=note, at=datetime.now(UTC)) for one in found]


async def _find(database: Database, slug: str) -> Story:
    async with database.read() as conn:
        story = await stories.find(conn, slug)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story


async def _live(database: Database) -> tuple[Story, ...]:
    async with database.read() as conn:
        return await stories.live(conn)
