"""`siyaq story` and `siyaq check`: stories go in and out as files, and mistakes are told in words."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PIL import Image

from bot import dossier, starter
from bot.__main__ import main
from tests.unit.test_photo import image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SLUG = "dprk-troops-kursk"


class Ended(NamedTuple):
    """How a command ended: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def siyaq(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run `siyaq` with these arguments, on a database of its own, in English."""
    monkeypatch.setenv("SIYAQ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("SIYAQ_TOKEN", raising=False)

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["siyaq", *map(str, arguments)])
        with pytest.raises(SystemExit) as raised:
            main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Ended(int(raised.value.code or 0), out, err)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The first story as a file that can be changed."""
    path = tmp_path / "kursk.yaml"
    path.write_bytes(starter.stories()[0][1])
    return path


def change(file: Path, old: str, new: str) -> None:
    """Replace words in a file that has them."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_in_and_out_again(siyaq: Callable[..., Ended], file: Path, tmp_path: Path) -> None:
    """A file becomes a revision, no change makes none, a change the next; what comes out goes in again unchanged."""
    assert "revision 1" in siyaq("story", "import", file).out
    assert "no change" in siyaq("story", "import", file).out
    change(file, "en: North Korean troops in Kursk", "en: Kursk")
    ended = siyaq("story", "import", file, "--note", "shorter")
    assert (ended.code, "revision 2" in ended.out) == (0, True)
    with sqlite3.connect(tmp_path / "data" / "siyaq.db") as database:
        assert database.execute("SELECT number, note FROM revisions").fetchall() == [(1, None), (2, "shorter")]
    database.close()
    normal = dossier.write(dossier.read(file.read_bytes(), file.name))
    assert siyaq("story", "export", SLUG) == (0, normal, "")
    assert siyaq("story", "export", SLUG, "-o", tmp_path / "out.yaml") == (0, "", "")
    assert (tmp_path / "out.yaml").read_text(encoding="utf-8") == normal
    assert "no change" in siyaq("story", "import", tmp_path / "out.yaml").out
    slug, revision, _, title = siyaq("story", "list").out.strip().split("\t")
    assert (slug, revision, title) == (SLUG, "2", "Kursk")


def test_a_live_record_outlives_any_file(siyaq: Callable[..., Ended], file: Path, tmp_path: Path) -> None:
    """Without it, or with another class, a file is imported with the record as it is, which is said; it is exported."""
    siyaq("story", "import", file)
    bare, text = file.read_text(encoding="utf-8"), "was: {en: Ten}, is: {en: Two}, why: {en: Misheard}"
    record = f"corrections:\n  - {{id: c1, date: 2025-04-28, item: e1, class: urgent, {text}}}\n"
    file.write_text(f"{bare}\n{record}", encoding="utf-8")
    ended = siyaq("story", "import", file)
    assert ("revision 2" in ended.out, "corrections that are out" in ended.out) == (True, False)
    for other in (bare, f"{bare}\n{record.replace('urgent', 'refile')}"):
        file.write_text(other, encoding="utf-8")
        ended = siyaq("story", "import", file)
        assert ("no change" in ended.out, "corrections that are out" in ended.out) == (True, True)
    siyaq("story", "export", SLUG, "-o", tmp_path / "out.yaml")
    (kept,) = dossier.read((tmp_path / "out.yaml").read_bytes(), "out.yaml").corrections
    assert (kept.id, kept.class_, kept.why and kept.why.en) == ("c1", "urgent", "Misheard")


def test_every_problem_of_every_file_is_told(siyaq: Callable[..., Ended], file: Path, tmp_path: Path) -> None:
    """Each on a line of its own with file, line and path; nothing is published, of the sound file neither."""
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(file.read_bytes())
    change(broken, "speaker: putin", "speaker: putim")
    change(broken, "date: 2022-02", "date: 2022-13")
    other = tmp_path / "other.yaml"
    other.write_text("- not\n- fields\n", encoding="utf-8")
    ended = siyaq("story", "import", file, broken, other)
    lines = ended.err.strip().splitlines()
    assert (ended.code, ended.out) == (1, "")
    where = 1 + broken.read_text(encoding="utf-8").splitlines().index("    date: 2022-13")
    assert any(line.startswith(f"{broken}:{where}: events[0].date: ") for line in lines), lines
    assert len([line for line in lines if line.startswith(f"{broken}:") and "did you mean putin?" in line]) > 1
    assert any(line.startswith(f"{other}:1: ") for line in lines)
    assert lines[-1] == f"{len(lines) - 1} problems. Nothing was published."
    assert siyaq("story", "list").out == ""
    assert siyaq("story", "check", broken, other).err == ended.err


def test_a_sound_file_is_said_to_be(siyaq: Callable[..., Ended], file: Path, tmp_path: Path) -> None:
    """Checking publishes nothing, and needs no database."""
    assert siyaq("story", "check", file) == (0, f"The story {SLUG}: no problems found.\n", "")
    assert not (tmp_path / "data").exists()


def test_of_very_many_problems_the_first_are_told(siyaq: Callable[..., Ended], tmp_path: Path) -> None:
    """A file that is wrong throughout does not flood the terminal: 200 lines, and how many there are besides."""
    path = tmp_path / "wrong.yaml"
    path.write_text("".join(f"nonsense{number}: 1\n" for number in range(300)), encoding="utf-8")
    lines = siyaq("story", "check", path).err.strip().splitlines()
    assert len(lines) == 202
    assert "more problems" in lines[-2]


@pytest.mark.parametrize("command", [("import", "{}"), ("check", "{}"), ("export", SLUG, "-o", "{}")])
def test_files_that_cannot_be_used(
    siyaq: Callable[..., Ended], file: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """What is missing, a folder, or cannot be written, is named, with the reason."""
    siyaq("story", "import", file)
    for path in (tmp_path, tmp_path / "no" / "such.yaml"):
        ended = siyaq("story", *(part.format(path) for part in command))
        assert (ended.code, ended.out) == (1, "")
        assert str(path) in ended.err
        assert "Traceback" not in ended.err


def test_an_unknown_story(siyaq: Callable[..., Ended]) -> None:
    """A slug that no story has is named."""
    assert siyaq("story", "export", "atlantis") == (1, "", "There is no story called atlantis.\n")


def test_the_words_are_those_of_the_terminal(siyaq: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the locale is Arabic, so are help and problems."""
    monkeypatch.setenv("LC_ALL", "ar_SY.UTF-8")
    assert "لا توجد قصة" in siyaq("story", "export", "atlantis").err
    assert "القصص" in siyaq("story", "--help").out


def test_the_schema_is_json(siyaq: Callable[..., Ended]) -> None:
    """An editor can load what is printed."""
    assert json.loads(siyaq("story", "schema").out) == dossier.schema()


def test_wrong_usage(siyaq: Callable[..., Ended]) -> None:
    """Exit code 2 and how it is used, for a command that there is not and for a missing argument."""
    for arguments in (("story", "burn"), ("story", "import"), ("run", "--fast")):
        assert siyaq(*arguments).code == 2


def test_check(siyaq: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A sign of life is looked for; mistakes are told at once, and a newer database is an error."""
    assert siyaq("story", "list").code == 0
    ended = siyaq("check", "--alive")
    assert (ended.code, "not given a sign of life yet" in ended.err) == (1, True)
    (tmp_path / "data" / "alive").write_text("now", encoding="ascii")
    assert siyaq("check", "--alive").code == 0
    os.utime(tmp_path / "data" / "alive", (0, 0))
    ended = siyaq("check", "--alive")
    assert (ended.code, "No sign of life" in ended.err) == (1, True)
    with sqlite3.connect(tmp_path / "data" / "siyaq.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    ended = siyaq("check")
    assert (ended.code, "9999" in ended.err) == (1, True)
    monkeypatch.setenv("SIYAQ_RATE", "fast")
    monkeypatch.setenv("SIYAQ_OWNERS", "omar")
    ended = siyaq("check")
    assert (ended.code, "SIYAQ_RATE" in ended.err, "SIYAQ_OWNERS" in ended.err) == (1, True, True)


def test_run_needs_a_token(siyaq: Callable[..., Ended]) -> None:
    """Without one, it says where to get one, and how to try Siyaq without."""
    ended = siyaq("run")
    assert (ended.code, "@BotFather" in ended.err, "siyaq sandbox" in ended.err) == (1, True, True)


def test_list_and_check_as_json(siyaq: Callable[..., Ended], file: Path, tmp_path: Path) -> None:
    """A pipeline reads the stories, and each file's problems with lines; the end says whether all are sound."""
    siyaq("story", "import", file)
    ((story,),) = (json.loads(siyaq("story", "list", "--json").out),)
    assert (story["slug"], story["revision"], story["title"]["en"]) == (SLUG, 1, "North Korean troops in Kursk")
    broken = tmp_path / "broken.yaml"
    broken.write_text(file.read_text(encoding="utf-8").replace("id: k1", "id: K1"), encoding="utf-8")
    ended = siyaq("story", "check", "--json", file, broken)
    sound, unsound = json.loads(ended.out)
    assert (ended.code, sound["slug"], sound["problems"], unsound["slug"]) == (1, SLUG, [], None)
    assert unsound["problems"][0]["line"] > 1
    assert "K1" in unsound["problems"][0]["message"]
    assert siyaq("story", "check", "--json", file).code == 0


def test_a_picture_goes_out_and_comes_in_with_its_file(
    siyaq: Callable[..., Ended], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file's picture is read from beside it, and written beside an exported one: another database has it so."""
    (tmp_path / "soldiers.png").write_bytes(image("PNG", (1600, 900)))
    said = "  credit: {en: Nadia}\n  description: {en: Soldiers}\n"
    with file.open("a", encoding="utf-8") as out:
        out.write(f"picture:\n  file: soldiers.png\n{said}")
    assert "revision 1" in siyaq("story", "import", file).out
    assert siyaq("story", "export", SLUG, "-o", tmp_path / "out" / "kursk.yaml").code == 1  # there is no such folder
    (tmp_path / "out").mkdir()
    assert siyaq("story", "export", SLUG, "-o", tmp_path / "out" / "kursk.yaml").code == 0
    with Image.open(tmp_path / "out" / "kursk.jpg") as picture:
        assert picture.size == (1280, 720)
    assert "no change" in siyaq("story", "import", tmp_path / "out" / "kursk.yaml").out
    by_id = siyaq("story", "export", SLUG).out
    monkeypatch.setenv("SIYAQ_DATA_DIR", str(tmp_path / "another"))
    (tmp_path / "by-id.yaml").write_text(by_id, encoding="utf-8")
    refused = siyaq("story", "import", tmp_path / "by-id.yaml")
    line = by_id[: by_id.index("  file:")].count("\n") + 1
    assert (refused.code, f"by-id.yaml:{line}" in refused.err) == (1, True), refused.err
    assert "revision 1" in siyaq("story", "import", tmp_path / "out" / "kursk.yaml").out
    assert siyaq("story", "export", SLUG).out == by_id


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"no picture", "no picture that can be read"),
        (b"x" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_a_bad_picture_is_a_problem_of_its_line(
    siyaq: Callable[..., Ended], file: Path, tmp_path: Path, content: bytes | None, words: str
) -> None:
    """What cannot be read is named with its line, and nothing is imported."""
    if content is not None:
        (tmp_path / "x.jpg").write_bytes(content)
    before = file.read_text(encoding="utf-8")
    file.write_text(
        f"picture:\n  file: x.jpg\n  credit: {{en: N}}\n  description: {{en: S}}\n{before}", encoding="utf-8"
    )
    ended = siyaq("story", "import", file)
    assert ended.code == 1
    assert "kursk.yaml:2" in ended.err, ended.err
    assert words in ended.err, ended.err
    assert siyaq("story", "list").out == ""
