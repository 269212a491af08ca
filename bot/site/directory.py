"""Writes the pages into a directory: beside and then renamed, and nothing that is not its own is touched.

What an earlier build wrote is listed in the manifest; what is about to be written, in a journal, which a build that
was killed leaves behind. Neither follows a symbolic link out of the directory.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from bot.errors import FileUnreadable, SiteBuildNewer, SiteFileForeign
from bot.site import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from bot.site.layout import File

MANIFEST = ".siyaq-site.json"
JOURNAL = ".siyaq-site.journal"
_VERSION = 1


@dataclass(slots=True)
class Counts:
    """What a build did with files; `kept` are those that it would have removed, had nobody changed them."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0


class SiteDirectory:
    """A directory that pages are built into; a context manager, which leaves it whole.

    Pages belong to groups (a story, or what is shared), each with a mark of what it was made from: a group whose mark
    is the same need not be rendered again. Raises SiteFileForeign, SiteBuildNewer and FileUnreadable.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._old: dict[str, dict[str, Any]] = {}
        self._new: dict[str, dict[str, Any]] = {}
        self._own: dict[str, str | None] = {}
        self.counts = Counts()

    def __enter__(self) -> Self:
        """Make the directory where there is none, and read what earlier builds wrote."""
        with _explained(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            self._old = self._read_manifest()
            self._own = {file: hash_ for group in self._old.values() for file, hash_ in group["files"].items()}
            for file in self._read_journal():
                self._own.setdefault(file, None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what is no longer part of the site, and write the manifest; after an error, leave all for the next."""
        if kind is not None:
            return
        with _explained(self._root):
            self._remove_stale()
            text = json.dumps({"version": _VERSION, "groups": self._new}, sort_keys=True, ensure_ascii=False)
            self._replace(MANIFEST, text.encode())
            (self._root / JOURNAL).unlink(missing_ok=True)

    def keep(self, group: str, mark: str, is_note: Callable[[object], bool] | None = None) -> bool:
        """Keep a group's pages if they were made from the same, and are all there; return whether they are.

        `is_note` says whether what was noted of the group can be used.
        """
        known = self._old.get(group)
        if known is None or known["mark"] != mark or not all(self._is_there(file) for file in known["files"]):
            return False
        if is_note and not is_note(known.get("note")):
            return False
        self._new[group] = known
        self.counts.unchanged += len(known["files"])
        return True

    def note(self, group: str) -> dict[str, Any] | None:
        """Return what was noted of a group that was kept or put; None where nothing was."""
        note: dict[str, Any] | None = self._new.get(group, {}).get("note")
        return note

    def put(self, group: str, mark: str, files: Iterable[File], note: dict[str, Any] | None = None) -> None:
        """Write a group's pages, as far as they differ from what is there; `note` is kept for the next build."""
        hashes = {}
        for page in files:
            file = addresses.file_of(page.path)
            hashes[file] = sha256(page.body).hexdigest()
            with _explained(self._root / file):
                self._put(file, page.body, hashes[file])
        self._new[group] = {"mark": mark, "files": hashes} | ({"note": note} if note else {})

    def _put(self, file: str, body: bytes, hash_: str) -> None:
        self._require_inside(file)
        path = self._root / file
        there = _hash(path)
        if there == hash_:
            self.counts.unchanged += 1
            return
        if os.path.lexists(path) and file not in self._own:
            raise SiteFileForeign(file=str(path))
        with (self._root / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(f"{file}\n")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._replace(file, body)
        self.counts.written += 1

    def _replace(self, file: str, body: bytes) -> None:
        """Write beside and rename, so that whoever reads the file has the old one or the new one."""
        path = self._root / file
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            # Not through a link that stands there, and not into a file that does.
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
            with os.fdopen(os.open(beside, flags, 0o644), "wb") as out:
                out.write(body)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def _remove_stale(self) -> None:
        stays = {file for group in self._new.values() for file in group["files"]}
        for file, hash_ in self._own.items():
            path = self._root / file
            if file in stays or not os.path.lexists(path):
                continue
            self._require_inside(file)
            if hash_ is not None and _hash(path) != hash_:
                self.counts.kept += 1
                continue
            path.unlink()
            self.counts.removed += 1
            with suppress(OSError):  # something of others is left in it
                path.parent.rmdir()

    def _require_inside(self, file: str) -> None:
        """Raise SiteFileForeign where a folder on the way is a symbolic link: it could lead anywhere."""
        folder = self._root
        for part in file.split("/")[:-1]:
            folder /= part
            if folder.is_symlink():
                raise SiteFileForeign(file=str(folder))

    def _is_there(self, file: str) -> bool:
        path = self._root / file
        return path.is_file() and not path.is_symlink()

    def _read_manifest(self) -> dict[str, dict[str, Any]]:
        path = self._root / MANIFEST
        if not path.exists():
            return {}
        try:
            manifest = json.loads(path.read_text("utf-8"))
            groups: Mapping[str, Any] = manifest["groups"] if manifest["version"] == _VERSION else manifest["unknown"]
            return {name: _read_group(group) for name, group in groups.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SiteBuildNewer(file=str(path)) from None

    def _read_journal(self) -> list[str]:
        path = self._root / JOURNAL
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return list(_ours(dict.fromkeys(lines)))


def _read_group(group: Mapping[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {"mark": str(group["mark"]), "files": _ours(group["files"])}
    return read | ({"note": group["note"]} if "note" in group else {})


def _ours(files: Mapping[str, Any]) -> dict[str, Any]:
    """Return the files that are pages of ours: a list of files that somebody wrote leads to nothing else."""
    return {file: hash_ for file, hash_ in files.items() if addresses.read(_path_of(file)) is not None}


def _path_of(file: str) -> str:
    return file.removesuffix("index.html") if file == "index.html" or file.endswith("/index.html") else file


def _hash(path: Path) -> str | None:
    """Return the hash of a file's content; None where there is none, or something else."""
    if path.is_symlink() or not path.is_file():
        return None
    return sha256(path.read_bytes()).hexdigest()


class _explained:  # noqa: N801 - used as a function is
    """Turns what the system refuses into words."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise FileUnreadable for an error of the system."""
        if isinstance(error, OSError):
            raise FileUnreadable(file=str(error.filename or self._path), why=error.strerror or str(error)) from None
