"""`siyaq push` and `siyaq pushes`: start and watch broadcasts from scripts."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.i18n.catalogue import Translator, load
from bot.model.language import Language

if TYPE_CHECKING:
    from bot.model.broadcast import BroadcastSpec
    from bot.services.broadcasts.idempotency import IdempotencyKey


def add(app: typer.Typer, words: Translator) -> None:
    """Add these commands to `app`."""
    _add_push(app, words)
    _add_pushes(app, words)


def _add_push(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.push"))
    def push(
        story: Annotated[str, typer.Argument(help=words.text("cli.push.story"), metavar="STORY")],
        *,
        headline_ar: Annotated[str | None, typer.Option(help=words.text("cli.push.headline_ar"))] = None,
        headline_en: Annotated[str | None, typer.Option(help=words.text("cli.push.headline_en"))] = None,
        announce: Annotated[Path | None, typer.Option(help=words.text("cli.push.announce"), metavar="FILE")] = None,
        at: Annotated[str | None, typer.Option(help=words.text("cli.push.at"), metavar="TIME")] = None,
        key: Annotated[str | None, typer.Option(help=words.text("cli.push.key"), metavar="TEXT")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=words.text("cli.push.dry_run"))] = False,
    ) -> None:
        from bot.cli.broadcasts import broadcast_input
        from bot.model.broadcast import BroadcastSpec

        now = datetime.now(UTC)
        spec = BroadcastSpec(
            story,
            headline=broadcast_input.headline({Language.AR: headline_ar, Language.EN: headline_en}, words),
            words=broadcast_input.announcement(announce) if announce else None,
        )
        due_at = broadcast_input.moment(at, now, words) if at else None
        if dry_run:
            _print_forecast(spec, now, due_at, words)
        else:
            _start(spec, now, due_at, broadcast_input.key(key, spec, at, words))


def _print_forecast(spec: "BroadcastSpec", now: datetime, due_at: datetime | None, words: Translator) -> None:
    """Print who would get a broadcast, and how long sending would take; start nothing."""
    from bot.cli.broadcasts import broadcast_output
    from bot.cli.database import use
    from bot.services import broadcasts as broadcast_service
    from bot.settings import Settings

    settings = Settings.from_env(os.environ)
    rate = settings.paid_rate or settings.rate
    forecast = use(lambda database: broadcast_service.forecast(database, spec, now, rate))
    broadcast_output.print_forecast(forecast, words, due_at)


def _start(spec: "BroadcastSpec", now: datetime, due_at: datetime | None, origin: "IdempotencyKey | None") -> None:
    """Start or schedule a broadcast, and print its number."""
    from bot.cli.database import use
    from bot.services import broadcasts as broadcast_service
    from bot.services.desk_transaction import ActionContext
    from bot.store import audit

    context = ActionContext(audit.SHELL, now, frozenset({audit.SHELL}))
    typer.echo(
        use(lambda database: broadcast_service.start(database, spec, context, words=load(), at=due_at, origin=origin))
    )


def _add_pushes(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.pushes"))
    def pushes(
        number: Annotated[
            int | None, typer.Argument(help=words.text("cli.pushes.number"), metavar="NUMBER", min=1)
        ] = None,
        *,
        as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.pushes.json"))] = False,
        chats: Annotated[bool, typer.Option("--chats", help=words.text("cli.pushes.chats"))] = False,
        pause: Annotated[bool, typer.Option("--pause", help=words.text("cli.pushes.pause"))] = False,
        resume: Annotated[bool, typer.Option("--resume", help=words.text("cli.pushes.resume"))] = False,
        stop: Annotated[bool, typer.Option("--stop", help=words.text("cli.pushes.stop"))] = False,
    ) -> None:
        from bot.cli.broadcasts import broadcast_output
        from bot.cli.database import use
        from bot.services import broadcasts as broadcast_service
        from bot.services.desk_transaction import ActionContext
        from bot.store import audit

        if number is None and chats:
            raise typer.BadParameter(words.text("cli.pushes.chats_of"))
        options = ((broadcast_service.pause, pause), (broadcast_service.resume, resume), (broadcast_service.stop, stop))
        chosen = [transition for transition, is_chosen in options if is_chosen]
        if len(chosen) > 1 or (chosen and number is None):
            raise typer.BadParameter(words.text("cli.pushes.one_of"))
        if number is not None and chosen:
            context = ActionContext(audit.SHELL, datetime.now(UTC), frozenset({audit.SHELL}))
            use(lambda database: chosen[0](database, number, context=context))
        if number is None:
            use(lambda database: broadcast_output.print_all(database, words, as_json=as_json))
        else:
            use(lambda database: broadcast_output.print_one(database, number, words, as_json=as_json, chats=chats))
