"""What each revision changed, in the words of today: as pieces of a page, and as entries for feeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.i18n import localized_text
from bot.model.reader import Preferences
from bot.site import layout
from bot.site.environment import macros
from bot.site.facts import restored_changes
from bot.site.pieces import Piece, context_of
from bot.views import broadcast_message, item_card
from bot.views.labels import shorten
from bot.views.story_update import StoryUpdate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from markupsafe import Markup

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.diff import Change
    from bot.model.language import Language
    from bot.site.facts import History, Update

_ITEMS = 8  # of one update that are named
_STANDFIRST = 400  # UTF-16 units


@dataclass(frozen=True, slots=True)
class LocalizedUpdate:
    """An update as readers of a language are told it; `items` have an id, a title and a line of what they say.

    `updated` is when one of its items was last changed, be it by a correction.
    """

    revision: int
    at: datetime
    updated: datetime
    headline: str
    items: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]
    is_first: bool = False


def anchor(revision: int) -> str:
    """Return the id of an update on its story's page."""
    return f"_r{revision}"


def localized(story: Story, history: History, words: Translator) -> Iterator[LocalizedUpdate]:
    """Yield the updates that readers of the language see, newest first."""
    changed: dict[str, datetime] = {}
    for update in history.updates:
        updated = max([update.at, *(changed[item] for item in _items(update) if item in changed)])
        for item in _items(update):
            changed.setdefault(item, update.at)
        if update.shows_in(words.language):
            yield _localized(story, update, updated, words)


def _localized(story: Story, update: Update, updated: datetime, words: Translator) -> LocalizedUpdate:
    context = context_of(story, words)
    changes = restored_changes(update, story.dossier, words.language)
    headline = broadcast_message.headline(context, StoryUpdate(story, changes))
    if update.is_first:
        headline = words.text("page.update.new_story")
    names = [
        (change.item, *item_card.name(story, change.item, words, context.preferences))
        for change in changes
        if change.item
    ]
    withdrawn = {record.item for record in story.dossier.corrections if record.is_withdrawal}
    label = words.text("page.correction.withdrawn")
    gone = [(item, label, "") for item in dict.fromkeys(_items(update)) if item in withdrawn]
    items = (*names[:_ITEMS], *gone)
    return LocalizedUpdate(update.revision, update.at, updated, headline, items, changes, update.is_first)


def pieces(updates: list[LocalizedUpdate], story: Story, words: Translator, page: str) -> list[Piece]:
    """Render updates as items of the story's page, whose address is `page`."""
    standfirst = shorten(localized_text.localize(story.dossier.standfirst, Preferences(words.language))[0], _STANDFIRST)
    return [
        Piece("updates", _html(update, words.language), anchor(update.revision), data=_data(update, standfirst, page))
        for update in updates
    ]


def _html(update: LocalizedUpdate, language: Language) -> Markup:
    day = layout.format_moment(update.at, language)
    html: Markup = macros().update(  # type: ignore[attr-defined]
        anchor(update.revision), layout.moment(update.at), day, update.headline, update.items
    )
    return html


def _data(update: LocalizedUpdate, standfirst: str, page: str) -> dict[str, Any]:
    """Return an update as schema.org has a post of a live blog."""
    address = f"{page}#{anchor(update.revision)}"
    body = "\n".join(f"{title}: {gist}" if gist else title for _, title, gist in update.items)
    return {
        "@type": "BlogPosting",
        "@id": address,
        "url": address,
        "headline": update.headline,
        "articleBody": body or (standfirst if update.is_first else update.headline),
        "datePublished": layout.moment(update.at),
        "dateModified": layout.moment(update.updated),
    }


def _items(update: Update) -> list[str]:
    return [change.item for change in update.changes if change.item]
