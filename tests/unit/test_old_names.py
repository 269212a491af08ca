"""The private words that the code once had stay away: names are the field's standard terms (docs/glossary.md).

The checks are generated from `data/old_names.toml`, the table of old names and what each is called now.
"""

from __future__ import annotations

import ast
import re
import tokenize
import tomllib
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).parents[2]
ROOMS = ("bot", "sandbox", "tests")
TABLE = tomllib.loads((Path(__file__).parent / "data" / "old_names.toml").read_text(encoding="utf-8"))
KINDS = tuple(kind for kind in TABLE if kind != "exceptions")


class Name(NamedTuple):
    """A name that the tree has: its kind in the table, its module's path from the checkout, and its line."""

    kind: str
    text: str
    path: str
    line: int


def modules() -> list[Path]:
    """Return every module of the project, but for migrations: what they say is history."""
    paths = (path for room in ROOMS for path in (CHECKOUT / room).rglob("*.py"))
    return sorted(path for path in paths if "versions" not in path.parts and path != Path(__file__))


def defined(node: ast.AST) -> tuple[str, str, int] | None:
    """Return the name that a node defines, as (kind, name, line); None if it defines none."""
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return "classes" if isinstance(node, ast.ClassDef) else "functions", node.name, node.lineno
        case ast.arg():
            return "variables", node.arg, node.lineno
        case ast.Name(id=name, ctx=ast.Store()) if name.isupper():
            return "constants", name, node.lineno
        case ast.Name(id=name, ctx=ast.Store()) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            return "variables", name, node.lineno
        case ast.Attribute(ctx=ast.Store()):
            return "variables", node.attr.removeprefix("_"), node.lineno
    return None


def comments(source: str) -> Iterator[tuple[str, int]]:
    """Yield the comments of a module that has an old word behind some `#`, with their lines."""
    # Taking a module apart costs ten times what the search does, and hardly any has such a line.
    if not any(ANY_WORD.search(line) for line in _COMMENT.findall(source)):
        return
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string, token.start[0]


def of_sentence(text: str, place: str, line: int) -> list[Name]:
    """Return the old words in a docstring or comment."""
    if not ANY_WORD.search(text):
        return []
    return [Name("words", word, place, line) for word, pattern in WORDS.items() if pattern.search(text)]


def of_node(node: ast.AST, module: str, place: str) -> list[Name]:
    """Return what a node names: what it defines, the event that it logs, the words of its docstring."""
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return of_sentence(text, place, node.lineno)
        case ast.Constant(value=str(text)) if text in TABLE["events"]:
            return [Name("events", text, place, node.lineno)]
    if (definition := defined(node)) is None:
        return []
    kind, text, line = definition
    member = [Name("members", f"{module}.{text}", place, line)] if kind in {"classes", "functions"} else []
    return [Name(kind, text, place, line), *member]


@cache
def names() -> tuple[Name, ...]:
    """Return every name of the tree that the table could forbid."""
    every: list[Name] = []
    for path in modules():
        source, place = path.read_text(encoding="utf-8"), str(path.relative_to(CHECKOUT))
        every.append(Name("modules", path.stem, place, 1))
        for node in ast.walk(ast.parse(source)):
            every += of_node(node, path.stem, place)
        for text, line in comments(source):
            every += of_sentence(text, place, line)
    every += [Name("tables", table, "bot/store", 1) for table in metadata.tables]
    every += [Name("packages", old, old, 1) for old in TABLE["packages"] if any((CHECKOUT / old).glob("*.py"))]
    return tuple(every)


WORDS = {word: re.compile(rf"\b(?:{word})\b", re.IGNORECASE) for word in TABLE["words"]}
ANY_WORD = re.compile(rf"\b(?:{'|'.join(TABLE['words'])})\b", re.IGNORECASE)
_COMMENT = re.compile("#.*")


def excepted(name: Name) -> int | None:
    """Return the index of the exception that allows a name; None without one."""
    for index, exception in enumerate(TABLE["exceptions"]):
        allows = exception["kind"] == name.kind and name.text in exception["names"]
        if allows and name.path.startswith(tuple(exception["in"])):
            return index
    return None


def test_old_names_are_gone() -> None:
    """Nothing in the tree has a name of the table, but for what an exception gives a reason for.

    An exception that allows nothing any more goes. All in one test: to take the tree apart costs seconds a process.
    """
    old = [(name, excepted(name)) for name in names() if name.text in TABLE[name.kind]]
    offences = [name for name, exception in old if exception is None]
    assert [f"{name.path}:{name.line}: {name.text}: {TABLE[name.kind][name.text]}" for name in offences] == []
    used = {exception for _, exception in old}
    assert [entry["names"] for index, entry in enumerate(TABLE["exceptions"]) if index not in used] == []
    assert all(entry["reason"] for entry in TABLE["exceptions"])


def test_new_names_exist() -> None:
    """What the table says something is called now, it is called: the right sides are no fiction either."""
    now = {kind: {name.text for name in names() if name.kind == kind} for kind in KINDS}
    now["functions"] |= now["variables"]  # some were methods and are attributes
    now["classes"] |= now["variables"]  # a union of literals is assigned
    for kind in ("modules", "classes", "functions", "tables"):
        assert {old: new for old, new in TABLE[kind].items() if new not in now[kind]} == {}, kind
    places = {old.partition(".")[0] + "." + new for old, new in TABLE["members"].items()}
    assert places - now["members"] == set()
    assert [new for new in TABLE["packages"].values() if not (CHECKOUT / new).is_dir()] == []
