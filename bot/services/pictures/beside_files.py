"""Pictures beside dossier files: read with them, and written beside an exported one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import dossier
from bot.errors import DossierInvalid, Problem
from bot.errors.pictures import PhotoUnusable
from bot.store import cover_pictures
from bot.store.cover_pictures import CoverPicture

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.model import Dossier
    from bot.store.database import Database

_LARGEST = 10_000_000  # bytes of a file


class PictureFiles:
    """The pictures that dossier files name, by id: those that were read from a file, and where each is named."""

    def __init__(self) -> None:
        self._read: dict[str, CoverPicture] = {}
        self._places: dict[str, tuple[str, int]] = {}

    def load(self, path: Path, named: str, line: int) -> str | Problem:
        """Return the id of the picture that the file at `path` names in a line, or what is wrong with it."""
        picture_id = named if dossier.is_picture_id(named) else self._read_file(path.parent / named, named)
        if isinstance(picture_id, str):
            self._places.setdefault(picture_id, (str(path), line))
        return picture_id

    async def store(self, database: Database, at: datetime) -> None:
        """Store the pictures that were read; raise DossierInvalid, nothing stored, where an id is of none."""
        async with database.write() as conn:
            for picture in self._read.values():
                await cover_pictures.put(conn, picture, at)
            missing = await cover_pictures.missing(conn, self._places.keys())
            if missing:
                places = [self._places[picture_id] for picture_id in sorted(missing)]
                raise DossierInvalid(
                    tuple(
                        Problem("problem.picture_unknown", file=file, line=line, path="picture.file")
                        for file, line in places
                    )
                )

    def _read_file(self, path: Path, named: str) -> str | Problem:
        # Here, because it loads Pillow, which most commands do without.
        from bot.render.picture.photo import reencode

        data: dict[str, str | int] = {"file": named}
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except (OSError, ValueError):  # a NUL in a path is a ValueError
            return Problem("problem.picture_missing", data)
        if len(content) > _LARGEST:
            return Problem("desk.cover.too_large", {"limit": _LARGEST // 1_000_000})
        try:
            picture = CoverPicture(*reencode(content))
        except PhotoUnusable as error:
            return Problem(error.key)
        self._read[picture.id] = picture
        return picture.id


def beside(content: Dossier, output: Path) -> tuple[Dossier, Path]:
    """Return the dossier as a file names its picture, and where that is written: beside the file."""
    path = output.with_suffix(".jpg")
    if content.picture is None:
        return content, path
    return content.model_copy(update={"picture": content.picture.model_copy(update={"file": path.name})}), path
