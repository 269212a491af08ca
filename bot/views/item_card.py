"""One item of a story, or the story itself, as a card: a message that stands by itself, with source and deep link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.document import Button, Details, Document, Heading, Notes, Paragraph, Points, Profiles, Quotation, Timeline
from bot.i18n import reading
from bot.i18n.direction import anchor
from bot.links import PageLink, Section, payload
from bot.pages.compose import BLOCKS
from bot.pages.frame import Frame
from bot.pages.labels import shorten
from bot.story.difference import LISTS, items

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.audience import Preferences
    from bot.document import Block
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.story import Dossier, Localized, PartialDate, Story

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
class Card:
    """What is sent of an item: the document, its page and the address of that, a title and a line of plain words."""

    place: PageLink
    address: str
    title: str
    gist: str
    document: Document


def find(story: Story, item: str | None, language: Language) -> PageLink | None:
    """The page that shows the item, or the story's cover where none is named; None for an item that is not there."""
    if item is None:
        return PageLink(story.number, Section.COVER, language)
    part = _part(story.dossier, item)
    return PageLink(story.number, _SECTIONS[part], language, item) if part else None


def card(story: Story, item: str | None, words: Words, preferences: Preferences, address: str) -> Card | None:
    """The card of an item, or of the story where none is named; None for an item that is not there.

    `address` is the bot's own (https://t.me/…), which deep links begin with.
    """
    place = find(story, item, preferences.language)
    if place is None:
        return None
    frame = Frame(replace(story, dossier=_alone(story.dossier, item)), place, words, preferences)
    blocks = _item(frame, item) if item else _story(frame)
    link = f"{address}?start={payload(place)}"
    foot = Paragraph((replace(frame.name(frame.dossier.title), url=link),), note=True)
    read_on = Button(words.text("button.read_on"), url=link)
    document = Document(frame.language, (*blocks, foot), ((read_on,),))
    return Card(place, link, *name(story, item, words, preferences), document)


def name(story: Story, item: str | None, words: Words, preferences: Preferences) -> tuple[str, str]:
    """What lists call an item, or the story where none is named: a title, and a line of what it says; plain words.

    KeyError where the item is not there.
    """
    place = PageLink(story.number, Section.COVER, preferences.language)
    return _named(Frame(story, place, words, preferences), item)


def held(document: Document) -> tuple[str, ...]:
    """The ids of the items on a page, in its order."""
    return tuple(item for block in document.blocks for item in _ids(block) if item)


def _ids(block: Block) -> Iterable[str | None]:
    match block:
        case Quotation(item=item) | Paragraph(item=item):
            return (item,)
        case Points(points=listed) | Timeline(entries=listed) | Profiles(entries=listed) | Notes(notes=listed):
            return (one.item for one in listed)
        case Details(blocks=inner):
            return (item for one in inner for item in _ids(one))
    return ()


def _part(dossier: Dossier, item: str) -> str | None:
    return next((part for part in LISTS if item in items(dossier, part)), None)


def _alone(dossier: Dossier, item: str | None) -> Dossier:
    """The dossier with nothing but the item and what it names, or the story's key points, all cut to a card."""
    alone: dict[str, Any] = dict.fromkeys(LISTS, ())
    if item is None:
        alone["key_points"] = tuple(_cut(one, _POINT) for one in dossier.key_points[:_POINTS])
        alone["standfirst"] = _shortened(dossier.standfirst, _STANDFIRST)
    else:
        part = _part(dossier, item) or ""
        alone[part] = (_cut(items(dossier, part)[item]),)
    kept = [one for part in LISTS for one in alone[part]]
    for part, field in (("people", "speaker"), ("sources", "sources")):
        named = {name for one in kept for name in _names(getattr(one, field, ()))}
        alone[part] = alone[part] or tuple(_cut(one) for one in getattr(dossier, part) if one.id in named)
    return dossier.model_copy(update=alone | {"title": _shortened(dossier.title, _LINE)})


def _names(named: str | tuple[str, ...]) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else named


def _cut(item: Any, limit: int = _TEXT) -> Any:
    """The item with its texts shortened, and with no more sources than a card names."""
    limits = {**dict.fromkeys(_LINES, _LINE), **dict.fromkeys(("text", "words", "about"), limit)}
    texts = {field: getattr(item, field, None) for field in limits}
    update: dict[str, Any] = {field: _shortened(text, limits[field]) for field, text in texts.items() if text}
    if named := getattr(item, "sources", ()):
        update["sources"] = named[:_OUTLETS]
    return item.model_copy(update=update)


def _shortened(text: Localized, limit: int) -> Localized:
    """A text that is short enough as it is, with its lines; a longer one on one line, with '…'."""
    told = {code: words for code, words in (("ar", text.ar), ("en", text.en)) if words}
    fitting = {code: words if len(words) <= limit // 2 else shorten(words, limit) for code, words in told.items()}
    return text.model_copy(update=fitting)


def _story(frame: Frame) -> Iterator[Block]:
    """The story in short: title, standfirst, key points, and where these come from."""
    dossier = frame.dossier
    title, language = frame.prose(dossier.title)
    yield Heading(title, level=1, language=language)
    standfirst, language = frame.prose(dossier.standfirst)
    untranslated = frame.untranslated(dossier.standfirst, dossier.title)
    yield Paragraph(standfirst, language=language, lead=True, notes=frame.lines(untranslated))
    if dossier.key_points:
        yield from BLOCKS[Section.SUMMARY](frame)
    yield from _attributed(frame, (source for point in dossier.key_points for source in point.sources))


def _item(frame: Frame, item: str) -> Iterator[Block]:
    """The item as its section shows it, and its sources where that does not name them."""
    for block in BLOCKS[frame.place.section](frame):
        match block:
            case Heading():
                pass  # of a list, in which it is alone here
            case Notes(notes):
                yield from (Paragraph(note.text, note.item, notes=note.notes) for note in notes)
            case _:
                yield block
    if frame.place.section in {Section.SUMMARY, Section.PEOPLE}:
        named = items(frame.dossier, _part(frame.dossier, item) or "")[item]
        yield from _attributed(frame, getattr(named, "sources", ()))


def _attributed(frame: Frame, sources: Iterable[str]) -> Iterator[Block]:
    """The first few outlets, each once."""
    outlets: dict[str, str] = {}
    for source in sources:
        outlets.setdefault(frame.dossier.source(source).outlet.told(frame.language)[0], source)
    if outlets:
        yield Paragraph(frame.attribution(tuple(outlets.values())[:_OUTLETS]), note=True)


def _named(frame: Frame, item: str | None) -> tuple[str, str]:
    dossier = frame.dossier
    if item is None:
        return _plain(frame, dossier.title, _TITLE), _plain(frame, dossier.standfirst, _GIST)
    part = _part(dossier, item) or ""
    one: Any = items(dossier, part)[item]
    match part:
        case "quotes":
            return _titled(frame, dossier.person(one.speaker).name, one.date), _plain(frame, one.words, _GIST)
        case "people":
            return _plain(frame, one.name, _TITLE), _plain(frame, one.role or one.about or dossier.title, _GIST)
        case "sources":
            return _titled(frame, one.outlet, one.date), _plain(frame, one.title, _GIST)
    kind = frame.words.text(f"page.card.{part}")
    return _dated(frame, kind, getattr(one, "date", None)), _plain(frame, one.text, _GIST)


def _titled(frame: Frame, who: Localized, date: PartialDate | None) -> str:
    return _dated(frame, shorten(frame.name(who).text, _TITLE), date)


def _dated(frame: Frame, what: str, date: PartialDate | None) -> str:
    told = frame.words.text("page.card.dated", what=what, date=frame.date(date)) if date else what
    return anchor(told, frame.language)


def _plain(frame: Frame, text: Localized | None, limit: int) -> str:
    if text is None:
        return ""
    told, language = reading.told(text, frame.preferences)
    return anchor(shorten(told, limit), language)
