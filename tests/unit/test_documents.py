"""The README and its kin say what is there: settings, commands, the sandbox's verbs, pictures, make's targets."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.handlers.dispatch import COMMANDS
from bot.sandbox import control, faults
from tests.bot.image import locked
from tests.unit.test_layers import MAY_IMPORT

ROOT = Path(__file__).parents[2]
README, CONTRIBUTING, MAKEFILE = ((ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md", "Makefile"))
LARGEST = 150_000  # bytes of a picture


def first_cells(text: str) -> set[str]:
    """What stands in code in the first cell of a table's rows."""
    cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(?:GET |POST )?([^`?]+)[^`]*`", cell)}


def test_every_setting_is_told() -> None:
    """The README's table has each setting that the program reads, and no other."""
    read = set(re.findall(r'"(SIYAQ_\w+)"', (ROOT / "bot/settings.py").read_text()))
    assert read == {name for name in first_cells(README) if name.startswith("SIYAQ_")}


def test_every_command_is_told() -> None:
    """The README's tables have each command that the bot answers, the desk's too, and no other."""
    told = {name[1:] for name in first_cells(README) if name.startswith("/")}
    assert told == set(COMMANDS)


def test_every_verb_of_the_sandbox_is_told() -> None:
    """The control API's description has each verb and each kind of fault."""
    told = first_cells(CONTRIBUTING)
    verbs = {*control.POSTS, *control.GETS, "upload", "events", "file/{file_id}"} - {"faults", "wait"}
    assert verbs - told == set()
    assert {"`POST wait`", "`POST faults`"} - set(re.findall(r"`POST \w+`", CONTRIBUTING)) == set()
    assert set(faults.KINDS) - told == set()


def test_the_table_of_imports_is_the_one_that_is_held() -> None:
    """What a room may import is told as it is tried."""
    table = CONTRIBUTING.partition("| room | may import, of ours |\n")[2].partition("\n\n")[0]
    told: dict[str, set[str]] = {}
    for rooms, may in re.findall(r"^\| (`.+`) \| (.+) \|$", table, re.MULTILINE):
        if not may.startswith("everything"):
            named = set(told) if may == "all above" else set(re.findall(r"`([\w.]+)`", may))
            told |= dict.fromkeys(re.findall(r"`(\w+)`", rooms), named)
    assert told == {room: set(may.split()) for room, may in MAY_IMPORT.items()}


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_make_has_what_is_told(text: str) -> None:
    """Each `make …` of a document is a target."""
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    told = set(re.findall(r"(?:`|^|= |… )make (?:[A-Z]+=\S+ )?([a-z]+)", text, re.MULTILINE))
    assert told
    assert told - targets == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Each link within the project names a file that is there."""
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text()):
        assert (ROOT / target).exists(), target


def test_pictures_are_small() -> None:
    """The README's pictures, and none besides, are kept; each is a PNG that loads quickly."""
    pictures = sorted((ROOT / "docs").glob("*"))
    assert {f"docs/{path.name}" for path in pictures} == set(re.findall(r"\]\((docs/[^)]+)\)", README))
    for path in pictures:
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < LARGEST, path.name


def test_the_lock_has_all_that_runs() -> None:
    """The runtime lock names each package that Siyaq needs, directly or by another, in this environment's version."""
    versions = {requirement.name: str(requirement.specifier) for requirement, _ in locked(ROOT / "requirements.lock")}
    seen: set[str] = set()
    waiting = [("siyaq", "")]
    while waiting:
        name, extra = waiting.pop()
        for text in distribution(name).requires or ():
            needed = Requirement(text)
            wanted = re.sub(r"[-_.]+", "-", needed.name).lower()
            if (needed.marker and not needed.marker.evaluate({"extra": extra})) or wanted in seen:
                continue
            assert versions[wanted] == f"=={distribution(wanted).version}", "`make setup`"
            seen.add(wanted)
            waiting += [(wanted, extra) for extra in needed.extras or {""}]
    assert {"aiohttp", "greenlet", "httpx"} <= seen
