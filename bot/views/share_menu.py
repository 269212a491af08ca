"""Share menu: choice of an item, and its card with share buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.views import item_card
from bot.views.callback_data import PageLink, ReaderLink, Section, ShareLink, payload
from bot.views.document import Button, Document, Heading, Run
from bot.views.labels import shorten
from bot.views.page_items import item_ids
from bot.views.reports.report_form import begin_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences
    from bot.views.document import Buttons
    from bot.views.item_card import ItemCard

VERB = "card"
PICTURE = "picture"  # the verb of the button that brings a picture
PAGE = 8  # items on one page of the choice
_BUTTON = 60  # UTF-16 units: clients cut what is longer, in the middle


def items(page: Document, place: PageLink) -> tuple[str, ...]:
    """Return the items of a page that may be shared; a cover is shared as a whole."""
    return () if place.section is Section.COVER else item_ids(page)


def choice(
    story: Story,
    item_ids: Sequence[str],
    place: PageLink,
    words: Translator,
    preferences: Preferences,
    *,
    inline: bool = False,
) -> Document:
    """Ask which item of a page to share, by a button for each of eight, from the one that `place` names on.

    In `inline` mode each leads straight to the choice of a chat, and one more button to the items' cards, which have
    the other ways; else each leads to its card.
    """
    start = item_ids.index(place.item) if place.item in item_ids else 0
    shown = item_ids[start : start + PAGE]
    whole = [_item(story, None, words, preferences, straight=inline)]
    if inline and shown:
        otherwise = ShareLink(replace(place, item=shown[0], part=0), otherwise=True)
        whole.append(Button(words.text("button.share_otherwise"), otherwise))
    before = (_turn("◀", place, item_ids[max(start - PAGE, 0)]),) if start else ()
    after = (_turn("▶", place, item_ids[start + PAGE]),) if start + PAGE < len(item_ids) else ()
    pager = [(*before, *after)] if before or after else []
    rows = [(_item(story, item, words, preferences, straight=inline),) for item in shown]
    return _asking(place, words, (*rows, *pager, tuple(whole), (Button(words.text("button.back"), place),)))


def ways(
    story: Story, item_ids: Sequence[str], place: PageLink, words: Translator, preferences: Preferences
) -> Document:
    """Ask which of eight items, from the one that `place` names on, to share otherwise: each leads to its card."""
    start = item_ids.index(place.item) if place.item in item_ids else 0
    shown = (*item_ids[start : start + PAGE], None)
    rows = [(_item(story, item, words, preferences, straight=False),) for item in shown]
    return _asking(place, words, (*rows, (Button(words.text("button.back"), ShareLink(place)),)))


def card(card: ItemCard, words: Translator, *, inline: bool, pictures: bool = False) -> Document:
    """Build the card as it will arrive, with buttons to send it to a chat, copy its address, and go back to its page.

    Where pictures can be drawn, another brings the picture of a quotation or an event.

    Where the bot's inline mode is not switched on, Telegram's own page for sharing an address sends that.
    """
    if inline:
        send = Button(words.text("button.send"), share=payload(card.place))
    else:
        send = Button(words.text("button.send"), url=f"https://t.me/share/url?{urlencode({'url': card.address})}")
    copy = Button(words.text("button.copy_link"), copy=card.address)
    back = Button(words.text("button.back"), card.place)
    place = card.place
    has_picture = pictures and place.item and place.section in {Section.QUOTES, Section.TIMELINE}
    picture = (Button(words.text("button.picture"), ReaderLink(PICTURE, place.language, place.story, place.item)),)
    wrong = ((begin_button(place.story, place.item, words),),) if place.item else ()
    return replace(card.document, buttons=((send,), *((picture,) if has_picture else ()), (copy, back), *wrong))


def item_label(story: Story, item_id: str, words: Translator, preferences: Preferences) -> str:
    """Return what a button calls an item, uncut: its title and its words; a quotation by its words alone.

    Raises KeyError if there is no such item.
    """
    title, gist = item_card.name(story, item_id, words, preferences)
    if any(quote.id == item_id for quote in story.dossier.quotes):  # of nine by one speaker the words tell which
        return gist
    return words.text("page.share.item", title=title, gist=gist) if gist else title


def _asking(place: PageLink, words: Translator, rows: Buttons) -> Document:
    heading = Heading((Run(words.text("page.share.title")),), level=1)
    return Document(place.language, (heading,), rows)


def _item(story: Story, item_id: str | None, words: Translator, preferences: Preferences, *, straight: bool) -> Button:
    """Return the button of an item, or of the story, that leads to the choice of a chat, else to its card."""
    label = item_label(story, item_id, words, preferences) if item_id else words.text("button.share_story")
    label = shorten(label, _BUTTON)
    place = item_card.find(story, item_id, preferences.language)
    if straight and place:
        return Button(label, share=payload(place))
    return Button(label, ReaderLink(VERB, preferences.language, story.number, item_id))


def _turn(label: str, place: PageLink, item_id: str) -> Button:
    return Button(label, ShareLink(replace(place, item=item_id, part=0)))
