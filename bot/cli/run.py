"""`siyaq run`, `siyaq check` and `siyaq sandbox`: the bot is run, looked after, and tried out."""

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

from bot.cli import trial
from bot.errors import NeverWell, NotWell, TokenMissing
from bot.i18n.catalogue import Words
from bot.settings import Settings

SILENCE = 180  # seconds without a sign of life before the bot counts as not well: several polls long


def add(app: typer.Typer, words: Words) -> None:
    """Add these commands to `app`."""

    @app.command(help=words.text("cli.run"))
    def run() -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # nothing is in work until the loop takes it over
        gc.disable()  # until all is loaded: to look for garbage among what stays takes a sixth of the start
        from bot import app as wiring
        from bot import logs

        settings = Settings.from_env(os.environ)
        if not settings.token:
            raise TokenMissing
        logs.set_up([settings.token])
        _loop(wiring.run(settings))

    @app.command(help=words.text("cli.check"))
    def check(*, alive: Annotated[bool, typer.Option("--alive", help=words.text("cli.check.alive"))] = False) -> None:
        from bot.app import PULSE, prepare

        settings = Settings.from_env(os.environ)
        asyncio.run(prepare(settings))
        if alive:
            _expect_alive(settings.data_dir / PULSE)
        typer.echo(words.text("cli.check.well"))

    @app.command(help=words.text("cli.sandbox"))
    def sandbox(
        *,
        port: Annotated[int | None, typer.Option(help=words.text("cli.sandbox.port"), min=0, max=65535)] = None,
        bot: Annotated[bool, typer.Option("--bot/--no-bot", help=words.text("cli.sandbox.bot"))] = True,
        token: Annotated[str, typer.Option(help=words.text("cli.sandbox.token"))] = trial.TOKEN,
        browser: Annotated[bool, typer.Option("--browser/--no-browser", help=words.text("cli.sandbox.browser"))] = True,
        data_dir: Annotated[Path | None, typer.Option(help=words.text("cli.sandbox.data_dir"))] = None,
        scene: Annotated[str, typer.Option(help=words.text("cli.sandbox.scene"))] = "first",
    ) -> None:
        given = trial.Trial(port=port, bot=bot, token=token, browser=browser, data_dir=data_dir, scene=scene)
        asyncio.run(trial.run(given, words))


def _loop(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed (not on Windows, nor outside CPython)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def _expect_alive(pulse: Path) -> None:
    try:
        silent = time.time() - pulse.stat().st_mtime
    except OSError:
        raise NeverWell(file=str(pulse)) from None
    if silent > SILENCE:
        raise NotWell(file=str(pulse), minutes=int(silent // 60))
