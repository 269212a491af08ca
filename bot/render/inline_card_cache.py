"""LRU cache of inline query results (JSON bytes), keyed by story revision and preferences."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from bot.render import classic
from bot.views import item_card
from bot.views.callback_data import payload, read_payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.views.callback_data import PageLink

CAPACITY = 4_000  # cards kept, the latest used: some megabytes
_SEPARATOR = "."  # in no payload
_PHOTO = "p"  # before the id of a picture: no payload begins with it


class InlineResultCache:
    """LRU cache of cards as inline query results."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int, str | None, Preferences, str], bytes | None] = OrderedDict()

    def get(
        self, story: Story, item_id: str | None, words: Translator, preferences: Preferences, address: str
    ) -> bytes | None:
        """Return the card of an item, or of the story, as an InlineQueryResultArticle; None if there is no such item.

        It is always a classic message: into whose chat it goes, and which clients read it there, is not known, and what
        was sent inline cannot be sent again.
        """
        key = (story.number, story.revision, item_id, preferences, address)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        card = item_card.card(story, item_id, words, preferences, address)
        self._kept[key] = result = _article(card, story.revision) if card else None
        if len(self._kept) > CAPACITY:
            self._kept.popitem(last=False)
        return result


def read_id(result_id: str) -> tuple[PageLink, int] | None:
    """Return the page that a chosen card leads to, and the revision that it shows; None of what is none of ours."""
    link, _, revision = result_id.removeprefix(_PHOTO).partition(_SEPARATOR)
    place = read_payload(link)
    return (place, int(revision)) if place and revision.isascii() and revision.isdigit() else None


def is_photo(result_id: str) -> bool:
    """Return whether a chosen result is a picture."""
    return result_id.startswith(_PHOTO)


def photo(article: bytes, file_id: str, caption: Mapping[str, Any]) -> bytes:
    """Return an item's picture as an InlineQueryResultCachedPhoto, named as its article is."""
    return _photo(article, {"photo_file_id": file_id}, caption)


def photo_at(article: bytes, url: str, caption: Mapping[str, Any]) -> bytes:
    """Return an item's picture as an InlineQueryResultPhoto, which Telegram fetches from a public page's address."""
    return _photo(article, {"photo_url": url, "thumbnail_url": url}, caption)


def _photo(article: bytes, file: Mapping[str, str], caption: Mapping[str, Any]) -> bytes:
    named = json.loads(article)
    result = {
        "type": "photo",
        "id": f"{_PHOTO}{named['id']}",
        **file,
        "title": named["title"],
        "description": named["description"],
        **caption,
    }
    return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()


def _article(card: item_card.ItemCard, revision: int) -> bytes:
    message = classic.message(card.document, classic.paginate(card.document), 0)
    keyboard = message.pop("reply_markup")
    content = {"message_text": message.pop("text"), **message}
    article = {
        "type": "article",
        "id": f"{payload(card.place)}{_SEPARATOR}{revision}",
        "title": card.title,
        "description": card.gist,
        "input_message_content": content,
        "reply_markup": keyboard,
    }
    return json.dumps(article, ensure_ascii=False, separators=(",", ":")).encode()
