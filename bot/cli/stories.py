"""`siyaq story`: import, export, check and list dossier files."""

from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.i18n.catalogue import Translator


def group(words: Translator) -> typer.Typer:
    """Build the commands of `siyaq story`."""
    app = typer.Typer(help=words.text("cli.story"), no_args_is_help=True)
    _add_import(app, words)
    _add_export(app, words)
    _add_check(app, words)
    _add_list(app, words)
    _add_intake(app, words)
    _add_schema(app, words)
    return app


def _files(words: Translator) -> Any:
    return typer.Argument(help=words.text("cli.story.files"), metavar="FILE...")


def _add_import(app: typer.Typer, words: Translator) -> None:
    @app.command("import", help=words.text("cli.story.import"))
    def import_(
        paths: Annotated[list[Path], _files(words)],
        note: Annotated[str | None, typer.Option(help=words.text("cli.story.note"))] = None,
    ) -> None:
        from bot.cli import story_files
        from bot.services.pictures.beside_files import PictureFiles

        pictures = PictureFiles()
        for content, story, is_new in story_files.import_files(story_files.read(paths, pictures), pictures, note):
            key = "cli.story.imported" if is_new else "cli.story.unchanged"
            typer.echo(words.text(key, slug=content.slug, revision=story.revision))
            if story.dossier != content:
                typer.echo(words.text("cli.story.carried", slug=content.slug))


def _add_export(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.story.export"))
    def export(
        slug: Annotated[str, typer.Argument(help=words.text("cli.story.slug"))],
        output: Annotated[Path | None, typer.Option("--output", "-o", help=words.text("cli.story.output"))] = None,
    ) -> None:
        from bot.cli import story_files

        story, picture = story_files.find(slug)
        story_files.write(story.dossier, picture, output)


def _add_check(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.story.check"))
    def check(
        paths: Annotated[list[Path], _files(words)],
        *,
        as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.json"))] = False,
    ) -> None:
        from bot.cli import story_files

        if as_json:
            report, is_sound = story_files.report(paths, words)
            typer.echo(dumps(report, ensure_ascii=False))
            raise typer.Exit(0 if is_sound else 1)
        for dossier in story_files.read(paths):
            typer.echo(words.text("cli.story.sound", slug=dossier.slug))


def _add_list(app: typer.Typer, words: Translator) -> None:
    @app.command("list", help=words.text("cli.story.list"))
    def list_(*, as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.json"))] = False) -> None:
        _list(words, as_json=as_json)


def _add_intake(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.story.intake"))
    def intake(
        path: Annotated[Path, typer.Argument(help=words.text("cli.intake.file"), metavar="FILE")],
        story: Annotated[str | None, typer.Option(help=words.text("cli.intake.story"))] = None,
        date: Annotated[str | None, typer.Option(help=words.text("cli.intake.date"), metavar="YYYY-MM-DD")] = None,
        json: Annotated[bool, typer.Option("--json", help=words.text("cli.intake.json"))] = False,
        into_draft: Annotated[bool, typer.Option("--into-draft", help=words.text("cli.intake.into_draft"))] = False,
    ) -> None:
        from bot.cli import intake as command

        if json and into_draft:
            raise typer.BadParameter(words.text("cli.intake.one_of"))
        if into_draft:
            command.into_draft(words, path, story, date)
        else:
            command.intake(words, path, story, date, as_json=json)


def _add_schema(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.story.schema"))
    def schema() -> None:
        from bot import dossier

        typer.echo(dumps(dossier.schema(), ensure_ascii=False, indent=2))


def _list(words: Translator, *, as_json: bool) -> None:
    from bot.cli import story_files
    from bot.i18n import dates
    from bot.model.reader import Preferences

    live = story_files.live()
    if as_json:
        typer.echo(dumps([story_files.summary(story) for story in live], ensure_ascii=False))
        return
    preferences = Preferences(words.language)
    for story in live:
        title = story.dossier.title.localize(words.language)[0]
        typer.echo(f"{story.slug}\t{story.revision}\t{dates.format_day(story.at, preferences)}\t{title}")
