"""`siyaq backup`, `restore` and `copy`, as their user sees them, and when a nightly backup is due."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.background import nightly_backup
from bot.store import backups, process_lock
from tests.bot.test_story_command import Ended, siyaq

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Siyaq = Callable[..., Ended]

__all__ = ["siyaq"]


@pytest.fixture
def data(tmp_path: Path, seeded_file: Path) -> Path:
    """The data directory of `siyaq`, with the first story."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copyfile(seeded_file, data / "siyaq.db")
    (data / "siyaq.db").chmod(0o600)
    return data


def _slugs(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    slugs = [slug for (slug,) in connection.execute("SELECT slug FROM stories ORDER BY id")]
    connection.close()
    return slugs


def test_backup_and_restore(siyaq: Siyaq, data: Path, tmp_path: Path) -> None:
    """A file is written and none overwritten; it comes back, and what was there is kept; a running bot forbids it."""
    file = tmp_path / "siyaq.backup"
    ended = siyaq("backup", file)
    assert (ended.code, ended.err) == (0, "")
    assert str(file) in ended.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert siyaq("backup", file).code == 1
    assert siyaq("backup", data / "siyaq.db").code == 1
    with sqlite3.connect(data / "siyaq.db") as connection:
        connection.execute("UPDATE stories SET slug = 'changed'")
    connection.close()
    with process_lock.acquire(data / "run.lock"):
        refused = siyaq("restore", file)
    assert refused.code == 1
    assert "running" in refused.err
    assert _slugs(data / "siyaq.db") == ["changed"]
    ended = siyaq("restore", file)
    assert (ended.code, ended.err) == (0, "")
    assert _slugs(data / "siyaq.db") == _slugs(file) != ["changed"]
    (kept,) = data.glob("siyaq.db.before-*")
    assert str(kept) in ended.out
    assert _slugs(kept) == ["changed"]
    assert siyaq("check").code == 0


def test_a_damaged_database_is_restored(siyaq: Siyaq, data: Path) -> None:
    """The command that names the damage names the backup and the command; that brings the stories back."""
    file = data / backups.FOLDER / "mine.db"
    assert siyaq("backup", file).code == 0
    live = data / "siyaq.db"
    live.write_bytes(live.read_bytes()[:20_000] + b"\xff" * 40_000)
    listed = siyaq("story", "list")
    assert (listed.code, f"siyaq restore {file}" in listed.err) == (1, True)
    assert siyaq("restore", file).code == 0
    assert siyaq("story", "list").code == 0
    live.unlink()
    assert siyaq("restore", file).code == 0
    assert _slugs(live)


def test_nothing_to_back_up(siyaq: Siyaq, tmp_path: Path) -> None:
    """Where there is no database, no backup is made, nor a database; the file that was asked for is no sign of one."""
    for file in (tmp_path / "a.db", tmp_path / "data" / "a.db"):
        ended = siyaq("backup", file)
        assert ended.code == 1
        assert "nothing to back up" in ended.err
        assert "a.db" not in ended.err
        assert not file.exists()
    assert not (tmp_path / "data" / "siyaq.db").exists()
    assert siyaq("restore", tmp_path / "none.db").code == 1


def test_a_copy(siyaq: Siyaq, data: Path, tmp_path: Path) -> None:
    """All tables are counted; it may be repeated until a bot has run on it; not into a database in use, nor itself."""
    target = f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
    for _ in range(2):
        ended = siyaq("copy", "--to", target)
        assert (ended.code, ended.err) == (0, "")
        assert "stories: 1\n" in ended.out
    assert _slugs(tmp_path / "other.db") == _slugs(data / "siyaq.db")
    own = f"sqlite+aiosqlite:///{data / 'siyaq.db'}"
    assert siyaq("copy", "--to", own).code == 1
    used = siyaq("copy", "--from", target, "--to", own)
    assert used.code == 1
    assert "not empty" in used.err
    with process_lock.acquire(data / "siyaq.db.lock"):
        assert "running" in siyaq("copy", "--to", target).err


@pytest.mark.parametrize(
    ("now", "hours_before", "is_due"),
    [((4, 0), 2, True), ((4, 0), 1, False), ((2, 59), 23, False), ((2, 59), 25, True)],
)
def test_when_a_night_begins(now: tuple[int, int], hours_before: int, *, is_due: bool) -> None:
    """At three by the machine's clock: one of earlier is of another night."""
    at = datetime(2025, 4, 28, *now).astimezone()
    written = at - timedelta(hours=hours_before)
    assert (written < nightly_backup.last_night(at.astimezone(UTC))) is is_due
