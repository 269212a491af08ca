"""A PgBouncer of one test's own, in front of a PostgreSQL server."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Literal, Self

import pytest

HOW = "no pgbouncer: `apt-get install pgbouncer` (or its like) brings it"
PORT = 6432  # of a socket in a folder of its own
START = 10.0  # seconds

_SETTINGS = """\
[databases]
siyaq = host={server} dbname={database} user=siyaq
[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {home}
auth_type = any
pool_mode = {mode}
default_pool_size = 10
server_login_retry = 1
logfile = {home}/log
pidfile = {home}/pid
"""

Mode = Literal["session", "transaction", "statement"]


def _program() -> str:
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW)
    return program


class PgBouncer:
    """A pooler of a database on the server whose socket is in the folder `server`; `url` leads through it."""

    def __init__(self, server: Path, database: str, mode: Mode = "transaction") -> None:
        self._program = _program()
        self._target = {"server": server, "database": database}
        self._mode = mode
        self._home = Path(tempfile.mkdtemp(prefix="siyaq-pool-"))  # a socket's path is short
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql+asyncpg://siyaq@/siyaq?host={self._home}&port={PORT}"

    async def __aenter__(self) -> Self:
        """Start, and return when it takes connections."""
        become: dict[str, Any] = {}
        file = self._home / "pgbouncer.ini"
        file.write_text(_SETTINGS.format(**self._target, home=self._home, mode=self._mode, port=PORT), "utf-8")
        if os.geteuid() == 0:  # as which it refuses to run
            become = {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": ()}
            shutil.chown(self._home, "postgres")
        self._process = subprocess.Popen(  # noqa: ASYNC220  uvloop starts no process as another user
            [self._program, "--quiet", str(file)], stdin=subprocess.DEVNULL, cwd=self._home, **become
        )
        async with asyncio.timeout(START):
            while not (self._home / f".s.PGSQL.{PORT}").exists():
                assert self._process.poll() is None, (self._home / "log").read_text("utf-8")
                await asyncio.sleep(0.02)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it; its connections are closed."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        await asyncio.to_thread(shutil.rmtree, self._home)
