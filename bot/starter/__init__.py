"""Dossier files of the starter stories, shipped with the package."""

from __future__ import annotations

from importlib.resources import files


def stories() -> tuple[tuple[str, bytes], ...]:
    """Name and content of each starter file, in the order of their names."""
    dossiers = sorted(
        (file for file in files(__name__).iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )
    return tuple((file.name, file.read_bytes()) for file in dossiers)
