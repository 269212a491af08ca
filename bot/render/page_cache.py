"""LRU cache of rendered pages (request bytes), keyed by story revision and preferences."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from bot.model.reader import Preferences
from bot.render import classic, guest_result, pagination, request_body, rich
from bot.views import correction_text, guest_answer, section_page
from bot.views.callback_data import Format, PageLink, payload
from bot.views.document import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.render.pagination import HasPlaces
    from bot.views.document import Block, Button, Document
    from bot.views.guest_answer import GuestLinks

CAPACITY = 4_000  # most recently used sections: some tens of megabytes


class PageButtons(NamedTuple):
    """What the buttons below a page of a story depend on besides the story.

    `others` is whether there are more stories, `followed` whether the chat follows this one, `inline` whether they may
    lead to the choice of a chat; `guest` is set of the answer to a guest query, whose buttons are links.
    """

    others: bool
    followed: bool = False
    inline: bool = False
    guest: GuestLinks | None = None


# A story's revision, the section, whoever reads it, the buttons, and what was corrected lately.
_Key = tuple[int, PageLink, Preferences, PageButtons, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A rendered section: a request body per message, and the items of each."""

    messages: Sequence[HasPlaces]
    bodies: tuple[bytes, ...]

    def body(self, place: PageLink) -> bytes | None:
        """Return the message that holds the item of `place`, the first if it names none; None if the item is gone."""
        index = self.index(place)
        return None if index is None else self.bodies[index]

    def index(self, place: PageLink) -> int | None:
        """Return which message that is."""
        return pagination.find(self.messages, place.item, place.part)

    def begins_with(self, place: PageLink) -> bool:
        """Return whether the message with the item of `place` begins with it; True if it names none, or it is gone."""
        index = self.index(place)
        if place.item is None or index is None:
            return True
        named = (at for at in self.messages[index].places if at[0])
        return next(named, None) == (place.item, 0)


class PageRenderer:
    """Renders documents; caches the pages of stories."""

    def __init__(self, words: Mapping[Language, Translator], pages: str | None = None) -> None:
        """`pages` is the address of the public pages, where pictures of covers are fetched; None shows none."""
        self._words, self._site = words, pages
        self._kept: OrderedDict[_Key, RenderedPage] = OrderedDict()

    def page(
        self, story: Story, place: PageLink, preferences: Preferences, buttons: PageButtons, now: datetime
    ) -> RenderedPage:
        """Render the whole section that `place` names, in its language.

        The item that `place` names begins its message, where there is more than this one before it.
        """
        today = now.astimezone(ZoneInfo(preferences.zone)).date() if story.dossier.corrections else None
        recent = tuple(correction.id for correction in correction_text.recent(story.dossier, today))
        own, words = replace(preferences, language=place.language), self._words[place.language]
        others, followed, inline, guest = buttons

        def rendered(begin: str | None) -> RenderedPage:
            section = replace(place, item=begin, part=0)
            key = (story.revision, section, preferences, buttons, recent)
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
            page = section_page.compose(
                story, section, words, own, others, today=today, followed=followed, inline=inline
            )
            links = replace(guest, start=payload(section)) if guest else None
            self._kept[key] = new = self.render(page, place.format, begin, links)
            if len(self._kept) > CAPACITY:
                self._kept.popitem(last=False)
            return new

        whole = rendered(None)
        return whole if place.part or whole.begins_with(place) else rendered(place.item)

    def render_from(self, document: Document, format_: Format, place: PageLink) -> RenderedPage:
        """Render a document, uncached, so that the item of `place` begins its message."""
        whole = self.render(document, format_)
        return whole if whole.begins_with(place) else self.render(document, format_, place.item)

    def render(
        self,
        document: Document,
        format_: Format = Format.CLASSIC,
        begin: str | None = None,
        guest: GuestLinks | None = None,
    ) -> RenderedPage:
        """Render a document in a format, uncached; the pages that its buttons lead to keep that format.

        The item `begin` begins a message. With `guest` the bodies answer a guest query.
        """
        if guest:
            document = guest_answer.linked(document, guest, self._words[document.language])
        document = replace(
            document,
            blocks=tuple(map(self._placed, document.blocks)),
            buttons=tuple(tuple(_in_format(button, format_) for button in row) for row in document.buttons),
        )
        pages: Sequence[HasPlaces]
        if format_ is Format.RICH:
            pages = rich_pages = rich.paginate(document, begin)
            messages = [rich.message(document, rich_pages, index) for index in range(len(pages))]
        else:
            pages = classic_pages = classic.paginate(document, begin)
            messages = [classic.message(document, classic_pages, index) for index in range(len(pages))]
        if guest:
            title = guest_answer.title(document, guest.name)
            messages = [guest_result.answer(message, title) for message in messages]
        return RenderedPage(pages, tuple(map(request_body.prepare, messages)))

    def _placed(self, block: Block) -> Block:
        if self._site is None or not isinstance(block, Figure):
            return block
        return replace(block, url=f"{self._site}{block.path}")


def _in_format(button: Button, format_: Format) -> Button:
    link = button.link
    return replace(button, link=replace(link, format=format_)) if isinstance(link, PageLink) else button
