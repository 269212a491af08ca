"""Parses YAML into a tree of strings, recording the line of every path.

Scalars stay as typed (`no`, `1:30`, `2025-04-28`, `null`); an empty value is dropped. Aliases, anchors and tags are
refused: they can expand a small file without bound or run code. https://yaml.org/spec/1.1/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from bot.dossier import yaml_errors
from bot.errors import Problem
from bot.model import strip_marks, strip_unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The parser written in C reads a large file in a tenth of a second, the other in seconds.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH_LIMIT = 12
_NESTING = "maximum nesting depth"  # part of what libyaml 0.2.6 says beyond its own limit of 1000
_SHOWN = 40
_KEY_LIMIT = 64  # paths are made of keys: a long one would be repeated for all below it
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# A field or an entry behind a no-break or other wide space, as web pages and word processors leave them, or behind a
# mark of no width with a space after it, which puts it in another column than it is seen in.
_WIDE = "[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]"
_NO_WIDTH = "[\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2069]"
_ODD_INDENT = re.compile(rf"[ \t-]*(?P<odd>{_WIDE}|{_NO_WIDTH}(?=\s))\s*(?:- |[A-Za-z_]+:(?:\s|$))")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(slots=True)
class Tree:
    """A parsed file: strings, lists and mappings in `root`, the line of each path, and the problems of the YAML.

    `invalid_paths` are paths whose contents are unknown, so that no further problem is reported below them. `broken`
    means that parsing stopped early.
    """

    root: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    invalid_paths: set[str] = field(default_factory=set)
    broken: bool = False

    def add_problem(self, problem: str, line: int | None, path: str | None = None, **data: str | int) -> None:
        """Record a problem by its catalogue key; a `path` marks its contents as unknown."""
        self.problems.append(Problem(problem, data, line=line, path=path or None))
        if path is not None:
            self.invalid_paths.add(path)

    def line(self, path: str) -> int:
        """Return the line of the path, or of its nearest existing ancestor."""
        return next((self.lines[ancestor] for ancestor in _ancestors(path) if ancestor in self.lines), 1)

    def is_invalid(self, path: str) -> bool:
        """Return whether the path or one of its ancestors is marked as unknown."""
        return any(ancestor in self.invalid_paths for ancestor in _ancestors(path))


def _ancestors(path: str) -> Iterator[str]:
    """Yield the path and its ancestors, ending with the root."""
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield ""


def format_path(path: Sequence[str | int]) -> str:
    """Format a path for display: `quotes[2].speaker`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def parse(data: bytes) -> Tree:
    """Parse a file in UTF-8, or in UTF-16 with a byte order mark."""
    tree = Tree()
    text = _decode(data, tree)
    if text is None:
        return tree
    for number, line in enumerate(text.split("\n"), 1):
        if match := _CONTROL.search(line):
            tree.add_problem("problem.file_control", number, code=f"U+{ord(match[0]):04X}")
    if odd := _odd_indent(text):
        number, column, char = odd
        tree.add_problem("problem.yaml_space", number, column=column, code=f"U+{ord(char):04X}")
        tree.broken = True
        return tree
    try:
        _TreeBuilder(tree, yaml.parse(_CONTROL.sub("\ufffd", text), Loader=_LOADER)).run()
    except yaml.YAMLError as error:
        _add_syntax_problem(tree, error, text)
    except _TooDeep:
        tree.broken = True
    return tree


def _decode(data: bytes, tree: Tree) -> str | None:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        line = None if encoding == "utf-16" else data.count(b"\n", 0, error.start) + 1
        tree.add_problem("problem.file_encoding", line)
        tree.broken = True
        return None


def _add_syntax_problem(tree: Tree, error: yaml.YAMLError, text: str) -> None:
    tree.broken = True
    problem = yaml_errors.to_problem(error, text)
    number = problem.line or 1
    line = "".join(text.split("\n")[number - 1 : number])
    if _NESTING in (getattr(error, "problem", None) or ""):
        tree.add_problem("problem.yaml_deep", number, limit=_DEPTH_LIMIT)
    elif "\t" in line[: len(line) - len(line.lstrip())]:
        tree.add_problem("problem.yaml_tab", number)
    else:
        tree.problems.append(problem)


class _TooDeep(Exception):
    pass


class _TreeBuilder:
    """Builds the tree from parser events, limited in depth so that no file exhausts the stack."""

    def __init__(self, tree: Tree, events: Iterator[Any]) -> None:
        self._tree = tree
        self._events = events

    def run(self) -> None:
        """Read the first document; a second one is a problem."""
        for event in self._events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                if self._tree.lines:
                    self._tree.add_problem("problem.yaml_documents", line)
                    return
                self._tree.root = self._node(next(self._events), ())

    def _node(self, event: Any, path: tuple[str | int, ...]) -> Any:
        line, where = event.start_mark.line + 1, format_path(path)
        self._tree.lines.setdefault(where, line)
        self._check_depth(len(path), event)
        if isinstance(event, yaml.AliasEvent):
            alias = f"*{event.anchor}"
            self._tree.add_problem("problem.yaml_alias", line, where, name=alias[:_SHOWN])
            return alias
        if event.anchor is not None:
            self._tree.add_problem("problem.yaml_anchor", line, where, name=f"&{event.anchor}"[:_SHOWN])
        if event.tag is not None:
            self._tree.add_problem("problem.yaml_tag", line, where, name=event.tag[:_SHOWN])
        if isinstance(event, yaml.ScalarEvent):
            # Ids and references are compared without the marks that copying leaves around them.
            return (event.value if event.value.isascii() else strip_marks(event.value)) or None
        return self._sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)

    def _sequence(self, path: tuple[str | int, ...]) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        seen: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = _key(event)
            if key is None or key in seen:
                self._refuse_key(event, seen.get(key or ""))
                continue
            seen[key] = line
            self._tree.lines[format_path((*path, key))] = line
            value = self._node(next(self._events), (*path, key))
            if value is not None:
                fields[key] = value
        return fields

    def _refuse_key(self, event: Any, first: int | None) -> None:
        """Report a key that is invalid or repeated, and skip its value."""
        line = event.start_mark.line + 1
        if first is None:
            self._tree.add_problem("problem.yaml_key", line)
            self._skip(event)
        else:
            self._tree.add_problem("problem.yaml_key_twice", line, field=event.value[:_SHOWN], first=first)
        self._skip(next(self._events))

    def _skip(self, event: Any) -> None:
        """Skip one node with everything nested in it."""
        depth = 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            self._check_depth(depth, event)
            if not depth:
                return
            event = next(self._events)

    def _check_depth(self, depth: int, event: Any) -> None:
        if depth > _DEPTH_LIMIT:
            self._tree.add_problem("problem.yaml_deep", event.start_mark.line + 1, limit=_DEPTH_LIMIT)
            raise _TooDeep


def _key(event: Any) -> str | None:
    """Return the field name of a key event; None if it is not a plain short scalar."""
    if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
        return None
    name = strip_unseen(event.value)
    return name if 0 < len(name) <= _KEY_LIMIT else None


def _odd_indent(text: str) -> tuple[int, int, str] | None:
    """Find the first line indented with a space that is none to YAML: its number, column and the character."""
    for number, line in enumerate(text.split("\n"), 1):
        if match := _ODD_INDENT.match(line):
            return number, match.start("odd") + 1, match["odd"]
    return None
