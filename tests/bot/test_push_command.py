"""`siyaq push` and `siyaq pushes`: what a newsroom's pipelines type, and what they read."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import update

from bot import starter
from bot.__main__ import main
from bot.model.language import Language
from bot.store import broadcasts, key_values, renditions
from bot.store.database import open_database
from bot.store.delivery_tables import idempotency_keys
from bot.store.subscribers import ChatKind
from tests.store.subscriber_factory import join

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from typing import TypeVar

    from bot.store.database import Database

    T = TypeVar("T")

SLUG = "dprk-troops-kursk"
COUNTS = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")


class Ended(NamedTuple):
    """How a command ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


class Shell:
    """A shell on a database of its own, with the first story and an audience of three."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = patch
        self._captured = captured

    def siyaq(self, *arguments: str | Path, **env: str) -> Ended:
        """Run `siyaq` with these arguments, in English unless `env` says so."""
        given = {"LC_ALL": "C.UTF-8", "SIYAQ_DATA_DIR": str(self.folder / "data")} | env
        with self._patch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["siyaq", *map(str, arguments)])
            with pytest.raises(SystemExit) as raised:
                main()
        sys.stdout.flush()
        out, err = self._captured.readouterr()
        return Ended(int(raised.value.code or 0), out, err)

    def work(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Do something with the database."""

        async def opened() -> T:
            database = await open_database(f"sqlite+aiosqlite:///{self.folder / 'data' / 'siyaq.db'}")
            try:
                return await work(database)
            finally:
                await database.close()

        return asyncio.run(opened())

    def text_of(self, number: int) -> str:
        """All that the renditions of a push say."""

        async def read(database: Database) -> str:
            async with database.read() as conn:
                return "\n".join(
                    stored_rendition.rendition.body.decode()
                    for stored_rendition in await renditions.of_broadcast(conn, number)
                )

        return self.work(read)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    """A shell whose database has a story, and who listens to it."""
    shell, file = Shell(tmp_path, monkeypatch, capfd), tmp_path / "kursk.yaml"
    file.write_bytes(starter.stories()[0][1])
    assert shell.siyaq("story", "import", file).code == 0

    async def gather(database: Database) -> None:
        now = datetime.now(UTC)
        await join(database, 101, Language.AR, at=now)
        await join(database, 102, at=now)
        await join(database, -1002, Language.AR, ChatKind.CHANNEL, at=now, both=True)
        async with database.write() as conn:
            await key_values.set_username(conn, "siyaq_bot")

    shell.work(gather)
    return shell


def test_a_push_prints_its_number_and_its_counts_are_there_at_once(shell: Shell) -> None:
    """Nothing else is printed; a second finds nothing new; what is read is JSON of the form that was promised."""
    assert shell.siyaq("push", SLUG) == (0, "1\n", "")
    ended = shell.siyaq("push", SLUG)
    assert (ended.code, ended.out, "Nothing in this story is new" in ended.err) == (1, "", True)
    counts = dict.fromkeys(COUNTS, 0) | {"pending": 4}
    assert json.loads(shell.siyaq("pushes", "1", "--json").out) == {"id": 1, "state": "running", "counts": counts}
    data = json.loads(shell.siyaq("pushes", "1", "--json", "--chats").out)
    assert [(item["chat_id"], item["language"]) for item in data.pop("chats")] == [
        (-1002, "ar"), (-1002, "en"), (101, "ar"), (102, "en"),
    ]  # fmt: skip
    assert data == {"id": 1, "state": "running", "counts": counts}
    chat = json.loads(shell.siyaq("pushes", "1", "--json", "--chats").out)["chats"][0]
    assert chat == {"chat_id": -1002, "language": "ar", "state": "pending", "reason": None, "message_id": None}


def test_what_is_given_by_hand_is_told(shell: Shell) -> None:
    """A headline in one language or both; an announcement as text, whose language shows, or as a mapping."""
    assert shell.siyaq("push", SLUG, "--headline-ar", "عنوان من الصدفة").out == "1\n"
    assert "عنوان من الصدفة" in shell.text_of(1)
    arabic, both = shell.folder / "a.txt", shell.folder / "b.yaml"
    arabic.write_text("تغيّر موعد bulletin اليوم.\n", encoding="utf-8")
    both.write_text("ar: سطر\nen: A line\n", encoding="utf-8")
    assert shell.siyaq("push", SLUG, "--announce", arabic).out == "2\n"
    assert "(in Arabic; " in shell.text_of(2)
    assert shell.siyaq("push", SLUG, "--announce", both, "--headline-en", "Mind").out == "3\n"
    assert {"A line" in shell.text_of(3), "سطر" in shell.text_of(3), "Mind" in shell.text_of(3)} == {True}
    listed = json.loads(shell.siyaq("pushes", "--json").out)
    assert [item["id"] for item in listed] == [3, 2, 1]
    assert re.findall(r"^\d", shell.siyaq("pushes").out, re.MULTILINE) == ["3", "2", "1"]
    assert "pending: 4" in shell.siyaq("pushes", "1").out
    assert len(re.findall("pending", shell.siyaq("pushes", "1", "--chats").out)) == 5
    assert "في الانتظار" in shell.siyaq("pushes", "1", LC_ALL="ar_SA.UTF-8").out


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("2035-05-01T18:00+03:00", datetime(2035, 5, 1, 15, tzinfo=UTC)),
        ("2035-05-01T18:00Z", datetime(2035, 5, 1, 18, tzinfo=UTC)),
        ("2035-05-01 18:00", datetime(2035, 5, 1, 18, tzinfo=UTC)),
        ("1 May 2035 18:00", datetime(2035, 5, 1, 18, tzinfo=UTC)),
    ],
)
def test_a_push_at_an_hour_waits_for_it(shell: Shell, typed: str, due: datetime) -> None:
    """In UTC where no zone is given; nothing is made before."""
    assert shell.siyaq("push", SLUG, "--at", typed).out == "1\n"

    async def read(database: Database) -> tuple[str, datetime]:
        async with database.read() as conn:
            value = await broadcasts.get(conn, 1)
        assert value
        return value.state, value.due_at

    assert shell.work(read) == ("planned", due)
    assert json.loads(shell.siyaq("pushes", "1", "--json").out)["state"] == "planned"


def test_a_dry_run_says_who_and_how_long(shell: Shell) -> None:
    """By kind and language; nothing is kept."""
    ended = shell.siyaq("push", SLUG, "--dry-run", SIYAQ_RATE="1")
    assert "4 messages" in ended.out
    assert "Channels, Arabic: 1" in ended.out
    assert "6 seconds" in ended.out  # the limiter's second is a little longer
    assert json.loads(shell.siyaq("pushes", "--json").out) == []


def test_what_is_wrong_is_told_and_nothing_is_pushed(shell: Shell) -> None:
    """1 with words where something is not there or cannot be, 2 where it is typed wrongly; never a traceback."""
    blank, binary, odd = (shell.folder / name for name in ("blank.txt", "odd.txt", "odd.yaml"))
    blank.write_text(" \n", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    odd.write_text("ar: [1, 2]\nfr: x\n", encoding="utf-8")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    wrong: list[tuple[int, tuple[str | Path, ...]]] = [
        (1, ("push", "no-such-story")),
        (1, ("push", SLUG, "--announce", blank)),
        (1, ("push", SLUG, "--announce", binary)),
        (1, ("push", SLUG, "--announce", odd)),
        (1, ("push", SLUG, "--announce", shell.folder / "nothing.txt")),
        (1, ("push", SLUG, "--announce", shell.folder)),
        (1, ("push", SLUG, "--at", yesterday)),
        (2, ("push", SLUG, "--at", "when it is ready")),
        (2, ("push", SLUG, "--headline-en", "")),
        (2, ("push", SLUG, "--headline-en", "x" * 400)),
        (2, ("push",)),
        (1, ("pushes", "7")),
        (2, ("pushes", "seven")),
        (2, ("pushes", "--chats")),
    ]
    for code, typed in wrong:
        ended = shell.siyaq(*typed)
        assert (ended.code, ended.out) == (code, ""), typed
        assert ended.err.strip()
        assert "Traceback" not in ended.err
    assert json.loads(shell.siyaq("pushes", "--json").out) == []


def test_a_key_makes_a_repeated_command_one_push(shell: Shell, tmp_path: Path) -> None:
    """The number is printed again, though nothing is new by then; other content under the key is refused with 1."""
    assert shell.siyaq("push", SLUG, "--key", "build 4711") == (0, "1\n", "")
    assert shell.siyaq("push", SLUG, "--key", "build 4711") == (0, "1\n", "")
    ended = shell.siyaq("push", SLUG, "--key", "build 4711", "--headline-en", "Another")
    assert (ended.code, ended.out) == (1, "")
    assert "“build 4711” was used for push 1" in ended.err
    words = tmp_path / "words.txt"
    words.write_text("Something else.", encoding="utf-8")
    assert shell.siyaq("push", SLUG, "--key", "build 4712", "--announce", words).out == "2\n"
    assert shell.siyaq("push", SLUG, "--key", " ").code == 2
    assert [load["id"] for load in json.loads(shell.siyaq("pushes", "--json").out)] == [2, 1]


def test_a_key_holds_for_an_hour_that_was_typed(shell: Shell) -> None:
    """A repeated `--at` is one push, though "in two hours" is another moment by then, or has passed."""
    first = shell.siyaq("push", SLUG, "--headline-en", "Later", "--at", "in 2 hours", "--key", "night")
    assert first == (0, "1\n", "")
    assert shell.siyaq("push", SLUG, "--headline-en", "Later", "--at", "in 2 hours", "--key", "night") == first
    assert shell.siyaq("push", SLUG, "--headline-en", "Later", "--at", "in 3 hours", "--key", "night").code == 1


def test_a_key_is_forgotten_after_thirty_days(shell: Shell) -> None:
    """Then it is a new one."""
    assert shell.siyaq("push", SLUG, "--headline-en", "First", "--key", "daily").out == "1\n"

    async def age(database: Database) -> None:
        async with database.write() as conn:
            old = datetime.now(UTC) - timedelta(days=30, seconds=1)
            await conn.execute(update(idempotency_keys).values(created_at=old))

    shell.work(age)
    assert shell.siyaq("push", SLUG, "--headline-en", "Second", "--key", "daily").out == "2\n"


def test_a_push_is_paused_resumed_and_stopped(shell: Shell) -> None:
    """Each prints how the push stands then; what its state does not allow is refused with 1, two at once with 2."""
    shell.siyaq("push", SLUG)
    assert json.loads(shell.siyaq("pushes", "1", "--pause", "--json").out)["state"] == "paused"
    assert shell.siyaq("pushes", "1", "--pause").code == 1
    assert json.loads(shell.siyaq("pushes", "1", "--resume", "--json").out)["state"] == "running"
    stopped = json.loads(shell.siyaq("pushes", "1", "--stop", "--json").out)
    assert (stopped["state"], stopped["counts"]["cancelled"]) == ("stopped", 4)
    assert shell.siyaq("pushes", "1", "--resume").code == 1
    assert shell.siyaq("pushes", "1", "--resume", "--stop").code == 2
    assert shell.siyaq("pushes", "--stop").code == 2
    assert shell.siyaq("pushes", "9", "--stop").code == 1


def test_a_dry_run_tells_the_hour_that_it_understood(shell: Shell) -> None:
    """As ISO 8601 with an offset, beside who would get it."""
    ended = shell.siyaq("push", SLUG, "--at", "2031-05-01T18:00+03:00", "--dry-run")
    assert ended.code == 0
    assert "2031-05-01T15:00:00+00:00" in ended.out
