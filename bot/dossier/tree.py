"""YAML as a tree of plain texts, with the line of everything in it.

A text stays what was typed (`no`, `1:30`, `2025-04-28`, `null`); an empty value is none at all. What can make a small
file large or run code (aliases, tags) is refused. https://yaml.org/spec/1.1/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from bot.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The parser written in C reads a large file in a tenth of a second, the other in seconds.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH_LIMIT = 12
_SHOWN = 40
_KEY_LIMIT = 64  # paths are made of keys: a long one would be repeated for all below it
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(slots=True)
class Tree:
    """What a file holds: texts, lists and mappings in `root`, the line of each path, and what is wrong with the YAML.

    `spoiled` are the paths whose contents are not known, so that nothing more can be said about them. `broken` means
    that reading ended early.
    """

    root: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spoiled: set[str] = field(default_factory=set)
    broken: bool = False

    def complain(self, problem: str, line: int | None, path: str | None = None, **data: str | int) -> None:
        """Note a problem by its key; one with a path spoils what is there."""
        self.problems.append(Problem(problem, data, line=line, path=path or None))
        if path is not None:
            self.spoiled.add(path)

    def line(self, path: str) -> int:
        """The line of what is at the path, or where there is nothing, of what it would be in."""
        return next((self.lines[one] for one in _upwards(path) if one in self.lines), 1)

    def is_spoiled(self, path: str) -> bool:
        """Whether the path, or what it is in, is not known."""
        return any(one in self.spoiled for one in _upwards(path))


def _upwards(path: str) -> Iterator[str]:
    """The path, what it is in, and so on up to the whole file."""
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield ""


def spell(path: Sequence[str | int]) -> str:
    """The path as it is shown: `quotes[2].speaker`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def grow(data: bytes) -> Tree:
    """The tree of a file in UTF-8, or in UTF-16 with a byte order mark."""
    tree = Tree()
    text = _decode(data, tree)
    if text is None:
        return tree
    for number, line in enumerate(text.split("\n"), 1):
        if found := _CONTROL.search(line):
            tree.complain("problem.file_control", number, code=f"U+{ord(found[0]):04X}")
    try:
        _Growth(tree, yaml.parse(_CONTROL.sub("\ufffd", text), Loader=_LOADER)).run()
    except yaml.YAMLError as error:
        _complain_syntax(tree, error, text)
    except _TooDeep:
        tree.broken = True
    return tree


def _decode(data: bytes, tree: Tree) -> str | None:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = None if encoding == "utf-16" else data.count(b"\n", 0, error.start) + 1
        tree.complain("problem.file_encoding", line)
        tree.broken = True
        return None


def _complain_syntax(tree: Tree, error: yaml.YAMLError, text: str) -> None:
    tree.broken = True
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        tree.complain("problem.yaml_syntax", None, column=1, said=str(error))
        return
    typed = "".join(text.split("\n")[mark.line : mark.line + 1])
    if "\t" in typed[: len(typed) - len(typed.lstrip())]:
        tree.complain("problem.yaml_tab", mark.line + 1)
    else:
        said = getattr(error, "problem", None) or ""
        tree.complain("problem.yaml_syntax", mark.line + 1, column=mark.column + 1, said=said)


class _TooDeep(Exception):
    pass


class _Growth:
    """Builds the tree of the parser's events; no deeper than the limit, so that no file can exhaust the stack."""

    def __init__(self, tree: Tree, events: Iterator[Any]) -> None:
        self._tree = tree
        self._events = events

    def run(self) -> None:
        """Read the first document; a second one is a problem."""
        for event in self._events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                if self._tree.lines:
                    self._tree.complain("problem.yaml_documents", line)
                    return
                self._tree.root = self._node(next(self._events), ())

    def _node(self, event: Any, path: tuple[str | int, ...]) -> Any:
        line, where = event.start_mark.line + 1, spell(path)
        self._tree.lines.setdefault(where, line)
        self._limit(len(path), event)
        if isinstance(event, yaml.AliasEvent):
            alias = f"*{event.anchor}"
            self._tree.complain("problem.yaml_alias", line, where, name=alias[:_SHOWN])
            return alias
        if event.anchor is not None:
            self._tree.complain("problem.yaml_anchor", line, where, name=f"&{event.anchor}"[:_SHOWN])
        if event.tag is not None:
            self._tree.complain("problem.yaml_tag", line, where, name=event.tag[:_SHOWN])
        if isinstance(event, yaml.ScalarEvent):
            return event.value or None
        return self._sequence(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)

    def _sequence(self, path: tuple[str | int, ...]) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._node(event, (*path, len(found))))
        return found

    def _mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        seen: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = _key(event)
            if key is None or key in seen:
                self._refuse_key(event, seen.get(key or ""))
                continue
            seen[key] = line
            self._tree.lines[spell((*path, key))] = line
            value = self._node(next(self._events), (*path, key))
            if value is not None:
                found[key] = value
        return found

    def _refuse_key(self, event: Any, first: int | None) -> None:
        """Pass over what cannot be a field, its value included."""
        line = event.start_mark.line + 1
        if first is None:
            self._tree.complain("problem.yaml_key", line)
            self._skip(event)
        else:
            self._tree.complain("problem.yaml_key_twice", line, field=event.value[:_SHOWN], first=first)
        self._skip(next(self._events))

    def _skip(self, event: Any) -> None:
        """Pass over one node with all that is in it."""
        depth = 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            self._limit(depth, event)
            if not depth:
                return
            event = next(self._events)

    def _limit(self, depth: int, event: Any) -> None:
        if depth > _DEPTH_LIMIT:
            self._tree.complain("problem.yaml_deep", event.start_mark.line + 1, limit=_DEPTH_LIMIT)
            raise _TooDeep


def _key(event: Any) -> str | None:
    """The field's name that a key is; None for what can be none."""
    is_name = isinstance(event, yaml.ScalarEvent) and event.tag is None and 0 < len(event.value) <= _KEY_LIMIT
    return event.value if is_name else None
