"""Builds the public pages of all live stories into a directory: what did not change is neither rendered nor written."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.i18n import catalogue
from bot.services.pictures.drawing_process import DrawingProcess
from bot.services.pictures.pictures import missing_libraries
from bot.services.site import story_pictures
from bot.services.site.histories import Histories
from bot.site import addresses, environment, feeds, shared_pages, story_page
from bot.site.directory import SiteDirectory
from bot.site.layout import CSS, SVG, File
from bot.store import key_values
from bot.store.story_cache import StoryCache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.model import Story
    from bot.site.directory import Counts
    from bot.site.facts import History
    from bot.site.layout import Layout
    from bot.store.database import Database

_SHARED = "/"  # the group of what is of no one story: no slug


async def read_username(database: Database) -> str | None:
    """Return the bot's @username, which pages lead to; None where it never ran on this database."""
    async with database.read() as conn:
        return await key_values.username(conn)


async def build(database: Database, root: Path, layout: Layout) -> tuple[int, Counts]:
    """Build the site into a directory; return how many stories it has, and what became of its files.

    Pictures, whose addresses have to be whole, are drawn only where that of the site is known. Raises what
    SiteDirectory raises.
    """
    stories = (await StoryCache(database).stories()).stories
    histories = Histories(database)
    drawing = DrawingProcess() if layout.facts.root and not missing_libraries() else None
    program = f"{_mark(layout)}.{drawing is not None}"
    try:
        with SiteDirectory(root) as directory:
            for story in stories:
                mark = f"{program}.{story.revision}.{story.number}"
                if not directory.keep(story.slug, mark):
                    history = await histories.get(story)
                    directory.put(story.slug, mark, await _story_files(story, history, layout, drawing))
            shared = f"{program}.{_mark_of(stories)}"
            if not directory.keep(_SHARED, shared):
                newest = sorted(stories, key=lambda story: story.at, reverse=True)[: feeds.STORIES]
                latest = [(story, await histories.get(story)) for story in newest]
                directory.put(_SHARED, shared, _shared_files(stories, latest, layout))
            return len(stories), directory.counts
    finally:
        if drawing:
            await drawing.close()


async def _story_files(story: Story, history: History, layout: Layout, drawing: DrawingProcess | None) -> list[File]:
    files: list[File] = []
    for language, words in layout.words.items():
        picture = await story_pictures.draw(story, words, drawing)
        files += [picture] if picture else []
        files += story_page.files(story, history, language, layout, picture)
        files.append(feeds.story_feed(story, history, language, layout))
    return files


def _shared_files(stories: tuple[Story, ...], latest: list[tuple[Story, History]], layout: Layout) -> Iterator[File]:
    yield shared_pages.home(layout)
    yield File(addresses.STYLE, environment.style(), CSS)
    yield File(addresses.ICON, environment.icon(), SVG)
    for language in layout.words:
        for number in range(1, shared_pages.index_pages(stories) + 1):
            yield shared_pages.index(stories, number, language, layout)
        yield shared_pages.policy(stories, language, layout)
        yield feeds.latest_feed(latest, language, layout)


def _mark(layout: Layout) -> str:
    """Return a mark of all that pages depend on beside their stories: templates, words and where the site stands."""
    catalogues = (catalogue.path(language).read_text("utf-8") for language in layout.words)
    parts = (version("siyaq"), repr(layout.facts), *environment.sources(), *catalogues)
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _mark_of(stories: tuple[Story, ...]) -> str:
    heads = ",".join(f"{story.number}.{story.revision}.{story.pinned}" for story in stories)
    return sha256(heads.encode()).hexdigest()[:16]
