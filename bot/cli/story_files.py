"""Read, write and import dossier files for `siyaq story`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import dossier
from bot.cli.database import use
from bot.errors import DossierInvalid, FileUnreadable, Problem, StoryUnknown
from bot.services import publishing
from bot.services.pictures import beside_files
from bot.store import cover_pictures, stories

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.services.pictures.beside_files import PictureFiles
    from bot.store.cover_pictures import CoverPicture
    from bot.store.database import Database


def write(content: Dossier, picture: CoverPicture | None, output: Path | None) -> None:
    """Write a dossier, normalised, to a file, with its picture beside, or to standard output; raises FileUnreadable."""
    if output is None:
        sys.stdout.buffer.write(dossier.write(content).encode())
        return
    try:
        if picture:
            content, path = beside_files.beside(content, output)
            path.write_bytes(picture.content)
        output.write_bytes(dossier.write(content).encode())
    except OSError as error:
        raise FileUnreadable(file=str(output), why=error.strerror or "") from None


def read(paths: Iterable[Path], pictures: PictureFiles | None = None) -> list[Dossier]:
    """Read every file's dossier, and into `pictures` the picture beside it.

    Raises DossierInvalid with the problems of all, and FileUnreadable.
    """
    loader = pictures or beside_files.PictureFiles()
    contents: list[Dossier] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                content = file.read(dossier.FILE_LIMIT + 1)
            contents.append(dossier.read(content, str(path), partial(loader.load, path)))
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        except DossierInvalid as error:
            problems += error.problems
    if problems:
        raise DossierInvalid(tuple(problems))
    return contents


def report(paths: Iterable[Path], words: Translator) -> tuple[list[dict[str, Any]], bool]:
    """Check every file; return each one's slug and problems as plain data, and whether all are sound."""
    rows: list[dict[str, Any]] = []
    for path in paths:
        slug: str | None = None
        problems: tuple[Problem, ...] = ()
        try:
            slug = read([path])[0].slug
        except DossierInvalid as error:
            problems = error.problems
        problem_rows = [
            {
                "key": problem.key,
                "line": problem.line,
                "path": problem.path,
                "message": words.text(problem.key, **problem.data),
            }
            for problem in problems
        ]
        rows.append({"file": str(path), "slug": slug, "problems": problem_rows})
    return rows, not any(row["problems"] for row in rows)


def summary(story: Story) -> dict[str, Any]:
    """Return a live story's facts as plain data."""
    return {
        "number": story.number,
        "slug": story.slug,
        "revision": story.revision,
        "published_at": story.at.isoformat(),
        "title": story.dossier.title.model_dump(exclude_none=True),
        "pinned": story.pinned,
    }


def import_files(
    contents: list[Dossier], pictures: PictureFiles, note: str | None
) -> list[tuple[Dossier, Story, bool]]:
    """Publish each dossier; return it with its story and whether that got a new revision."""

    async def work(database: Database) -> list[tuple[Dossier, Story, bool]]:
        await pictures.store(database, datetime.now(UTC))
        return [
            (content, *await publishing.import_dossier(database, content, note=note, at=datetime.now(UTC)))
            for content in contents
        ]

    return use(work)


def find(slug: str) -> tuple[Story, CoverPicture | None]:
    """Return the story of that slug, and its picture; raises StoryUnknown."""

    async def work(database: Database) -> tuple[Story | None, CoverPicture | None]:
        async with database.read() as conn:
            story = await stories.find(conn, slug)
            named = story.dossier.picture if story else None
            return story, await cover_pictures.get(conn, named.file) if named else None

    story, picture = use(work)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story, picture


def live() -> tuple[Story, ...]:
    """Return the live stories."""

    async def work(database: Database) -> tuple[Story, ...]:
        async with database.read() as conn:
            return await stories.live(conn)

    return use(work)
