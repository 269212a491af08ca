"""A composed push as the bytes of one message: as much of it as fits, classic and rich."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import PushLong
from bot.pages.update import EXTENTS
from bot.render import body, classic, rich
from bot.render.setting import CAPTION, LIMIT
from bot.store.renditions import Rendition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.document import Document
    from bot.pages.update import Extent
    from bot.store.recipients import Combination

Cover = tuple[int, int, tuple[str, ...]]
"""The number of a story, the revision and the items that a message shows of it."""

Pair = tuple[Rendition, Rendition | None]
"""A rendition, and the classic one that takes its place where it is refused."""


def render(
    compose: Callable[[Extent], Document],
    covers: Callable[[Extent], tuple[Cover, ...]],
    combination: Combination,
    *,
    photo: str | None = None,
    variant: str = "",
    extents: Sequence[Extent] = EXTENTS,
) -> Pair:
    """The message for chats of this combination, in the first extent in which it fits; raises PushLong without one.

    A photo's caption is classic for all.
    """
    document, html, extent = _fit(compose, extents, photo)
    message = classic.message(document, (classic.Sheet(html, ()),), 0)
    shown = json.dumps(covers(extent))
    plain = _rendition(replace(combination, rich=False), "sendMessage", message, variant, shown)
    if photo:
        del message["text"], message["link_preview_options"]
        captioned = {"photo": photo, "caption": html} | message
        return _rendition(combination, "sendPhoto", captioned, variant, shown), None
    if not combination.rich:
        return plain, None
    for wider in extents:
        whole = compose(wider)
        sheets = rich.divide(whole)
        if len(sheets) == 1:
            break
    shown = json.dumps(covers(wider))
    return _rendition(combination, "sendRichMessage", rich.message(whole, sheets, 0), variant, shown), plain


def withdraw(document: Document, sent: Rendition, variant: str) -> Rendition:
    """The edit that sets a notice in the place of what was sent, and takes its buttons away."""
    message, method = (
        classic.message(document, (classic.Sheet(classic.whole(document).html, ()),), 0),
        "editMessageText",
    )
    if sent.method == "sendPhoto":
        text = message.pop("text")
        del message["link_preview_options"]
        message, method = {"caption": text} | message, "editMessageCaption"
    elif sent.method == "sendRichMessage":
        message = rich.message(document, rich.divide(document), 0)
    return replace(sent, variant=variant, method=method, body=body.prepare(message), covers="[]")


def _fit(
    compose: Callable[[Extent], Document], extents: Sequence[Extent], photo: str | None
) -> tuple[Document, str, Extent]:
    limit = CAPTION if photo else LIMIT
    for extent in extents:
        document = compose(extent)
        whole = classic.whole(document)
        if whole.size.within(limit):
            return document, whole.html, extent
    raise PushLong(length=whole.size.units, limit=limit.units)


def _rendition(combination: Combination, method: str, message: dict[str, Any], variant: str, covers: str) -> Rendition:
    months, digits = combination.months.value, combination.digits.value
    return Rendition(
        combination.language, combination.rich, months, digits, combination.channel, variant, method,
        body.prepare(message), covers,
    )  # fmt: skip
