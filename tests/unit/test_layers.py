"""Imports go downward only: the design's table, held by reading every module."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(bot.__file__).parent

# The two that everything may import beside what is named: languages and errors.
BOTTOM = "language errors"
MODEL = f"story document links audience {BOTTOM}"
MAY_IMPORT: dict[str, str] = {
    "language": "",
    "errors": "",
    "logs": "",
    "settings": BOTTOM,
    "story": BOTTOM,
    "document": f"links audience {BOTTOM}",  # what a page's buttons and its place are
    "links": BOTTOM,
    "audience": BOTTOM,
    "timing": BOTTOM,
    "dossier": f"story {BOTTOM}",
    "starter": "",
    "i18n": f"story audience {BOTTOM}",
    "desk": f"story i18n {BOTTOM}",
    "pages": f"i18n timing {MODEL}",
    "render": f"document links audience i18n.direction i18n.graphemes i18n.numbers {BOTTOM}",
    "store": f"story audience timing desk.roles i18n.folding i18n.stems i18n.queries i18n.spelling {BOTTOM}",
    "transport": f"settings audience {BOTTOM}",
    "deeds": f"desk.roles store {BOTTOM}",
    "publishing": f"deeds desk.roles dossier story pages render store audience i18n {BOTTOM}",
    "pushing": f"deeds desk.roles publishing pages render store timing dossier i18n {MODEL}",
    "following": f"store {BOTTOM}",
    "team": f"deeds desk.roles store {BOTTOM}",
    "undoing": f"deeds desk.roles publishing store {BOTTOM}",
    "handlers": "settings timing dossier i18n desk pages render store transport deeds publishing pushing following"
    f" team undoing {MODEL}",
    "delivery": f"store transport audience {BOTTOM}",
    "schedule": f"deeds desk.roles publishing pushing store i18n {BOTTOM}",
    "sandbox": "",
}
EVERYTHING = {"app", "cli", "__main__"}
"""What may import all there is; of these only `cli` takes the sandbox."""


def modules() -> list[Path]:
    """Every module of the project, but for migrations, which stand by themselves."""
    return [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


def name(path: Path) -> str:
    """The module's name within the project: `store.tables`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """What of ours the module imports, anywhere in it, by its name within the project."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.removeprefix("bot.") for one in node.names if one.name.split(".")[0] == "bot")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            origin = node.module or ""
            if origin == "bot":
                yield from (one.name for one in node.names)
            elif origin.startswith("bot."):
                yield from (f"{origin}.{one.name}".removeprefix("bot.") for one in node.names)


def allows(room: str, target: str) -> bool:
    """Whether a module of `room` may import `target`."""
    named = {room, *MAY_IMPORT[room].split()}
    return any(f"{target}.".startswith(f"{one}.") for one in named)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_imports_go_downward(path: Path) -> None:
    """A module imports of ours only what the table names for its room."""
    room = name(path).split(".")[0]
    if room in EVERYTHING:
        assert room == "cli" or not any(one.split(".")[0] == "sandbox" for one in imported(path))
    else:
        assert [one for one in imported(path) if not allows(room, one)] == []


def test_the_table_names_every_room_and_no_other() -> None:
    """A new room gets its line, and one that is gone loses it."""
    rooms = {name(path).split(".")[0] for path in modules()}
    assert rooms == set(MAY_IMPORT) | EVERYTHING


def test_modules_are_short() -> None:
    """None has more than 300 lines."""
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {module: length for module, length in lengths.items() if length > 300} == {}


def test_the_walk_sees_what_it_should() -> None:
    """A made-up offence is found: the table is not held by looking away."""
    assert not allows("pages", "store.tables")
    assert not allows("store", "i18n.catalogue")
    assert allows("store", "i18n.folding.fold")
    assert not allows("store", "desk.forms")
    assert not allows("sandbox", "errors")
    assert "i18n.direction.isolate" in set(imported(ROOT / "i18n" / "catalogue.py"))
