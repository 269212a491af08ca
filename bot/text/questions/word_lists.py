"""Reads the lists of words and phrases that lie beside the modules which use them."""

from __future__ import annotations

from importlib.resources import files


def read(name: str) -> dict[str, list[str]]:
    """Return the lines below each `[heading]` of a file, without comments (`#`) and empty lines."""
    lists: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = lists.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return lists
