"""The searchable texts of a dossier, item by item, with speaker and date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model.corrections.correction import Correction
    from bot.model.partial_date import PartialDate
    from bot.model.story import Dossier, Event, KeyPoint, Paragraph, Person, Quote, Source
    from bot.model.text import Localized

    Item = KeyPoint | Paragraph | Quote | Event | Person | Source | Correction

# No item can have these ids.
TITLE, STANDFIRST, UNRESOLVED = "@title", "@standfirst", "@unresolved"
LISTS = ("key_points", "summary", "quotes", "events", "people", "sources", "corrections")


@dataclass(frozen=True, slots=True)
class Findable:
    """One item of a dossier, by its list (`part`) and id; or a text of its head, as `@title`.

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
    def own_names(self) -> tuple[str, ...]:
        """The names of a person, or a story's title, in every language; empty for other items."""
        if self.part not in {"people", "title"}:
            return ()
        return (
            *(self.texts[0].localize(language)[0] for language in Language if self.texts[0].has(language)),
            *self.names,
        )

    def texts_in(self, language: Language) -> tuple[str, ...]:
        """Return its texts that exist in the language."""
        return tuple(text.localize(language)[0] for text in self.texts if text.has(language))


def findable(dossier: Dossier) -> Iterator[Findable]:
    """Yield every searchable item of the dossier."""
    yield Findable("title", TITLE, (dossier.title,))
    yield Findable("standfirst", STANDFIRST, (dossier.standfirst,))
    if dossier.unresolved:
        yield Findable("unresolved", UNRESOLVED, (dossier.unresolved,))
    spoken = {person.id: _names(person) for person in dossier.people}
    for part in LISTS:
        for item in getattr(dossier, part):
            yield _item(part, item, spoken)


def find(dossier: Dossier, part: str, item_id: str) -> Findable | None:
    """Find an item of a list by id, or a text of the head; None if it no longer exists."""
    if part in LISTS:
        spoken = {person.id: _names(person) for person in dossier.people}
        return next(
            (_item(part, candidate, spoken) for candidate in getattr(dossier, part) if candidate.id == item_id), None
        )
    return next((candidate for candidate in findable(dossier) if candidate.item == item_id), None)


def _item(part: str, item: Item, spoken: dict[str, tuple[str, ...]]) -> Findable:
    fields = _FIELDS[part]
    texts = tuple(text for name in fields if (text := getattr(item, name)) is not None)
    names = tuple(getattr(item, "also", ()))
    return Findable(
        part, item.id, texts, getattr(item, "date", None), names, spoken.get(getattr(item, "speaker", ""), ())
    )


def _names(person: Person) -> tuple[str, ...]:
    return (*(person.name.localize(language)[0] for language in Language if person.name.has(language)), *person.also)


_FIELDS = {
    **dict.fromkeys(("key_points", "summary", "events"), ("text",)),
    "corrections": ("text", "is_", "was", "why"),
    "quotes": ("words", "role", "occasion"),
    "people": ("name", "role", "about"),
    "sources": ("outlet", "title"),
}
