"""Atom feeds (RFC 4287): of a story, an entry for each revision; of all, the latest of each story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from bot.i18n import localized_text
from bot.site import addresses, environment, updates
from bot.site.layout import ATOM, File, moment
from bot.site.markup import paragraphs, plain, quotation
from bot.site.pieces import context_of
from bot.views import broadcast_message
from bot.views.document import Paragraph, Points, Quotation, Timeline
from bot.views.story_update import SizeBudget, StoryUpdate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.site.facts import History
    from bot.site.layout import Layout
    from bot.site.updates import LocalizedUpdate
    from bot.views.document import Block
    from bot.views.document import Entry as DatedEntry

STORIES = 30  # of the feed of all
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without entries: Atom asks for a day
_BUDGET = SizeBudget(8, 1200)  # items of an entry, and UTF-16 units of each


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed; `content` is markup, as a feed has it escaped."""

    id: str
    title: str
    published: datetime
    updated: datetime
    page: str
    content: str


def story_feed(story: Story, history: History, language: Language, layout: Layout) -> File:
    """Render a story's feed in a language."""
    feed = _Feed(layout, layout.words[language], addresses.feed(language, story.slug))
    entries = [feed.entry(update, story, history) for update in updates.localized(story, history, feed.words)]
    identity = history.identity(story.slug, language.value)
    title, page = feed.title(story), addresses.story(language, story.slug)
    return feed.render(identity, title, page, entries)


def latest_feed(latest: Sequence[tuple[Story, History]], language: Language, layout: Layout) -> File:
    """Render the feed of all stories: of each its latest update, the newest first."""
    feed = _Feed(layout, layout.words[language], addresses.feed(language))
    entries = []
    for story, history in latest:
        if update := next(updates.localized(story, history, feed.words), None):
            entry = feed.entry(update, story, history)
            title = feed.words.text("page.site.titled_update", title=feed.title(story), update=entry.title)
            entries.append(replace(entry, title=title))
    # The site's address is the one thing that tells two newsrooms apart; where it is not known, nobody else reads it.
    identity = uuid5(NAMESPACE_URL, f"{layout.facts.root}{feed.path}")
    return feed.render(identity, feed.words.text("profile.name"), addresses.index(language), entries)


@dataclass(frozen=True, slots=True)
class _Feed:
    """Renders a feed, which is served at `path`."""

    layout: Layout
    words: Translator
    path: str

    def render(self, identity: UUID, title: str, page: str, entries: Sequence[Entry]) -> File:
        """Render the feed of a page; it is as new as its newest entry."""
        updated = max((entry.updated for entry in entries), default=None)
        feed: dict[str, Any] = {
            "id": identity.urn,
            "title": title,
            "language": self.words.language.value,
            "updated": moment(updated or _NEVER),
            "address": self.layout.reference(self.path, self.path),
            "page": self.layout.reference(self.path, page),
            "author": self.words.text("profile.name"),
        }
        rows = [
            {
                "id": entry.id,
                "title": entry.title,
                "published": moment(entry.published),
                "updated": moment(entry.updated),
                "page": entry.page,
                "content": entry.content,
            }
            for entry in entries
        ]
        return File(self.path, environment.render("feed.xml", feed=feed, entries=rows).encode(), ATOM, updated)

    def title(self, story: Story) -> str:
        """Return a story's title in the feed's language, else in the other."""
        return localized_text.localize(story.dossier.title, context_of(story, self.words).preferences)[0]

    def entry(self, update: LocalizedUpdate, story: Story, history: History) -> Entry:
        """Return an update as an entry, which leads to it on the story's page."""
        page = self.layout.reference(self.path, addresses.story(self.words.language, story.slug))
        identity = history.identity(story.slug, self.words.language.value, str(update.revision))
        content = Markup().join(_content(update, story, self.words))
        address = f"{page}#{updates.anchor(update.revision)}"
        return Entry(identity.urn, update.headline, update.at, update.updated, address, str(content))


def _content(update: LocalizedUpdate, story: Story, words: Translator) -> Iterator[Markup]:
    context = context_of(story, words)
    if update.is_first:
        text, language = context.prose(story.dossier.standfirst)
        yield paragraphs(text, words.language, language)
        return
    story_update = StoryUpdate(story, update.changes)
    yield from (_block(block, words.language) for block in broadcast_message.news(context, story_update, _BUDGET))


def _block(block: Block, page: Language) -> Markup:
    match block:
        case Quotation():
            words = quotation(block.words, block.language, page)
            return Markup("<blockquote>{}</blockquote><p>{}</p>").format(words, plain(block.credit, page))
        case Points(points):
            return Markup().join(_block(point, page) for point in points)
        case Timeline(entries):
            return Markup().join(_dated(entry, page) for entry in entries)
        case Paragraph():
            return paragraphs(block.text, page, block.language)
    return Markup()


def _dated(entry: DatedEntry, page: Language) -> Markup:
    head = Markup("<p><b>{}</b></p>").format(plain(entry.head, page)) if entry.head else Markup()
    return head + paragraphs(entry.text, page, entry.language)
