"""A page is opened: as a new message, or in the place of the one whose button was tapped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.handlers import replies
from bot.links import PageLink, Section
from bot.pages import about, lists
from bot.store.shown import Shown
from bot.transport.outcomes import Sent

if TYPE_CHECKING:
    from bot.document import Document
    from bot.handlers.services import Asker, Services
    from bot.story import Story
    from bot.transport.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link led to: a prepared message, the page of a story that it is, and what to tell beside it (a key)."""

    body: bytes
    page: tuple[Story, PageLink] | None = None
    notice: str | None = None


async def find(services: Services, who: Asker, place: PageLink) -> Opened:
    """The page that `place` leads to; where its item is gone, the story's cover, and where the story is, the list."""
    shelved = await services.shelf.stories()
    preferences = replace(who.preferences, language=place.language)
    story = shelved.by_number.get(place.story)
    if story is None:
        every = lists.stories(shelved.stories, None, services.told(preferences), preferences, services.now())
        return Opened(services.press.set(every).bodies[0], notice="say.story_gone")
    others = len(shelved.stories) > 1
    body = services.press.page(story, place, preferences, others=others).body(place)
    if body is not None:
        return Opened(body, (story, place))
    cover = PageLink(story.number, Section.COVER, place.language, format=place.format)
    body = services.press.page(story, cover, preferences, others=others).bodies[0]
    return Opened(body, (story, cover), "say.item_gone")


async def open_page(services: Services, who: Asker, place: PageLink) -> None:
    """Send the page that `place` leads to, after a notice where that is gone."""
    opened = await find(services, who, place)
    if opened.notice:
        await show(services, who, about.notice(services.words[place.language], opened.notice))
    await put(services, who, opened)


async def show(services: Services, who: Asker, document: Document, message_id: int | None = None) -> Outcome:
    """Show a page of no story: in the place of a message, or as a new one; and what became of it."""
    return await put(services, who, Opened(services.press.set(document).bodies[0]), message_id)


async def put(services: Services, who: Asker, opened: Opened, message_id: int | None = None) -> Outcome:
    """Show what was opened: in the place of a message, or as a new one; note what the chat now shows, and return it."""
    if message_id is None:
        outcome = await replies.send(services, who, opened.body)
    else:
        outcome = await replies.edit(services, who, message_id, opened.body)
    if opened.page:
        _note(services, who, outcome, *opened.page)
    return outcome


def _note(services: Services, who: Asker, outcome: Outcome, story: Story, place: PageLink) -> None:
    if not isinstance(outcome, Sent) or outcome.message_id is None:
        return
    page = Shown(
        chat_id=who.chat_id,
        message_id=outcome.message_id,
        story=story.number,
        section=place.section,
        revision=story.revision,
        language=place.language,
        format=place.format,
        at=services.now(),
    )
    services.ledger.note_shown(page, who.thread_id or 0)
