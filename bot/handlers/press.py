"""The press: pages set once and kept as bytes, by what they depend on."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.pages import compose
from bot.render import body, classic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.audience import Preferences
    from bot.document import Document
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.links import PageLink
    from bot.story import Story

KEPT = 4_000  # sections kept set, the latest used: some tens of megabytes


@dataclass(frozen=True, slots=True)
class Printed:
    """A section set in full: a body for each of its messages, and what stands in which."""

    sheets: tuple[classic.Sheet, ...]
    bodies: tuple[bytes, ...]

    def body(self, place: PageLink) -> bytes | None:
        """The message that holds the item of `place`, or the first where it names none; None where that is gone."""
        index = classic.find(self.sheets, place.item, place.part)
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
        printed = self.set(compose(story, whole, self._words[place.language], own, others))
        self._kept[key] = printed
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return printed

    def set(self, document: Document) -> Printed:
        """A document as messages, not kept."""
        sheets = classic.divide(document)
        messages = (classic.message(document, sheets, index) for index in range(len(sheets)))
        return Printed(sheets, tuple(body.prepare(message) for message in messages))
