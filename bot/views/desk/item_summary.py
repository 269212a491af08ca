"""Items of a dossier on the desk's screens: each in a line, and each in full, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.forms.dossier_edit import HEAD, find
from bot.forms.form_fields import FORMS, fields
from bot.i18n import dates, languages
from bot.model import Event, Localized, PartialDate, Person, Picture, Place, Quote, Source
from bot.model.language import Language
from bot.views.correction_text import text_of
from bot.views.document import Paragraph, Run, Style
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.reader import Preferences
    from bot.views.document import Block

PARTS = (*HEAD, "key_points", "summary", "quotes", "events", "people", "sources")
LINE = 90  # UTF-16 units of an item in a list


def title(dossier: Dossier, words: Translator) -> str:
    """Return the story's title, or the text for an untitled one."""
    return dossier.title.localize(words.language)[0] or words.text("desk.draft.untitled")


def line(dossier: Dossier, item: Any, words: Translator, preferences: Preferences, limit: int = LINE) -> str:
    """Summarise an item in a line of at most `limit` UTF-16 units."""
    match item:
        case Quote():
            said = item.words.localize(words.language)[0]
            return shorten(
                words.text("desk.item.quote", speaker=_person(dossier, item.speaker, words), words=said), limit
            )
        case Event(date=PartialDate() as date):
            day, text = dates.format_date(date, preferences), item.text.localize(words.language)[0]
            return shorten(words.text("desk.item.event", date=day, text=text), limit)
        case Person():
            return shorten(item.name.localize(words.language)[0], limit)
        case Source():
            outlet = item.outlet.localize(words.language)[0]
            more = item.title.localize(words.language)[0] if item.title else item.url
            return shorten(words.text("desk.item.source", outlet=outlet, title=more) if more else outlet, limit)
    return shorten(text_of(item).localize(words.language)[0], limit)


def day(date: PartialDate, preferences: Preferences) -> str:
    """Return a date as the desk shows it."""
    return dates.format_date(date, preferences)


def outlets(dossier: Dossier, part: str, item_id: str, words: Translator) -> str | None:
    """Name the outlets of an item's sources; None for an item that has none of its own, as a source."""
    item = find(dossier, part, item_id) if part in PARTS[len(HEAD) :] else None
    ids = getattr(item, "sources", None)
    if ids is None:
        return None
    names = [source.outlet.localize(words.language)[0] for source in dossier.sources if source.id in ids]
    return words.text("page.comma").join(names)


def head(dossier: Dossier, part: str, words: Translator) -> Iterator[Block]:
    """Yield a text of the head, or what is said of the picture, in the languages it is written in."""
    value = getattr(dossier, part)
    if isinstance(value, Picture):
        for name in fields(part):
            yield from _texts(capitalised(words.text(f"desk.field.{name}")), getattr(value, name), words)
    elif value:
        yield from _texts("", value, words)


def full(dossier: Dossier, part: str, item: Any, words: Translator, preferences: Preferences) -> Iterator[Block]:
    """Yield an item's fields that have a value, in the form's order."""
    for name in fields(part) if part in FORMS else type(item).model_fields:
        value = getattr(item, name, None)
        label = capitalised(words.text(f"desk.field.{name}"))
        if isinstance(value, Localized):
            yield from _texts(label, value, words)
        elif value:
            yield Paragraph((Run(label, Style.STRONG), Run("\n"), *_value(dossier, name, value, words, preferences)))
    if getattr(item, "key", False):
        yield Paragraph((Run(words.text("desk.item.key"), Style.STRONG),))


def field(dossier: Dossier, name: str, value: Any, words: Translator, preferences: Preferences) -> Iterator[Block]:
    """Yield the value of one field: a text in each of its languages, anything else in a line."""
    text = value.name if isinstance(value, Place) else value
    if isinstance(text, Localized):
        yield from _texts("", text, words)
    else:
        yield Paragraph(_value(dossier, name, text, words, preferences))


def capitalised(label: str) -> str:
    """Capitalise a field's name: the catalogue has it as used within a sentence."""
    return label[:1].upper() + label[1:]


def _texts(label: str, text: Localized, words: Translator) -> Iterator[Block]:
    for language in words.language.fallbacks:
        if text.has(language):
            name = languages.name(language, words.language)
            above = words.text("desk.item.in_language", field=label, language=name) if label else name
            yield Paragraph((Run(above, Style.STRONG),))
            yield Paragraph((Run(text.localize(language)[0]),), language=language)


def _value(dossier: Dossier, name: str, value: Any, words: Translator, preferences: Preferences) -> tuple[Run, ...]:
    match name:
        case "date":
            shown = dates.format_date(value, preferences)
        case "speaker":
            shown = _person(dossier, value, words)
        case "language":
            shown = languages.name(value, words.language)
        case "key":
            shown = words.text("desk.item.key" if value else "desk.item.not_key")
        case "kind":
            shown = words.text(f"desk.form.sort.{value}")
        case "url":
            return (Run(value, url=value, language=Language.EN),)
        case "sources":
            sources = {source.id: source for source in dossier.sources}
            shown = "\n".join(
                line(dossier, sources[source_id], words, preferences) for source_id in value if source_id in sources
            )
        case _:
            shown = value if isinstance(value, str) else "\n".join(value)
    return (Run(shown),)


def _person(dossier: Dossier, item: str, words: Translator) -> str:
    return next((person.name.localize(words.language)[0] for person in dossier.people if person.id == item), item)
