"""A PostgreSQL server of one test's own, to be stopped, killed and started again."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.store.conftest import HOW, _binaries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class PostgresServer:
    """A private server with one database; `url` names it. What it commits survives `kill`."""

    def __init__(self) -> None:
        binaries = _binaries()
        if binaries is None:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW)
        self._binaries = binaries
        self._home = Path(tempfile.mkdtemp(prefix="siyaq-pg-"))  # a socket's path is short
        self._data = self._home / "data"
        self.url = f"postgresql+asyncpg://siyaq@/siyaq?host={self._home}"
        self.socket = self._home / ".s.PGSQL.5432"

    async def __aenter__(self) -> Self:
        """Make the cluster and its database, and start it."""
        if os.geteuid() == 0:
            shutil.chown(self._home, "postgres")
        cluster = ("-U", "siyaq", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync")
        await self._run("initdb", "-D", str(self._data), *cluster)
        await self.start()
        server = await self.connect("postgres")
        await server.execute("CREATE DATABASE siyaq")
        await server.close()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it for good."""
        if (self._data / "postmaster.pid").exists():
            await self.stop()
        await asyncio.to_thread(shutil.rmtree, self._home)

    async def start(self) -> None:
        """Start, and return when it takes connections."""
        options = f"-c listen_addresses= -c unix_socket_directories={self._home}"
        await self._run("pg_ctl", "-D", str(self._data), "-w", "-o", options, "start")

    async def stop(self) -> None:
        """End at once; connections are closed, committed transactions stay."""
        await self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    async def kill(self) -> None:
        """SIGKILL the server's processes: all of one group, the postmaster and its children."""
        await asyncio.to_thread(self._kill)

    @asynccontextmanager
    async def hung(self, process: int | None = None) -> AsyncIterator[None]:
        """Stop the server's processes, or this one, where they are: connections stay open, and nothing answers."""
        processes = [process] if process else self._processes()
        for number in processes:
            os.kill(number, signal.SIGSTOP)
        try:
            yield
        finally:
            for number in processes:
                os.kill(number, signal.SIGCONT)

    async def terminate_backends(self) -> None:
        """Close every other connection, as an administrator or a failing proxy does."""
        server = await self.connect("postgres")
        await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'siyaq'")
        await server.close()

    async def connect(self, database: str = "siyaq") -> Any:
        """Open a connection of the test's own."""
        return await asyncpg.connect(host=str(self._home), user="siyaq", database=database)

    def _kill(self) -> None:
        processes = self._processes()
        for number in processes:
            os.kill(number, signal.SIGKILL)
        while any(Path(f"/proc/{number}").exists() for number in processes[1:]):
            time.sleep(0.02)

    def _processes(self) -> list[int]:
        """Return the process ids of the postmaster and of its children."""
        pid = int((self._data / "postmaster.pid").read_text(encoding="ascii").split("\n")[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return [pid, *map(int, children)]

    async def _run(self, program: str, *arguments: str) -> None:
        become: dict[str, Any] = {}
        if os.geteuid() == 0:  # as which the server refuses to run
            become = {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": ()}
        # A file, not a pipe: the server keeps what it inherits open.
        with (self._home / "log").open("ab") as log:
            command = [str(self._binaries / program), *arguments]
            # In a thread: uvloop starts no process as another user.
            ended = await asyncio.to_thread(
                lambda: subprocess.run(command, check=False, stdout=log, stderr=log, cwd=self._home, **become)
            )
            assert ended.returncode == 0, (self._home / "log").read_text(encoding="utf-8")
