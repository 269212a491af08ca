"""What a start leaves aside: modules that few need are imported by whoever needs them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

# Each with what it serves; all are dependencies, or parts of some that a start does need.
RARE = {
    "aiohttp.web": "the webhook, health and metrics",
    "alembic": "a schema of an older program",
    "asyncpg": "PostgreSQL",
    "docx": "wire copy as a document",
    "jsonschema": "development",
    "lxml": "wire copy as a web page",
    "prometheus_client": "metrics",
    "pypdf": "wire copy as PDF",
    "rapidfuzz": "intake, and misspelt queries",
    "rich": "progress on the command line",
    "siyaq_sandbox": "the demo",
    "sqlalchemy.dialects.postgresql": "PostgreSQL",
    "sqlalchemy.orm": "nothing: its sessions are not used",
    "bot.intake.analysis": "wire copy",
    "bot.text.time_parser": "hours that somebody types",
    "webbrowser": "the demo",
}
# Of what a database with stories does not need either.
SEEDING = {"snowballstemmer": "search, and publishing"}

_RUN = """
import atexit, sys
from bot.__main__ import main
atexit.register(lambda: print(*sys.modules))
sys.argv[1:] = ["run"]
main()
"""


async def _modules(*arguments: str) -> set[str]:
    """Return the modules of a command that ended."""
    code = _RUN.replace('["run"]', repr([*arguments]))
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _ = await command.communicate()
    return set(output.decode().splitlines()[-1].split())


async def test_modules_that_few_commands_need() -> None:
    """The command line is there without the database and Telegram: a health check asks it every few seconds."""
    imported = await _modules("check", "--help")
    assert {"bot.cli.run", "bot.cli.members", "typer"} <= imported
    few = {"aiohttp", "bot.app", "bot.store", "siyaq_sandbox", "sqlalchemy", "telegram"}
    assert sorted(imported & few) == []


async def _imported(sandbox: SandboxClient, home: Path) -> set[str]:
    """Return the modules of a bot that ran until it waited for updates."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SIYAQ_", "PTB_"))}
    env |= {"SIYAQ_TOKEN": sandbox.token, "SIYAQ_API_URL": sandbox.url, "SIYAQ_DATA_DIR": str(home)}
    since = await sandbox.seq()
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _RUN, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await sandbox.wait("call", since=since, method="getMe")
        await sandbox.wait_for_poll()
        bot.send_signal(signal.SIGTERM)
        output, _ = await bot.communicate()
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.communicate()
    return set(output.decode().split())


@pytest.mark.parametrize("restarted", [False, True])
async def test_modules_that_few_need(sandbox: SandboxClient, tmp_path: Path, restarted: bool) -> None:
    """A start imports none of them; that of a database with stories, nor a stemmer."""
    imported = await _imported(sandbox, tmp_path)
    rare = RARE
    if restarted:
        imported, rare = await _imported(sandbox, tmp_path), RARE | SEEDING
    assert {"aiohttp", "bot.app", "sqlalchemy.ext.asyncio", "telegram.ext"} <= imported
    assert sorted(imported & rare.keys()) == []
