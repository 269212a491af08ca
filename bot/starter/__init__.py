"""The first stories, as dossier files: they come with the program."""

from __future__ import annotations

from importlib.resources import files


def stories() -> tuple[tuple[str, bytes], ...]:
    """Name and content of each starter file, in the order of their names."""
    found = sorted((one for one in files(__name__).iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return tuple((one.name, one.read_bytes()) for one in found)
