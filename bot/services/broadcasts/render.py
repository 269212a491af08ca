"""Render a broadcast's document into the request body of one message, classic and rich: as much of it as fits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import BroadcastLong
from bot.render import classic, request_body, rich
from bot.render.html import CAPTION, LIMIT
from bot.store.renditions import Rendition
from bot.views import correction_notes
from bot.views.story_update import SIZE_BUDGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.reader import Preferences
    from bot.store.recipients import Combination
    from bot.views.document import Document
    from bot.views.story_update import SizeBudget

Cover = tuple[int, int, tuple[str, ...]] | tuple[int, int, tuple[str, ...], tuple[str, ...]]
"""A story's id, the revision and items that a message shows of it, and the records of corrections that it tells."""

Pair = tuple[Rendition, Rendition | None]
"""A rendition, and the classic one to send where a rich one is refused."""


def render(
    compose: Callable[[SizeBudget], Document],
    covers: Callable[[SizeBudget], tuple[Cover, ...]],
    combination: Combination,
    *,
    photo: str | None = None,
    variant: str = "",
    sizes: Sequence[SizeBudget] = SIZE_BUDGETS,
) -> Pair:
    """Render the message for chats of this combination, in the first size in which it fits.

    A photo's caption is always classic: the Bot API has no rich captions. Raises BroadcastLong if no size fits.
    """
    document, html, size = _fit(compose, sizes, photo)
    message = classic.message(document, (classic.MessagePage(html, ()),), 0)
    shown = json.dumps(covers(size))
    classic_rendition = _rendition(replace(combination, rich=False), "sendMessage", message, variant, shown)
    if photo:
        del message["text"], message["link_preview_options"]
        captioned = {"photo": photo, "caption": html} | message
        return _rendition(combination, "sendPhoto", captioned, variant, shown), None
    if not combination.rich:
        return classic_rendition, None
    for wider in sizes:
        rich_document = compose(wider)
        pages = rich.paginate(rich_document)
        if len(pages) == 1:
            break
    shown = json.dumps(covers(wider))
    body = rich.message(rich_document, pages, 0)
    return _rendition(combination, "sendRichMessage", body, variant, shown), classic_rendition


def cover(story: Story, items: tuple[str, ...], records: Sequence[Correction]) -> Cover:
    """Return what a message shows of a story, and tells of its corrections."""
    if not records:
        return story.number, story.revision, items
    return story.number, story.revision, items, tuple(record.id for record in records)


def with_lines(
    document: Document, records: Sequence[Correction], words: Translator, preferences: Preferences
) -> Document:
    """Let a message say what was corrected of what it showed when it was delivered."""
    lines = [correction_notes.line(record, words, preferences) for record in records]
    return correction_notes.at_top(document, lines) if lines else document


def as_edit(rendition: Rendition, sent: Rendition) -> tuple[str, bytes]:
    """Return the method and body of the edit that turns a copy of `sent` into a rendition.

    Of a photo it is the caption; where another photo takes its place, or it is not known any more which was sent (the
    words of what was withdrawn are not kept), both.
    """
    if rendition.method != "sendPhoto":
        return "editMessageText", rendition.body
    message = json.loads(b"{" + rendition.body)
    photo = message.pop("photo")
    if sent.method != "sendPhoto" or photo == json.loads(b"{" + sent.body).get("photo"):
        return "editMessageCaption", request_body.prepare(message)
    return "editMessageMedia", request_body.prepare(_media(message, photo))


def withdraw(document: Document, sent: Rendition, variant: str, instead: str | None = None) -> Rendition:
    """Render the edit that replaces a sent copy by a notice, and removes its buttons.

    `instead` is the photo that takes the place of one that shows what the copy told.
    """
    message, method = (
        classic.message(document, (classic.MessagePage(classic.as_one_message(document).markup, ()),), 0),
        "editMessageText",
    )
    if sent.method == "sendPhoto":
        text = message.pop("text")
        del message["link_preview_options"]
        message, method = {"caption": text} | message, "editMessageCaption"
        if instead:
            message, method = _media(message, instead), "editMessageMedia"
    elif sent.method == "sendRichMessage":
        message = rich.message(document, rich.paginate(document), 0)
    return replace(sent, variant=variant, method=method, body=request_body.prepare(message), covers="[]")


def _media(message: dict[str, Any], photo: str) -> dict[str, Any]:
    """Return the parameters of an edit that replaces a photo and its caption."""
    outside = {name: message[name] for name in message if name == "reply_markup"}
    caption = {name: message[name] for name in message if name not in outside}
    return {"media": {"type": "photo", "media": photo, **caption}, **outside}


def _fit(
    compose: Callable[[SizeBudget], Document], sizes: Sequence[SizeBudget], photo: str | None
) -> tuple[Document, str, SizeBudget]:
    limit = CAPTION if photo else LIMIT
    for size in sizes:
        document = compose(size)
        page = classic.as_one_message(document)
        if page.size.within(limit):
            return document, page.markup, size
    raise BroadcastLong(length=page.size.units, limit=limit.units)


def _rendition(combination: Combination, method: str, message: dict[str, Any], variant: str, covers: str) -> Rendition:
    months, digits = combination.months.value, combination.digits.value
    return Rendition(
        combination.language, combination.rich, months, digits, combination.channel, variant, method,
        request_body.prepare(message), covers,
    )  # fmt: skip
