"""Card of one item or story: a self-contained message with attribution and deep link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.i18n import localized_text
from bot.i18n.direction import anchor
from bot.model.diff import LISTS, items
from bot.model.language import Language
from bot.views.callback_data import PageLink, Section
from bot.views.correction_text import text_of
from bot.views.document import Button, Document, Heading, Notes, Paragraph
from bot.views.labels import shorten
from bot.views.section_page import BLOCKS
from bot.views.site_address import link_to
from bot.views.story_context import StoryContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Localized, PartialDate, Story
    from bot.model.reader import Preferences
    from bot.views.document import Block

_SECTIONS = {
    "key_points": Section.SUMMARY,
    "summary": Section.SUMMARY,
    "quotes": Section.QUOTES,
    "events": Section.TIMELINE,
    "people": Section.PEOPLE,
    "sources": Section.SOURCES,
    "corrections": Section.SUMMARY,
}
_TITLE = 100  # UTF-16 units of a card's title in a list: a phone shows about forty
_GIST = 200
_TEXT = 1800  # UTF-16 units of an item's text: of what is longer, the deep link has the rest
_STANDFIRST, _POINT = 800, 250  # on a story's card
_POINTS = 5  # key points on it
_LINE = 160  # of a name or title
_LINES = ("name", "role", "occasion", "outlet", "title")
_OUTLETS = 3  # sources that a card names: by its address, each can take a fifth of what a message may hold


@dataclass(frozen=True, slots=True)
class ItemCard:
    """The card of an item: the document, its page and that page's address, a title and a line of plain text."""

    place: PageLink
    address: str
    title: str
    gist: str
    document: Document


def find(story: Story, item_id: str | None, language: Language) -> PageLink | None:
    """Return the page that shows the item, or the story's cover if none is named; None if there is no such item."""
    if item_id is None:
        return PageLink(story.number, Section.COVER, language)
    part = _part(story.dossier, item_id)
    return PageLink(story.number, _SECTIONS[part], language, item_id) if part else None


def card(
    story: Story, item_id: str | None, words: Translator, preferences: Preferences, address: str
) -> ItemCard | None:
    """Build the card of an item, or of the story if none is named; None if there is no such item.

    `address` is what links begin with: the bot's own (https://t.me/…), or the SiteAddress of the public pages.
    """
    place = find(story, item_id, preferences.language)
    if place is None:
        return None
    context = StoryContext(replace(story, dossier=_only_item(story.dossier, item_id)), place, words, preferences)
    blocks = _item(context, item_id) if item_id else _story(context)
    link = link_to(address, story, place)
    foot = Paragraph((replace(context.name(context.dossier.title), url=link),), note=True)
    read_on = Button(words.text("button.read_on"), url=link)
    document = Document(context.language, (*blocks, foot), ((read_on,),))
    return ItemCard(place, link, *name(story, item_id, words, preferences), document)


def name(story: Story, item_id: str | None, words: Translator, preferences: Preferences) -> tuple[str, str]:
    """Return an item's title for lists and a line of what it says, as plain text; the story's if none is named.

    Raises KeyError if there is no such item.
    """
    place = PageLink(story.number, Section.COVER, preferences.language)
    return _named(StoryContext(story, place, words, preferences), item_id)


def _part(dossier: Dossier, item_id: str) -> str | None:
    return next((part for part in LISTS if item_id in items(dossier, part)), None)


def _only_item(dossier: Dossier, item_id: str | None) -> Dossier:
    """Reduce a dossier to the item and what it refers to, or to the story's key points, cut to a card."""
    kept_lists: dict[str, Any] = dict.fromkeys(LISTS, ())
    if item_id is None:
        kept_lists["key_points"] = tuple(_shorten_item(item, _POINT) for item in dossier.key_points[:_POINTS])
        kept_lists["standfirst"] = _shortened(dossier.standfirst, _STANDFIRST)
    else:
        part = _part(dossier, item_id) or ""
        kept_lists[part] = (_shorten_item(items(dossier, part)[item_id]),)
    remaining = [item for part in LISTS for item in kept_lists[part]]
    for part, field in (("people", "speaker"), ("sources", "sources")):
        named = {name for item in remaining for name in _names(getattr(item, field, ()))}
        kept_lists[part] = kept_lists[part] or tuple(
            _shorten_item(item) for item in getattr(dossier, part) if item.id in named
        )
    return dossier.model_copy(update=kept_lists | {"title": _shortened(dossier.title, _LINE)})


def _names(named: str | tuple[str, ...]) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else named


def _shorten_item(item: Any, limit: int = _TEXT) -> Any:
    """Shorten an item's texts, and its sources to as many as a card names."""
    limits = {**dict.fromkeys(_LINES, _LINE), **dict.fromkeys(("text", "words", "about", "was", "is_", "why"), limit)}
    texts = {field: getattr(item, field, None) for field in limits}
    update: dict[str, Any] = {field: _shortened(text, limits[field]) for field, text in texts.items() if text}
    if named := getattr(item, "sources", ()):
        update["sources"] = named[:_OUTLETS]
    return item.model_copy(update=update)


def _shortened(text: Localized, limit: int) -> Localized:
    """Return a text as it is if short enough; else on one line, ending in '…'."""
    texts = {language.value: text.localize(language)[0] for language in Language if text.has(language)}
    fitting = {code: words if len(words) <= limit // 2 else shorten(words, limit) for code, words in texts.items()}
    return text.model_copy(update=fitting)


def _story(context: StoryContext) -> Iterator[Block]:
    """Yield the story in short: title, standfirst, key points, and their sources."""
    dossier = context.dossier
    title, language = context.prose(dossier.title)
    yield Heading(title, level=1, language=language)
    standfirst, language = context.prose(dossier.standfirst)
    untranslated = context.untranslated(dossier.standfirst, dossier.title)
    yield Paragraph(standfirst, language=language, lead=True, notes=context.lines(untranslated))
    if dossier.key_points:
        yield from BLOCKS[Section.SUMMARY](context)
    yield from _attributed(context, (source for point in dossier.key_points for source in point.sources))


def _item(context: StoryContext, item_id: str) -> Iterator[Block]:
    """Yield the item as its section shows it, and its sources if that does not name them."""
    for block in BLOCKS[context.place.section](context):
        match block:
            case Heading():
                pass  # of a list, in which it is alone here
            case Notes(notes):
                yield from (Paragraph(note.text, note.item, notes=note.notes) for note in notes)
            case _:
                yield block
    if context.place.section in {Section.SUMMARY, Section.PEOPLE}:
        named = items(context.dossier, _part(context.dossier, item_id) or "")[item_id]
        yield from _attributed(context, getattr(named, "sources", ()))


def _attributed(context: StoryContext, sources: Iterable[str]) -> Iterator[Block]:
    """Yield the first few outlets, each once."""
    outlets: dict[str, str] = {}
    for source in sources:
        outlets.setdefault(context.dossier.source(source).outlet.localize(context.language)[0], source)
    if outlets:
        yield Paragraph(context.attribution(tuple(outlets.values())[:_OUTLETS]), note=True)


def _named(context: StoryContext, item_id: str | None) -> tuple[str, str]:
    dossier = context.dossier
    if item_id is None:
        return _plain(context, dossier.title, _TITLE), _plain(context, dossier.standfirst, _GIST)
    part = _part(dossier, item_id)
    if part is None:
        raise KeyError(item_id)
    item: Any = items(dossier, part)[item_id]
    match part:
        case "quotes":
            return _titled(context, dossier.person(item.speaker).name, item.date), _plain(
                context, item.words, _GIST, verbatim=True
            )
        case "people":
            return _plain(context, item.name, _TITLE), _plain(context, item.role or item.about or dossier.title, _GIST)
        case "sources":
            return _titled(context, item.outlet, item.date), _plain(context, item.title, _GIST)
    kind = context.words.text(f"page.card.{part}")
    return _dated(context, kind, getattr(item, "date", None)), _plain(context, text_of(item), _GIST)


def _titled(context: StoryContext, who: Localized, date: PartialDate | None) -> str:
    return _dated(context, shorten(context.name(who).text, _TITLE), date)


def _dated(context: StoryContext, what: str, date: PartialDate | None) -> str:
    title = context.words.text("page.card.dated", what=what, date=context.date(date)) if date else what
    return anchor(title, context.language)


def _plain(context: StoryContext, text: Localized | None, limit: int, *, verbatim: bool = False) -> str:
    if text is None:
        return ""
    shown, language = localized_text.localize(text, context.preferences, verbatim=verbatim)
    return anchor(shorten(shown, limit), language)
