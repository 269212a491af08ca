"""Builds the public pages of all live stories into a directory: what did not change is neither rendered nor written."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bot.errors import NothingPublished
from bot.errors.pictures import PictureFailed
from bot.i18n import catalogue
from bot.services.pictures.drawing_process import DrawingProcess
from bot.services.pictures.pictures import missing_libraries
from bot.services.site import story_pictures
from bot.services.site.histories import Histories
from bot.site import addresses, environment, feeds, shared_pages, story_lists, story_page
from bot.site.directory import SiteDirectory
from bot.site.layout import CSS, SVG, File, StoryPictures
from bot.store import key_values, stories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.model import Story
    from bot.site.directory import Counts
    from bot.site.facts import History
    from bot.site.layout import Layout
    from bot.store.database import Database
    from bot.store.stories import Head

_SHARED = "/"  # the group of what is of no one story: no slug
_UNFINISHED = "unfinished"  # the mark of a story that the next build renders again
_NOTED = "1"  # the form of what is noted of a story: a change of it counts it up


async def read_username(database: Database) -> str | None:
    """Return the bot's @username, which pages lead to; None where it never ran on this database."""
    async with database.read() as conn:
        return await key_values.username(conn)


async def build(database: Database, root: Path, layout: Layout) -> tuple[int, Counts]:
    """Build the site into a directory; return how many stories it has, and what became of its files.

    Only stories that changed are read; the lists show of the others what the last build kept of them. Pictures, whose
    addresses have to be whole, are drawn only where that of the site is known. Raises NothingPublished, and what
    SiteDirectory raises.
    """
    async with database.read() as conn:
        heads = sorted(await stories.heads(conn), key=lambda head: head.rank, reverse=True)
        if not heads and not await stories.any_at_all(conn):
            raise NothingPublished
    drawing = DrawingProcess() if layout.facts.root and not missing_libraries() else None
    program = f"{_mark(layout)}.{drawing is not None}"
    try:
        with SiteDirectory(root) as directory:
            is_note = partial(story_lists.is_note, layout=layout)
            kept = {head.number for head in heads if directory.keep(head.slug, _mark_of(program, head), is_note)}
            changed = {head.number for head in heads} - kept
            shared = f"{program}.{_mark_of_all(heads)}"
            is_same = directory.keep(_SHARED, shared)
            newest = [] if is_same else sorted(heads, key=lambda head: head.at, reverse=True)[: feeds.STORIES]
            read = await _read(database, changed | {head.number for head in newest})
            histories = Histories(database)
            for story in (story for number, story in read.items() if number in changed):
                files, is_whole = await _story_files(database, story, await histories.get(story), layout, drawing)
                mark = _mark_of(program, story) if is_whole else _UNFINISHED
                directory.put(story.slug, mark, files, story_lists.note(story, layout))
            if not is_same:
                # Without one that was archived since `heads`: the mark then differs for the next build.
                latest = [read[head.number] for head in newest if head.number in read]
                entries = [(story, await histories.get_latest(story, layout.words)) for story in latest]
                notes = [note for head in heads if (note := directory.note(head.slug))]
                directory.put(_SHARED, shared, _shared_files(notes, entries, layout))
            return len(heads), directory.counts
    finally:
        if drawing:
            await drawing.close()


async def _read(database: Database, numbers: set[int]) -> dict[int, Story]:
    if not numbers:
        return {}
    async with database.read() as conn:
        return {story.number: story for story in await stories.live(conn, numbers)}


async def _story_files(
    database: Database, story: Story, history: History, layout: Layout, drawing: DrawingProcess | None
) -> tuple[list[File], bool]:
    """Render a story's files; return them, and whether no picture is missing that another try may draw."""
    files: list[File] = []
    is_whole = True
    for language, words in layout.words.items():
        try:
            picture = await story_pictures.draw(story, words, drawing)
        except PictureFailed:
            picture, is_whole = None, False
        files += [picture] if picture else []
        async with database.read() as conn:
            photo = await story_pictures.photo(conn, story, language)
        files += [photo.file] if photo else []
        files += story_page.files(story, history, language, layout, StoryPictures(picture, photo))
        files.append(feeds.story_feed(story, history, language, layout))
    return files, is_whole


def _shared_files(notes: list[dict[str, Any]], latest: list[tuple[Story, History]], layout: Layout) -> Iterator[File]:
    yield shared_pages.home(layout)
    yield File(addresses.STYLE, environment.style(), CSS)
    yield File(addresses.ICON, environment.icon(), SVG)
    count = shared_pages.index_pages(notes)
    for language in layout.words:
        entries = story_lists.entries(notes, language)
        for number in range(1, count + 1):
            yield shared_pages.index(shared_pages.shown(entries, number), (number, count), None, language, layout)
        yield shared_pages.policy(story_lists.corrections(notes, language), language, layout)
        yield feeds.latest_feed(latest, language, layout)


def _mark(layout: Layout) -> str:
    """Return a mark of all that pages depend on beside their stories: templates, words and where the site stands."""
    catalogues = (catalogue.path(language).read_text("utf-8") for language in layout.words)
    parts = (_NOTED, version("siyaq"), repr(layout.facts), *environment.sources(), *catalogues)
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _mark_of(program: str, story: Head | Story) -> str:
    return f"{program}.{story.revision}.{story.number}"


def _mark_of_all(heads: list[Head]) -> str:
    """Return a mark of what the lists show, and in which order."""
    return sha256(",".join(f"{head.number}.{head.revision}" for head in heads).encode()).hexdigest()[:16]
