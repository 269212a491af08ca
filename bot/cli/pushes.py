"""`siyaq push` and `siyaq pushes`: a newsroom's pipelines push, and see how it stands."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n.catalogue import Words, load


def add(app: typer.Typer, words: Words) -> None:
    """Add these commands to `app`."""

    @app.command(help=words.text("cli.push"))
    def push(
        story: Annotated[str, typer.Argument(help=words.text("cli.push.story"), metavar="STORY")],
        *,
        headline_ar: Annotated[str | None, typer.Option(help=words.text("cli.push.headline_ar"))] = None,
        headline_en: Annotated[str | None, typer.Option(help=words.text("cli.push.headline_en"))] = None,
        announce: Annotated[Path | None, typer.Option(help=words.text("cli.push.announce"), metavar="FILE")] = None,
        at: Annotated[str | None, typer.Option(help=words.text("cli.push.at"), metavar="TIME")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=words.text("cli.push.dry_run"))] = False,
    ) -> None:
        from bot import pushing
        from bot.cli import announcements, reports
        from bot.cli.using import use
        from bot.deeds import Deed
        from bot.settings import Settings
        from bot.store import audit

        now = datetime.now(UTC)
        given = pushing.Push(
            story,
            headline=announcements.headline(headline_ar, headline_en, words),
            words=announcements.announcement(announce) if announce else None,
        )
        due = announcements.moment(at, now, words) if at else None
        if dry_run:
            settings = Settings.from_env(os.environ)
            rate = settings.paid_rate or settings.rate
            reports.foretell(use(lambda database: pushing.forecast(database, given, now, rate)), words)
        else:
            deed = Deed(audit.SHELL, now, frozenset({audit.SHELL}))
            typer.echo(use(lambda database: pushing.start(database, given, deed, words=load(), at=due)))

    @app.command(help=words.text("cli.pushes"))
    def pushes(
        number: Annotated[
            int | None, typer.Argument(help=words.text("cli.pushes.number"), metavar="NUMBER", min=1)
        ] = None,
        *,
        as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.pushes.json"))] = False,
        chats: Annotated[bool, typer.Option("--chats", help=words.text("cli.pushes.chats"))] = False,
    ) -> None:
        from bot.cli import reports
        from bot.cli.using import use

        if number is None and chats:
            raise typer.BadParameter(words.text("cli.pushes.chats_of"))
        if number is None:
            use(lambda database: reports.every(database, words, as_json=as_json))
        else:
            use(lambda database: reports.one(database, number, words, as_json=as_json, chats=chats))
