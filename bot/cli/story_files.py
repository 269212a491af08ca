"""Read, write and import dossier files for `siyaq story`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot import dossier
from bot.cli.database import use
from bot.errors import DossierInvalid, FileUnreadable, Problem, StoryUnknown
from bot.services import publishing
from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.store.database import Database


def write(content: Dossier, output: Path | None) -> None:
    """Write a dossier, normalised, to a file or to standard output; raises FileUnreadable."""
    normalised = dossier.write(content).encode()
    if output is None:
        sys.stdout.buffer.write(normalised)
        return
    try:
        output.write_bytes(normalised)
    except OSError as error:
        raise FileUnreadable(file=str(output), why=error.strerror or "") from None


def read(paths: Iterable[Path]) -> list[Dossier]:
    """Read every file's dossier; raises DossierInvalid with the problems of all, and FileUnreadable."""
    contents: list[Dossier] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                content = file.read(dossier.FILE_LIMIT + 1)
            contents.append(dossier.read(content, str(path)))
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


def import_files(contents: list[Dossier], note: str | None) -> list[tuple[Dossier, Story, bool]]:
    """Publish each dossier; return it with its story and whether that got a new revision."""

    async def work(database: Database) -> list[tuple[Dossier, Story, bool]]:
        return [
            (content, *await publishing.import_dossier(database, content, note=note, at=datetime.now(UTC)))
            for content in contents
        ]

    return use(work)


def find(slug: str) -> Story:
    """Return the story of that slug; raises StoryUnknown."""

    async def work(database: Database) -> Story | None:
        async with database.read() as conn:
            return await stories.find(conn, slug)

    story = use(work)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story


def live() -> tuple[Story, ...]:
    """Return the live stories."""

    async def work(database: Database) -> tuple[Story, ...]:
        async with database.read() as conn:
            return await stories.live(conn)

    return use(work)
