"""Imports go downward only: the table of CONTRIBUTING.md is the law."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (`.+`) \| (.+) \|$", re.MULTILINE)


def law() -> dict[str, set[str]]:
    """What each room may import of ours: rooms, or single modules of one."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| room | may import, of ours |")[2]
    found: dict[str, set[str]] = {}
    for rooms, told in ROW.findall(text.partition("\n## ")[0]):
        words = {"nothing": set[str](), "all above": set(found), "everything": {"*"}}
        may = words[told] if told in words else set(re.findall(r"`([\w.]+)`", told))
        found |= dict.fromkeys(re.findall(r"`(\w+)`", rooms), may)
    return found


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports, for the type checker only too, without the `bot.` before them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.removeprefix("bot.") for name in found if name.startswith("bot.")}


LAW = law()
ROOMS = sorted({path.relative_to(ROOT / "bot").parts[0].removesuffix(".py") for path in ROOT.glob("bot/**/*.py")})


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "__init__"])
def test_a_room_imports_what_it_may(room: str) -> None:
    """Each import of one of our rooms by another is in the table."""
    assert room in LAW, "the table does not know this room"
    for path in sorted((ROOT / "bot").glob(f"{room}/**/*.py")) or [ROOT / "bot" / f"{room}.py"]:
        for name in imports(path):
            ways = {name.split(".")[0], ".".join(name.split(".")[:2]), "*"}
            assert room in ways or ways & LAW[room], f"{path.relative_to(ROOT)} imports bot.{name}"


def test_the_sandbox_is_imported_by_the_command_line_alone() -> None:
    """What stands in for Telegram is no part of the bot."""
    for path in (ROOT / "bot").glob("**/*.py"):
        room = path.relative_to(ROOT / "bot").parts[0]
        if any(name.split(".")[0] == "sandbox" for name in imports(path)):
            assert room in {"sandbox", "cli"}, path
