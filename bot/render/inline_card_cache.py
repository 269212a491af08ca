"""The deck: cards as results of inline queries, made once and kept as bytes, by what they depend on."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.links import payload
from bot.pages import cards
from bot.render import classic

if TYPE_CHECKING:
    from bot.audience import Preferences
    from bot.i18n.catalogue import Words
    from bot.story import Story

KEPT = 4_000  # cards kept, the latest used: some megabytes


class Deck:
    """Deals cards, and keeps what it dealt."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int, str | None, Preferences, str], bytes | None] = OrderedDict()

    def deal(
        self, story: Story, item: str | None, words: Words, preferences: Preferences, address: str
    ) -> bytes | None:
        """The card of an item, or of the story, as an InlineQueryResultArticle; None where it is not there.

        It is always a classic message: into whose chat it goes, and which clients read it there, is not known, and what
        was sent inline cannot be sent anew.
        """
        key = (story.number, story.revision, item, preferences, address)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        card = cards.card(story, item, words, preferences, address)
        self._kept[key] = result = _article(card) if card else None
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return result


def _article(card: cards.Card) -> bytes:
    message = classic.message(card.document, classic.divide(card.document), 0)
    keyboard = message.pop("reply_markup")
    content = {"message_text": message.pop("text"), **message}
    article = {
        "type": "article",
        "id": payload(card.place),
        "title": card.title,
        "description": card.gist,
        "input_message_content": content,
        "reply_markup": keyboard,
    }
    return json.dumps(article, ensure_ascii=False, separators=(",", ":")).encode()
