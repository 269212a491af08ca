"""Renders a document as the one inline query result that answers a guest query, rich or classic."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.render import classic, pagination, rich
from bot.views.callback_data import Format

if TYPE_CHECKING:
    from bot.render.pagination import Place
    from bot.views.callback_data import PageLink
    from bot.views.document import Document

_KEPT = 256  # pages, the latest used: some megabytes


# A guest's page is the same for all who ask for it in one language, and is asked for by many at once: as news breaks.
_rich_pages = lru_cache(maxsize=_KEPT)(rich.paginate)
_classic_pages = lru_cache(maxsize=_KEPT)(classic.paginate)


def body(
    query_id: str, document: Document, title: str, format_: Format, place: PageLink | None
) -> tuple[bytes, tuple[Place, ...]]:
    """Return the request that answers a guest query, and the items on its message.

    It is the message that holds the item of `place`, else the first.
    """
    message, places = _message(document, format_, place)
    keyboard = message.pop("reply_markup", None)
    if format_ is Format.CLASSIC:
        message["message_text"] = message.pop("text")
    result = {"type": "article", "id": "1", "title": title, "input_message_content": message}
    if keyboard:
        result["reply_markup"] = keyboard
    answer = {"guest_query_id": query_id, "result": result}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode(), places


def _message(document: Document, format_: Format, place: PageLink | None) -> tuple[dict[str, Any], tuple[Place, ...]]:
    item, part = (place.item, place.part) if place else (None, 0)
    if format_ is Format.RICH:
        rich_pages = _rich_pages(document)
        index = pagination.find(rich_pages, item, part) or 0
        return rich.message(document, rich_pages, index), rich_pages[index].places
    pages = _classic_pages(document)
    index = pagination.find(pages, item, part) or 0
    return classic.message(document, pages, index), pages[index].places
