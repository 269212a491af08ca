"""Addresses of the public pages, for messages whose links lead there and not to the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.callback_data import Section, payload

if TYPE_CHECKING:
    from bot.model import Story
    from bot.model.language import Language
    from bot.views.callback_data import PageLink

# What a page calls the sections of the bot; the others are at its head.
_ANCHORS = {
    Section.SUMMARY: "_summary",
    Section.QUOTES: "_quotes",
    Section.TIMELINE: "_timeline",
    Section.PEOPLE: "_people",
    Section.SOURCES: "_sources",
}


class SiteAddress(str):
    """The address of the public pages, with a slash at the end; in place of the bot's where links lead to them."""

    __slots__ = ()


def link_to(address: str, story: Story, place: PageLink) -> str:
    """Return the link to a place of a story: below a SiteAddress its page and item, else a deep link to the bot."""
    if not isinstance(address, SiteAddress):
        return f"{address}?start={payload(place)}"
    anchor = place.item or _ANCHORS.get(place.section)
    page = f"{address}{place.language}/{story.slug}/"
    return f"{page}#{anchor}" if anchor else page


def path_of_photo(language: Language, slug: str, picture_id: str) -> str:
    """Return the path of a story's own picture on the public pages: it is named by its content."""
    return f"{language}/{slug}/photo-{picture_id[:32]}.jpg"


def picture_of(root: str, story: Story, item: str | None, language: Language) -> str:
    """Return the address of the picture of an item, or of the story, below the public pages' `root`.

    It names the revision: Telegram keeps what it fetched from an address, and a corrected picture needs another.
    """
    file = f"card-{item}" if item else "card"
    return f"{root}{language}/{story.slug}/{file}.jpg?{story.revision}"
