"""All commands of `siyaq`, put together in the language of the environment's locale."""

from __future__ import annotations

import gc
import os
import sys

import typer

from bot.cli import backups, members, run, site, statistics, stories, subscribers
from bot.cli.broadcasts import commands as broadcasts
from bot.cli.output import complain
from bot.errors import SiyaqError
from bot.i18n import catalogue
from bot.model.reader import spoken


def execute() -> None:
    """Run the command that the arguments name; a known problem ends the process with words and 1."""
    env = os.environ
    env.setdefault("PTB_TIMEDELTA", "1")  # read by PTB when it is imported; without it, it warns
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    words = catalogue.load()[spoken(locale.partition(".")[0])]  # ar.UTF-8 names an encoding, too
    app = typer.Typer(help=words.text("cli.siyaq"), no_args_is_help=True, add_completion=False)
    app.pretty_exceptions_enable = False
    run.add(app, words)
    broadcasts.add(app, words)
    backups.add(app, words)
    statistics.add(app, words)
    app.add_typer(stories.group(words), name="story")
    app.add_typer(members.group(words), name="desk")
    app.add_typer(subscribers.group(words), name="subscribers")
    app.add_typer(site.group(words), name="site")
    gc.enable()
    try:
        app()
    except Exception as error:
        from bot.cli.checks import damage  # the database's drivers, which not every command needs

        known = error if isinstance(error, SiyaqError) else damage.explain(error)
        if known is None:
            raise
        complain(words, known)
        if advice := damage.advice(words, known):
            typer.echo(advice, err=True)
        sys.exit(1)
