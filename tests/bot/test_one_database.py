"""One process a SQLite file, and its file there and sound: told in words, with what to do."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot import app
from bot.errors import AlreadyRunning, DatabaseDamaged, SchemaTooNew
from bot.settings import Settings
from tests.bot.bot_harness import BotHarness
from tests.bot.test_process import process
from tests.sandbox_client import EMMA, LAYLA
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

SOON = 10.0  # seconds within which a fault is noticed and the process gone


@pytest.fixture
def home(tmp_path: Path, seeded_file: Path) -> Path:
    """A data directory with the first story."""
    home = tmp_path / "data"
    home.mkdir(mode=0o700)
    shutil.copyfile(seeded_file, home / "siyaq.db")
    (home / "siyaq.db").chmod(0o600)
    return home


async def ended(play: SandboxClient, home: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command to its end; return its exit code and what it wrote."""
    async with process(play, home, *arguments) as command, asyncio.timeout(60):
        out, errors = await command.communicate()
        assert command.returncode is not None
        return command.returncode, out.decode(), errors.decode()


@asynccontextmanager
async def polling(play: SandboxClient, home: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that runs the bot, and polls."""
    async with process(play, home, "run", *options) as bot:
        await play.wait_for_poll()
        yield bot


async def last_words(bot: asyncio.subprocess.Process) -> str:
    """Wait until the process ends by itself, with 1; return what it wrote."""
    async with asyncio.timeout(SOON):
        _, errors = await bot.communicate()
    assert bot.returncode == 1, errors.decode()
    assert "Traceback" not in errors.decode(), errors.decode()
    return errors.decode()


async def test_a_second_process_is_refused(sandbox: SandboxClient, home: Path) -> None:
    """It names the first's process and host; the first goes on; commands work beside it; SIGKILL leaves no lock."""
    async with polling(sandbox, home) as bot:
        code, _, errors = await ended(sandbox, home, "run")
        assert code == 1
        assert f"process {bot.pid} on {socket.gethostname()}" in errors
        assert "Traceback" not in errors
        code, out, errors = await ended(sandbox, home, "story", "list")
        assert (code, "dprk-troops-kursk" in out, errors) == (0, True, "")
        assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA))["text"]
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    async with polling(sandbox, home) as bot:
        assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA))["text"]


async def test_the_data_directory_is_one_processs_too(harness: BotHarness) -> None:
    """Also with another database file: both would write one sign of life."""
    await harness.start()
    other = harness.home / "other.db"
    settings = Settings.from_env({**harness.env, "SIYAQ_DATABASE_URL": f"sqlite+aiosqlite:///{other}"})
    with pytest.raises(AlreadyRunning) as refused:
        await app.serve(settings, asyncio.Event())
    assert refused.value.data["pid"] == str(os.getpid())
    assert not other.exists()


@pytest.mark.parametrize("fault", ["its log deleted", "its log's index deleted", "another copied over it"])
async def test_what_belongs_to_a_file_is_taken_away(
    sandbox: SandboxClient, home: Path, seeded_file: Path, fault: str
) -> None:
    """It stops within seconds, in words, while all that was written can still be saved."""
    path = home / "siyaq.db"
    async with polling(sandbox, home) as bot:
        await sandbox.ask("/language ar", as_=EMMA)
        match fault:
            case "another copied over it":  # as `cp` does: the inode stays
                shutil.copyfile(seeded_file, path)
            case "its log deleted":
                path.with_name("siyaq.db-wal").unlink()
            case _:
                path.with_name("siyaq.db-shm").unlink()
        errors = await last_words(bot)
    assert f"{path} was deleted or replaced" in errors


@pytest.mark.parametrize("fault", ["deleted", "replaced"])
async def test_a_file_that_is_taken_away(sandbox: SandboxClient, home: Path, seeded_file: Path, fault: str) -> None:
    """It stops within seconds, in words, and makes no empty one; a start then needs --new, and so does any command."""
    path = home / "siyaq.db"
    (home / "backups").mkdir()
    shutil.copyfile(seeded_file, home / "backups" / "nightly.db")
    async with polling(sandbox, home) as bot:
        path.unlink()
        if fault == "replaced":
            shutil.copyfile(seeded_file, path)
        errors = await last_words(bot)
    assert f"{path} was deleted or replaced" in errors
    assert str(home / "backups" / "nightly.db") in errors
    assert path.exists() is (fault == "replaced")
    path.unlink(missing_ok=True)
    for arguments in (("run",), ("story", "list")):
        code, _, errors = await ended(sandbox, home, *arguments)
        assert (code, "siyaq run --new" in errors, str(path) in errors) == (1, True, True)
        assert not path.exists()
    async with polling(sandbox, home, "--new"):
        assert "About Siyaq" in (await sandbox.ask("/about", as_=EMMA))["text"]


async def test_a_first_start_needs_nothing(sandbox: SandboxClient, tmp_path: Path) -> None:
    """Under umask 022 the data directory is its owner's alone from the first moment, and so is all in it."""
    before = os.umask(0o022)
    try:
        home = tmp_path / "new" / "data"
        async with polling(sandbox, home) as bot:
            modes = _modes(home)
            bot.terminate()
            _, errors = await bot.communicate()
        assert {"siyaq.db", "siyaq.db-wal", "siyaq.db-shm", "siyaq.db.lock", "run.lock"} <= modes.keys()
        assert modes.pop("data") == 0o700
        assert {name for name, mode in modes.items() if mode != 0o600} <= {"alive"}
        assert b"database.narrowed" not in errors
    finally:
        os.umask(before)


def _modes(home: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in (home, *home.iterdir())}


def _widen(home: Path) -> None:
    home.chmod(0o755)
    (home / "siyaq.db").chmod(0o644)


async def test_what_is_wider_is_narrowed_once(sandbox: SandboxClient, home: Path) -> None:
    """The database and the data directory, each said in the log; the next start says nothing."""
    _widen(home)
    for count in (1, 0):
        async with polling(sandbox, home) as bot:
            assert _modes(home)["data"] == 0o700
            assert _modes(home)["siyaq.db"] == 0o600
            bot.terminate()
            _, errors = await bot.communicate()
        for file, mode in (("data", "0755"), ("siyaq.db", "0644")):
            lines = [line for line in errors.decode().splitlines() if f'"file": "{file}"' in line and mode in line]
            assert len(lines) == count


async def test_a_file_damaged_under_the_running_bot(harness: BotHarness) -> None:
    """As soon as SQLite meets it, the bot stops with words."""
    await harness.start()
    path = harness.home / "siyaq.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    await harness.play.say("/summary", as_=LAYLA)
    assert harness.running
    running, harness.running = harness.running, None
    with pytest.raises(DatabaseDamaged) as stopped:
        await asyncio.wait_for(running, SOON + 20)
    assert stopped.value.data["where"] == str(path)


async def test_a_newer_schema_under_the_running_bot(harness: BotHarness) -> None:
    """It stops taking updates and ends with words; what is asked then is answered by the next start."""
    await harness.start()
    async with harness.database() as database, database.write() as conn:
        before = await conn.scalar(text("SELECT version_num FROM alembic_version"))
        await conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await _ends_as_too_old(harness)
    since = await harness.play.seq()
    await harness.play.say("/about", as_=EMMA)
    with sqlite3.connect(harness.home / "siyaq.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [before])
    connection.close()
    await harness.start()
    assert "About Siyaq" in (await harness.play.heard(EMMA, since=since))["text"]


@pytest.mark.postgres
async def test_a_newer_schema_loses_no_question(sandbox: SandboxClient, tmp_path: Path) -> None:
    """A choice made while PostgreSQL has a newer schema is no dead letter: the next start makes it, and once."""
    await sandbox.rich(on=False)
    async with PostgresServer() as server:
        harness = BotHarness(sandbox, tmp_path, SIYAQ_DATABASE_URL=server.url)
        await harness.start()
        connection = await server.connect()
        before = await connection.fetchval("SELECT version_num FROM alembic_version")
        since = await sandbox.seq()
        await connection.execute(
            "BEGIN; UPDATE alembic_version SET version_num = '9999'; ALTER TABLE readers RENAME TO newer; COMMIT"
        )
        await sandbox.say("/language en", as_=LAYLA)
        await _ends_as_too_old(harness)
        assert await sandbox.log(since=since, method="sendMessage", chat_id=LAYLA) == []
        await connection.execute("ALTER TABLE newer RENAME TO readers")
        await connection.execute("UPDATE alembic_version SET version_num = $1", before)
        assert await connection.fetch("SELECT 1 FROM inbox WHERE dead_letter_reason IS NOT NULL") == []
        await harness.start()
        await sandbox.wait("call", since=since, method="sendMessage", chat_id=LAYLA, timeout=30)
        await sandbox.idle()
        assert len(await sandbox.log(since=since, method="sendMessage", chat_id=LAYLA)) == 1
        assert await connection.fetchval("SELECT language FROM readers WHERE chat_id = $1", LAYLA) == "en"
        await harness.stop()
        await connection.close()


async def _ends_as_too_old(harness: BotHarness) -> None:
    assert harness.running
    running, harness.running = harness.running, None
    with pytest.raises(SchemaTooNew) as stopped:
        await asyncio.wait_for(running, 30)
    assert stopped.value.data["found"] == "9999"
