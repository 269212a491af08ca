"""LRU cache of rendered pages (request bytes), keyed by story revision and preferences."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.model.reader import Preferences
from bot.render import classic, pagination, request_body, rich
from bot.views import correction_text, section_page
from bot.views.callback_data import Format, PageLink
from bot.views.document import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.render.pagination import HasPlaces
    from bot.views.document import Block, Button, Document

# A story's revision, the section, whoever reads it, whether there are other stories, this one is followed and inline
# mode is on, and what was corrected lately.
_Key = tuple[int, PageLink, Preferences, bool, bool, bool, tuple[str, ...]]
DOCUMENTS = 256
CAPACITY = 4_000  # most recently used sections: some tens of megabytes


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
        self._documents: OrderedDict[tuple[int, PageLink, Preferences, bool, date], Document] = OrderedDict()

    def document(
        self, story: Story, section: PageLink, preferences: Preferences, *, others: bool, today: date
    ) -> Document:
        """Return a section of a story that is not yet rendered: a guest's answer has other buttons."""
        key = (story.revision, section, preferences, others, today)
        if document := self._documents.get(key):
            self._documents.move_to_end(key)
            return document
        words = self._words[section.language].in_digits(preferences.digits)
        self._documents[key] = made = section_page.compose(story, section, words, preferences, others, today=today)
        if len(self._documents) > DOCUMENTS:
            self._documents.popitem(last=False)
        return made

    def page(
        self,
        story: Story,
        place: PageLink,
        preferences: Preferences,
        *,
        others: bool,
        now: datetime,
        followed: bool = False,
        inline: bool = False,
    ) -> RenderedPage:
        """Render the whole section that `place` names, in its language; `others`: whether there are more stories.

        `followed` is whether the chat follows this one, `inline` whether buttons may lead to the choice of a chat. The
        item that `place` names begins its message, where there is more than this one before it.
        """
        today = now.astimezone(ZoneInfo(preferences.zone)).date() if story.dossier.corrections else None
        recent = tuple(correction.id for correction in correction_text.recent(story.dossier, today))
        own, words = replace(preferences, language=place.language), self._words[place.language]

        def rendered(begin: str | None) -> RenderedPage:
            section = replace(place, item=begin, part=0)
            key = (story.revision, section, preferences, others, followed, inline, recent)
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
            page = section_page.compose(
                story, section, words, own, others, today=today, followed=followed, inline=inline
            )
            self._kept[key] = new = self.render(page, place.format, begin)
            if len(self._kept) > CAPACITY:
                self._kept.popitem(last=False)
            return new

        whole = rendered(None)
        return whole if place.part or whole.begins_with(place) else rendered(place.item)

    def render_from(self, document: Document, format_: Format, place: PageLink) -> RenderedPage:
        """Render a document, uncached, so that the item of `place` begins its message."""
        whole = self.render(document, format_)
        return whole if whole.begins_with(place) else self.render(document, format_, place.item)

    def render(self, document: Document, format_: Format = Format.CLASSIC, begin: str | None = None) -> RenderedPage:
        """Render a document in a format, uncached; the pages that its buttons lead to keep that format.

        The item `begin` begins a message.
        """
        document = replace(
            document,
            blocks=tuple(map(self._placed, document.blocks)),
            buttons=tuple(tuple(_in_format(button, format_) for button in row) for row in document.buttons),
        )
        if format_ is Format.RICH:
            rich_pages = rich.paginate(document, begin)
            messages = [rich.message(document, rich_pages, index) for index in range(len(rich_pages))]
            return RenderedPage(rich_pages, tuple(map(request_body.prepare, messages)))
        classic_pages = classic.paginate(document, begin)
        messages = [classic.message(document, classic_pages, index) for index in range(len(classic_pages))]
        return RenderedPage(classic_pages, tuple(map(request_body.prepare, messages)))

    def _placed(self, block: Block) -> Block:
        if self._site is None or not isinstance(block, Figure):
            return block
        return replace(block, url=f"{self._site}{block.path}")


def _in_format(button: Button, format_: Format) -> Button:
    link = button.link
    return replace(button, link=replace(link, format=format_)) if isinstance(link, PageLink) else button
