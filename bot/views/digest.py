"""Digest message: the held broadcasts of a chat, grouped by story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.i18n import dates, localized_text
from bot.views.broadcast_message import because, context_of, headline, news
from bot.views.callback_data import FreshLink, PageLink, ReaderLink, Section
from bot.views.document import Button, Document, Heading, Paragraph, Run
from bot.views.labels import shorten, story_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model import Localized
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.views.broadcast_message import ButtonTargets
    from bot.views.document import Block, Buttons, Inline
    from bot.views.story_update import SizeBudget, StoryUpdate

DigestReason = Literal["held", "daily", "weekly"]
STORIES = 6  # with a block and a button each; further ones are counted
_BUTTON = 45  # UTF-16 units of a title on a button
_SAID = 3  # announcements and headlines of one story, the last of them, where there is room for items
_LINE = 100  # UTF-16 units of a title, a headline or an announcement where there is room for nothing else


@dataclass(frozen=True, slots=True)
class DigestItem:
    """Held content of one story, or of none: its changes, and headlines and announcements, newest first.

    `because` names what the chat follows that it has in it, where the chat does not follow the story.
    """

    update: StoryUpdate
    headlines: tuple[Localized, ...] = ()
    words: tuple[Localized, ...] = ()
    because: tuple[str, ...] = ()

    def in_language(self, language: Language) -> DigestItem | None:
        """Leave out what readers of the language do not see; None if that is all."""
        is_told = self.words or language in self.update.languages or any(line.has(language) for line in self.headlines)
        return replace(self, update=self.update.in_language(language)) if is_told else None


@dataclass(frozen=True, slots=True)
class DigestKind:
    """The reason of a digest: quiet hours ended, or it is the digest hour of the reader's local `day`."""

    sort: DigestReason
    day: date | None = None


def document(  # noqa: PLR0917 - what it tells, and then how
    items: Sequence[DigestItem],
    kind: DigestKind,
    words: Translator,
    preferences: Preferences,
    budget: SizeBudget,
    targets: ButtonTargets,
) -> Document:
    """Build the digest; the budget applies to each story."""
    shown = items[:STORIES]
    blocks: list[Block] = [Heading((Run(_title(kind, words, preferences)),), level=1)]
    for item in shown:
        blocks += _part(item, words, preferences, budget)
    if len(items) > len(shown):
        blocks.append(Paragraph((Run(words.count("page.bundle.more", len(items) - len(shown))),), note=True))
    return Document(preferences.language, tuple(blocks), _buttons(shown, words, preferences, targets))


def _title(kind: DigestKind, words: Translator, preferences: Preferences) -> str:
    if kind.day is None:
        return words.text("page.bundle.held")
    return words.text(f"page.bundle.{kind.sort}", date=dates.format_day(kind.day, preferences))


def _part(item: DigestItem, words: Translator, preferences: Preferences, budget: SizeBudget) -> Iterator[Block]:
    context = context_of(item.update, words, preferences)
    if context is None:
        yield Heading((Run(words.text("page.update.untitled")),))
    else:
        title, language = localized_text.localize(context.dossier.title, preferences)
        yield Heading((Run(shorten(title, max(budget.units, _LINE))),), language=language)
    most = _SAID if budget.items else 1
    for announcement in item.words[:most]:
        yield _announcement(announcement, words, preferences, budget)
    own = [written for written in item.headlines if written.has(preferences.language)][:most]
    for line in own:
        yield Paragraph((Run(shorten(localized_text.localize(line, preferences)[0], max(budget.units, _LINE))),))
    if context and item.update.changes:
        if not own:
            yield Paragraph((Run(headline(context, item.update)),))
        yield from news(context, item.update, budget)
    if item.because:
        yield because(item.because[:_SAID], words)


def _announcement(
    announcement: Localized, words: Translator, preferences: Preferences, budget: SizeBudget
) -> Paragraph:
    """Build an announcement's paragraph, shortened to the length of an item but never left out."""
    text, language = localized_text.localize(announcement, preferences)
    missing = language is not preferences.language
    notes: tuple[Inline, ...] = ((Run(words.text("page.untranslated")),),) if missing else ()
    short = shorten(text, max(2 * budget.units, _LINE))
    return Paragraph((Run(short),), language=language if missing else None, notes=notes)


def _buttons(
    shown: Sequence[DigestItem], words: Translator, preferences: Preferences, targets: ButtonTargets
) -> Buttons:
    """Build a button for each story, and the one to unsubscribe."""
    language = preferences.language
    rows = []
    for story in (item.update.story for item in shown):
        if story is None:
            continue
        place = PageLink(story.number, Section.COVER, language)
        label = story_title(story, preferences, _BUTTON)
        if not targets.channel:
            rows.append((Button(label, FreshLink(place)),))
        elif url := targets.link(story, place):
            rows.append((Button(label, url=url),))
    leave = () if targets.channel else ((Button(words.text("button.update.leave"), ReaderLink("leave", language)),),)
    return (*rows, *leave)
