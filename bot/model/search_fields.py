"""What can be found in a dossier: its texts, item by item, with who spoke and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.story.model import Correction, Dossier, Event, KeyPoint, Paragraph, Person, Quote, Source
    from bot.story.partial import PartialDate
    from bot.story.texts import Localized

    Item = KeyPoint | Paragraph | Quote | Event | Person | Source | Correction

# No item can have these ids.
TITLE, STANDFIRST = "@title", "@standfirst"
LISTS = ("key_points", "summary", "quotes", "events", "people", "sources", "corrections")


@dataclass(frozen=True, slots=True)
class Findable:
    """One item of a dossier, by its list (`part`) and id; or its title or standfirst, as `@title` and `@standfirst`.

    The first of `texts` is what it tells; `names` are a person's in any language; `speaker` are all names of whoever
    said it.
    """

    part: str
    item: str
    texts: tuple[Localized, ...]
    date: PartialDate | None = None
    names: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """What it is called, in any language: a person's names, a story's title; nothing for what has no name."""
        if self.part not in {"people", "title"}:
            return ()
        return (*(self.texts[0].told(language)[0] for language in Language if self.texts[0].has(language)), *self.names)

    def told(self, language: Language) -> tuple[str, ...]:
        """Its texts in the language, as far as they are there."""
        return tuple(text.told(language)[0] for text in self.texts if text.has(language))


def findable(dossier: Dossier) -> Iterator[Findable]:
    """Everything of the dossier that can be found."""
    yield Findable("title", TITLE, (dossier.title,))
    yield Findable("standfirst", STANDFIRST, (dossier.standfirst,))
    spoken = {person.id: _names(person) for person in dossier.people}
    for part in LISTS:
        for one in getattr(dossier, part):
            yield _item(part, one, spoken)


def find(dossier: Dossier, part: str, item: str) -> Findable | None:
    """What stands under an id in a list of the dossier, or is its title or standfirst; None where that is gone."""
    if part in LISTS:
        spoken = {person.id: _names(person) for person in dossier.people}
        return next((_item(part, one, spoken) for one in getattr(dossier, part) if one.id == item), None)
    return next((one for one in findable(dossier) if one.item == item), None)


def _item(part: str, one: Item, spoken: dict[str, tuple[str, ...]]) -> Findable:
    fields = _FIELDS[part]
    texts = tuple(text for name in fields if (text := getattr(one, name)) is not None)
    names = tuple(getattr(one, "also", ()))
    return Findable(part, one.id, texts, getattr(one, "date", None), names, spoken.get(getattr(one, "speaker", ""), ()))


def _names(person: Person) -> tuple[str, ...]:
    return (*(person.name.told(language)[0] for language in Language if person.name.has(language)), *person.also)


_FIELDS = {
    **dict.fromkeys(("key_points", "summary", "events", "corrections"), ("text",)),
    "quotes": ("words", "role", "occasion"),
    "people": ("name", "role", "about"),
    "sources": ("outlet", "title"),
}
