"""Recipes of the pages that readers are sent."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.views import share_menu
from bot.views.answer import OF_STORY
from bot.views.callback_data import Format, Section, payload
from bot.views.pictures import compose, picture_menu
from bot.views.recipes.recipe import Kind, Recipe, Shape, covers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.model import Correction, Story
    from bot.text.query_parser import Query
    from bot.views.callback_data import PageLink
    from bot.views.latest import News
    from bot.views.search_results import Item, Results


@lru_cache(maxsize=2048)
def of_page(link: PageLink, *, others: bool, followed: bool = False, inline: bool = False) -> Recipe:
    """Return the recipe of a story's page, whose items are those on its message; of a cover also that of its buttons.

    A cover says whether its story is `followed`, and `inline` whether its *Share* leads to the choice of a chat.
    """
    buttons = (int(followed), int(inline)) if link.section is Section.COVER else ()
    return Recipe(Kind.PAGE, _dump(payload(replace(link, format=Format.CLASSIC)), int(others), *buttons))


def of_card(story: Story, item: str | None, *, kind: Kind = Kind.CARD) -> Recipe:
    """Return the recipe of an item's card; of a story's card, which has its key points."""
    items = [item] if item else [point.id for point in story.dossier.key_points]
    return Recipe(kind, _dump(story.number, item), covers_of((story, shown) for shown in items))


def of_choice(story: Story, items: Sequence[str], link: PageLink, shape: Shape = Shape.CARDS) -> Recipe:
    """Return the recipe of the choice of an item to share, whose buttons say what the items say."""
    start = items.index(link.item) if link.item in items else 0
    shown = items[start : start + share_menu.PAGE]
    return Recipe(Kind.CHOICE, _dump(payload(link), shape), covers_of((story, item) for item in shown))


def of_pictures(story: Story, speaker: str | None, number: int = 1) -> Recipe:
    """Return the recipe of the choice of a picture, of all items or one speaker's, from item `number` on."""
    shown = picture_menu.page(picture_menu.items(story, speaker), number)
    return Recipe(Kind.PICTURES, _dump(story.number, speaker, number), covers_of((story, item) for item in shown))


def of_picture(story: Story, item: str | None) -> Recipe:
    """Return the recipe of an item's picture, which shows the item, of an event its neighbours as well."""
    shown = compose.items_of(story, item)
    return Recipe(Kind.PICTURE, _dump(story.number, item), covers_of((story, each) for each in shown))


def of_search(results: Results) -> Recipe:
    """Return the recipe of a page of search results: the same items, as they are then."""
    offers = [[search.number, search.text] for search in results.instead]
    kept = [results.kept.number, results.kept.text] if results.kept else None
    values = (results.query.text, _listed(results.items), results.start, results.more, results.whole, offers, kept)
    return Recipe(Kind.SEARCH, _dump(*values), covers_of((item.story, item.item) for item in results.items))


def of_answer(
    kind: Kind, items: Sequence[Item], query: Query, reads: str | None = None, person: tuple[int, str] | None = None
) -> Recipe:
    """Return the recipe of an answer to a question, of one that nothing tells, or that somebody is not quoted.

    `reads` is the question as it was understood, `person` a story's number and who is not quoted in it.
    """
    values = (_listed(items), query.text, list(query.words), reads, person)
    shown = [(item.story, item.item) for item in items]
    if kind is Kind.ANSWER and items and items[0].item in OF_STORY:  # its story's card has the key points
        shown += [(items[0].story, point.id) for point in items[0].story.dossier.key_points]
    return Recipe(kind, _dump(*values), covers_of(shown))


def of_latest(news: Sequence[News], start: int, since: datetime | None) -> Recipe:
    """Return the recipe of a page of news: the same stories, compared to the same revisions."""
    listed = [
        [story.story.number, story.base if story.before else 0, story.mark, story.seen and story.seen.isoformat()]
        for story in news
    ]
    items = ((story.story, change.item) for story in news for change in story.changes if change and change.item)
    return Recipe(Kind.LATEST, _dump(listed, start, since and since.isoformat()), covers_of(items))


def of_day(stories: Sequence[Story], day: str, start: int) -> Recipe:
    """Return the recipe of what happened on a day of the year."""
    items = ((story, item) for story in stories for item in _dated(story))
    return Recipe(Kind.TODAY, _dump(day, start), covers_of(items))


def of_corrections(stories: Sequence[Story], only: Story | None, start: tuple[int, str] | None) -> Recipe:
    """Return the recipe of a page of corrections, which shows records."""
    chosen = [only] if only else stories
    items = ((story, record.id) for story in chosen for record in story.dossier.corrections)
    return Recipe(Kind.CORRECTIONS, _dump(only.number if only else None, start), covers_of(items))


def of_notice(story: Story, records: Sequence[Correction]) -> Recipe:
    """Return the recipe of a notice about a mistake, which repeats what was wrong and what is right."""
    ids = [record.id for record in records]
    items = [*ids, *(record.item for record in records if record.item)]
    return Recipe(Kind.NOTICE, _dump(story.number, ids), covers_of((story, item) for item in items))


def _dated(story: Story) -> Iterator[str]:
    yield from (event.id for event in story.dossier.events)
    yield from (quote.id for quote in story.dossier.quotes)


def _listed(items: Iterable[Item]) -> list[tuple[Any, ...]]:
    return [(item.story.number, item.part, item.item, item.language.value) for item in items]


def _dump(*values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
