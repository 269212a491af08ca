"""Broadcast message: the news of a story or an announcement, within a size budget."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.errors import LinkInvalid
from bot.i18n import localized_text
from bot.model import Correction, Event
from bot.views import cover
from bot.views.callback_data import FreshLink, PageLink, ReaderLink, Section, payload, unpack
from bot.views.correction_text import is_labelled, label, text_of
from bot.views.document import Button, Document, Entry, Heading, Paragraph, Points, Quotation, Run, Style, Timeline
from bot.views.labels import shorten
from bot.views.quotes import credit
from bot.views.site_address import SiteAddress, link_to
from bot.views.story_context import StoryContext
from bot.views.story_update import COUNTED, SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Localized, Story
    from bot.model.diff import Change
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.views.document import Block, Buttons, Inline
    from bot.views.story_update import SizeBudget, StoryUpdate

_CREDITED = 2  # sources named below an item
_DROPPED = 30  # UTF-16 units of a name on a button
_LEAVE, _DROP, _BELOW_PUSH = "leave", "drop", "push"  # verbs of buttons, and the value of one below a push


@dataclass(frozen=True, slots=True)
class FollowReason:
    """Why a chat that does not follow the story gets its news: a topic that it follows, by its number and name."""

    topic: int
    name: str


@dataclass(frozen=True, slots=True)
class ButtonTargets:
    """Targets of buttons: in channels links to the bot's `username`, None if unknown; else callbacks.

    With `site`, the address of the public pages, links lead there. The way out leads out of what the message came for:
    a story, or what `reason` names.
    """

    channel: bool = False
    username: str | None = None
    site: str | None = None
    reason: FollowReason | None = None

    def link(self, story: Story, place: PageLink) -> str | None:
        """Return the link to a place of a story; None where none is known."""
        if self.site:
            return link_to(SiteAddress(self.site), story, place)
        return address(self.username, place) if self.username else None


def document(
    update: StoryUpdate, words: Translator, preferences: Preferences, budget: SizeBudget, targets: ButtonTargets
) -> Document:
    """Build the document within this budget; the editor's own words are never shortened."""
    update = update.in_language(preferences.language)
    context = context_of(update, words, preferences)
    if context is None:
        blocks = (*_head_without_story(update, words, preferences), *_announcement(update, preferences, words))
    else:
        shown = () if update.words else news(context, update, budget)
        blocks = (_head(context, update), *_announcement(update, preferences, words), *shown)
    if targets.reason:
        blocks = (*blocks, because([targets.reason.name], words))
    return Document(preferences.language, blocks, buttons(update.story, words, targets))


def retraction_notice(words: Translator) -> Document:
    """Build the text that replaces a retracted message."""
    return Document(words.language, (Paragraph((Run(words.text("page.update.withdrawn")),), note=True),))


def because(names: Sequence[str], words: Translator) -> Paragraph:
    """Build the line that says why a chat gets news of a story that it does not follow."""
    listed = words.text("page.comma").join(names)
    return Paragraph((Run(words.text("page.update.because", names=listed)),), note=True)


def context_of(update: StoryUpdate, words: Translator, preferences: Preferences) -> StoryContext | None:
    """Return the rendering context of the story; None without a story."""
    if update.story is None:
        return None
    return StoryContext(
        update.story, PageLink(update.story.number, Section.COVER, preferences.language), words, preferences
    )


def headline(context: StoryContext, update: StoryUpdate) -> str:
    """Return the editor's headline in the page's language, else a count of what is new."""
    if update.headline and update.headline.has(context.language):
        return localized_text.localize(update.headline, context.preferences)[0]
    added = Counter(change.part for change in update.changes if change.kind == "added")
    counts = [context.words.count(f"page.update.{part}", added[part]) for part in COUNTED if added[part]]
    corrected = {getattr(change.after, "item", None) for change in update.changes if change.part == "corrections"}
    reworked = [change for change in update.changes if change.kind == "changed" and change.part in SHOWN]
    if count := sum(change.item not in corrected for change in reworked):
        counts.append(context.words.count("page.update.reworked", count))
    if len(counts) == 1 and added["corrections"] == 1:
        records = (change.after for change in update.changes if change.kind == "added")
        return next(label(record, context.words) for record in records if isinstance(record, Correction))
    return context.words.text("page.comma").join(counts) or context.words.text("page.update.revised")


def news(context: StoryContext, update: StoryUpdate, budget: SizeBudget) -> Iterator[Block]:
    """Yield the changed items, the source that most of them have, and how many more there are."""
    if update.is_new and budget.units:
        text, language = _text(context, context.dossier.standfirst, budget.units)
        notes = context.lines(context.untranslated(context.dossier.standfirst))
        yield Paragraph(text, language=language, lead=True, notes=notes)
    all_news = update.news
    shown = all_news[: budget.items]
    common = _common_sources(shown)
    blocks = [*_items(context, [change for change in shown if change.kind == "added"], budget.units, common)]
    # A message of nothing but a correction is headed by that word, and says it once.
    heading = Heading((Run(headline(context, update)),))
    yield from blocks[1:] if blocks[:1] == [heading] else blocks
    if changed := [change for change in shown if change.kind != "added"]:
        yield Heading(context.text("page.update.changed"))
        yield from _items(context, changed, budget.units, common)
    if common:
        yield Paragraph(context.attribution(common), note=True)
    if update.is_new and (counts := cover.counts(context)):
        yield Paragraph(counts, note=True)
    elif len(all_news) > len(shown):
        more = context.words.count("page.update.more", len(all_news) - len(shown))
        yield Paragraph((Run(more),), note=True)


def buttons(story: Story | None, words: Translator, targets: ButtonTargets) -> Buttons:
    """Build the button to the story and, outside channels, the unsubscribe button."""
    place = PageLink(story.number, Section.COVER, words.language) if story else None
    label = words.text("button.update.open")
    if targets.channel:
        url = targets.link(story, place) if story and place else None
        return ((Button(label, url=url),),) if url else ()
    leave = Button(
        words.text("button.update.leave"),
        ReaderLink(_LEAVE, words.language, number=story.number if story else None),
    )
    if targets.reason:
        leave = drop_button(targets.reason, words)
    open_ = ((Button(label, FreshLink(place)),),) if place else ()
    return (*open_, (leave,))


def drop_button(reason: FollowReason, words: Translator) -> Button:
    """Build the button that unfollows what a message came for."""
    label = words.text("button.update.drop", name=shorten(reason.name, _DROPPED))
    return Button(label, ReaderLink(_DROP, words.language, number=reason.topic, value=_BELOW_PUSH))


def is_way_out(data: str) -> bool:
    """Return whether the data of a button is that of one that ends what a push or a digest comes from."""
    try:
        link = unpack(data)
    except LinkInvalid:
        return False
    match link:
        case ReaderLink(verb):
            return verb == _LEAVE or (verb == _DROP and link.value == _BELOW_PUSH)
    return False


def address(username: str, place: PageLink) -> str:
    """Return the deep link to a page of the bot."""
    return f"https://t.me/{username}?start={payload(place)}"


def _head(context: StoryContext, update: StoryUpdate) -> Heading:
    title, language = context.dossier.title, context.dossier.title.localize(context.language)[1]
    missing = () if title.has(context.language) else context.text("page.other_language")
    own = update.headline and update.headline.has(context.language)
    if (update.is_new or update.words) and not own:
        kicker = _introduction(context) if update.is_new else ()
        return Heading((context.name(title), *missing), level=1, kicker=kicker, language=language)
    return Heading((Run(headline(context, update)),), level=1, kicker=(context.name(title), *missing))


def _introduction(context: StoryContext) -> Inline:
    """Say that a story is new; of an old one that was imported, that this is the story so far."""
    return context.text("page.update.story_so_far" if context.story.is_old else "page.update.new_story")


def _head_without_story(update: StoryUpdate, words: Translator, preferences: Preferences) -> Iterator[Block]:
    """Yield the heading of an announcement without a story."""
    from_us = (Run(words.text("page.update.untitled")),)
    if update.headline is None:
        yield Heading(from_us, level=1)
        return
    text, language = localized_text.localize(update.headline, preferences)
    yield Heading((Run(text),), level=1, kicker=from_us, language=language)


def _announcement(update: StoryUpdate, preferences: Preferences, words: Translator) -> Iterator[Block]:
    if update.words is None:
        return
    text, language = localized_text.localize(update.words, preferences)
    missing = language is not preferences.language
    notes = ((Run(words.text("page.untranslated")),),) if missing else ()
    yield Paragraph((Run(text),), language=language if missing else None, notes=notes)


def _items(context: StoryContext, changes: Sequence[Change], units: int, common: tuple[str, ...]) -> Iterator[Block]:
    """Yield the items of these changes, grouped by kind; sources that are `common` are not named below each."""
    for part in dict.fromkeys(change.part for change in changes):
        items: list[Any] = [change.after for change in changes if change.part == part]
        match part:
            case "corrections":
                yield Heading(context.text("page.corrections") if items[1:] else (Run(label(items[0], context.words)),))
                yield Timeline(tuple(_entry(context, item, units, common, among=len(items)) for item in items))
            case "events":
                yield Timeline(tuple(_entry(context, item, units, common) for item in items))
            case "quotes":
                yield from (_quotation(context, item, units, common) for item in items)
            case _:
                yield Points(tuple(_point(context, item, units, common) for item in items))


def _entry(context: StoryContext, item: Any, units: int, common: tuple[str, ...], among: int = 1) -> Entry:
    text, language = _text(context, text_of(item), units)
    head: Inline = ()
    if among > 1 and isinstance(item, Correction) and is_labelled(item):  # of one, the heading says how grave it is
        head = (Run(label(item, context.words), Style.STRONG),)
    if isinstance(item, Event):  # a correction is of the day on which it is sent
        date = context.date(item.date) if item.date else context.words.text("page.cover.undated")
        head = (Run(date, Style.STRONG),)
    return Entry(item.id, head, text, language, _below(context, text_of(item), getattr(item, "sources", ()), common))


def _quotation(context: StoryContext, quote: Any, units: int, common: tuple[str, ...]) -> Quotation:
    person = context.dossier.person(quote.speaker)
    text, language = localized_text.localize(quote.words, context.preferences, verbatim=True)
    translated = context.translation(quote.language) if quote.is_translation(language) else ()
    notes = _below(context, quote.words, quote.sources, common, translated)
    return Quotation(quote.id, shorten(text, units), language, credit(context, quote, person, says_undated=True), notes)


def _point(context: StoryContext, point: Any, units: int, common: tuple[str, ...]) -> Paragraph:
    text, language = _text(context, point.text, units)
    return Paragraph(text, point.id, language, notes=_below(context, point.text, point.sources, common))


def _text(context: StoryContext, text: Localized, units: int) -> tuple[Inline, Language | None]:
    words, language = localized_text.localize(text, context.preferences)
    return (Run(shorten(words, units)),), None if language is context.language else language


def _below(
    context: StoryContext, text: Localized, sources: tuple[str, ...], common: tuple[str, ...], *more: Inline
) -> tuple[Inline, ...]:
    credited = sources[:_CREDITED]
    attribution = () if credited == common else context.attribution(credited)
    return context.lines(*more, attribution, context.untranslated(text))


def _common_sources(shown: Sequence[Change]) -> tuple[str, ...]:
    """Return the sources that most of the items have, to be named once below them; none if no two share theirs."""
    named = Counter(getattr(change.after, "sources", ())[:_CREDITED] for change in shown)
    del named[()]
    sources, times = max(named.items(), key=lambda entry: entry[1], default=((), 0))
    return sources if times > 1 else ()
