"""`siyaq subscribers`: an audience goes in and comes out, and bad lines are named."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import subscriber_csv
from bot.cli.subscribers import group
from bot.errors import CsvHeaderInvalid, FileUnreadable, SiyaqError
from bot.i18n import catalogue
from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.store import readers, stories, subscriber_import, subscribers
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.schema import metadata
from bot.store.subscribers import ChatKind, State, Subscriber
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.subscriber_staging import Chunk

HEADER = "chat_id,language,stories\n"


@pytest.fixture(autouse=True)
def _settings(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database with two stories, one of them archived."""
    monkeypatch.setenv("SIYAQ_DATABASE_URL", database_url)

    async def fill(conn: AsyncConnection) -> None:
        for slug in ("one", "two"):
            story = await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)
        await stories.set_live(conn, story.number, live=False)

    work(database_url, fill)


def work(database_url: str, does: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
    """What comes of work in the database."""

    async def run() -> Any:
        database = await open_database(database_url)
        try:
            await migrate(database)
            async with database.write() as conn:
                return await does(conn)
        finally:
            await database.close()

    return asyncio.run(run())


def say(*typed: str, language: Language = Language.EN) -> tuple[int, str, list[str]]:
    """What the command ends with, tells, and complains of; raises what it ends with otherwise."""
    result = CliRunner().invoke(group(catalogue.load()[language]), typed)
    if isinstance(result.exception, SiyaqError):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr.splitlines()


def import_csv(tmp_path: Path, content: str | bytes, **more: Any) -> tuple[int, str, list[str]]:
    """Import a file of that content."""
    path = tmp_path / "in.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return say("import", str(path), **more)


def rows(database_url: str) -> dict[int, tuple[str, str, int, frozenset[int]]]:
    """Each subscriber's kind, language, whether it takes every story, and what it picked."""

    async def read(conn: AsyncConnection) -> Any:
        tables = metadata.tables
        match = {}
        for row in (await conn.execute(select(tables["subscribers"]))).all():
            reader = await readers.get(conn, row.chat_id)
            assert reader
            picked = await subscribers.stories_of(conn, row.chat_id)
            match[row.chat_id] = (row.kind, reader.language, row.every, picked)
        return match

    result: dict[int, tuple[str, str, int, frozenset[int]]] = work(database_url, read)
    return result


def test_an_audience_goes_in_and_comes_out(database_url: str, tmp_path: Path) -> None:
    """Chats of each kind; columns in any order, a mark at the beginning, lines that end as in Windows."""
    content = (
        "\ufeffLanguage,stories,chat_id,name\r\nar,*,101,Layla\r\nEN,two;one,-4444,\r\n en , one ,-1001234567890,x\r\n"
    )
    assert import_csv(tmp_path, content) == (0, "3 subscribers taken in.\n", [])
    assert rows(database_url) == {
        101: ("private", "ar", 1, frozenset()),
        -4444: ("group", "en", 0, frozenset({1, 2})),
        -1001234567890: ("channel", "en", 0, frozenset({1})),
    }
    out = tmp_path / "out.csv"
    assert say("export", str(out)) == (0, "3 subscribers written.\n", [])
    assert out.read_text() == f"{HEADER}-1001234567890,en,one\n-4444,en,one;two\n101,ar,*\n"
    assert say("import", str(out))[0] == 0
    say("export", str(tmp_path / "again.csv"))
    assert (tmp_path / "again.csv").read_text() == out.read_text()


def test_what_is_followed_beside_stories_goes_along(tmp_path: Path) -> None:
    """In a column of its own, mutes after a minus; a file without it changes nothing of it, one with it all."""
    content = (
        "chat_id,language,stories,follows\n"
        '5,en,,"Russia;""ceasefire"";-""football"""\n6,ar,*,\n7,ar,one,«هدنة»\n8,en,*,the;kursk\n'
    )
    code, _, complaints = import_csv(tmp_path, content)
    assert code == 1
    assert "almost every text" in complaints[0]
    out = tmp_path / "out.csv"
    assert say("export", str(out))[0] == 0
    listed = '5,en,,"Russia;""ceasefire"";-""football"""\n6,ar,*,\n7,ar,one,"""هدنة"""\n'
    assert out.read_text() == f"chat_id,language,stories,follows\n{listed}"
    assert import_csv(tmp_path, f"{HEADER}5,en,one\n")[0] == 0
    assert import_csv(tmp_path, "chat_id,language,stories,follows\n7,ar,one,\n")[0] == 0
    say("export", str(out))
    assert out.read_text().splitlines()[1:] == ['5,en,one,"Russia;""ceasefire"";-""football"""', "6,ar,*,", "7,ar,one,"]


BAD = [
    ("0,ar,*", "0 is not a chat’s number"),
    ("12x,ar,*", "12x is not a chat’s number"),
    (",ar,*", "is not a chat’s number"),
    ("1.23457E+12,ar,*", "a spreadsheet shortened the chat’s number to 1.23457E+12"),
    ('"-1,00123E+12",ar,*', "a spreadsheet shortened the chat’s number to -1,00123E+12"),
    ("١٫٢٣٤٥٧E+١٢,ar,*", "a spreadsheet shortened the chat’s number to 1٫23457E+12"),
    ("99999999999999999,ar,*", "is not a chat’s number"),
    ("5000000000000000,ar,*", "is not a chat’s number"),
    ("7,fr,*", "fr is not a language"),
    ("7,,*", "not a language"),
    ("7,ar,nowhere", "there is no story nowhere"),
    ("7,ar,one;nowhere", "there is no story nowhere"),
    ("7,ar,", "no story is named"),
    ("7,ar,;", "no story is named"),
    ("7,ar", "no story is named"),
    ("7", "not a language"),
    ("1,ar,*", "the chat 1 is in an earlier line"),
    ('"7', "not a language"),
    ("7,a\udcffr,*", "not a language"),
]


@pytest.mark.parametrize(("line", "why"), BAD)
def test_a_bad_line_is_named_and_the_others_go_in(database_url: str, tmp_path: Path, line: str, why: str) -> None:
    """By its number, with the reason; whoever runs the command sees by its end that something was wrong."""
    content = f"{HEADER}1,ar,*\n\n{line}\n".encode(errors="surrogateescape")
    last = b"" if line.startswith('"') else b"2,en,one\n"
    code, text, complaints = import_csv(tmp_path, content + last)
    assert code == 1
    assert f"{1 + bool(last)} subscriber" in text
    assert complaints[0].startswith(f"{tmp_path / 'in.csv'}:4: ")
    assert why in complaints[0].replace("\u2068", "").replace("\u2069", "")
    assert complaints[1:] == ["1 bad line was left out."]
    assert set(rows(database_url)) == {1, 2} if last else {1}


AS_SAVED = {
    "semicolons": b"chat_id;language;stories\r\n101;ar;*\r\n-4444;en;one;two\r\n",
    "semicolons, quoted": b'chat_id;language;stories\r\n101;ar;*\r\n-4444;en;"one;two"\r\n',
    "tabs": b"chat_id\tlanguage\tstories\n101\tar\t*\n-4444\ten\tone;two\n",
    "separator named": b"sep=;\r\nchat_id;language;stories\r\n101;ar;*\r\n-4444;en;one;two\r\n",
    "UTF-8 with a mark": "chat_id,language,stories\n101,ar,*\n-4444,en,one;two\n".encode("utf-8-sig"),
    "UTF-16": "chat_id\tlanguage\tstories\r\n101\tar\t*\r\n-4444\ten\tone;two\r\n".encode("utf-16"),
    "UTF-16 without a mark": "chat_id\tlanguage\tstories\n101\tar\t*\n-4444\ten\tone;two\n".encode("utf-16-le"),
    "Windows-1256": "chat_id;name;language;stories\n101;ليلى;ar;*\n-4444;عمر;en;one;two\n".encode("cp1256"),
    "direction marks": (
        "\u200echat_id,language,stories\n\u200e101,ar\u200f,*\n\u202a-4444\u202c,en,one;two\u200b\n".encode()
    ),
    "Arabic digits": "chat_id,language,stories\n١٠١,ar,*\n-٤٤٤٤,en,one؛two\n".encode(),
    "bars": b"chat_id|language|stories\n101|ar|*\n-4444|en|one|two\n",
    "bars, in a cell": b"chat_id,language,stories\n101,ar,*\n-4444,en,one|two\n",
    "Arabic semicolons": "chat_id؛language؛stories\n101؛ar؛*\n-4444؛en؛one؛two\n".encode(),
    "headings with capitals and spaces": b"Chat ID,Language,Stories\n101,ar,*\n-4444,en,one;two\n",
    "headings with hyphens, turned round": b'"Stories";"Language Code";"CHAT-ID"\n*;ar;101\n"one;two";en;-4444\n',
    "headings in Arabic": "رقم المحادثة,اللغة,القصص\n101,ar,*\n-4444,en,one;two\n".encode(),
    "a heading beside the column": b"chat_id,chat,language,stories\n101,7,ar,*\n-4444,8,en,one;two\n",
    "other minus signs": 'chat_id,language,stories\n101.0,ar,*\n−4444,en,"one,two"\n'.encode(),
}


@pytest.mark.parametrize("saved", AS_SAVED)
def test_files_as_spreadsheets_save_them(database_url: str, tmp_path: Path, saved: str) -> None:
    """Whatever separator, encoding, digits and invisible marks: the same two chats with the same stories."""
    assert import_csv(tmp_path, AS_SAVED[saved]) == (0, "2 subscribers taken in.\n", [])
    assert rows(database_url) == {
        101: ("private", "ar", 1, frozenset()),
        -4444: ("group", "en", 0, frozenset({1, 2})),
    }


def test_complaints_are_in_the_language_of_the_shell(tmp_path: Path) -> None:
    """Arabic where the shell is."""
    code, text, complaints = import_csv(tmp_path, f"{HEADER}0,ar,*\n", language=Language.AR)
    assert (code, text) == (1, "لم يدخل أي متابع.\n")
    assert "ليس رقم محادثة" in complaints[0]


def test_a_chat_that_stood_in_an_earlier_chunk_is_found(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far apart the two lines stand; the first counts."""
    monkeypatch.setattr(subscriber_csv, "CHUNK", 2)
    content = HEADER + "1,ar,*\n2,ar,*\n3,ar,*\n1,en,one\n4,ar,*\n2,en,*\n"
    code, text, complaints = import_csv(tmp_path, content)
    assert (code, text) == (1, "4 subscribers taken in.\n")
    assert [line.split(":")[1] for line in complaints[:2]] == ["5", "7"]
    assert {chat: item[1] for chat, item in rows(database_url).items()} == dict.fromkeys((1, 2, 3, 4), "ar")
    say("export", str(tmp_path / "out.csv"))
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 5


def test_an_import_that_broke_off_is_done_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written stays; the same file brings the rest, and a chat that left its stories meanwhile has them."""
    monkeypatch.setattr(subscriber_csv, "CHUNK", 2)
    content = HEADER + "4,ar,*\n3,ar,one\n2,en,two\n1,en,*\n5,en,*\n"
    import_chats = subscriber_import.import_chats

    async def break_off(conn: AsyncConnection, chunk: Chunk, at: datetime) -> None:
        await import_chats(conn, chunk, at)
        if any(3 in chats for chats in chunk.values()):
            raise FileUnreadable(file="in.csv", why="no more")

    with monkeypatch.context() as patched:
        patched.setattr(subscriber_import, "import_chats", break_off)
        with pytest.raises(FileUnreadable):
            import_csv(tmp_path, content)
    assert set(rows(database_url)) == {1, 2}
    work(database_url, lambda conn: subscribers.pick(conn, 2, {1}))
    assert import_csv(tmp_path, content) == (0, "5 subscribers taken in.\n", [])
    assert rows(database_url) == {
        1: ("private", "en", 1, frozenset()),
        2: ("private", "en", 0, frozenset({2})),
        3: ("private", "ar", 0, frozenset({1})),
        4: ("private", "ar", 1, frozenset()),
        5: ("private", "en", 1, frozenset()),
    }


def test_known_chats_keep_what_they_chose_besides(database_url: str, tmp_path: Path) -> None:
    """Language and stories are the file's; pace, hours, rest and kind are their own."""

    async def know(conn: AsyncConnection) -> None:
        await readers.choose(conn, -1005, NOW, language=Language.AR, zone="Asia/Amman")
        chosen = Subscriber(
            -1005, ChatKind.GROUP, State.RESTING, "removed", 17, frequency=Frequency.DAILY, minute=540, silent=True
        )
        await subscribers.put(conn, chosen, NOW)

    work(database_url, know)
    assert import_csv(tmp_path, f"{HEADER}-1005,en,one\n")[0] == 0
    assert rows(database_url) == {-1005: ("group", "en", 0, frozenset({1}))}
    match = work(database_url, lambda conn: subscribers.get(conn, -1005))
    assert (match.state, match.reason, match.thread_id, match.minute, match.silent) == (
        State.RESTING, "removed", 17, 540, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "",
        "1,ar,*\n",
        "chat_id,language\n1,ar\n",
        "chat_id,chat_id,language,stories\n",
        "Chat,Chat ID,language,stories\n",
    ],
)
def test_a_file_without_its_header_is_refused(database_url: str, tmp_path: Path, content: str) -> None:
    """Nothing of it goes in."""
    with pytest.raises(CsvHeaderInvalid):
        import_csv(tmp_path, content)
    assert rows(database_url) == {}


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    """It is told which, and why."""
    with pytest.raises(FileUnreadable):
        say("import", str(tmp_path / "none.csv"))
    with pytest.raises(FileUnreadable):
        say("export", str(tmp_path / "none" / "out.csv"))
