"""Positions of items on the messages of a paginated page, and its navigation buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.i18n import numbers
from bot.views.button_styles import style_of
from bot.views.callback_data import PositionLink, ShareLink, SimpleLink, pack
from bot.views.document import Button

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.views.callback_data import Link, PageLink
    from bot.views.document import Document

_MIRRORED = str.maketrans("◀▶", "▶◀")

Place = tuple[str | None, int]
"""An item and its part. What has no id is a further part of the item before it."""


class HasPlaces(Protocol):
    """A message whose items are known."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The items and parts on it, in order."""
        ...


class HasHeading(Protocol):
    """A unit of pagination."""

    @property
    def heading(self) -> bool:
        """Whether it stays with what follows it."""
        ...


_Piece = TypeVar("_Piece", bound=HasHeading)


def keep_with_next(pieces: Iterable[_Piece]) -> Iterator[tuple[_Piece, ...]]:
    """Yield each piece with the headings before it; headings with nothing below them come last."""
    group: tuple[_Piece, ...] = ()
    for piece in pieces:
        group = (*group, piece)
        if not piece.heading:
            yield group
            group = ()
    if group:
        yield group


def find(pages: Sequence[HasPlaces], item_id: str | None, part: int) -> int | None:
    """Return the index of the page with an item's part, or its last part if it has fewer; None without the item."""
    places = [(place, index) for index, page in enumerate(pages) for place in page.places]
    matches = [index for place, index in places if place[0] == item_id and place[1] <= part]
    return matches[-1] if matches else 0 if item_id is None else None


def keyboard(document: Document, pages: Sequence[HasPlaces], index: int) -> list[list[dict[str, Any]]]:
    """Build a page's buttons: ◀ ▶ if there are several, then the document's own, retargeted to this page.

    Clients lay a row out from the left, whatever its language: rows of an Arabic page are reversed and their arrows
    mirrored, so that the first button is the rightmost and ◀ leads on.
    """
    place = document.place
    aimed = [_retarget(row, place, pages[index]) if place and index else row for row in document.buttons]
    pager = [_pager(place, pages, index, position(document, index + 1, len(pages)))] if place and len(pages) > 1 else []
    rows = [[_button(button) for button in row] for row in (*pager, *aimed)]
    return [_from_the_right(row) for row in rows] if document.language.rtl else rows


def _from_the_right(row: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reverse a row, and mirror the arrow that a label consists of or ends with; one before words is no direction."""
    return [{**button, "text": _mirrored(button["text"])} for button in reversed(row)]


def _mirrored(label: str) -> str:
    return label[:-1] + label[-1:].translate(_MIRRORED)


def position(document: Document, number: int, count: int) -> str:
    """Format a page's position, in the document's digits: '3/7'."""
    return numbers.show(f"{number}/{count}", document.digits)


def _pager(place: PageLink, pages: Sequence[HasPlaces], index: int, position: str) -> tuple[Button, ...]:
    before = (_neighbour("◀", place, pages[index - 1]),) if index else ()
    after = (_neighbour("▶", place, pages[index + 1]),) if index + 1 < len(pages) else ()
    return (*before, Button(position, PositionLink()), *after)


def _neighbour(label: str, place: PageLink, page: HasPlaces) -> Button:
    item, part = page.places[0]
    return Button(label, replace(place, item=item, part=part))


def _retarget(row: tuple[Button, ...], place: PageLink, page: HasPlaces) -> tuple[Button, ...]:
    """Retarget the language, share and simple-format buttons of a row to this page."""
    item, part = page.places[0]
    begin = replace(place, item=item, part=part)
    other = replace(place, language=place.language.other)
    aimed: dict[Link | None, Link] = {
        other: replace(begin, language=other.language),
        ShareLink(place): ShareLink(begin),
        SimpleLink(place): SimpleLink(begin),
    }
    return tuple(replace(button, link=aimed.get(button.link, button.link)) for button in row)


# Straight to the choice of a chat: of a person, a group or a channel.
_ANY_CHAT = {"allow_user_chats": True, "allow_group_chats": True, "allow_channel_chats": True}


def _button(button: Button) -> dict[str, Any]:
    if button.link is not None:
        style = style_of(button.link)
        styled = {"style": style.value} if style else {}
        return {"text": button.label, "callback_data": pack(button.link), **styled}
    if button.share is not None:
        return {"text": button.label, "switch_inline_query_chosen_chat": {"query": button.share, **_ANY_CHAT}}
    if button.copy is not None:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "url": button.url or ""}
