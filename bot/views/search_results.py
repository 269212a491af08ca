"""Search results page: grouped by story, matches marked, a button to each item's page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.i18n import numbers
from bot.i18n.direction import isolate
from bot.i18n.localized_text import renumber
from bot.model.diff import LISTS
from bot.model.language import Language
from bot.model.search_fields import find
from bot.views import item_card
from bot.views.callback_data import FreshLink, ReaderLink
from bot.views.document import Button, Document, Entry, Heading, Paragraph, Profiles, Run, Style
from bot.views.highlight import mark
from bot.views.labels import shorten
from bot.views.numbered_list import item_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.model import Story
    from bot.text.query_parser import Query
    from bot.views.document import Block, Buttons, Inline
    from bot.views.reader_context import ReaderContext

VERB = "more"
_NAME, _DAY = 0, 1  # which examples of a search have one
PAGE = 5  # things on one page: each has a button as wide as the message
_ASKED = 60  # UTF-16 units
_LABEL = 60
_DATE = re.compile(r"[0-9]+(?:[-/.][0-9]+)+")
_KINDS = ("quotes", "people", "sources")  # whose names do not say what they are


@dataclass(frozen=True, slots=True)
class Item:
    """Something found in a story: an item of a list of its dossier, found by its words in `language`."""

    story: Story
    part: str
    item: str
    language: Language


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that buttons lead to, by its number."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Results:
    """Search results: `items` from the one numbered `start` on; whether there are more.

    `whole` is whether they have all that was asked for; `instead` are searches that may have been meant; `kept` is this
    one, where a button leads to more of it.
    """

    query: Query
    items: tuple[Item, ...]
    start: int = 0
    more: bool = False
    whole: bool = True
    instead: tuple[SavedSearch, ...] = ()
    kept: SavedSearch | None = None


def search_results(results: Results, context: ReaderContext) -> Document:
    """Build a page of results; without any, say so and suggest spellings."""
    if not results.items:
        return _nothing(results, context)
    title = context.text("page.found.title", asked=_asked(results.query.text, context))
    blocks, buttons = listed(results.items, results.query, context, results.start)
    return Document(
        context.language,
        (Heading(title, level=1), *_remarks(results, context), *blocks),
        (*buttons, *_pager(results, context), *_instead(results, context)),
    )


def listed(
    items: Sequence[Item], query: Query, context: ReaderContext, start: int = 0, *, headed: bool = True
) -> tuple[tuple[Block, ...], Buttons]:
    """Build the entries of items, numbered from the one after `start` on, and a button for each.

    They stand below their stories' titles, where `headed`.
    """
    blocks: list[Block] = []
    buttons: list[tuple[Button, ...]] = []
    for story, group in groupby(_grouped(items), key=lambda item: item.story):
        entries = []
        for item in group:
            number = start + len(buttons) + 1
            entries.append(_entry(item, number, query, context))
            buttons.append((link_button(item, number, context),))
        blocks += [*([Heading((context.name(story.dossier.title),))] if headed else []), Profiles(tuple(entries))]
    return tuple(blocks), tuple(buttons)


def link_button(item: Item, number: int, context: ReaderContext) -> Button:
    """Return the button to an item's page, with its number on this one."""
    place = item_card.find(item.story, item.item if item.part in LISTS else None, context.language)
    label = f"{_number(number, context)}{_label(item, context)}"
    return Button(shorten(label, _LABEL), FreshLink(place) if place else None)


def usage(context: ReaderContext, query: Query | None = None) -> Document:
    """Build the explanation of how to search, below what is wrong with a query; its examples are whole searches."""
    title = Heading(context.text("page.search.title"), level=1)
    wrong = _faults(query, context) if query else ()
    text = Paragraph(context.text("page.search.text"))
    explained = [
        f"{context.words.text('page.dash')}{context.words.text(f'page.search.example{number}')}"
        for number, _ in enumerate(_examples(context), 1)
    ]
    lines = [(_example(index, context), Run(words), Run("\n")) for index, words in enumerate(explained)]
    examples = Paragraph(tuple(run for line in lines for run in line)[:-1])
    return Document(context.language, (title, *wrong, text, examples))


def _grouped(items: Sequence[Item]) -> list[Item]:
    """Group the items by story, stories in the order of their best item."""
    order = {story: index for index, story in reversed([*enumerate(item.story.number for item in items)])}
    return sorted(items, key=lambda item: order[item.story.number])


def _entry(result: Item, number: int, query: Query, context: ReaderContext) -> Entry:
    searchable = find(result.story.dossier, result.part, result.item)
    texts = (*searchable.texts_in(result.language), *searchable.names) if searchable else ()
    if result.language is Language.AR:
        texts = tuple(renumber(text, context.preferences.digits) for text in texts)
    own = None if result.language is context.language else result.language
    # Marked without its number, which would end a sentence: a label is shown whole.
    head = (Run(_number(number, context)), *mark((_label(result, context),), query))
    return Entry(item_of(result.story.number, result.item), head, mark(texts, query), own)


def _number(number: int, context: ReaderContext) -> str:
    return f"{numbers.format_number(number, context.words.digits)}. "


def _label(result: Item, context: ReaderContext) -> str:
    item = result.item if result.part in LISTS else None
    if item is None:
        return context.words.text("page.found.story")
    name, _ = item_card.name(result.story, item, context.words, context.preferences)
    return context.words.text(f"page.found.{result.part}", what=name) if result.part in _KINDS else name


def _remarks(results: Results, context: ReaderContext) -> list[Block]:
    partly = [] if results.whole else [Paragraph(context.text("page.found.partly"), note=True)]
    return [*partly, *_faults(results.query, context), *_meant(results, context)]


def _faults(query: Query, context: ReaderContext) -> Iterator[Block]:
    """Yield what a search could not be narrowed by, each with the form that is understood."""
    for typed in query.unread:
        yield _fault(context.text("page.found.unread", typed=shorten(typed, _ASKED)), _DAY, context)
    for operator, is_day in query.lacking:
        key = "page.search.no_day" if is_day else "page.search.no_name"
        yield _fault(context.text(key, operator=operator), _DAY if is_day else _NAME, context)
    if query.is_dayless:
        yield Paragraph(context.text("page.search.dayless"), note=True)


def _fault(sentence: Inline, example: int, context: ReaderContext) -> Paragraph:
    return Paragraph((*sentence, Run(" "), *context.text("page.search.form"), _example(example, context)), note=True)


def _examples(context: ReaderContext) -> tuple[str, ...]:
    return context.words.examples("page.search.typed")


def _example(index: int, context: ReaderContext) -> Run:
    """Return an example of a search, to be copied with a tap."""
    return Run(_examples(context)[index], Style.CODE)


def _asked(text: str, context: ReaderContext) -> str:
    """Return a typed search, shortened; a date in it keeps its order beside Arabic words."""
    shown = shorten(text, _ASKED)
    return _DATE.sub(lambda day: isolate(day[0], context.language), shown) if context.language.rtl else shown


def _nothing(results: Results, context: ReaderContext) -> Document:
    sentence = Paragraph(context.text("page.found.nothing", asked=_asked(results.query.text, context)))
    remarks = _remarks(replace(results, whole=True), context)
    hint = Paragraph(context.text("page.found.help"), note=True)
    return Document(context.language, (sentence, *remarks, hint), _instead(results, context))


def _meant(results: Results, context: ReaderContext) -> list[Block]:
    return [Paragraph(context.text("page.found.meant"))] if results.instead else []


def _instead(results: Results, context: ReaderContext) -> Buttons:
    return tuple(
        (Button(shorten(search.text, _LABEL), ReaderLink(VERB, context.language, search.number)),)
        for search in results.instead
    )


def _pager(results: Results, context: ReaderContext) -> Buttons:
    if results.kept is None:
        return ()
    number, language = results.kept.number, context.language
    back = ReaderLink(VERB, language, number, start=max(results.start - PAGE, 0) or None)
    on = ReaderLink(VERB, language, number, start=results.start + PAGE)
    before, after = [Button("◀", back)], [Button(context.words.text("button.more_found"), on)]
    row = (*(before if results.start else []), *(after if results.more else []))
    return (row,) if row else ()
