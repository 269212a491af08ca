"""`siyaq story intake`: one JSON object, or tables; what is in the dossier already is marked."""

from __future__ import annotations

import json
import sqlite3
import sys
from typing import TYPE_CHECKING

import pytest

from bot import dossier as dossiers
from bot import starter
from bot.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.model import Dossier

COPY = """GENEVA, 28 April 2025 (Reuters) - President Vladimir Putin spoke on Monday.

“We appreciate this greatly,” Putin said. “The weather was fine on the island of Kos,” he added.
"""


def starter_dossier() -> Dossier:
    """The first story, which `run` imports."""
    return dossiers.read(starter.stories()[0][1], "kursk.yaml")


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run `siyaq` with these arguments, on a database of its own that has the first story, in English."""
    monkeypatch.setenv("SIYAQ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def siyaq(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["siyaq", *arguments])
        with pytest.raises(SystemExit) as raised:
            main()
        sys.stdout.flush()
        return int(raised.value.code or 0), *capfd.readouterr()

    kursk = tmp_path / "kursk.yaml"
    kursk.write_bytes(starter.stories()[0][1])
    siyaq("story", "import", str(kursk))
    return siyaq


def test_json_and_nothing_else(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """The object has what the contract names, and whom of the story it is."""
    path = tmp_path / "copy.txt"
    path.write_text(COPY, encoding="utf-8")
    code, out, _ = run("story", "intake", str(path), "--story", "dprk-troops-kursk", "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["language"], data["date"], data["asks_date"], data["agencies"]) == (
        "en",
        "2025-04-28",
        False,
        ["Reuters"],
    )
    assert [(quote["text"], quote["speaker_id"]) for quote in data["quotes"]] == [
        ("We appreciate this greatly", "putin"),
        ("The weather was fine on the island of Kos", "putin"),
    ]
    assert [quote["duplicate_of"] for quote in data["quotes"]] == ["q6", None]
    assert [person["matches"] for person in data["people"]] == ["putin"]


def test_tables_and_likely_stories(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """Without --json people get tables; without a story the likely ones are named."""
    path = tmp_path / "copy.txt"
    path.write_text(COPY + "North Korean troops helped Russia to retake areas of Kursk.", encoding="utf-8")
    code, out, _ = run("story", "intake", str(path))
    assert code == 0
    assert "We appreciate this greatly" in out
    assert "dprk-troops-kursk" in out


def test_what_cannot_be_read_is_told(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """A missing file, an unreadable one and a day that is none end with 1 and words."""
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7")
    copy = tmp_path / "copy.txt"
    copy.write_text(COPY, encoding="utf-8")
    for arguments, text in (
        ((str(tmp_path / "none.txt"),), "cannot be opened"),
        ((str(bad),), "is damaged"),
        ((str(copy), "--date", "monday"), "is not a day"),
    ):
        code, out, err = run("story", "intake", *arguments)
        assert (code, out) == (1, "")
        assert text in err


def test_a_draft_of_what_is_sure(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """Its number is all that is printed: a draft of the story with what is new, with people matched and a source."""
    path = tmp_path / "copy.txt"
    path.write_text(f"{COPY}\n“We shall meet in Baku in the spring,” Putin said.\n", encoding="utf-8")
    code, out, _ = run("story", "intake", str(path), "--story", "dprk-troops-kursk", "--into-draft")
    assert (code, out) == (0, "1\n")
    with sqlite3.connect(next((tmp_path / "data").glob("*.db"))) as database:
        base, author, holder, text = database.execute("SELECT base, author, holder, dossier FROM drafts").fetchone()
    dossier, before = json.loads(text), starter_dossier()
    assert (base, author, holder) == (1, 0, None)
    added = dossier["quotes"][len(before.quotes) :]
    assert [quote["words"]["en"] for quote in added] == ["We shall meet in Baku in the spring"]
    assert dossier["quotes"][-1]["speaker"] == "putin"
    (source,) = dossier["sources"][len(before.sources) :]
    assert (source["outlet"], source["date"]) == ({"en": "Reuters"}, "2025-04-28")
    assert dossier["quotes"][-1]["sources"] == [source["id"]]
    assert len(dossier["people"]) == len(before.people)


def test_a_draft_of_a_new_story_has_no_doubtful_item(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """A quotation whose speaker is only a pronoun is left to the editor; new people come with their role."""
    path = tmp_path / "copy.txt"
    path.write_text(COPY, encoding="utf-8")
    assert run("story", "intake", str(path), "--into-draft")[:2] == (0, "1\n")
    with sqlite3.connect(next((tmp_path / "data").glob("*.db"))) as database:
        dossier = json.loads(database.execute("SELECT dossier FROM drafts").fetchone()[0])
    assert [quote["words"]["en"] for quote in dossier["quotes"]] == ["We appreciate this greatly"]
    assert [(person["name"]["en"], person["role"]["en"]) for person in dossier["people"]] == [
        ("Vladimir Putin", "President")
    ]
    assert dossier["wire_date"] == "2025-04-28"


def test_what_has_not_happened_is_marked_and_left(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """In the JSON, in the table, and in the draft, where it waits as a proposal: none of it is an event yet."""
    path = tmp_path / "copy.txt"
    path.write_text(
        "GENEVA, 30 April 2025 (Reuters) - Putin said on Wednesday that troops would march on May 9.", "utf-8"
    )
    events = json.loads(run("story", "intake", str(path), "--json")[1])["events"]
    assert [(event["date"], event["status"]) for event in events] == [
        ("2025-04-30", "happened"),
        ("2025-05-09", "planned"),
    ]
    rows = [line for line in run("story", "intake", str(path))[1].splitlines() if "2025-" in line]
    assert ["planned" in row for row in rows] == [False, True]
    code, out, err = run("story", "intake", str(path), "--into-draft")
    assert (code, out) == (0, "1\n")
    assert "1 proposal needs an editor’s decision" in err
    with sqlite3.connect(next((tmp_path / "data").glob("*.db"))) as database:
        dossier = json.loads(database.execute("SELECT dossier FROM drafts").fetchone()[0])
        (stored,) = database.execute("SELECT user_id, content FROM intakes").fetchall()
    assert [event["date"] for event in dossier["events"]] == ["2025-04-30"]
    assert stored[0] == 0
    assert [event["status"] for event in json.loads(stored[1])["intake"]["result"]["events"]] == ["happened", "planned"]


def test_no_draft_where_the_file_or_the_story_is_missing(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    """Exit 1 with words, as without the option; both ways of printing at once are a mistake in the command (2)."""
    path = tmp_path / "copy.txt"
    assert run("story", "intake", str(path), "--into-draft")[0] == 1
    path.write_text(COPY, encoding="utf-8")
    assert run("story", "intake", str(path), "--story", "none", "--into-draft")[0] == 1
    assert run("story", "intake", str(path), "--json", "--into-draft")[0] == 2
