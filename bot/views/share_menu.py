"""What can be shared of a page, and the card of one item with the ways to share it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.document import Button, Document, Heading, Run
from bot.links import PageLink, ReaderLink, ShareLink, payload
from bot.pages import cards
from bot.pages.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.audience import Preferences
    from bot.i18n.catalogue import Words
    from bot.pages.cards import Card
    from bot.story import Story

VERB = "card"
PAGE = 8  # items on one page of the choice
_BUTTON = 60  # UTF-16 units: clients cut what is longer, in the middle


def choice(story: Story, held: Sequence[str], place: PageLink, words: Words, preferences: Preferences) -> Document:
    """Which item of a page is to be shared: a button each for eight, from the one that `place` names on."""
    start = held.index(place.item) if place.item in held else 0
    rows = [(_item(story, item, words, preferences),) for item in held[start : start + PAGE]]
    before = (_turn("◀", place, held[max(start - PAGE, 0)]),) if start else ()
    after = (_turn("▶", place, held[start + PAGE]),) if start + PAGE < len(held) else ()
    whole = (Button(words.text("button.share_story"), ReaderLink(VERB, place.language, story.number)),)
    back = (Button(words.text("button.back"), place),)
    pager = [(*before, *after)] if before or after else []
    heading = Heading((Run(words.text("page.share.title")),), level=1)
    return Document(place.language, (heading,), (*rows, *pager, whole, back))


def card(card: Card, words: Words, *, inline: bool) -> Document:
    """The card as it will arrive, with buttons that send it to a chat, copy its address, and lead back to its page.

    Where the bot's inline mode is not switched on, Telegram's own page for sharing an address sends that.
    """
    if inline:
        send = Button(words.text("button.send"), share=payload(card.place))
    else:
        send = Button(words.text("button.send"), url=f"https://t.me/share/url?{urlencode({'url': card.address})}")
    copy = Button(words.text("button.copy_link"), copy=card.address)
    back = Button(words.text("button.back"), card.place)
    return replace(card.document, buttons=((send,), (copy, back)))


def _item(story: Story, item: str, words: Words, preferences: Preferences) -> Button:
    title, gist = cards.name(story, item, words, preferences)
    told = words.text("page.share.item", title=title, gist=gist) if gist else title
    return Button(shorten(told, _BUTTON), ReaderLink(VERB, preferences.language, story.number, item))


def _turn(label: str, place: PageLink, item: str) -> Button:
    return Button(label, ShareLink(replace(place, item=item, part=0)))
