"""Public pages: a site of many stories built into a directory, built again, and one change in a served site."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.i18n import catalogue
from bot.model import Dossier, Story
from bot.model.language import Language
from bot.services import publishing
from bot.services.pictures.drawing_process import DrawingProcess
from bot.services.pictures.pictures import missing_libraries
from bot.services.site import build, story_pictures
from bot.services.site.public_site import PublicSite
from bot.site import addresses
from bot.site.facts import SiteFacts
from bot.site.layout import Layout
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.story_cache import StoryCache
from tests.bench.table import show
from tests.bot.story_factory import first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.database import Database

STORIES = 1_000
AT = datetime(2026, 1, 1, tzinfo=UTC)
MOST_BUILDING, MOST_CHANGING = 60.0, 1.0  # seconds
PICTURES = 10  # that are drawn, for the time of one


@dataclass(slots=True)
class Spent:
    """What something took, in seconds, and how many of them this process was at work."""

    seconds: float = 0.0
    work: float = 0.0

    def columns(self) -> tuple[str, str]:
        """Return both for a table."""
        return f"{self.seconds:.2f}", f"{self.work:.2f}"


@contextmanager
def timed() -> Iterator[Spent]:
    """Measure what is done meanwhile."""
    spent = Spent()
    begun = time.perf_counter(), time.process_time()
    yield spent
    spent.seconds, spent.work = time.perf_counter() - begun[0], time.process_time() - begun[1]


def measure(stories: int = STORIES) -> None:
    """Build, change, and print."""
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(run(Path(folder), stories))
    print(f"## Public pages: {stories} stories as long as the first, in both languages\n")
    show([("what", "seconds", "of them CPU", "goal"), *rows])


async def run(folder: Path, stories: int) -> list[tuple[str, str, str, str]]:
    """Measure on a database of so many stories; return the rows of the table."""
    database = await open_database(f"sqlite+aiosqlite:///{folder / 'siyaq.db'}")
    try:
        await migrate(database)
        for number in range(stories):
            await publish(database, story(number), number)
        layout = Layout(SiteFacts(), catalogue.load())
        built = [await _build(database, folder, layout) for _ in range(2)]
        await publish(database, story(0, "changed"), stories + 1)
        built.append(await _build(database, folder, layout))
        changed = await _change(database, layout, stories)
        picture = await _draw()
    finally:
        await database.close()
    return [
        ("built into an empty directory", *built[0].columns(), _goal(built[0], MOST_BUILDING)),
        ("built again, nothing new", *built[1].columns(), ""),
        ("built again, one story new", *built[2].columns(), _goal(built[2], MOST_CHANGING)),
        ("served: from one publication to its page, list and feeds", *changed.columns(), _goal(changed, MOST_CHANGING)),
        ("one picture, with SIYAQ_SITE_URL", f"{picture:.2f}" if picture else "not drawn here", "", ""),
    ]


def story(number: int, title: str = "Story") -> Dossier:
    """The first story under another name."""
    tree = first().model_dump(mode="json", exclude_none=True)
    named = {"ar": f"قصة {number}", "en": f"{title} {number}"}
    return Dossier.model_validate({**tree, "slug": f"story-{number}", "title": named})


async def publish(database: Database, content: Dossier, minutes: int) -> None:
    """Publish a story as a newsroom's files are."""
    await publishing.import_dossier(database, content, note=None, at=AT + timedelta(minutes=minutes))


async def _build(database: Database, folder: Path, layout: Layout) -> Spent:
    with timed() as spent:
        await build.build(database, folder / "site", layout)
    return spent


async def _change(database: Database, layout: Layout, stories: int) -> Spent:
    """Publish once more while a site is served whose pages were all asked for."""
    site = PublicSite(database, StoryCache(database), layout)
    paths = [
        path
        for language in Language
        for path in (
            addresses.story(language, "story-1"),
            addresses.feed(language, "story-1"),
            addresses.index(language),
            addresses.feed(language),
            addresses.policy(language),
        )
    ]
    for path in paths:
        assert await site.get(path)
    with timed() as spent:
        await publish(database, story(1, "changed"), stories + 2)
        files = [await site.get(path) for path in paths]
    assert all(b"changed 1" in file.body for file in (files[5], files[7]) if file)
    return spent


async def _draw() -> float | None:
    if missing_libraries():
        return None
    drawing, words = DrawingProcess(), catalogue.load()[Language.AR]
    try:
        stories = [_published(number) for number in range(PICTURES + 1)]
        await story_pictures.draw(stories[0], words, drawing)  # which starts the process
        begun = time.perf_counter()
        for each in stories[1:]:
            assert await story_pictures.draw(each, words, drawing)
        return (time.perf_counter() - begun) / PICTURES
    finally:
        await drawing.close()


def _published(number: int) -> Story:
    content = story(number)
    return Story(number, content.slug, 1, AT, content)


def _goal(spent: Spent, most: float) -> str:
    return f"at most {most:g}: {'met' if spent.seconds <= most else 'MISSED'}"


if __name__ == "__main__":
    measure()
