"""The press: pages set once and kept as bytes, by what they depend on."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.links import Format, PageLink
from bot.pages import compose
from bot.render import body, classic, paging, rich

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.audience import Preferences
    from bot.document import Button, Document
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.render.paging import Placed
    from bot.story import Story

KEPT = 4_000  # sections kept set, the latest used: some tens of megabytes


@dataclass(frozen=True, slots=True)
class Printed:
    """A section set in full: a body for each of its messages, and what stands in which."""

    sheets: Sequence[Placed]
    bodies: tuple[bytes, ...]

    def body(self, place: PageLink) -> bytes | None:
        """The message that holds the item of `place`, or the first where it names none; None where that is gone."""
        index = paging.find(self.sheets, place.item, place.part)
        return None if index is None else self.bodies[index]


class Press:
    """Sets documents, and keeps what it set of stories."""

    def __init__(self, words: Mapping[Language, Words]) -> None:
        self._words = words
        self._kept: OrderedDict[tuple[int, PageLink, Preferences, bool], Printed] = OrderedDict()

    def page(self, story: Story, place: PageLink, preferences: Preferences, *, others: bool) -> Printed:
        """The section that `place` names, whole, in the place's language; `others`: whether there are more stories."""
        whole = replace(place, item=None, part=0)
        key = (story.revision, whole, preferences, others)
        if printed := self._kept.get(key):
            self._kept.move_to_end(key)
            return printed
        own = replace(preferences, language=place.language)
        printed = self.set(compose(story, whole, self._words[place.language], own, others), place.format)
        self._kept[key] = printed
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return printed

    def set(self, document: Document, format_: Format = Format.CLASSIC) -> Printed:
        """A document as messages of a format, not kept; the pages that its buttons lead to keep that format."""
        document = replace(
            document, buttons=tuple(tuple(_in_format(one, format_) for one in row) for row in document.buttons)
        )
        if format_ is Format.RICH:
            pages = rich.divide(document)
            messages = [rich.message(document, pages, index) for index in range(len(pages))]
            return Printed(pages, tuple(map(body.prepare, messages)))
        sheets = classic.divide(document)
        messages = [classic.message(document, sheets, index) for index in range(len(sheets))]
        return Printed(sheets, tuple(map(body.prepare, messages)))


def _in_format(button: Button, format_: Format) -> Button:
    link = button.link
    return replace(button, link=replace(link, format=format_)) if isinstance(link, PageLink) else button
