"""Render a broadcast's document into the request body of one message, classic and rich: as much of it as fits."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import BroadcastLong
from bot.render import classic, request_body, rich
from bot.render.html import CAPTION, LIMIT
from bot.store.renditions import Rendition
from bot.views.story_update import SIZE_BUDGETS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.store.recipients import Combination
    from bot.views.document import Document
    from bot.views.story_update import SizeBudget

Cover = tuple[int, int, tuple[str, ...]]
"""A story's id, and the revision and items that a message shows of it."""

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


def withdraw(document: Document, sent: Rendition, variant: str) -> Rendition:
    """Render the edit that replaces a sent copy by a notice, and removes its buttons."""
    message, method = (
        classic.message(document, (classic.MessagePage(classic.as_one_message(document).markup, ()),), 0),
        "editMessageText",
    )
    if sent.method == "sendPhoto":
        text = message.pop("text")
        del message["link_preview_options"]
        message, method = {"caption": text} | message, "editMessageCaption"
    elif sent.method == "sendRichMessage":
        message = rich.message(document, rich.paginate(document), 0)
    return replace(sent, variant=variant, method=method, body=request_body.prepare(message), covers="[]")


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
