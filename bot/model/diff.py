"""The difference of two dossiers, item by item, and a draft's changes set upon a newer base."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.story.model import Dossier
    from bot.story.texts import Model

TEXTS = ("title", "standfirst")
_NUMBERED = re.compile(r"([a-z-]*)([0-9]{1,9})")
LISTS = ("key_points", "summary", "quotes", "events", "people", "sources", "corrections")

Value: TypeAlias = "Model | None"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one text of the head (`item` is None) or of one item of a list.

    `fields` are the names of an item's fields that differ; what moved is the same in another place of its list.
    """

    part: str
    item: str | None
    kind: Literal["added", "removed", "changed", "moved"]
    before: Value
    after: Value
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both changed since the base, and not to the same: `mine`, `theirs`, and None for removed."""

    part: str
    item: str | None
    mine: Value
    theirs: Value


@dataclass(frozen=True, slots=True)
class Rebased:
    """My changes upon theirs; in what conflicts, theirs stands until `take` sets mine.

    `renamed` are new ids of items that I added, by those that they had with me.
    """

    dossier: Dossier
    conflicts: tuple[Conflict, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)


def difference(old: Dossier | None, new: Dossier) -> tuple[Change, ...]:
    """What to do to `old` (None: nothing is there yet) to make `new` of it, in the order of a page."""
    changes: list[Change] = []
    for part in TEXTS:
        before, after = getattr(old, part, None), getattr(new, part)
        if before != after:
            changes.append(Change(part, None, "changed" if before else "added", before, after))
    for part in LISTS:
        changes += _list(part, items(old, part) if old else {}, items(new, part))
    return tuple(changes)


def items(dossier: Dossier, part: str) -> dict[str, Any]:
    """The items of one list of a dossier, by id, in their order."""
    return {item.id: item for item in getattr(dossier, part)}


def rebase(base: Dossier | None, mine: Dossier, theirs: Dossier, used: Collection[str] = ()) -> Rebased:
    """What I changed since `base`, set upon what they made of it: item by item, each in its own right.

    A list that they left as it was has my order. Otherwise it has theirs, and items that I added follow the one that
    they follow with me. What both added under one number, as `q5`, are two things, and mine gets the next number, above
    all `used` in the story before; under one name, as `putin`, they are one.
    """
    renamed: dict[str, str] = {}
    # Again and again: what names something that got another id is no longer what it was equal to.
    while fresh := _numbers_of_both(base, mine, theirs, used):
        mine = _rename(mine, fresh)
        renamed |= fresh
    changed: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for part in TEXTS:
        was, my, their = getattr(base, part, None), getattr(mine, part), getattr(theirs, part)
        changed[part] = my if their == was else their
        if my not in {was, their} and their != was:
            conflicts.append(Conflict(part, None, my, their))
    for part in LISTS:
        merged, clashes = _merge(part, items(base, part) if base else {}, items(mine, part), items(theirs, part))
        changed[part] = tuple(merged.values())
        conflicts += clashes
    return Rebased(theirs.model_copy(update=changed), tuple(conflicts), renamed)


def take(dossier: Dossier, conflict: Conflict) -> Dossier:
    """The dossier with my side of a conflict instead of theirs."""
    if conflict.item is None:
        return dossier.model_copy(update={conflict.part: conflict.mine})
    present = items(dossier, conflict.part)
    if conflict.mine is None:
        present.pop(conflict.item, None)
    else:
        present[conflict.item] = conflict.mine
    return dossier.model_copy(update={conflict.part: tuple(present.values())})


def _numbers_of_both(base: Dossier | None, mine: Dossier, theirs: Dossier, used: Collection[str]) -> dict[str, str]:
    """New ids for what I added under a number that they gave to something else."""
    was, my, their = _everything(base), _everything(mine), _everything(theirs)
    numbers: dict[str, int] = {}
    for item in {*was, *my, *their, *used}:
        if found := _NUMBERED.fullmatch(item):
            numbers[found[1]] = max(numbers.get(found[1], 0), int(found[2]))
    renamed: dict[str, str] = {}
    for item, value in my.items():
        found = _NUMBERED.fullmatch(item)
        if found and item not in was and item in their and their[item] != value:
            numbers[found[1]] += 1
            renamed[item] = f"{found[1]}{numbers[found[1]]}"
    return renamed


def _everything(dossier: Dossier | None) -> dict[str, Any]:
    return {item: value for part in LISTS for item, value in items(dossier, part).items()} if dossier else {}


def _rename(dossier: Dossier, renamed: Mapping[str, str]) -> Dossier:
    """The dossier with other ids, and with what names them (its sources, its speaker, what it corrects) likewise."""

    def anew(item: Any) -> Any:
        named = {name: str(getattr(item, name, None)) for name in ("id", "speaker", "item")}
        update: dict[str, Any] = {name: renamed[value] for name, value in named.items() if value in renamed}
        if sources := getattr(item, "sources", ()):
            update["sources"] = tuple(renamed.get(source, source) for source in sources)
        return item.model_copy(update=update)

    return dossier.model_copy(update={part: tuple(map(anew, getattr(dossier, part))) for part in LISTS})


def _list(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    stayed = _in_order([item for item in old if item in new], [item for item in new if item in old])
    for item, after in new.items():
        before = old.get(item)
        if before is None:
            yield Change(part, item, "added", None, after)
        elif before != after:
            yield Change(part, item, "changed", before, after, _fields(before, after))
        elif item not in stayed:
            yield Change(part, item, "moved", before, after)
    for item, before in old.items():
        if item not in new:
            yield Change(part, item, "removed", before, None)


def _fields(before: Model, after: Model) -> tuple[str, ...]:
    return tuple(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))


def _in_order(old: list[str], new: list[str]) -> set[str]:
    """A longest run of items that keep their order (by patience sorting): whoever is not in it has moved."""
    place = {item: at for at, item in enumerate(old)}
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for item in new:
        at = next((index for index, end in enumerate(ends) if place[end] > place[item]), len(ends))
        before[item] = ends[at - 1] if at else None
        ends[at : at + 1] = [item]
    kept: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def _merge(
    part: str, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Conflict]]:
    merged: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for item, their in theirs.items():
        was, my = base.get(item), mine.get(item)
        if their == was:
            if my is not None:
                merged[item] = my
            continue
        merged[item] = their
        if my not in (was, their):
            conflicts.append(Conflict(part, item, my, their))
    previous: str | None = None
    for item, my in mine.items():
        if item not in theirs:
            if item not in base:
                merged = _after(merged, previous, item, my)
            elif my != base[item]:
                conflicts.append(Conflict(part, item, my, None))
        previous = item if item in merged else previous
    if list(theirs) == list(base):  # they left the order alone: mine stands
        merged = {item: merged[item] for item in (*mine, *theirs) if item in merged}
    return merged, conflicts


def _after(present: dict[str, Any], previous: str | None, item: str, value: Any) -> dict[str, Any]:
    """The items with one more behind `previous`, or before all others where that is None."""
    order = list(present)
    order.insert(order.index(previous) + 1 if previous in present else 0, item)
    placed = {**present, item: value}
    return {key: placed[key] for key in order}
