"""Composes the page of a stored recipe once more, of the stories as they are now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.model.language import Language
from bot.model.search_fields import find
from bot.text import query_parser
from bot.text.query_parser import Query
from bot.views import (
    anniversaries,
    answer,
    correction_notes,
    corrections,
    item_card,
    latest,
    search_results,
    section_page,
    share_menu,
)
from bot.views.callback_data import read_payload
from bot.views.pictures import picture_menu
from bot.views.reader_context import ReaderContext
from bot.views.recipes.recipe import Kind, Shape
from bot.views.search_results import Item, Results, SavedSearch
from bot.views.site_address import SiteAddress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.views.document import Document
    from bot.views.recipes.recipe import StoredRecipe


@dataclass(frozen=True, slots=True)
class Sources:
    """What pages are composed of: the live stories, others by number, and dossiers as they were at a revision.

    `site` is the address of the public pages, where links of cards lead there; `inline` and `pictures` say which
    buttons there are.
    """

    stories: Sequence[Story]
    by_number: Mapping[int, Story]
    befores: Mapping[tuple[int, int], Dossier | None]
    words: Mapping[Language, Translator]
    username: str | None
    now: datetime
    inline: bool
    pictures: bool
    site: str | None = None

    @property
    def address(self) -> str:
        """Return the bot's own address, the prefix of its deep links."""
        return f"https://t.me/{self.username}"


def compose(recipe: StoredRecipe, sources: Sources) -> Document | None:
    """Compose a page once more, of the stories as they are; None where nothing of it is left, or known."""
    words = sources.words[recipe.preferences.language].in_digits(recipe.preferences.digits)
    context = ReaderContext(words, recipe.preferences, sources.now)
    return _COMPOSERS[recipe.kind](recipe.values, recipe, sources, context)


def _page(values: Any, recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    link = recipe.link
    story = sources.by_number.get(link.story) if link else None
    if story is None or link is None:
        return None
    own = replace(context.preferences, language=link.language)
    words = sources.words[link.language]
    others, followed, inline = map(bool, (*values[1:], 0, 0)[:3])
    return section_page.compose(story, link, words, own, others, today=context.today, followed=followed, inline=inline)


def _choice(values: Any, recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    link = recipe.link or read_payload(values[0])
    story = sources.by_number.get(link.story) if link else None
    if story is None or link is None:
        return None
    page = section_page.compose(story, link, context.words, context.preferences, others=False)
    ids, shape = share_menu.items(page, link), Shape(values[1]) if len(values) > 1 else Shape.CARDS
    if shape is Shape.WAYS:
        return share_menu.ways(story, ids, link, context.words, context.preferences)
    inline = shape is Shape.STRAIGHT
    return share_menu.choice(story, ids, link, context.words, context.preferences, inline=inline)


def _pictures(values: Any, _recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    number, speaker, start = values
    story = sources.by_number.get(number)
    if story is None:
        return None
    ids = picture_menu.items(story, speaker)
    return picture_menu.choice(story, ids, context.words, context.preferences, start)


def _card(values: Any, recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    number, item = values
    story = sources.by_number.get(number)
    address = SiteAddress(sources.site) if sources.site else sources.address
    card = item_card.card(story, item, context.words, context.preferences, address) if story else None
    if card is None or recipe.kind is Kind.INLINE:
        return card.document if card else None
    return share_menu.card(card, context.words, inline=sources.inline, pictures=sources.pictures)


def _search(values: Any, _recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    text, listed, start, more, whole, offers, kept = values
    items = _items(listed, sources)
    if not items:
        return None
    query = query_parser.read(text, context.today)
    instead = tuple(SavedSearch(number, words) for number, words in offers)
    results = Results(query, items, start, more, whole, instead, SavedSearch(*kept) if kept else None)
    return search_results.search_results(results, context)


def _answer(values: Any, recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    listed, text, words, reads, person = values
    items, query = _items(listed, sources), Query(text, tuple(words))
    if recipe.kind in {Kind.NOT_TOLD, Kind.SEVERAL}:
        page = answer.not_told if recipe.kind is Kind.NOT_TOLD else answer.several
        return page(items, query, context) if items else None
    if recipe.kind is Kind.ANSWER:
        if not items:
            return None
        return answer.answer(items, query, context, sources.address, reads, inline=sources.inline)
    story = sources.by_number.get(person[0]) if person else None
    named = next((known for known in story.dossier.people if known.id == person[1]), None) if story else None
    return answer.no_words(named, items, query, context, reads) if named else None


def _latest(values: Any, _recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    listed, start, since = values
    news = [
        latest.News(story, before, base, mark, datetime.fromisoformat(seen) if seen else None)
        for number, base, mark, seen in listed
        if (story := sources.by_number.get(number))
        and ((before := sources.befores.get((number, base))) is not None or not base)
    ]
    news = [item for item in news if item.changes]
    moment = datetime.fromisoformat(since) if since else None
    return latest.page(news, min(start, len(news[0].changes) - 1), moment, context).document if news else None


def _today(values: Any, _recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    day = anniversaries.read_yearly(values[0])
    return anniversaries.page(sources.stories, day, values[1], context) if day else None


def _corrections(values: Any, _recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    only, start = values
    story = sources.by_number.get(only) if only else None
    return corrections.page(sources.stories, story, tuple(start) if start else None, context)


def _notice(values: Any, _recipe: StoredRecipe, sources: Sources, context: ReaderContext) -> Document | None:
    number, ids = values
    story = sources.by_number.get(number)
    if story is None:
        return None
    records = [record for record in story.dossier.corrections if record.id in ids]
    lines = [correction_notes.line(record, context.words, context.preferences) for record in records]
    return correction_notes.notice(story, lines, context.words, context.preferences, sources.username)


_COMPOSERS: dict[Kind, Callable[[Any, StoredRecipe, Sources, ReaderContext], Document | None]] = {
    Kind.PAGE: _page,
    Kind.CARD: _card,
    Kind.INLINE: _card,
    Kind.CHOICE: _choice,
    Kind.PICTURES: _pictures,
    Kind.SEARCH: _search,
    Kind.ANSWER: _answer,
    Kind.NO_WORDS: _answer,
    Kind.NOT_TOLD: _answer,
    Kind.SEVERAL: _answer,
    Kind.LATEST: _latest,
    Kind.TODAY: _today,
    Kind.CORRECTIONS: _corrections,
    Kind.NOTICE: _notice,
}


def _items(listed: Iterable[Sequence[Any]], sources: Sources) -> tuple[Item, ...]:
    """Return the items that are still there."""
    items = []
    for number, part, item, language in listed:
        story = sources.by_number.get(number)
        if story and find(story.dossier, part, item):
            items.append(Item(story, part, item, Language(language)))
    return tuple(items)
