"""Databases to test against: a file of SQLite, and one of a private PostgreSQL server."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest

from bot.store.database import open_database
from bot.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.store.database import Database

HOW = "no PostgreSQL server binaries: `apt-get install postgresql` (or its like) brings them"


def _binaries() -> Path | None:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return homes[-1].parent if homes else None


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    """The folder that a private server's socket is in; the server ends with the session."""
    binaries = _binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW)
    home = Path(tempfile.mkdtemp(prefix="siyaq-pg-"))  # a socket's path is short
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")

    def run(*command: str | Path) -> None:
        with (home / "log").open("a") as log:
            if os.geteuid() == 0:  # as which the server refuses to run
                group = pwd.getpwnam("postgres").pw_gid
                become = {"user": "postgres", "group": group, "extra_groups": ()}
            else:
                become = {}
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=home, **become)  # type: ignore[call-overload]  # by name

    data = home / "data"
    options = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off"
    try:
        run(binaries / "initdb", "-D", data, "-U", "siyaq", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync")
        run(binaries / "pg_ctl", "-D", data, "-w", "-o", options, "start")
        try:
            yield home
        finally:
            run(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}"
    socket = request.getfixturevalue("postgres_socket")
    name = f"siyaq_{uuid.uuid4().hex}"
    server = await asyncpg.connect(host=str(socket), user="siyaq", database="postgres")
    try:
        await server.execute(f"CREATE DATABASE {name}")
    finally:
        await server.close()
    return f"postgresql+asyncpg://siyaq@/{name}?host={socket}"


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    """A new database without tables."""
    database = await open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """The same database, opened once more, as by another process."""
    database = await open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def database(empty: Database) -> Database:
    """A new database with its tables."""
    await migrate(empty)
    return empty
