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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.render.pagination import HasPlaces
    from bot.views.document import Button, Document

# A story's revision, the section, whoever reads it, whether there are other stories, this one is followed and inline
# mode is on, and what was corrected lately.
_Key = tuple[int, PageLink, Preferences, bool, bool, bool, tuple[str, ...]]
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


class PageRenderer:
    """Renders documents; caches the pages of stories."""

    def __init__(self, words: Mapping[Language, Translator]) -> None:
        self._words = words
        self._kept: OrderedDict[_Key, RenderedPage] = OrderedDict()

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

        `followed` is whether the chat follows this one, `inline` whether buttons may lead to the choice of a chat.
        """
        section = replace(place, item=None, part=0)
        today = now.astimezone(ZoneInfo(preferences.zone)).date() if story.dossier.corrections else None
        recent = tuple(correction.id for correction in correction_text.recent(story.dossier, today))
        key = (story.revision, section, preferences, others, followed, inline, recent)
        if rendered := self._kept.get(key):
            self._kept.move_to_end(key)
            return rendered
        own = replace(preferences, language=place.language)
        words = self._words[place.language]
        page = section_page.compose(story, section, words, own, others, today=today, followed=followed, inline=inline)
        rendered = self.render(page, place.format)
        self._kept[key] = rendered
        if len(self._kept) > CAPACITY:
            self._kept.popitem(last=False)
        return rendered

    def render(self, document: Document, format_: Format = Format.CLASSIC) -> RenderedPage:
        """Render a document in a format, uncached; the pages that its buttons lead to keep that format."""
        document = replace(
            document, buttons=tuple(tuple(_in_format(button, format_) for button in row) for row in document.buttons)
        )
        if format_ is Format.RICH:
            rich_pages = rich.paginate(document)
            messages = [rich.message(document, rich_pages, index) for index in range(len(rich_pages))]
            return RenderedPage(rich_pages, tuple(map(request_body.prepare, messages)))
        classic_pages = classic.paginate(document)
        messages = [classic.message(document, classic_pages, index) for index in range(len(classic_pages))]
        return RenderedPage(classic_pages, tuple(map(request_body.prepare, messages)))


def _in_format(button: Button, format_: Format) -> Button:
    link = button.link
    return replace(button, link=replace(link, format=format_)) if isinstance(link, PageLink) else button
