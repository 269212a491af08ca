"""Databases to test against: a file of SQLite, and one of a private PostgreSQL server."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg  # type: ignore[import-untyped]  # it has no types
import pytest

from bot.store.chat_cache import ChatCache
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.update_inbox import UpdateInbox
from bot.store.write_behind import WriteBehind
from tests.store.fake_clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from bot.store.database import Database

T = TypeVar("T")
# Nothing here outlives the session, so nothing need survive a crash; and no worker looks through the databases that
# hundreds of tests leave.
_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off")
_NO_STANDBY = ("wal_level=minimal", "max_wal_senders=0")
HOW = "no PostgreSQL server binaries: `apt-get install postgresql` (or its like) brings them"


def _binaries() -> Path | None:
    if text := shutil.which("initdb"):
        return Path(text).resolve().parent
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
    values = ("listen_addresses=", f"unix_socket_directories={home}", *_UNSAFE, *_NO_STANDBY)
    options = " ".join(f"-c {value}" for value in values)
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
    """The URL of a new database: with its tables where the test takes `database`, else empty."""
    has_tables = "database" in request.fixturenames
    if request.param == "sqlite":
        if has_tables:
            shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "siyaq.db")
        return sqlite_url(tmp_path)
    socket = request.getfixturevalue("postgres_socket")
    template = request.getfixturevalue("migrated_template") if has_tables else "template1"
    return postgres_url(socket, await _create(socket, template))


def sqlite_url(home: Path) -> str:
    """Return the URL of the SQLite file in a folder."""
    return f"sqlite+aiosqlite:///{home / 'siyaq.db'}"


def postgres_url(socket: Path, name: str) -> str:
    """Return the URL of a database of the private server."""
    return f"postgresql+asyncpg://siyaq@/{name}?host={socket}"


async def _create(socket: Path, template: str = "template1") -> str:
    name = f"siyaq_{uuid.uuid4().hex}"
    server = await asyncpg.connect(host=str(socket), user="siyaq", database="postgres")
    try:
        # As files, as before version 15: a third of the CPU of copying through the log, the default since (measured).
        strategy = "STRATEGY FILE_COPY" if server.get_server_version() >= (15,) else ""
        await server.execute(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}")
    finally:
        await server.close()
    return name


def _run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread's own loop: a session's fixture may be asked for while a test's loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _migrated(url: str) -> None:
    database = await open_database(url)
    try:
        await migrate(database)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables: migrated once, copied by each test that needs one."""
    home = tmp_path_factory.mktemp("migrated")
    _run_apart(_migrated(sqlite_url(home)))
    return home / "siyaq.db"


@pytest.fixture(scope="session")
def migrated_template(postgres_socket: Path) -> str:
    """The name of a PostgreSQL database with all tables, likewise."""

    async def make() -> str:
        name = await _create(postgres_socket)
        await _migrated(postgres_url(postgres_socket, name))
        return name

    return _run_apart(make())


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
async def database(database_url: str) -> AsyncIterator[Database]:
    """A new database with its tables."""
    database = await open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at NOW."""
    return FakeClock()


@pytest.fixture
def write_behind(database: Database, clock: FakeClock) -> WriteBehind:
    """The write-behind buffer of an empty database."""
    return WriteBehind(database, clock)


@pytest.fixture
def chat_cache(database: Database, write_behind: WriteBehind, clock: FakeClock) -> ChatCache:
    """The cache of chats of an empty database."""
    return ChatCache(database, write_behind, clock)


@pytest.fixture
async def inbox(database: Database, write_behind: WriteBehind, clock: FakeClock) -> UpdateInbox:
    """The inbox of an empty database, of a process that is alone until another is shown."""
    await database.presence.show()
    await database.presence.try_alone()
    return UpdateInbox(database, write_behind, clock)
