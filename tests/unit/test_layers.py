"""Imports go downward only: the design's table, held by reading every module."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot
import siyaq_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(bot.__file__).parent
SANDBOX = Path(siyaq_sandbox.__file__).parent

ORDER = (
    *("errors", "settings", "logs", "histogram", "model", "starter", "dossier", "text", "i18n", "intake", "forms"),
    *(
        "http_server",
        "telegram_api",
        "store",
        "delivery",
        "views",
        "render",
        "site",
        "services",
        "handlers",
        "background",
        "app",
    ),
    *("cli", "__main__"),
)
"""The rooms from the bottom to the top: a module imports its own room and those before it."""
ALONE = {
    "errors": "",
    "logs": "",
    "histogram": "",
    "settings": "errors",
    "starter": "",
    "http_server": "errors settings",
    "sandbox": "",
}
"""Rooms that may import only what is named here."""


def modules() -> list[Path]:
    """Return every module of both distributions: the bot's and the sandbox's."""
    paths = [*sorted(ROOT.rglob("*.py")), *sorted(SANDBOX.rglob("*.py"))]
    return [path for path in paths if path.parent not in {ROOT, SANDBOX} or path.name != "__init__.py"]


@cache
def tree(path: Path) -> ast.Module:
    """Parse a module once for all rules."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Return the module's name within the project: `store.tables`; the sandbox's modules are `sandbox.…`."""
    if path.is_relative_to(SANDBOX):
        parts: tuple[str, ...] = ("sandbox", *path.relative_to(SANDBOX).with_suffix("").parts)
    else:
        parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Yield what the module imports of the project, anywhere in it, by its name within the project."""
    for node in ast.walk(tree(path)):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            targets = [f"{node.module}.{alias.name}" for alias in node.names]
        for target in targets:
            package, _, rest = target.partition(".")
            if package == "bot":
                yield rest
            elif package == "siyaq_sandbox":
                yield f"sandbox.{rest}"


def imported_at_once(path: Path) -> set[str]:
    """Return the packages that are imported when the module is: outside functions and `if TYPE_CHECKING`."""
    waiting: list[ast.AST] = list(tree(path).body)
    packages: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            packages.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return packages


def allows(room: str, target: str) -> bool:
    """Whether a module of `room` may import `target`."""
    other = target.split(".", maxsplit=1)[0]
    if room == other:
        return True
    if room in ALONE:
        return other in ALONE[room].split()
    if other == "sandbox":
        return room == "cli"
    return other in ORDER and ORDER.index(other) < ORDER.index(room)


def test_imports_go_downward() -> None:
    """A module imports of ours only what stands before its room."""
    upward = {
        (name(path), module)
        for path in modules()
        for module in imported(path)
        if not allows(name(path).split(".")[0], module)
    }
    assert upward == set()


def test_the_sandbox_is_imported_lazily() -> None:
    """The bot starts without the sandbox's distribution: what takes it imports it in a function."""
    ours = [path for path in modules() if not path.is_relative_to(SANDBOX)]
    assert [name(path) for path in ours if "siyaq_sandbox" in imported_at_once(path)] == []


def test_the_sandbox_depends_on_little() -> None:
    """The sandbox's modules import the standard library, aiohttp and each other."""
    packages = set().union(*(imported_at_once(path) for path in modules() if path.is_relative_to(SANDBOX)))
    assert packages - sys.stdlib_module_names == {"aiohttp", "siyaq_sandbox"}


def test_the_order_names_every_room() -> None:
    """A new room gets its place."""
    rooms = {name(path).split(".")[0] for path in modules()}
    assert rooms == {*ORDER, "sandbox"}


@pytest.mark.parametrize("name", ["architecture.md", "architecture.svg"])
def test_the_map_has_every_room(name: str) -> None:
    """Whoever opens the document or its picture finds each room there."""
    shown = set(re.findall(r"\w+", (ROOT.parent / "docs" / name).read_text(encoding="utf-8")))
    assert {*ORDER} - {"__main__"} - shown == set()


def test_modules_are_short() -> None:
    """None has more than 300 lines."""
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {module: length for module, length in lengths.items() if length > 300} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function of a module with its length in lines: from `def` to its end, docstring and all."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    """None has more than 40 lines, but for migrations, which are lists of statements."""
    lengths = {
        f"{name(path)}.{function}": length
        for path in modules()
        if "versions" not in path.parts
        for function, length in functions(path)
    }
    assert {function: length for function, length in lengths.items() if length > 40} == {}
    assert lengths["store.broadcasts.move"] > 10


LIMITS = {"C901": 12, "PLR0913": 8, "PLR0915": 50}
"""Rules of ruff that hold the design's sizes (complexity, arguments, statements), and their limits."""
ROOMS = ("bot", "sandbox")


def test_ruff_holds_the_limits() -> None:
    """Complexity, arguments and statements are limited for the whole tree: no rule is ignored, or excused at a line."""
    settings = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    ignored = [settings["ignore"], *(codes for place, codes in settings["per-file-ignores"].items() if _ours(place))]
    assert settings["select"] == ["ALL"]
    assert [code for codes in ignored for code in codes if any(rule.startswith(code) for rule in LIMITS)] == []
    assert settings["mccabe"]["max-complexity"] == LIMITS["C901"]
    assert settings["pylint"]["max-args"] == LIMITS["PLR0913"]
    assert "max-statements" not in settings["pylint"], "ruff's own limit is 50"
    excused = re.compile(rf"noqa:.*\b({'|'.join(LIMITS)})\b")
    assert [name(path) for path in modules() if excused.search(path.read_text(encoding="utf-8"))] == []


def _ours(place: str) -> bool:
    return place.startswith(ROOMS)


def test_the_walk_sees_what_it_should() -> None:
    """A made-up offence is found: the table is not held by looking away."""
    assert not allows("store", "handlers.dispatch")
    assert not allows("delivery", "render.classic")
    assert not allows("app", "sandbox.server")
    assert allows("store", "errors")
    assert not allows("sandbox", "errors")
    assert "sandbox.server" in set(imported(ROOT / "cli" / "sandbox.py"))
    assert "i18n.direction.isolate" in set(imported(ROOT / "i18n" / "catalogue.py"))


CONNECTION = re.compile(r"\bdatabase\.|\bdesk_transaction\(|\bconn\b")


def test_handlers_open_no_connection() -> None:
    """A handler parses, calls a service and responds: reads and transactions are the services'."""
    handlers = [path for path in modules() if name(path).startswith("handlers.")]
    opening = {name(path) for path in handlers if CONNECTION.search(path.read_text(encoding="utf-8"))}
    assert opening == set()
    assert CONNECTION.search("async with app.database.read() as conn:")


def test_folders_are_small() -> None:
    """None has more than 15 modules, but for those with one a noun: store and views."""
    folders = Counter(path.parent for path in modules() if path.is_relative_to(ROOT) and path.name != "__init__.py")
    large = {str(folder.relative_to(ROOT)) for folder, count in folders.items() if count > 15}
    assert large <= {"store", "store/versions", "views"}
