"""Choice of a picture: a story's quotations and events, its timeline, and itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.callback_data import ReaderLink
from bot.views.document import Button, Document, Heading, Paragraph, Run
from bot.views.labels import shorten
from bot.views.pictures.compose import TIMELINE
from bot.views.share_menu import PICTURE, item_label
from bot.views.timeline import by_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.model.reader import Preferences

VERB, MENU_VERB = PICTURE, "pictures"
PAGE = 8  # items on one page of the choice
_BUTTON = 60  # UTF-16 units: clients cut what is longer, in the middle


def items(story: Story, speaker: str | None = None) -> tuple[str, ...]:
    """Return the ids of the items that there are pictures of, in order: quotations (of one speaker), then events."""
    quotes = tuple(quote.id for quote in story.dossier.quotes if speaker in {None, quote.speaker})
    return quotes if speaker else (*quotes, *(event.id for event in by_date(story.dossier.events)))


def page(item_ids: Sequence[str], start: int) -> Sequence[str]:
    """Return the eight items of the choice among which is number `start`."""
    first = _first(item_ids, start)
    return item_ids[first : first + PAGE]


def choice(
    story: Story, item_ids: Sequence[str], words: Translator, preferences: Preferences, start: int = 1
) -> Document:
    """Ask of which item a picture is wanted, by a button for each of eight from number `start` on, and the story's."""
    first = _first(item_ids, start)
    language = preferences.language
    rows = [
        (_item(story, item, number, words, preferences),)
        for number, item in enumerate(page(item_ids, start), first + 1)
    ]
    pager = [
        Button(label, ReaderLink(MENU_VERB, language, story.number, start=at))
        for label, at in (("◀", first - PAGE + 1), ("▶", first + PAGE + 1))
        if 1 <= at <= len(item_ids)
    ]
    whole = [Button(words.text("page.picture.of_story"), ReaderLink(VERB, language, story.number))]
    if story.dossier.events:
        whole.append(Button(words.text("page.picture.of_timeline"), ReaderLink(VERB, language, story.number, TIMELINE)))
    heading = Heading((Run(words.text("page.picture.title")),), level=1)
    sentence = Paragraph((Run(words.text("page.picture.which", title=_title(story, language))),))
    return Document(language, (heading, sentence), (*rows, *([tuple(pager)] if pager else []), tuple(whole)))


def _first(item_ids: Sequence[str], start: int) -> int:
    return max(min(start, len(item_ids)) - 1, 0) // PAGE * PAGE


def _title(story: Story, language: Language) -> str:
    return shorten(story.dossier.title.localize(language)[0], _BUTTON)


def _item(story: Story, item_id: str, number: int, words: Translator, preferences: Preferences) -> Button:
    label = item_label(story, item_id, words, preferences)
    label = words.text("page.picture.numbered", number=number, label=label)
    return Button(shorten(label, _BUTTON), ReaderLink(VERB, preferences.language, story.number, item_id))
