"""`siyaq backup`, `siyaq restore` and `siyaq copy`."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.i18n.catalogue import Translator

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store.restored import HeldWork

_MB = 1_000_000


def add(app: typer.Typer, words: Translator) -> None:
    """Add these commands to `app`."""
    _add_backup(app, words)
    _add_restore(app, words)
    _add_copy(app, words)


def _add_backup(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.backup"))
    def backup(file: Annotated[Path, typer.Argument(help=words.text("cli.backup.file"), metavar="FILE")]) -> None:
        write(_settings(), file, datetime.now(UTC))
        typer.echo(words.text("cli.backup.done", file=str(file), size=f"{file.stat().st_size / _MB:.1f}"))


def write(settings: "Settings", file: Path, at: datetime) -> None:
    """Back up the settings' database, and read the backup back; raises what writing it raises."""
    from bot.background import run_guard
    from bot.errors import NothingToBackUp
    from bot.store import backups, database_file, restoring

    run_guard.require_database(settings)
    path = database_file.path_of(settings.database_url)
    if path is None:
        asyncio.run(restoring.write_postgresql(settings.session_url, file))
    elif database_file.is_missing(path):
        raise NothingToBackUp(where=str(path))
    else:
        backups.write_sqlite(path, file, at)


def _add_restore(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.restore"))
    def restore(file: Annotated[Path, typer.Argument(help=words.text("cli.restore.file"), metavar="FILE")]) -> None:
        from bot.background import run_guard
        from bot.store import restoring

        settings = _settings()
        with run_guard.locked(settings):
            outcome = asyncio.run(restoring.restore(settings.session_url, file, settings.data_dir, datetime.now(UTC)))
        typer.echo(words.text("cli.restore.done", file=str(file)))
        if outcome.kept:
            typer.echo(words.text("cli.restore.kept", file=str(outcome.kept)))
        _print_held(outcome.held, words)


def _print_held(held: "HeldWork", words: Translator) -> None:
    counted = (
        ("desk.restored.messages", sum(count for _, count in held.uncertain)),
        ("desk.restored.pushes", len(held.planned)),
        ("desk.restored.drafts", len(held.drafts)),
    )
    for key, count in counted:
        if count:
            typer.echo(words.count(key, count))
    typer.echo(words.text("cli.restore.nothing" if held.is_empty else "cli.restore.held"))


def _add_copy(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.copy"))
    def copy(
        *,
        source: Annotated[str | None, typer.Option("--from", help=words.text("cli.copy.from"), metavar="URL")] = None,
        target: Annotated[str, typer.Option("--to", help=words.text("cli.copy.to"), metavar="URL")],
    ) -> None:
        from bot.background import run_guard
        from bot.store import copying

        settings = _settings()
        if source is None:
            run_guard.require_database(settings)
        rows = asyncio.run(
            copying.copy(
                source or settings.session_url,
                target,
                datetime.now(UTC),
                lambda table, count: typer.echo(words.text("cli.copy.table", table=table, rows=count)),
            )
        )
        typer.echo(words.count("cli.copy.done", rows))
        typer.echo(words.text("cli.copy.next"))


def _settings() -> "Settings":
    from bot import logs
    from bot.settings import Settings

    settings = Settings.from_env(os.environ)
    logs.set_up(settings.secrets, is_command=True)
    return settings
