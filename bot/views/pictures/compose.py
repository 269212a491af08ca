"""Composes the pictures of a story from its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import localized_text
from bot.i18n.direction import isolate
from bot.model.reader import Preferences
from bot.views import timeline
from bot.views.callback_data import PageLink, Section
from bot.views.document import Run
from bot.views.pictures.picture import ENTRIES, QuoteCard, StoryCard, Text, TimelineCard, TimelineEntry
from bot.views.story_context import StoryContext

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Event, Localized, Quote, Story
    from bot.model.language import Language
    from bot.views.document import Inline
    from bot.views.pictures.picture import Picture

TIMELINE = "timeline"  # in place of an item's id: the picture of all events
_OUTLETS = 3  # sources that a picture names


def shared(preferences: Preferences) -> Preferences:
    """Return what of a reader's preferences a picture depends on: it goes from hand to hand, away from their zone."""
    return Preferences(preferences.language, preferences.months, preferences.digits)


def find(story: Story, item_id: str | None) -> Section | None:
    """Return the section of an item that there is a picture of, of the timeline, or the cover; None without one."""
    dossier = story.dossier
    if item_id is None:
        return Section.COVER
    if any(quote.id == item_id for quote in dossier.quotes):
        return Section.QUOTES
    if any(item_id in {event.id, TIMELINE} for event in dossier.events):
        return Section.TIMELINE
    return None


def items_of(story: Story, item_id: str | None) -> tuple[str, ...]:
    """Return the ids of the items that a picture may show; the story's own shows none.

    Of a timeline those are the events among which it chooses as many as fit.
    """
    match find(story, item_id):
        case Section.QUOTES:
            return (str(item_id),)
        case Section.TIMELINE:
            ids = [event.id for event in timeline.by_date(story.dossier.events)]
            place = ids.index(item_id) if item_id in ids else len(ids) - 1
            return tuple(ids[max(place - ENTRIES + 1, 0) : place + ENTRIES])
    return ()


def compose(story: Story, item_id: str | None, words: Translator, preferences: Preferences) -> Picture | None:
    """Compose the picture of a quotation, an event among others, the timeline, or the story; None if it is gone."""
    section, own = find(story, item_id), shared(preferences)
    if section is None:
        return None
    context = StoryContext(story, PageLink(story.number, section, own.language), words, own)
    match section:
        case Section.QUOTES:
            (quote,) = (quote for quote in story.dossier.quotes if quote.id == item_id)
            return _quote_card(context, quote)
        case Section.TIMELINE:
            return _timeline_card(context, item_id)
    return _story_card(context)


def no_longer_so(words: Translator) -> StoryCard:
    """Compose the picture that takes the place of one which shows what is no longer so: it holds for every story."""
    language = words.language
    return StoryCard(
        language,
        words.text("page.picture.instead.kicker"),
        Text(words.text("page.picture.instead.title"), language),
        Text(words.text("page.picture.instead.text"), language),
        (),
        words.text("page.picture.mark"),
    )


def _quote_card(context: StoryContext, quote: Quote) -> QuoteCard:
    person = context.dossier.person(quote.speaker)
    words, language = localized_text.localize(quote.words, context.preferences)
    role = quote.role or person.role
    occasion = (context.name(quote.occasion),) if quote.occasion else ()
    said = (Run(context.date(quote.date)),) if quote.date else ()
    translation = context.translation(quote.language) if quote.is_translation(language) else ()
    return QuoteCard(
        context.language,
        _localized(context, context.dossier.title),
        Text(words, language),
        _localized(context, person.name),
        _lines(context, (context.name(role),) if role else (), context.dotted(occasion, said)),
        _lines(context, translation, _attribution(context, quote.sources)),
        context.words.text("page.picture.shortened"),
        context.words.text("page.picture.mark"),
    )


def _timeline_card(context: StoryContext, marked: str | None) -> TimelineCard:
    events = timeline.by_date(context.dossier.events)
    named = [source for event in events for source in event.sources if marked in {event.id, TIMELINE}]
    counts = range(1, len(events) + 1)
    return TimelineCard(
        context.language,
        _localized(context, context.dossier.title),
        tuple(_entry(context, event, is_marked=event.id == marked) for event in events),
        _lines(context, _attribution(context, tuple(dict.fromkeys(named)))),
        tuple(context.words.count("page.picture.earlier", count) for count in counts),
        tuple(context.words.count("page.picture.later", count) for count in counts),
        context.words.text("page.picture.mark"),
    )


def _entry(context: StoryContext, event: Event, *, is_marked: bool) -> TimelineEntry:
    date = context.date(event.date) if event.date else context.words.text("page.undated")
    return TimelineEntry(date, _localized(context, event.text), is_marked)


def _story_card(context: StoryContext) -> StoryCard:
    dossier = context.dossier
    return StoryCard(
        context.language,
        context.words.text("page.picture.story"),
        _localized(context, dossier.title),
        _localized(context, dossier.standfirst),
        (),
        context.words.text("page.picture.mark"),
    )


def _attribution(context: StoryContext, sources: tuple[str, ...]) -> Inline:
    """Name the first few outlets, each once."""
    outlets: dict[str, str] = {}
    for source in sources:
        outlets.setdefault(context.dossier.source(source).outlet.localize(context.language)[0], source)
    return context.attribution(tuple(outlets.values())[:_OUTLETS])


def _lines(context: StoryContext, *lines: Inline) -> tuple[Text, ...]:
    """Return lines as plain text, without the empty ones: what is set in from elsewhere keeps its own direction."""
    return tuple(
        Text("".join(_plain(run, context.language) for run in line), context.language) for line in lines if line
    )


def _plain(run: Run, language: Language) -> str:
    return isolate(run.text, language, run.language) if run.language else run.text


def _localized(context: StoryContext, text: Localized) -> Text:
    return Text(*localized_text.localize(text, context.preferences))
