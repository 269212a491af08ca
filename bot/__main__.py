"""The command line, `siyaq`: exits 0 on success, 1 with words on a known problem, 2 on wrong usage."""

from __future__ import annotations

import os
import sys

import typer

from bot.audience import spoken
from bot.cli import desk, pushes, running, stories, subscribers
from bot.cli.telling import complain
from bot.errors import SiyaqError
from bot.i18n import catalogue


def main() -> None:
    """Run the command that the arguments name, in the language of the environment's locale."""
    env = os.environ
    env.setdefault("PTB_TIMEDELTA", "1")  # read by PTB when it is imported; without it, it warns
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    words = catalogue.load()[spoken(locale.partition(".")[0])]  # ar.UTF-8 names an encoding, too
    app = typer.Typer(help=words.text("cli.siyaq"), no_args_is_help=True, add_completion=False)
    app.pretty_exceptions_enable = False
    running.add(app, words)
    pushes.add(app, words)
    app.add_typer(stories.group(words), name="story")
    app.add_typer(desk.group(words), name="desk")
    app.add_typer(subscribers.group(words), name="subscribers")
    try:
        app()
    except SiyaqError as error:
        complain(words, error)
        sys.exit(1)


if __name__ == "__main__":
    main()
