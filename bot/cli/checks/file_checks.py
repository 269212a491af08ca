"""Files: whose they are, who uses them, and whether there is room for more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.background import run_guard
from bot.store import database_file, process_lock

if TYPE_CHECKING:
    from pathlib import Path

    from bot.cli.checks.findings import Findings
    from bot.settings import Settings

_MB = 1_000_000
_LITTLE, _NOTHING = 500 * _MB, 20 * _MB  # bytes that are free; the write-ahead log alone may take 20 MB in a push


def process(findings: Findings, settings: Settings) -> None:
    """Tell which process runs on the file: a second one would be refused."""
    path = database_file.path_of(settings.database_url)
    if path is None:
        findings.ok("process", "shared")
        return
    for lock in run_guard.lock_files(settings, path):
        if owner := process_lock.owner_of(lock):
            findings.ok("process", "running", pid=owner.pid, host=owner.host)
            return
    findings.ok("process", "none")


def permissions(findings: Findings, settings: Settings) -> None:
    """Check that nobody else may read the database, its log and the data directory."""
    path = database_file.path_of(settings.database_url)
    places = (settings.data_dir, *(database_file.with_log(path) if path else ()))
    wide = [(place, mode) for place in places if (mode := database_file.wider_mode(place))]
    for place, mode in wide:
        is_folder = place == settings.data_dir
        state = "shared" if is_folder and database_file.is_shared(place) else "folder" if is_folder else "file"
        findings.warn("permissions", state, file=str(place), mode=f"{mode:04o}")
    if not wide:
        findings.ok("permissions", "private")


def disk(findings: Findings, settings: Settings) -> None:
    """Check the room on the file systems of the data directory and of the database; a backup needs as much again."""
    path = database_file.path_of(settings.database_url)
    size = path.stat().st_size if path and path.exists() else 0
    for folder in dict.fromkeys(
        _existing(place) for place in (settings.data_dir, path.parent if path else None) if place
    ):
        free = shutil.disk_usage(folder).free
        data: dict[str, str | int] = {"folder": str(folder), "free": free // _MB}
        if free < _NOTHING:
            findings.fail("disk", "full", **data)
        elif free < max(_LITTLE, 2 * size):
            findings.warn("disk", "little", **data)
        else:
            findings.ok("disk", "room", **data)


def _existing(folder: Path) -> Path:
    """Return the folder, or what there is of it: a first start makes it."""
    folder = folder.absolute()
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def pictures(findings: Findings) -> None:
    """Check that pictures can be drawn: Pillow finds what shapes Arabic letters and orders lines."""
    from bot.render.picture.face import missing_libraries  # Pillow, which no other check needs

    if missing := missing_libraries():
        findings.warn("pictures", "missing", missing=", ".join(missing))
    else:
        findings.ok("pictures", "drawn")
