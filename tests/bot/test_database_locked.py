"""A SQLite file that is locked by another program or cannot grow: nothing ends, nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from tests.bot.bot_harness import BotHarness
from tests.bot.desk.desk_user import DeskUser
from tests.bot.desk.subscriber_factory import ends, grown, multitude, push
from tests.sandbox_client import EMMA, LAYLA

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.sandbox_client import SandboxClient

BUSY = 0.2  # seconds that a writer waits for another program
HELD = 1.0  # seconds that the other holds the file: beyond that


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.dialects.BUSY_TIMEOUT", BUSY)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another program has the file to itself, as a backup or a browser of databases may."""
    other = sqlite3.connect(home / "siyaq.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


async def test_what_is_asked_while_it_is_locked(bot: BotHarness) -> None:
    """Pages need no write and are answered at once; a choice waits, is made once, and answered once."""
    with capture_logs() as lines:
        since = await bot.play.seq()
        with locked(bot.home):
            assert "كورسك" in (await bot.play.ask("/summary", as_=LAYLA))["text"]
            await bot.play.say("/language en", as_=EMMA)
            await asyncio.sleep(HELD)
            assert await bot.play.log(since=since, method="sendMessage", chat_id=EMMA) == []
        await bot.play.heard(EMMA, since=since)
        await bot.play.idle(quiet=0.5)
    assert len(await bot.play.log(since=since, method="sendMessage", chat_id=EMMA)) == 1
    assert [row["language"] for row in (await bot.holds(["readers"]))["readers"] if row["chat_id"] == EMMA] == ["en"]
    events = Counter(line["event"] for line in lines if line["event"].startswith("database."))
    assert events == {"database.away": 1, "database.back": 1}
    assert bot.running
    assert not bot.running.done()


async def test_locked_at_start(harness: BotHarness) -> None:
    """The start waits until the file can be written."""
    await harness.start()
    await harness.stop()
    since = await harness.play.seq()
    with locked(harness.home):
        harness.begin()
        await harness.play.say("/language en", as_=EMMA)
        await asyncio.sleep(HELD)
        assert harness.running
        assert not harness.running.done()
    assert (await harness.play.heard(EMMA, since=since))["text"]


async def test_locked_in_the_middle_of_a_push(harness: BotHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was sent to has it once; what was claimed and not sent goes on when the file is free."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await harness.play.limits(on=False)
    harness.settings = type(harness.settings).from_env(harness.env | {"SIYAQ_OWNERS": str(EMMA), "SIYAQ_RATE": "100"})
    await harness.start()
    chats = await multitude(harness, 60)
    await harness.publish(grown())
    emma = DeskUser(harness, EMMA)
    await emma.types("/push kursk")
    await emma.taps("Send now")
    since = await harness.play.seq()
    await emma.taps("Send")
    await harness.play.wait("call", since=since, method="sendMessage", count=20, timeout=30)
    with locked(harness.home):
        await asyncio.sleep(HELD)
    await ends(harness, 1)
    counts = (await push(harness, 1)).counts
    calls = await harness.play.log(since=since, method="sendMessage")
    heard = Counter(call["params"]["chat_id"] for call in calls if call["params"]["chat_id"] in chats)
    assert (counts.sent, counts.uncertain, set(heard.values()), len(heard)) == (60, 0, {1}, 60)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB, as a full disk is one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(disk)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(f"needs root with CAP_SYS_ADMIN (docker run --cap-add SYS_ADMIN) for: {' '.join(command)}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Something else takes all the room that there is, to the last page."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            with suppress(OSError):  # no space left
                while file.write(b"x" * size) == size:
                    pass
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
async def cramped(
    small_disk: Path, sandbox: SandboxClient, seeded_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[BotHarness]:
    """The bot, running, with its data on the small disk; Emma is an owner."""
    monkeypatch.setattr("bot.telegram_api.rate_limiter._CHAT_INTERVAL", 0.001)
    await sandbox.limits(on=False)
    await sandbox.rich(on=False)
    bot = BotHarness(sandbox, small_disk, SIYAQ_OWNERS=str(EMMA), SIYAQ_RATE="60")
    bot.seed = seeded_file
    await bot.start()
    yield bot
    await bot.stop()


async def test_a_full_disk_in_the_middle_of_a_push(
    cramped: BotHarness, small_disk: Path, sandbox: SandboxClient
) -> None:
    """Nothing ends, pages are answered; with room again the push goes on, and each chat has it once."""
    bot = cramped
    chats = await multitude(bot, 150)
    await bot.publish(grown())
    emma = DeskUser(bot, EMMA)
    await emma.types("/push kursk")
    await emma.taps("Send now")
    since = await sandbox.seq()
    await emma.taps("Send")
    await sandbox.wait("call", since=since, method="sendMessage", count=40, timeout=30)
    with capture_logs() as lines:
        with filled(small_disk):
            assert "كورسك" in (await sandbox.ask("/summary", as_=LAYLA))["text"]
            await asyncio.sleep(2)
            assert bot.running
            assert not bot.running.done()
            calls = await sandbox.log(since=since, method="sendMessage")
            assert len(calls) < len(chats), "it is in the middle"
        await ends(bot, 1)
    counts = (await push(bot, 1)).counts
    calls = await sandbox.log(since=since, method="sendMessage")
    heard = Counter(call["params"]["chat_id"] for call in calls if call["params"]["chat_id"] in chats)
    assert (counts.sent, counts.uncertain, set(heard.values()), len(heard)) == (150, 0, {1}, 150)
    events = Counter(line["event"] for line in lines if line["event"].startswith("database."))
    assert events == {"database.away": 1, "database.back": 1}
    assert [line["event"] for line in lines if "exc_info" in line] == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs prlimit")
async def test_a_file_that_cannot_grow(harness: BotHarness) -> None:
    """No room for another byte (RLIMIT_FSIZE): pages are answered, a choice once there is room; the process stays."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env={**os.environ, **harness.env},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        await harness.play.wait_for_poll()
        before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
        since = await harness.play.seq()
        assert "كورسك" in (await harness.play.ask("/summary", as_=LAYLA))["text"]
        await harness.play.say("/language en", as_=EMMA)
        await asyncio.sleep(HELD)
        assert await harness.play.log(since=since, method="sendMessage", chat_id=EMMA) == []
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
        assert (await harness.play.heard(EMMA, since=since))["text"]
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert errors.decode().count('"event": "database.away"') == 1
    assert "Traceback" not in errors.decode()
