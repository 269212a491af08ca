"""The public pages of the live stories, rendered as they are asked for and kept in memory.

Each answer is as new as the story cache, which sees what any process published: what was corrected or withdrawn is so
in the very next answer of every process, and none has to be notified.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.errors.pictures import PictureFailed
from bot.services.site import story_pictures
from bot.services.site.file_cache import FileCache, Key
from bot.services.site.histories import Histories
from bot.site import addresses, environment, feeds, shared_pages, story_lists, story_page
from bot.site.addresses import Kind
from bot.site.layout import CSS, SVG, File, StoryPictures
from bot.views.pictures.compose import find

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.model import Story
    from bot.services.pictures.drawing_process import DrawingProcess
    from bot.site.addresses import Route
    from bot.site.facts import History
    from bot.site.layout import Layout, Photo
    from bot.store.database import Database
    from bot.store.story_cache import StoryCache, StorySnapshot

# Seconds before a picture is tried again that the process which draws failed at: all wait while it does, up to 20.
RETRY = 600.0
_STATIC = {Kind.STYLE: (environment.style, CSS), Kind.ICON: (environment.icon, SVG)}


class PublicSite:
    """Renders what stands at a path; without a process that draws, pages name no picture."""

    def __init__(
        self, database: Database, story_cache: StoryCache, layout: Layout, drawing: DrawingProcess | None = None
    ) -> None:
        self.layout = layout
        self._drawing = drawing
        self._stories = story_cache
        self._database = database
        self._histories = Histories(database)
        self._cache = FileCache()
        self._failed_until: dict[Key, float] = {}  # by the loop's clock
        self._shared: dict[str, File] = {}
        self._snapshot: StorySnapshot | None = None
        self._turn = asyncio.Lock()  # of many who ask for one page after a change, one renders it
        self._card_turn = asyncio.Lock()  # as the process draws one picture at a time

    async def get(self, path: str) -> File | None:
        """Return what stands at a path, without its first slash; None where nothing does."""
        route = addresses.read(path)
        if route is None:
            return None
        if route.kind in _STATIC:
            read, kind = _STATIC[route.kind]
            return File(path, read(), kind)
        snapshot = await self._stories.stories()
        if snapshot is not self._snapshot:
            self._forget_old(snapshot)
        if route.slug is None:
            return await self._get_shared(path, route)
        story = snapshot.by_slug.get(route.slug)
        if story is None:
            return None
        if route.item:
            return await self._get_named(story, route, route.item)
        files = await self._get_story(story, route)
        return files[route.page - 1] if route.page <= len(files) else None

    def missing(self, path: str) -> bytes:
        """Return the page that is shown where nothing stands."""
        return shared_pages.missing(path, self.layout)

    async def _get_story(self, story: Story, route: Route) -> tuple[File, ...]:
        key = (story.number, story.revision, route.kind.value, route.language.value)
        if (known := self._cache.get(key)) is not None:
            return known
        async with self._turn:
            if (known := self._cache.get(key)) is not None:
                return known
            picture, is_whole = None, True
            if route.kind is not Kind.FEED:
                try:
                    picture = await self._get_picture(story, route)
                except PictureFailed:
                    is_whole = False
            if route.kind is Kind.PICTURE:
                return (picture,) if picture else ()
            history = await self._histories.get(story)
            pictures = StoryPictures(picture, await self._get_photo(story, route))
            files = tuple(await asyncio.to_thread(_render_story, story, history, route, self.layout, pictures))
            if is_whole:
                self._cache.put(key, files)
            return files

    async def _get_picture(self, story: Story, route: Route) -> File | None:
        """Return a story's picture, drawn before its page, which names it only where it can be drawn."""
        key = (story.number, story.revision, Kind.PICTURE.value, route.language.value)
        words = self.layout.words[route.language]
        return await self._get_drawn(key, partial(story_pictures.draw, story, words, self._drawing))

    async def _get_named(self, story: Story, route: Route, item: str) -> File | None:
        """Return the story's own picture, if it is still this one, or that of an item."""
        if route.kind is Kind.CARD:
            return await self._get_card(story, route, item)
        photo = await self._get_photo(story, route)
        return photo.file if photo and f"-{item}." in photo.file.path else None

    async def _get_photo(self, story: Story, route: Route) -> Photo | None:
        async with self._database.read() as conn:
            return await story_pictures.photo(conn, story, route.language)

    async def _get_card(self, story: Story, route: Route, item: str) -> File | None:
        """Return an item's picture; whoever waits for one keeps nobody from the pages.

        Of many who ask for it at once, one draws it.
        """
        key = (story.number, story.revision, f"{Kind.CARD.value}-{item}", route.language.value)
        if (known := self._cache.get(key)) is not None:
            return next(iter(known), None)
        if find(story, item) is None:  # not kept: there is no end of what may be asked for
            return None
        words = self.layout.words[route.language]
        async with self._card_turn:
            with suppress(PictureFailed):
                return await self._get_drawn(key, partial(story_pictures.draw_card, story, item, words, self._drawing))
        return None

    async def _get_drawn(self, key: Key, draw: Callable[[], Awaitable[File | None]]) -> File | None:
        """Return a picture, drawn if it is not kept; that it cannot be drawn is kept, too, as long as the revision.

        Raises PictureFailed where the process that draws failed, and without asking it for a while after that.
        """
        if (known := self._cache.get(key)) is not None:
            return next(iter(known), None)
        time = asyncio.get_running_loop().time
        if time() < self._failed_until.get(key, 0.0):
            raise PictureFailed
        try:
            drawn = await draw()
        except PictureFailed:
            self._failed_until[key] = time() + RETRY
            raise
        self._cache.put(key, (drawn,) if drawn else ())
        return drawn

    async def _get_shared(self, path: str, route: Route) -> File | None:
        async with self._turn:
            snapshot = self._snapshot
            if snapshot is None or path in self._shared:
                return self._shared.get(path)
            latest = await self._read_latest(snapshot) if route.kind is Kind.FEED else []
            file = await asyncio.to_thread(_render_shared, snapshot.stories, latest, route, self.layout)
            if file is not None and snapshot is self._snapshot:  # nothing was published meanwhile
                self._shared[path] = file
            return file

    async def _read_latest(self, snapshot: StorySnapshot) -> list[tuple[Story, History]]:
        newest = sorted(snapshot.stories, key=lambda story: story.at, reverse=True)[: feeds.STORIES]
        return [(story, await self._histories.get(story)) for story in newest]

    def _forget_old(self, snapshot: StorySnapshot) -> None:
        """Forget what an older snapshot was rendered to."""
        self._snapshot = snapshot
        self._shared.clear()
        self._histories.keep_only(snapshot.by_number.keys())
        live = {(story.number, story.revision) for story in snapshot.stories}
        self._cache.keep_only(live)
        self._failed_until = {key: until for key, until in self._failed_until.items() if key[:2] in live}


def _render_story(story: Story, history: History, route: Route, layout: Layout, pictures: StoryPictures) -> list[File]:
    if route.kind is Kind.FEED:
        return [feeds.story_feed(story, history, route.language, layout)]
    return story_page.files(story, history, route.language, layout, pictures)


def _render_shared(
    stories: tuple[Story, ...], latest: list[tuple[Story, History]], route: Route, layout: Layout
) -> File | None:
    match route.kind:
        case Kind.HOME:
            return shared_pages.home(layout)
        case Kind.INDEX if route.page <= shared_pages.index_pages(stories):
            on_page = shared_pages.shown(stories, route.page)
            entries = [story_lists.entry(story, route.language, layout) for story in on_page]
            newest = max((story.at for story in on_page), default=None)
            place = (route.page, shared_pages.index_pages(stories))
            return shared_pages.index(entries, place, newest, route.language, layout)
        case Kind.POLICY:
            records = story_lists.latest(stories)
            corrections = [story_lists.correction(story, record, route.language, layout) for story, record in records]
            return shared_pages.policy(corrections, route.language, layout)
        case Kind.FEED:
            return feeds.latest_feed(latest, route.language, layout)
    return None
