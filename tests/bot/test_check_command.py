"""`siyaq check`: each fault is told before it hurts, with what to do; every command tells of a damaged file."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.checks import file_checks, telegram_checks
from bot.cli.checks.findings import Findings, Level
from bot.i18n import catalogue
from bot.model.language import Language
from bot.settings import Settings
from bot.store import process_lock
from bot.store.database import open_database
from bot.store.subscribers import ChatKind
from tests.bot.test_story_command import Ended, siyaq
from tests.store.subscriber_factory import join
from tests.unit.scripted_server import TOKEN, ScriptedServer, answer, refusal, result

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Siyaq = Callable[..., Ended]

__all__ = ["siyaq"]

PAGE_SIZE = 4096  # bytes, as SQLite has it by default
ME = {"id": 123456, "is_bot": True, "first_name": "Siyaq", "username": "siyaq_bot", "can_join_groups": True}
POSTING = {"status": "administrator", "can_post_messages": True, "can_edit_messages": True}


@pytest.fixture
def data(tmp_path: Path, seeded_file: Path) -> Path:
    """The data directory of `siyaq`, with the first story."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copyfile(seeded_file, data / "siyaq.db")
    (data / "siyaq.db").chmod(0o600)
    return data


def found(siyaq: Siyaq) -> dict[str, tuple[str, str]]:
    """Return level and text by check, of checks that have one line each."""
    rows: list[dict[str, str]] = json.loads(siyaq("check", "--json").out)
    assert all(set(row) == {"check", "level", "text", "advice"} for row in rows)
    assert all(row["advice"] for row in rows if row["level"] != "ok")
    return {row["check"]: (row["level"], row["text"]) for row in rows}


@pytest.mark.usefixtures("data")
def test_all_is_said_line_by_line(siyaq: Siyaq, monkeypatch: pytest.MonkeyPatch) -> None:
    """A level and a text each, what to do below; in Arabic, too."""
    ended = siyaq("check")
    assert (ended.code, ended.err) == (0, "")
    assert "ok: The database file has no problems." in ended.out
    assert "warning: There is no token" in ended.out
    assert "    → Set SIYAQ_TOKEN" in ended.out
    monkeypatch.setenv("LC_ALL", "ar.UTF-8")
    assert "ملف قاعدة البيانات سليم" in siyaq("check").out


def test_nothing_is_made_by_looking(siyaq: Siyaq, tmp_path: Path) -> None:
    """Before the first start there is no database, and after a check there is none either."""
    assert found(siyaq)["database"][0] == "ok"
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("setting", "check", "words"),
    [
        ("SIYAQ_WEBHOOK_URL=http://bot.example.org/hook", "webhook", "https"),
        ("SIYAQ_WEBHOOK_URL=https://bot.example.org:8080/hook", "webhook", "8443"),
        ("SIYAQ_WEBHOOK_SECRET=a secret with blanks", "secret", "SIYAQ_WEBHOOK_SECRET"),
        ("SIYAQ_RATE=fast", "settings", "SIYAQ_RATE"),
    ],
)
def test_settings(siyaq: Siyaq, monkeypatch: pytest.MonkeyPatch, setting: str, check: str, words: str) -> None:
    """What Telegram would refuse of the webhook and its secret, and settings that cannot be read."""
    monkeypatch.setenv("SIYAQ_WEBHOOK_URL", "https://bot.example.org/hook")
    assert found(siyaq)[check][0] == "ok"
    monkeypatch.setenv(*setting.split("=", 1))
    level, text = found(siyaq)[check]
    assert (level, words in text) == ("error", True)
    assert siyaq("check").code == 1


def test_files(siyaq: Siyaq, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modes that are too wide, which only a start narrows; a running process; a disk without room."""
    before = found(siyaq)
    assert [before[check][0] for check in ("permissions", "process", "disk")] == ["ok"] * 3
    (data / "siyaq.db").chmod(0o644)
    level, text = found(siyaq)["permissions"]
    assert (level, "0644" in text) == ("warning", True)
    assert (data / "siyaq.db").stat().st_mode & 0o777 == 0o644
    with process_lock.acquire(data / "siyaq.db.lock"):
        assert f"process {os.getpid()} on" in found(siyaq)["process"][1]
    monkeypatch.setattr(file_checks, "_LITTLE", 1 << 60)
    assert found(siyaq)["disk"][0] == "warning"
    monkeypatch.setattr(file_checks, "_NOTHING", 1 << 60)
    assert found(siyaq)["disk"][0] == "error"


def test_the_schema(siyaq: Siyaq, data: Path) -> None:
    """An older one is brought up to date by the next start, a newer one is refused; the check leaves both."""
    assert found(siyaq)["schema"][0] == "ok"
    for revision, level in (("0004", "warning"), ("9999", "error")):
        with sqlite3.connect(data / "siyaq.db") as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        connection.close()
        assert found(siyaq)["schema"][0] == level


def test_a_database_that_is_not_there_any_more(siyaq: Siyaq, data: Path) -> None:
    """Where the bot ran before, it is an error, and no command makes an empty one."""
    (data / "siyaq.db").unlink()
    (data / "alive").write_text("1", encoding="ascii")
    level, text = found(siyaq)["database"]
    assert (level, str(data / "alive") in text) == ("error", True)
    ended = siyaq("story", "list")
    assert (ended.code, "siyaq run --new" in ended.err) == (1, True)
    assert not (data / "siyaq.db").exists()


def scatter(path: Path, seed: int) -> None:
    """Overwrite random places of a file: the heads of pages, since what lies between rows may be in no use."""
    rng = random.Random(seed)  # noqa: S311 - repeatable
    content = bytearray(path.read_bytes())
    for _ in range(12):
        at = rng.randrange(1, len(content) // PAGE_SIZE) * PAGE_SIZE
        content[at : at + 64] = rng.randbytes(64)
    path.write_bytes(content)


def behead(path: Path, _seed: int) -> None:
    """Overwrite the header."""
    path.write_bytes(b"no database" * 10 + path.read_bytes()[110:])


def truncate(path: Path, _seed: int) -> None:
    """Cut half of it off."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def garble(path: Path, _seed: int) -> None:
    """Break the encoding of texts, and nothing of the structure."""
    path.write_bytes(path.read_bytes().replace("كورسك".encode(), b"\xff" * 10))


@pytest.mark.parametrize(
    ("fault", "seed"), [*((scatter, seed) for seed in range(8)), (behead, 0), (truncate, 0), (garble, 0)]
)
def test_a_damaged_file(siyaq: Siyaq, data: Path, fault: Callable[[Path, int], None], seed: int) -> None:
    """Every command works, or names the file and the newest backup; never a traceback. `check` misses nothing."""
    path = data / "siyaq.db"
    (data / "backups").mkdir()
    for name, at in (("older.db", 1), ("newest.db", 2)):
        (data / "backups" / name).write_bytes(b"")
        os.utime(data / "backups" / name, (at, at))
    fault(path, seed)
    damaged = path.read_bytes()
    commands = (("story", "list"), ("story", "export", "dprk-troops-kursk"), ("pushes",), ("desk", "list"))
    failed = [ended for command in commands if (ended := siyaq(*command)).code]
    for ended in failed:
        assert str(path) in ended.err
        assert str(data / "backups" / "newest.db") in ended.err
    path.write_bytes(damaged)
    checked = siyaq("check")
    assert checked.code == 1
    assert str(data / "backups" / "newest.db") in checked.err
    assert failed or fault is scatter


async def ask(home: Path, *answers: Any, database: Any = None) -> list[tuple[str, str, str]]:
    """Return what is found where Telegram answers so; one answer each is asked for."""
    findings = Findings(catalogue.load()[Language.EN])
    async with ScriptedServer(list(answers)) as server:
        env = {"SIYAQ_TOKEN": TOKEN, "SIYAQ_API_URL": server.url, "SIYAQ_DATA_DIR": str(home)}
        await telegram_checks.telegram(findings, Settings.from_env(env), database)
    assert all(finding.advice for finding in findings if finding.level is not Level.OK)
    return [(finding.check, finding.level.value, finding.text) for finding in findings]


async def test_what_botfather_set(tmp_path: Path) -> None:
    """What getMe shows is marked, and the rest is listed as to be looked at."""
    me = {"supports_inline_queries": True, "supports_guest_queries": True, "can_read_all_group_messages": False, **ME}
    levels = {check: level for check, level, _ in await ask(tmp_path, result(me), result(me), result({"url": ""}))}
    names = ("inline", "inline_feedback", "guest_mode", "privacy_mode", "groups")
    assert [levels[name] for name in names] == ["ok"] * 5
    other = ME | {"supports_guest_queries": False, "can_read_all_group_messages": True, "can_join_groups": False}
    levels = {check: level for check, level, _ in await ask(tmp_path, result(other), result(other), result({}))}
    assert [levels[name] for name in names] == ["warning", "ok", "warning", "warning", "warning"]


async def test_telegrams_clock_and_webhook(tmp_path: Path) -> None:
    """Its `Date` is more than a minute off ours; a webhook was left, and could not be delivered to."""
    date = format_datetime(datetime.now(UTC) - timedelta(minutes=10), usegmt=True)
    late = answer(200, {"ok": True, "result": ME}, headers=f"Date: {date}\r\n")
    info = {"url": "https://old.example.org/", "last_error_message": "Connection refused"}
    rows = await ask(tmp_path, late, late, result(info))
    (clock,) = (text for check, level, text in rows if (check, level) == ("clock", "warning"))
    assert "600" in clock or "601" in clock
    assert len([text for check, level, text in rows if (check, level) == ("webhook", "warning")]) == 2


async def test_telegram_refuses_or_is_away(tmp_path: Path) -> None:
    """A refused token and a server of another kind are errors; one that cannot be reached is waited for."""
    assert [(row[0], row[1]) for row in await ask(tmp_path, refusal(401, "Unauthorized"))] == [("telegram", "error")]
    assert [(row[0], row[1]) for row in await ask(tmp_path, result({}))] == [("telegram", "error")]
    page = answer(502, b"<html>Bad Gateway</html>", kind="text/html")
    assert [(row[0], row[1]) for row in await ask(tmp_path, page)] == [("telegram", "warning")]


async def test_rights_in_each_channel(tmp_path: Path, data: Path) -> None:
    """Where the bot may post, where it lacks what corrections take, where it may not, and where it is gone."""
    database = await open_database(f"sqlite+aiosqlite:///{data / 'siyaq.db'}")
    try:
        titles = ("Whole", "Lacking", "Demoted", "Gone")
        for number, title in enumerate(titles):
            at = datetime.now(UTC) - timedelta(hours=number)  # the newest is listed first
            await join(database, -100 - number, kind=ChatKind.CHANNEL, title=title, at=at)
        whole = {**POSTING, "can_delete_messages": True}
        members = [result(whole), result(POSTING), result({"status": "member"}), refusal(400, "Bad Request: no chat")]
        rows = await ask(tmp_path, result(ME), result(ME), result({}), *members, database=database)
    finally:
        await database.close()
    rights = [(level, text) for check, level, text in rows if check == "rights"]
    assert [level for level, _ in rights] == ["ok", "warning", "error", "error"]
    assert all(title in text for title, (_, text) in zip(titles, rights, strict=True))
    assert "can_delete_messages" in rights[1][1]


def test_a_start_on_a_damaged_file(siyaq: Siyaq, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`run` refuses before it asks Telegram anything."""
    truncate(data / "siyaq.db", 0)
    monkeypatch.setenv("SIYAQ_TOKEN", TOKEN)
    monkeypatch.setenv("SIYAQ_API_URL", "http://127.0.0.1:9")
    ended = siyaq("run")
    assert (ended.code, str(data / "siyaq.db") in ended.err, "Traceback" in ended.err) == (1, True, False)
    assert "telegram.away" not in ended.err


def test_results_stay_results(siyaq: Siyaq, data: Path) -> None:
    """What a command logs, such as a file that it narrows, is on standard error, not in what it prints."""
    (data / "siyaq.db").chmod(0o644)
    ended = siyaq("story", "list", "--json")
    assert [story["slug"] for story in json.loads(ended.out)] == ["dprk-troops-kursk"]
    assert "database.narrowed" in ended.err
