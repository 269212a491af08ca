"""Rendered pages, with what they were rendered from: a story's page, or a document that belongs to no story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.handlers.responding.copy_notes import ShownItems
from bot.render.page_cache import PageButtons
from bot.telegram_api import rich_support
from bot.views import correction_notes, lists
from bot.views.callback_data import Format, PageLink, Section
from bot.views.recipes import making

if TYPE_CHECKING:
    from bot.handlers.context import AppContext, ChatContext
    from bot.model import Story
    from bot.views.document import Document
    from bot.views.recipes.recipe import Recipe

METHODS = {Format.CLASSIC: "sendMessage", Format.RICH: rich_support.METHOD}
"""How a page of each format is sent."""


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A rendered message body with its source: a story's page, or a document that belongs to no story.

    For a guest the body is that of the answer to the query.

    `notice` is the catalogue key of a sentence to show beside it, `shown` what it shows of items, if any.
    """

    body: bytes
    page: tuple[Story, PageLink] | None = None
    notice: str | None = None
    format: Format = Format.CLASSIC
    document: Document | None = None
    shown: ShownItems | None = None


async def prepare(app: AppContext, chat: ChatContext, link: PageLink) -> PreparedPage:
    """Render the page a link names. Falls back to the cover if the item is gone, to the list if the story is."""
    snapshot = await app.story_cache.stories()
    preferences = replace(chat.preferences, language=link.language)
    story = snapshot.by_number.get(link.story)
    if story is None:
        listing = lists.stories(snapshot.stories, None, app.words_for(preferences), preferences, app.now())
        return replace(render(app, listing, link.format, chat), notice="say.story_gone")
    buttons = await _buttons(app, chat, story, link, others=len(snapshot.stories) > 1)
    rendered, notice = app.pages.page(story, link, preferences, buttons, app.now()), None
    index = rendered.index(link)
    if index is None:
        notice, index = correction_notes.gone(story, link.item), 0
        link = PageLink(story.number, Section.COVER, link.language, format=link.format)
        rendered = app.pages.page(story, link, preferences, buttons, app.now())
    others, followed, inline, _ = buttons
    recipe = making.of_page(link, others=others, followed=followed, inline=inline)
    shown = ShownItems(recipe, preferences, rendered.messages[index].places, story)
    return PreparedPage(rendered.bodies[index], (story, link), notice, link.format, shown=shown)


async def _buttons(app: AppContext, chat: ChatContext, story: Story, link: PageLink, *, others: bool) -> PageButtons:
    if chat.guest is not None:
        return PageButtons(others, guest=chat.guest.links)
    followed = await app.chat_cache.follows(chat.chat_id, story.number) if link.section is Section.COVER else False
    return PageButtons(others, followed, may_switch(app, chat))


def may_switch(app: AppContext, chat: ChatContext) -> bool:
    """Return whether a page's buttons may lead to the choice of a chat: a channel's post has none of these."""
    return chat.private and app.has_inline_mode


async def as_classic(app: AppContext, chat: ChatContext, page: PreparedPage) -> PreparedPage:
    """Return the page as a classic message."""
    if page.page:
        return await prepare(app, chat, replace(page.page[1], format=Format.CLASSIC))
    assert page.document is not None  # noqa: S101 - whatever is rich is one of the two
    return render(app, page.document, Format.CLASSIC, chat, page.shown.recipe if page.shown else None)


def render(
    app: AppContext,
    document: Document,
    format_: Format = Format.CLASSIC,
    chat: ChatContext | None = None,
    recipe: Recipe | None = None,
) -> PreparedPage:
    """Render a document; of one that takes several messages, the first. One that shows items has a `recipe`."""
    guest = replace(chat.guest.links, start=chat.guest.start) if chat and chat.guest else None
    rendered = app.pages.render(document, format_, guest=guest)
    shown = None
    if chat and recipe:
        preferences = replace(chat.preferences, language=document.language)
        shown = ShownItems(recipe, preferences, rendered.messages[0].places)
    return PreparedPage(rendered.bodies[0], format=format_, document=document, shown=shown)
