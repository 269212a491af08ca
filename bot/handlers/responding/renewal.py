"""Renewal: a request that had to wait is made once more, since what it shows may have changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.responding import copy_notes
from bot.handlers.responding.prepared_page import prepare, render
from bot.views.callback_data import PageLink, Section

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext
    from bot.handlers.responding.prepared_page import PreparedPage

Renew = Callable[[], Awaitable[bytes]]
"""Returns the prepared page as it is now."""


def completed(renew: Renew | None, complete: Callable[[bytes], bytes]) -> Renew | None:
    """Return what makes a whole request of a page that is made once more; None where it is not."""
    if renew is None:
        return None

    async def again() -> bytes:
        return complete(await renew())

    return again


async def renewed(app: AppContext, chat: ChatContext, page: PreparedPage) -> PreparedPage:
    """Return a page that had to wait as it is now, if what it shows of a story was revised meanwhile."""
    if page.shown is None:
        return page
    snapshot = await app.story_cache.stories()
    if page.page:
        story = snapshot.by_number.get(page.page[0].number)
        if story and story.revision == page.page[0].revision:
            return page
        return await prepare(app, chat, replace(page.page[1], format=page.format))
    recipe = page.shown.revised(snapshot.by_number)
    if recipe is None:
        return page
    if document := await copy_notes.compose_anew(app, page.shown, snapshot, page.format):
        return render(app, document, page.format, chat, recipe)
    # Nothing is left of what was asked for: its story's cover stands in for it.
    cover = PageLink(recipe.covers[0][0], Section.COVER, page.shown.preferences.language, format=page.format)
    return await prepare(app, chat, cover)
