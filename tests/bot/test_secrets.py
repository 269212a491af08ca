"""Where secrets may not appear: of a real process with everything on, through faults that quote what they failed at."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.test_process import end, process
from tests.bot.test_two_processes import free_port
from tests.conftest import running
from tests.sandbox_client import EMMA, PATIENCE
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox_client import SandboxClient

TOKEN = "1000:AAF-secret_of_thirty_five_characters"
PASSWORD, HOOK = "pass-of-the-database_0451", "hook-secret_of_telegram_0452"
SECRETS = (TOKEN, TOKEN.partition(":")[2], PASSWORD, HOOK)

pytestmark = pytest.mark.postgres


@pytest.fixture
async def play() -> AsyncIterator[SandboxClient]:
    """A sandbox whose token is as long as Telegram's."""
    async with running(token=TOKEN) as play:
        yield play


@pytest.fixture
async def server() -> AsyncIterator[PostgresServer]:
    """A server of the test's own, which takes any password."""
    async with PostgresServer() as server:
        yield server


# Stands before the real one in PATH, and notes what a process list shows of itself and of whoever started it.
PG_DUMP = """#!/bin/sh
cat /proc/$$/cmdline /proc/$PPID/cmdline >> {seen}
exec {real} "$@"
"""


def read(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8", errors="replace")


def names(home: Path) -> list[str]:
    """The names of all files, backups included."""
    return [path.name for path in home.rglob("*")]


async def test_no_secret_is_shown(play: SandboxClient, server: PostgresServer, tmp_path: Path) -> None:
    """In no log, error, metric, health check, backup's name or process list, nor in what `siyaq check` prints."""
    port, metrics = free_port(), f"127.0.0.1:{free_port()}"
    env = {"SIYAQ_DATABASE_URL": server.url.replace("siyaq@", f"siyaq:{PASSWORD}@"), "SIYAQ_BACKUPS": "1"}
    env |= {"SIYAQ_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "SIYAQ_WEBHOOK_SECRET": HOOK}
    env |= {"SIYAQ_LISTEN": f"127.0.0.1:{port}", "SIYAQ_METRICS_LISTEN": metrics}
    env["PATH"] = f"{_watched_pg_dump(tmp_path)}:{os.environ['PATH']}"
    home = tmp_path / "data"
    home.mkdir()
    seen: list[str] = []
    async with process(play, home, "run", **env) as bot:
        await play.wait("call", method="setWebhook", status=200)
        async with asyncio.timeout(2 * PATIENCE):
            while not any(name.startswith("siyaq-") for name in names(home)):  # noqa: ASYNC110 - another process's file
                await asyncio.sleep(0.1)
        await play.ask("/about", as_=EMMA)
        await _fail(play, server, port)
        await play.ask("/about", as_=EMMA)
        for page in ("metrics", "readyz", "healthz"):
            async with play.session.get(f"http://{metrics}/{page}") as response:
                seen.append(await response.text())
        seen += [read(Path(f"/proc/{bot.pid}/cmdline")), *names(home)]
        seen.append(await end(bot))
    await server.stop()
    async with process(play, home, "check", **env) as check:
        seen += [part.decode() for part in await check.communicate()]
    seen.append(read(tmp_path / "seen"))
    assert "database.away" in "".join(seen)
    assert "--format=custom" in seen[-1]
    assert "backup" in seen[-1]
    assert [secret for secret in SECRETS if secret in "\n".join(seen)] == []


def _watched_pg_dump(home: Path) -> Path:
    program = home / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(PG_DUMP.format(seen=home / "seen", real=shutil.which("pg_dump")), encoding="utf-8")
    program.chmod(0o755)
    return program.parent


async def _fail(play: SandboxClient, server: PostgresServer, port: int) -> None:
    """Let a stranger guess, Telegram answer a page of HTML, and the database go away and come back."""
    header = {"X-Telegram-Bot-Api-Secret-Token": "guessed"}
    async with play.session.post(f"http://127.0.0.1:{port}/hook", headers=header, json={}) as response:
        assert response.status == 403
    await play.fault("not_json", method="sendMessage", times=2)
    await play.say("/about", as_=EMMA)
    await play.idle(quiet=0.2)
    await server.stop()
    await play.say("/about", as_=EMMA)
    await asyncio.sleep(1)
    await server.start()
