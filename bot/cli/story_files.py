"""What the commands of `siyaq story` do, with files and with the settings' database."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import dossier, publishing
from bot.cli.using import use
from bot.errors import DossierInvalid, FileUnreadable, Problem, StoryUnknown
from bot.store import stories

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.store.database import Database
    from bot.story import Dossier, Story


def write(content: Dossier, output: Path | None) -> None:
    """Write a dossier, normalised, to a file or to standard output; raises FileUnreadable where that cannot be."""
    normalised = dossier.write(content).encode()
    if output is None:
        sys.stdout.buffer.write(normalised)
        return
    try:
        output.write_bytes(normalised)
    except OSError as error:
        raise FileUnreadable(file=str(output), why=error.strerror or "") from None


def read(paths: Iterable[Path]) -> list[Dossier]:
    """Every file's dossier; raises DossierInvalid with the problems of all of them."""
    found: list[Dossier] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            with path.open("rb") as file:
                content = file.read(dossier.FILE_LIMIT + 1)
            found.append(dossier.read(content, str(path)))
        except OSError as error:
            raise FileUnreadable(file=str(path), why=error.strerror or "") from None
        except DossierInvalid as error:
            problems += error.problems
    if problems:
        raise DossierInvalid(tuple(problems))
    return found


def take_in(found: list[Dossier], note: str | None) -> list[tuple[Dossier, Story, bool]]:
    """Publish each dossier: its story, and whether that has a new revision."""

    async def work(database: Database) -> list[tuple[Dossier, Story, bool]]:
        return [(one, *await publishing.take_in(database, one, note=note, at=datetime.now(UTC))) for one in found]

    return use(work)


def find(slug: str) -> Story:
    """The story of that slug; raises StoryUnknown."""

    async def work(database: Database) -> Story | None:
        async with database.read() as conn:
            return await stories.find(conn, slug)

    story = use(work)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story


def live() -> tuple[Story, ...]:
    """The live stories."""

    async def work(database: Database) -> tuple[Story, ...]:
        async with database.read() as conn:
            return await stories.live(conn)

    return use(work)
