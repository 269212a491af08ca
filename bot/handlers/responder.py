"""A page is opened: as a new message, or in the place of the one whose button was tapped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from bot.audience import Wanted
from bot.handlers import replies
from bot.links import Format, PageLink, Section
from bot.pages import about, lists
from bot.store.shown import Shown
from bot.transport.newer import failed, refused
from bot.transport.outcomes import Sent, words

if TYPE_CHECKING:
    from bot.document import Document
    from bot.handlers.services import Asker, Services
    from bot.story import Story
    from bot.transport.outcomes import Outcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link led to: a prepared message of a format, the page of a story that it is or the document of no story.

    `notice` is the key of what to tell beside it.
    """

    body: bytes
    page: tuple[Story, PageLink] | None = None
    notice: str | None = None
    format: Format = Format.CLASSIC
    document: Document | None = None


async def find(services: Services, who: Asker, place: PageLink) -> Opened:
    """The page that `place` leads to; where its item is gone, the story's cover, and where the story is, the list."""
    shelved = await services.shelf.stories()
    preferences = replace(who.preferences, language=place.language)
    story = shelved.by_number.get(place.story)
    if story is None:
        every = lists.stories(shelved.stories, None, services.told(preferences), preferences, services.now())
        return replace(_set(services, every, place.format), notice="say.story_gone")
    others = len(shelved.stories) > 1
    body = services.press.page(story, place, preferences, others=others).body(place)
    if body is not None:
        return Opened(body, (story, place), format=place.format)
    cover = PageLink(story.number, Section.COVER, place.language, format=place.format)
    body = services.press.page(story, cover, preferences, others=others).bodies[0]
    return Opened(body, (story, cover), "say.item_gone", place.format)


async def open_page(services: Services, who: Asker, place: PageLink) -> None:
    """Send the page that `place` leads to, in the chat's own format, after a notice where that is gone."""
    opened = await find(services, who, replace(place, format=wanted(services, who)))
    if opened.notice:
        await show(services, who, about.notice(services.words[place.language], opened.notice))
    await put(services, who, opened)


async def show(services: Services, who: Asker, document: Document, message_id: int | None = None) -> Outcome:
    """Show a page of no story, and return what became of it: in the place of a message, in its format; else classic."""
    format_ = who.tapped if message_id and who.tapped else Format.CLASSIC
    return await put(services, who, _set(services, document, format_), message_id)


def wanted(services: Services, who: Asker) -> Format:
    """The format of a new page for the chat: rich, unless it wants simple messages or the server knows no others."""
    return Format.RICH if who.wanted is not Wanted.SIMPLE and services.rich.known() else Format.CLASSIC


async def put(services: Services, who: Asker, opened: Opened, message_id: int | None = None) -> Outcome:
    """Show what was opened: in the place of a message, or as a new one; note what the chat now shows, and return it.

    What the server refuses as a rich message is sent as a classic one at once.
    """
    if opened.format is Format.RICH and not services.rich.known(opened.body):
        opened, message_id = await _classic(services, who, opened), None
    if message_id is None:
        outcome = await replies.send(services, who, opened.body, opened.format)
    else:
        outcome = await replies.edit(services, who, message_id, opened.body, opened.format)
    if opened.format is Format.RICH:
        outcome, opened = await _settle(services, who, outcome, opened)
    if opened.page:
        _note(services, who, outcome, *opened.page)
    return outcome


async def _settle(services: Services, who: Asker, outcome: Outcome, opened: Opened) -> tuple[Outcome, Opened]:
    """What a rich message came to: if the server refused it or failed at it, the classic one, which is remembered."""
    if not (refused(outcome) or failed(outcome)):
        services.rich.note(outcome, opened.body)
        return outcome, opened
    log.info("rich.refused", chat=who.chat_id, outcome=words(outcome))
    classic = await _classic(services, who, opened)
    again = await replies.send(services, who, classic.body)
    if isinstance(again, Sent):  # else it was the chat, whatever the words
        services.rich.note(outcome, opened.body)
    return again, classic


async def _classic(services: Services, who: Asker, opened: Opened) -> Opened:
    if opened.page:
        return await find(services, who, replace(opened.page[1], format=Format.CLASSIC))
    assert opened.document is not None  # noqa: S101 - whatever is rich is one of the two
    return _set(services, opened.document, Format.CLASSIC)


def _set(services: Services, document: Document, format_: Format) -> Opened:
    return Opened(services.press.set(document, format_).bodies[0], format=format_, document=document)


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
