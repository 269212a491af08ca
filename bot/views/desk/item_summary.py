"""Items of a dossier on the desk's screens: each in a line, and each in full, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.desk.editing import HEAD
from bot.desk.steps import fields
from bot.document import Paragraph, Run, Style
from bot.i18n import dates, languages
from bot.language import Language
from bot.pages.labels import shorten
from bot.story import Event, Localized, PartialDate, Person, Quote, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audience import Preferences
    from bot.document import Block
    from bot.i18n.catalogue import Words
    from bot.story import Dossier

PARTS = (*HEAD, "key_points", "summary", "quotes", "events", "people", "sources")
LINE = 90  # UTF-16 units of an item in a list


def title(dossier: Dossier, words: Words) -> str:
    """The story's title, or that it has none yet."""
    return dossier.title.told(words.language)[0] or words.text("desk.draft.untitled")


def line(dossier: Dossier, item: Any, words: Words, preferences: Preferences, limit: int = LINE) -> str:
    """What an item is, in a line of at most so many UTF-16 units."""
    match item:
        case Quote():
            said = item.words.told(words.language)[0]
            return shorten(
                words.text("desk.item.quote", speaker=_person(dossier, item.speaker, words), words=said), limit
            )
        case Event(date=PartialDate() as date):
            day, text = dates.spell(date, preferences), item.text.told(words.language)[0]
            return shorten(words.text("desk.item.event", date=day, text=text), limit)
        case Person():
            return shorten(item.name.told(words.language)[0], limit)
        case Source():
            outlet = item.outlet.told(words.language)[0]
            more = item.title.told(words.language)[0] if item.title else item.url
            return shorten(words.text("desk.item.source", outlet=outlet, title=more) if more else outlet, limit)
    return shorten(item.text.told(words.language)[0], limit)


def head(dossier: Dossier, part: str, words: Words) -> Iterator[Block]:
    """The title or the standfirst in its languages; nothing of what is not there yet."""
    yield from _texts("", getattr(dossier, part), words)


def full(dossier: Dossier, part: str, item: Any, words: Words, preferences: Preferences) -> Iterator[Block]:
    """The fields of an item that have something in them, in the order of the form."""
    for name in fields(part):
        value = getattr(item, name, None)
        label = capitalised(words.text(f"desk.field.{name}"))
        if isinstance(value, Localized):
            yield from _texts(label, value, words)
        elif value:
            yield Paragraph((Run(label, Style.STRONG), Run("\n"), *_value(dossier, name, value, words, preferences)))


def capitalised(label: str) -> str:
    """A field's name as it stands by itself: the catalogue has it as it stands in a sentence."""
    return label[:1].upper() + label[1:]


def _texts(label: str, text: Localized, words: Words) -> Iterator[Block]:
    for language in (words.language, words.language.other):
        if text.has(language):
            name = languages.name(language, words.language)
            above = words.text("desk.item.in_language", field=label, language=name) if label else name
            yield Paragraph((Run(above, Style.STRONG),))
            yield Paragraph((Run(text.told(language)[0]),), language=language)


def _value(dossier: Dossier, name: str, value: Any, words: Words, preferences: Preferences) -> tuple[Run, ...]:
    match name:
        case "date":
            told = dates.spell(value, preferences)
        case "speaker":
            told = _person(dossier, value, words)
        case "language":
            told = languages.name(value, words.language)
        case "kind":
            told = words.text(f"desk.form.sort.{value}")
        case "url":
            return (Run(value, url=value, language=Language.EN),)
        case "sources":
            known = {one.id: one for one in dossier.sources}
            told = "\n".join(line(dossier, known[one], words, preferences) for one in value if one in known)
        case _:
            told = "\n".join(value)
    return (Run(told),)


def _person(dossier: Dossier, item: str, words: Words) -> str:
    return next((one.name.told(words.language)[0] for one in dossier.people if one.id == item), item)
