"""`siyaq run`, `siyaq check` and `siyaq sandbox`."""

import asyncio
import gc
import os
import signal
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import sandbox as sandbox_command
from bot.errors import NeverStarted, TokenMissing, Unhealthy
from bot.i18n.catalogue import Translator
from bot.settings import Settings

SILENCE = 180  # seconds without a heartbeat before the bot counts as unhealthy: several long polls


def add(app: typer.Typer, words: Translator) -> None:
    """Add these commands to `app`."""
    _add_run(app, words)
    _add_check(app, words)
    _add_sandbox(app, words)


def _add_run(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.run"))
    def run(*, new: Annotated[bool, typer.Option("--new", help=words.text("cli.run.new"))] = False) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the event loop installs its own handler
        gc.disable()  # while modules load: collections then took a sixth of the time to start (measured)
        from bot import app as wiring
        from bot import logs

        settings = Settings.from_env(os.environ)
        if not settings.token:
            raise TokenMissing
        logs.set_up(settings.secrets)
        _loop(wiring.run(settings, is_new=new))


def _add_check(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.check"))
    def check(
        *,
        alive: Annotated[bool, typer.Option("--alive", help=words.text("cli.check.alive"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=words.text("cli.check.json"))] = False,
    ) -> None:
        if alive:
            _expect_alive()
            typer.echo(words.text("cli.check.well"))
            return
        from bot.cli.checks import run as checks

        if not checks.run(words, as_json=as_json):
            raise typer.Exit(1)


def _add_sandbox(app: typer.Typer, words: Translator) -> None:
    @app.command(help=words.text("cli.sandbox"))
    def sandbox(
        *,
        port: Annotated[int | None, typer.Option(help=words.text("cli.sandbox.port"), min=0, max=65535)] = None,
        bot: Annotated[bool, typer.Option("--bot/--no-bot", help=words.text("cli.sandbox.bot"))] = True,
        token: Annotated[str, typer.Option(help=words.text("cli.sandbox.token"))] = sandbox_command.TOKEN,
        browser: Annotated[bool, typer.Option("--browser/--no-browser", help=words.text("cli.sandbox.browser"))] = True,
        data_dir: Annotated[Path | None, typer.Option(help=words.text("cli.sandbox.data_dir"))] = None,
        scene: Annotated[str, typer.Option(help=words.text("cli.sandbox.scene"))] = "first",
        strict: Annotated[
            bool | None, typer.Option("--strict/--lenient", help=words.text("cli.sandbox.strict"))
        ] = None,
        feature: Annotated[list[str] | None, typer.Option(help=words.text("cli.sandbox.feature"))] = None,
    ) -> None:
        options = sandbox_command.SandboxOptions(
            port=port, bot=bot, token=token, browser=browser, data_dir=data_dir, scene=scene, strict=strict,
            features=tuple(feature or ()),
        )  # fmt: skip
        asyncio.run(sandbox_command.run(options, words))


def _loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed (not on Windows, nor outside CPython)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def _expect_alive() -> None:
    """Raise a SiyaqError unless the bot gave a sign of life lately, and its database opens."""
    from bot.background.heartbeat import PULSE
    from bot.cli.database import opens

    settings = Settings.from_env(os.environ)
    pulse = settings.data_dir / PULSE
    try:
        silent = time.time() - pulse.stat().st_mtime
    except OSError:
        raise NeverStarted(file=str(pulse)) from None
    if silent > SILENCE:
        raise Unhealthy(file=str(pulse), minutes=int(silent // 60))
    opens(settings)
