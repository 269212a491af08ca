"""Edits of a dossier's items. Pure: each function returns another dossier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.model import DRAFT, Dossier, Event, KeyPoint, Paragraph, Person, Picture, Quote, Source
from bot.model.language import Language
from bot.text.transliterate import latin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.model.text import Model

_ID_LIMIT = 16
_SOURCED = ("key_points", "quotes", "events", "people")  # parts whose items have to name a source
HEAD = ("title", "standfirst", "unresolved")
PICTURE = "picture"  # its form sets what is said of a picture that is there
_OPTIONAL = ("unresolved",)  # texts of the head that a story may be without


@dataclass(frozen=True, slots=True)
class Part:
    """A list of items in a dossier: their model and the prefix of their ids."""

    model: type[Model]
    prefix: str


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "key_points": Part(KeyPoint, "k"),
        "summary": Part(Paragraph, "p"),
        "quotes": Part(Quote, "q"),
        "events": Part(Event, "e"),
        "people": Part(Person, "n"),
        "sources": Part(Source, "s"),
    }
)


@dataclass(frozen=True, slots=True)
class InUse:
    """The items that keep another from being removed, as (part, id), since they refer to it."""

    by: tuple[tuple[str, str], ...]


def find(dossier: Dossier, part: str, item_id: str) -> Any:
    """Return the item of this id in a part; None if missing."""
    return next((item for item in getattr(dossier, part) if item.id == item_id), None)


def is_empty(dossier: Dossier, part: str) -> bool:
    """Return whether nothing is written in a part."""
    held = getattr(dossier, part)
    return not held or (part in HEAD and not any(held.has(language) for language in Language))


def add(
    dossier: Dossier,
    part: str,
    values: Mapping[str, Any],
    at: int | None = None,
    retired: Collection[str] = frozenset(),
) -> tuple[Dossier, str]:
    """Insert a new item at index `at` (None: append); return the dossier and the new id, which is none of `retired`.

    Raises pydantic's ValidationError for invalid values; missing sources are allowed in a draft.
    """
    item_id = new_id(dossier, part, values, retired)
    model = PARTS[part].model
    unsourced = {"sources": ()} if "sources" in model.model_fields else {}
    item = model.model_validate({**unsourced, **values, "id": item_id}, context=DRAFT)
    present = list(getattr(dossier, part))
    present.insert(len(present) if at is None else at, item)
    return dossier.model_copy(update={part: tuple(present)}), item_id


def change(dossier: Dossier, part: str, item_id: str, values: Mapping[str, Any]) -> Dossier:
    """Set fields of an item, None clearing one; raises KeyError if the item is missing.

    Raises pydantic's ValidationError for invalid values; missing sources are allowed in a draft.
    """
    old = find(dossier, part, item_id)
    if old is None:
        raise KeyError(item_id)
    fields = {name: value for name, value in {**old.model_dump(), **values, "id": item_id}.items() if value is not None}
    item = PARTS[part].model.model_validate(fields, context=DRAFT)
    return _replace(dossier, part, item_id, item)


def remove(dossier: Dossier, part: str, item_id: str) -> Dossier | InUse:
    """Remove an item; return InUse where quotes still refer to the person, or items to the source.

    A correction of a removed item is kept without the reference: what readers were told stays on record.
    """
    if part in ("people", "sources") and (by := tuple(naming(dossier, part, item_id))):
        return InUse(by)
    present = tuple(item for item in getattr(dossier, part) if item.id != item_id)
    corrections = tuple(
        correction.model_copy(update={"item": None}) if correction.item == item_id else correction
        for correction in dossier.corrections
    )
    return dossier.model_copy(update={part: present, "corrections": corrections})


def naming(dossier: Dossier, part: str, item_id: str) -> Iterator[tuple[str, str]]:
    """Yield the (part, id) of items that refer to a person as speaker, or to a source."""
    for other in PARTS:
        for item in getattr(dossier, other):
            if item_id in (getattr(item, "sources", ()) if part == "sources" else (getattr(item, "speaker", None),)):
                yield other, item.id


def toggle_key(dossier: Dossier, item_id: str) -> Dossier:
    """Mark an event for the cover, or take the mark off; a missing one changes nothing."""
    event = find(dossier, "events", item_id)
    return _replace(dossier, "events", item_id, event.model_copy(update={"key": not event.key})) if event else dossier


def move(dossier: Dossier, part: str, item_id: str, by: int) -> Dossier:
    """Move an item down its list by so many places (up, if negative), clamped to the list."""
    present = list(getattr(dossier, part))
    at = next((index for index, item in enumerate(present) if item.id == item_id), None)
    if at is None:
        return dossier
    moved = present.pop(at)
    present.insert(min(max(at + by, 0), len(present)), moved)
    return dossier.model_copy(update={part: tuple(present)})


def set_head(dossier: Dossier, part: str, values: Mapping[str, str]) -> Dossier:
    """Set a text of the head, given by language; `{}` is a text yet to be written, or taken out where it may be."""
    tree = {**dossier.model_dump(include={"slug", *HEAD}), part: dict(values)}
    if not values and part in _OPTIONAL:
        tree[part] = None
    checked = Dossier.model_validate(_without_empty(tree), context=DRAFT)
    return dossier.model_copy(update={part: getattr(checked, part)})


def describe_picture(dossier: Dossier, values: Mapping[str, Any]) -> Dossier:
    """Set the credit and the description of the picture, each by language; without a picture nothing changes."""
    if dossier.picture is None:
        return dossier
    given = {name: value for name, value in values.items() if value}
    picture = Picture.model_validate({**dossier.picture.model_dump(exclude_none=True), **given}, context=DRAFT)
    return dossier.model_copy(update={"picture": picture})


def new_id(dossier: Dossier, part: str, values: Mapping[str, Any], retired: Collection[str] = frozenset()) -> str:
    """Return an unused id, none of `retired`: `q12`; for a person the name in Latin letters, if free."""
    taken = {item.id for name in (*PARTS, "corrections") for item in getattr(dossier, name)} | set(retired)
    prefix = PARTS[part].prefix
    name = _by_name(values) if part == "people" else ""
    if name and name not in taken:
        return name
    numbers = [int(match[1]) for entry_id in taken if (match := re.fullmatch(rf"{prefix}(\d{{1,9}})", entry_id))]
    return f"{prefix}{max(numbers, default=0) + 1}"


def _by_name(values: Mapping[str, Any]) -> str:
    """Derive an id from a name: an English one's last word; all of an Arabic one, which may end in a title or place."""
    name = values.get("name") or {}
    if english := latin(name.get(Language.EN) or "").split("-")[-1]:
        return _as_id(english)
    return _as_id(latin(name.get(Language.AR) or ""))


def _as_id(name: str) -> str:
    match = re.fullmatch(r"[^a-z]*([a-z][a-z0-9-]*?)-*", name[:_ID_LIMIT])
    return match[1] if match else ""


def _replace(dossier: Dossier, part: str, item_id: str, changed: Model) -> Dossier:
    return dossier.model_copy(
        update={part: tuple(changed if item.id == item_id else item for item in getattr(dossier, part))}
    )


def _without_empty(tree: dict[str, Any]) -> dict[str, Any]:
    """Drop None languages: a dump has them for an unwritten standfirst, which the model takes as `{}`."""
    return {
        name: {key: text for key, text in value.items() if text} if isinstance(value, dict) else value
        for name, value in tree.items()
    }


def with_main_source(dossier: Dossier) -> Dossier:
    """Give every item that has to name a source, and names none, the story's main one, the first listed."""
    main = tuple(source.id for source in dossier.sources[:1])
    changed = {
        part: tuple(item if item.sources else item.model_copy(update={"sources": main}) for item in entries)
        for part, entries in ((part, getattr(dossier, part)) for part in _SOURCED)
    }
    return dossier.model_copy(update=changed)
