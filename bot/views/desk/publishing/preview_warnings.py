"""What an editor should look at before publishing. None of it forbids anything: that is the model's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.desk.editing import PARTS
from bot.desk.forms import waiting
from bot.language import Language
from bot.story import Localized
from bot.story.difference import difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.story import Dossier
    from bot.story.difference import Change

# UTF-16 units that a line may have. Titles and names stand on buttons, which telephones cut at about 60; what stands
# beside a name or above words should be read at a glance; a key point is a sentence, a standfirst one or two.
LINES = {
    ("title", "title"): 60,
    ("people", "name"): 60,
    ("people", "role"): 100,
    ("quotes", "role"): 100,
    ("quotes", "occasion"): 120,
    ("sources", "outlet"): 60,
    ("key_points", "text"): 280,
    ("standfirst", "standfirst"): 400,
}
_SOURCED = ("key_points", "quotes", "events", "people")


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: the catalogue's `key` and the `data` for it, in a part and an item (None: the head).

    `field` is the field that it is about, where it is about one, and `language` the language of that.
    """

    key: str
    part: str
    item: str | None
    field: str | None = None
    language: Language | None = None
    data: tuple[tuple[str, int], ...] = ()


def flags(dossier: Dossier, published: Dossier | None) -> tuple[Flag, ...]:
    """What is missing or odd in a dossier that is to follow what was `published` (None: nothing was)."""
    return (
        *_unwritten(dossier),
        *(Flag(f"desk.flag.no_{told}", part, item, field, told) for part, item, field, told in waiting(dossier)),
        *_unsourced(dossier),
        *(
            Flag("desk.flag.no_day", "quotes", one.id, "date")
            for one in dossier.quotes
            if one.date is None or one.date.precision != "day"
        ),
        *_long(dossier),
        *(_uncorrected(dossier, published) if published else ()),
    )


def _unwritten(dossier: Dossier) -> Iterator[Flag]:
    for part in ("title", "standfirst"):
        text = getattr(dossier, part)
        if not any(text.has(language) for language in Language):
            yield Flag(f"desk.flag.no_{part}", part, None, part)


def _unsourced(dossier: Dossier) -> Iterator[Flag]:
    """A paragraph of the summary is in our own words, and needs none."""
    for part in _SOURCED:
        for one in getattr(dossier, part):
            if not one.sources:
                yield Flag("desk.flag.no_source", part, one.id, "sources")


def _long(dossier: Dossier) -> Iterator[Flag]:
    for (part, field), limit in LINES.items():
        for holder in getattr(dossier, part) if part in PARTS else (dossier,):
            text = getattr(holder, field)
            for language in Language:
                if text and text.has(language) and (length := _units(text.told(language)[0])) > limit:
                    data = (("length", length), ("limit", limit))
                    yield Flag("desk.flag.long", part, getattr(holder, "id", None), field, language, data)


def _uncorrected(dossier: Dossier, published: Dossier) -> Iterator[Flag]:
    """What readers were told and are told no more, where no correction that is new says so."""
    known = {one.id: one for one in published.corrections}
    new = [one for one in dossier.corrections if known.get(one.id) != one]
    named, general = {one.item for one in new}, any(one.item is None for one in new)
    for change in difference(published, dossier):
        if change.part == "corrections" or change.item is None:
            continue
        if change.kind == "removed" and not general:
            yield Flag("desk.flag.removed", change.part, change.item)
        elif change.kind == "changed" and change.item not in named and _untold(change):
            yield Flag("desk.flag.changed", change.part, change.item)


def _untold(change: Change) -> bool:
    """Whether something that stood there does not any more; what was only added to it needs no correction."""
    return any(
        _lost(getattr(change.before, field), getattr(change.after, field))
        for field in change.fields
        if field not in ("sources", "also")
    )


def _lost(before: Any, after: Any) -> bool:
    if isinstance(before, Localized):
        told = [language for language in Language if before.has(language)]
        return after is None or any(
            not after.has(language) or before.told(language)[0] != after.told(language)[0] for language in told
        )
    return before is not None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
