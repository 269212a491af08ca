"""What an editor does to the items of a dossier. Nothing here changes in place: each returns another dossier."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.i18n.translit import latin
from bot.language import Language
from bot.story import DRAFT, Dossier, Event, KeyPoint, Paragraph, Person, Quote, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.story.texts import Model

_ID_LIMIT = 16
HEAD = ("title", "standfirst")


@dataclass(frozen=True, slots=True)
class Part:
    """A list of a dossier: what its items are, and the letter that their ids begin with."""

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
    """Why something stays: the items that name it, each by its part and id."""

    by: tuple[tuple[str, str], ...]


def find(dossier: Dossier, part: str, item: str) -> Any:
    """The item of this id in a part, None where there is none."""
    return next((one for one in getattr(dossier, part) if one.id == item), None)


def add(
    dossier: Dossier,
    part: str,
    values: Mapping[str, Any],
    at: int | None = None,
    retired: Collection[str] = frozenset(),
) -> tuple[Dossier, str]:
    """The dossier with a new item before the one at index `at` (None: at the end), and its id, no `retired` one.

    pydantic's ValidationError where the values make no item, sources aside.
    """
    item = new_id(dossier, part, values, retired)
    model = PARTS[part].model
    unsourced = {"sources": ()} if "sources" in model.model_fields else {}
    made = model.model_validate({**unsourced, **values, "id": item}, context=DRAFT)
    present = list(getattr(dossier, part))
    present.insert(len(present) if at is None else at, made)
    return dossier.model_copy(update={part: tuple(present)}), item


def change(dossier: Dossier, part: str, item: str, values: Mapping[str, Any]) -> Dossier:
    """The dossier with these fields of an item set anew, None clearing one; KeyError without the item.

    pydantic's ValidationError where the values make no item, sources aside.
    """
    old = find(dossier, part, item)
    if old is None:
        raise KeyError(item)
    fields = {name: value for name, value in {**old.model_dump(), **values, "id": item}.items() if value is not None}
    made = PARTS[part].model.model_validate(fields, context=DRAFT)
    return _replace(dossier, part, item, made)


def remove(dossier: Dossier, part: str, item: str) -> Dossier | InUse:
    """The dossier without the item, or what still names it: a person's quotes, a source's items.

    A correction of what is removed stays, and names no item any more.
    """
    if part in ("people", "sources") and (by := tuple(naming(dossier, part, item))):
        return InUse(by)
    present = tuple(one for one in getattr(dossier, part) if one.id != item)
    corrections = tuple(
        one.model_copy(update={"item": None}) if one.item == item else one for one in dossier.corrections
    )
    return dossier.model_copy(update={part: present, "corrections": corrections})


def naming(dossier: Dossier, part: str, item: str) -> Iterator[tuple[str, str]]:
    """The items that name a person as their speaker, or a source: each by part and id."""
    for other in PARTS:
        for one in getattr(dossier, other):
            if item in (getattr(one, "sources", ()) if part == "sources" else (getattr(one, "speaker", None),)):
                yield other, one.id


def move(dossier: Dossier, part: str, item: str, by: int) -> Dossier:
    """The dossier with the item that many places further down its list (up, if negative), as far as the list goes."""
    present = list(getattr(dossier, part))
    at = next((index for index, one in enumerate(present) if one.id == item), None)
    if at is None:
        return dossier
    moved = present.pop(at)
    present.insert(min(max(at + by, 0), len(present)), moved)
    return dossier.model_copy(update={part: tuple(present)})


def set_head(dossier: Dossier, part: str, values: Mapping[str, str]) -> Dossier:
    """The dossier with another title or standfirst, given by language; one of `{}` is yet to be written."""
    tree = {**dossier.model_dump(include={"slug", *HEAD}), part: dict(values)}
    checked = Dossier.model_validate(_without_empty(tree), context=DRAFT)
    return dossier.model_copy(update={part: getattr(checked, part)})


def new_id(dossier: Dossier, part: str, values: Mapping[str, Any], retired: Collection[str] = frozenset()) -> str:
    """An id that nothing in the dossier has, and that is not `retired`: `q12`; a person's is the name in Latin."""
    taken = {one.id for name in (*PARTS, "corrections") for one in getattr(dossier, name)} | set(retired)
    prefix = PARTS[part].prefix
    name = _by_name(values) if part == "people" else ""
    if name and name not in taken:
        return name
    numbers = [int(found[1]) for one in taken if (found := re.fullmatch(rf"{prefix}(\d{{1,9}})", one))]
    return f"{prefix}{max(numbers, default=0) + 1}"


def _by_name(values: Mapping[str, Any]) -> str:
    """The last word of an English name, of an Arabic one all of it: what comes last there may be a title or a place."""
    name = values.get("name") or {}
    if english := latin(name.get(Language.EN) or "").split("-")[-1]:
        return _as_id(english)
    return _as_id(latin(name.get(Language.AR) or ""))


def _as_id(name: str) -> str:
    found = re.fullmatch(r"[^a-z]*([a-z][a-z0-9-]*?)-*", name[:_ID_LIMIT])
    return found[1] if found else ""


def _replace(dossier: Dossier, part: str, item: str, made: Model) -> Dossier:
    return dossier.model_copy(update={part: tuple(made if one.id == item else one for one in getattr(dossier, part))})


def _without_empty(tree: dict[str, Any]) -> dict[str, Any]:
    """A standfirst that is still empty has its languages as None in a dump, and is `{}` to the model."""
    return {
        name: {key: text for key, text in value.items() if text} if isinstance(value, dict) else value
        for name, value in tree.items()
    }
