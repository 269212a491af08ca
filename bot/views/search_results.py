"""What a search found: grouped by story, each with the words that were asked for marked, and a button to its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from bot.document import Button, Document, Entry, Heading, Paragraph, Profiles
from bot.i18n import numbers
from bot.i18n.reading import renumber
from bot.language import Language
from bot.links import FreshLink, ReaderLink
from bot.pages import cards
from bot.pages.labels import shorten
from bot.pages.marking import mark
from bot.story.difference import LISTS
from bot.story.findable import find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Block, Buttons
    from bot.i18n.queries import Query
    from bot.pages.voice import Voice
    from bot.story import Story

VERB = "more"
PAGE = 5  # things on one page: each has a button as wide as the message
_ASKED = 60  # UTF-16 units
_LABEL = 60
_KINDS = ("quotes", "people", "sources")  # whose names do not say what they are


@dataclass(frozen=True, slots=True)
class Item:
    """Something found in a story: an item of a list of its dossier, found by its words in `language`."""

    story: Story
    part: str
    item: str
    language: Language


@dataclass(frozen=True, slots=True)
class Kept:
    """A search that buttons lead to, by its number."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Results:
    """What is shown of what was found: `items` from the one numbered `start` on; whether there are more.

    `whole` is whether they have all that was asked for; `instead` are searches that may have been meant; `kept` is this
    one, where a button leads to more of it.
    """

    query: Query
    items: tuple[Item, ...]
    start: int = 0
    more: bool = False
    whole: bool = True
    instead: tuple[Kept, ...] = ()
    kept: Kept | None = None


def found(results: Results, voice: Voice) -> Document:
    """A page of what was found; that nothing was, and what may have been meant."""
    if not results.items:
        return _nothing(results, voice)
    title = voice.say("page.found.title", asked=shorten(results.query.text, _ASKED))
    blocks: list[Block] = [Heading(title, level=1), *_remarks(results, voice)]
    buttons: list[tuple[Button, ...]] = []
    for story, items in groupby(_grouped(results.items), key=lambda one: one.story):
        entries = []
        for one in items:
            label = f"{numbers.spell(results.start + len(buttons) + 1, voice.words.digits)}. {_label(one, voice)}"
            entries.append(_entry(one, label, results.query, voice))
            place = cards.find(story, one.item if one.part in LISTS else None, voice.language)
            buttons.append((Button(shorten(label, _LABEL), FreshLink(place) if place else None),))
        blocks += [Heading((voice.name(story.dossier.title),)), Profiles(tuple(entries))]
    return Document(voice.language, tuple(blocks), (*buttons, *_pager(results, voice), *_instead(results, voice)))


def usage(voice: Voice) -> Document:
    """How to search."""
    title = Heading(voice.say("page.search.title"), level=1)
    told = [Paragraph(voice.say(f"page.search.{part}")) for part in ("text", "narrow")]
    return Document(voice.language, (title, *told))


def _grouped(items: Sequence[Item]) -> list[Item]:
    """The items of each story beside each other, the stories in the order of their best."""
    order = {story: at for at, story in reversed([*enumerate(one.story.number for one in items)])}
    return sorted(items, key=lambda one: order[one.story.number])


def _entry(one: Item, label: str, query: Query, voice: Voice) -> Entry:
    told = find(one.story.dossier, one.part, one.item)
    texts = (*told.told(one.language), *told.names) if told else ()
    if one.language is Language.AR:
        texts = tuple(renumber(text, voice.preferences.digits) for text in texts)
    own = None if one.language is voice.language else one.language
    return Entry(one.item, mark((label,), query), mark(texts, query), own)


def _label(one: Item, voice: Voice) -> str:
    item = one.item if one.part in LISTS else None
    if item is None:
        return voice.words.text("page.found.story")
    name, _ = cards.name(one.story, item, voice.words, voice.preferences)
    return voice.words.text(f"page.found.{one.part}", what=name) if one.part in _KINDS else name


def _remarks(results: Results, voice: Voice) -> list[Block]:
    partly = [] if results.whole else [voice.say("page.found.partly")]
    unread = [voice.say("page.found.unread", typed=shorten(typed, _ASKED)) for typed in results.query.unread]
    return [*(Paragraph(told, note=True) for told in (*partly, *unread)), *_meant(results, voice)]


def _nothing(results: Results, voice: Voice) -> Document:
    said = Paragraph(voice.say("page.found.nothing", asked=shorten(results.query.text, _ASKED)))
    told = _remarks(replace(results, whole=True), voice)
    hint = Paragraph(voice.say("page.found.help"), note=True)
    return Document(voice.language, (said, *told, hint), _instead(results, voice))


def _meant(results: Results, voice: Voice) -> list[Block]:
    return [Paragraph(voice.say("page.found.meant"))] if results.instead else []


def _instead(results: Results, voice: Voice) -> Buttons:
    return tuple(
        (Button(shorten(one.text, _LABEL), ReaderLink(VERB, voice.language, one.number)),) for one in results.instead
    )


def _pager(results: Results, voice: Voice) -> Buttons:
    if results.kept is None:
        return ()
    number, language = results.kept.number, voice.language
    back = ReaderLink(VERB, language, number, start=max(results.start - PAGE, 0) or None)
    on = ReaderLink(VERB, language, number, start=results.start + PAGE)
    before, after = [Button("◀", back)], [Button(voice.words.text("button.more_found"), on)]
    row = (*(before if results.start else []), *(after if results.more else []))
    return (row,) if row else ()
