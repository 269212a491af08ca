"""Rebase of a draft: its changes since the revision that it is based on, merged onto a newer one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.model.corrections.carrying import carry
from bot.model.diff import HEAD, LISTS, PICTURE, items
from bot.model.merging.field_merge import FieldConflict, merge_item, merge_text, set_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bot.model.language import Language
    from bot.model.story import Dossier

_NUMBERED = re.compile(r"([a-z-]*)([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both sides changed differently since the base.

    It is that of one `field`, of one `language` where the field is a text; without either that of a whole item, None
    where it was removed. Of a text of the head (`item` is None) it is the text's in a language; of one that either side
    removed, the whole text; of the picture all of it, so that nobody is credited for another's.
    """

    part: str
    item: str | None
    mine: Any
    theirs: Any
    field: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Rebased:
    """The result of a rebase: conflicting values are theirs until `take` applies mine.

    `renamed` maps the old ids of items that I added to their new ids.
    """

    dossier: Dossier
    conflicts: tuple[Conflict, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)


def rebase(base: Dossier | None, mine: Dossier, theirs: Dossier, used: Collection[str] = ()) -> Rebased:
    """Merge my changes since `base` onto `theirs` (three-way merge): by item, and within one by field and language.

    A list whose order they did not change keeps mine. Otherwise it has theirs, and items that I added follow the item
    that they follow in my version. A numbered id that both sides added, as `q5`, means two items: mine gets the next
    free number above all `used` in the story. A named id that both added, as `putin`, means the same item.
    """
    renamed: dict[str, str] = {}
    # Repeated: an item that refers to a renamed id no longer equals theirs, and may collide in turn.
    while collisions := _colliding_ids(base, mine, theirs, used):
        mine = _rename(mine, collisions)
        renamed |= collisions
    changed: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for part in HEAD:
        base_value, mine_value, theirs_value = getattr(base, part, None), getattr(mine, part), getattr(theirs, part)
        changed[part] = mine_value if theirs_value == base_value else theirs_value
        if mine_value not in {base_value, theirs_value} and theirs_value != base_value:
            if part == PICTURE or mine_value is None or theirs_value is None:
                conflicts.append(Conflict(part, None, mine_value, theirs_value))
                continue
            changed[part], clashes = merge_text(base_value, mine_value, theirs_value)
            conflicts += _conflicts(part, None, clashes)
    for part in LISTS:
        merged, differing = _merge(part, items(base, part) if base else {}, items(mine, part), items(theirs, part))
        changed[part] = tuple(merged.values())
        conflicts += differing
    if mine.wire_date != (base.wire_date if base else None):  # no reader sees it: mine is no conflict
        changed["wire_date"] = mine.wire_date
    # Nobody decides about a live record, nor about what one withdrew.
    gone = {record.item for record in theirs.corrections if record.is_withdrawal}
    open_ = [
        conflict for conflict in conflicts if conflict.part != "corrections" and conflict.item not in gone - {None}
    ]
    return Rebased(carry(theirs, theirs.model_copy(update=changed), used), tuple(open_), renamed)


def take(dossier: Dossier, conflict: Conflict) -> Dossier:
    """Apply my side of a conflict to the dossier."""
    clash = FieldConflict(conflict.field, conflict.language, conflict.mine, conflict.theirs)
    if conflict.item is None:
        text = set_value(getattr(dossier, conflict.part), clash, conflict.mine)
        return dossier.model_copy(update={conflict.part: text})
    present = items(dossier, conflict.part)
    if conflict.field is not None:
        present[conflict.item] = set_value(present[conflict.item], clash, conflict.mine)
    elif conflict.mine is None:
        present.pop(conflict.item, None)
    else:
        present[conflict.item] = conflict.mine
    return dossier.model_copy(update={conflict.part: tuple(present.values())})


def _colliding_ids(base: Dossier | None, mine: Dossier, theirs: Dossier, used: Collection[str]) -> dict[str, str]:
    """Compute new ids for items that I added under a number that they gave to another item."""
    base_items, my_items, their_items = _all_items(base), _all_items(mine), _all_items(theirs)
    numbers: dict[str, int] = {}
    for item in {*base_items, *my_items, *their_items, *used}:
        if match := _NUMBERED.fullmatch(item):
            numbers[match[1]] = max(numbers.get(match[1], 0), int(match[2]))
    renamed: dict[str, str] = {}
    for item, value in my_items.items():
        match = _NUMBERED.fullmatch(item)
        if match and item not in base_items and item in their_items and their_items[item] != value:
            numbers[match[1]] += 1
            renamed[item] = f"{match[1]}{numbers[match[1]]}"
    return renamed


def _all_items(dossier: Dossier | None) -> dict[str, Any]:
    return {item: value for part in LISTS for item, value in items(dossier, part).items()} if dossier else {}


def _rename(dossier: Dossier, renamed: Mapping[str, str]) -> Dossier:
    """Rename item ids, and every reference to them (sources, speaker, corrected item)."""

    def anew(item: Any) -> Any:
        named = {name: str(getattr(item, name, None)) for name in ("id", "speaker", "item")}
        update: dict[str, Any] = {name: renamed[value] for name, value in named.items() if value in renamed}
        if sources := getattr(item, "sources", ()):
            update["sources"] = tuple(renamed.get(source, source) for source in sources)
        return item.model_copy(update=update)

    return dossier.model_copy(update={part: tuple(map(anew, getattr(dossier, part))) for part in LISTS})


def _merge(
    part: str, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Conflict]]:
    merged: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for item, their_item in theirs.items():
        base_item, my_item = base.get(item), mine.get(item)
        if their_item == base_item:
            if my_item is not None:
                merged[item] = my_item
            continue
        merged[item] = their_item
        if my_item not in (base_item, their_item):
            merged[item], clashes = _merge_item(part, item, base_item, my_item, their_item)
            conflicts += clashes
    previous: str | None = None
    for item, my_item in mine.items():
        if item not in theirs:
            if item not in base:
                merged = _insert_after(merged, previous, item, my_item)
            elif my_item != base[item]:
                conflicts.append(Conflict(part, item, my_item, None))
        previous = item if item in merged else previous
    if list(theirs) == list(base):  # they did not reorder the list: keep my order
        merged = {item: merged[item] for item in (*mine, *theirs) if item in merged}
    return merged, conflicts


def _merge_item(part: str, item: str, base: Any, mine: Any, theirs: Any) -> tuple[Any, list[Conflict]]:
    """Merge an item that both changed; where one removed or both added it, there is nothing to tell fields apart by."""
    if mine is None or base is None:
        return theirs, [Conflict(part, item, mine, theirs)]
    merged, clashes = merge_item(base, mine, theirs)
    return merged, list(_conflicts(part, item, clashes))


def _conflicts(part: str, item: str | None, clashes: Iterable[FieldConflict]) -> Iterator[Conflict]:
    for clash in clashes:
        yield Conflict(part, item, clash.mine, clash.theirs, clash.field, clash.language)


def _insert_after(present: dict[str, Any], previous: str | None, item: str, value: Any) -> dict[str, Any]:
    """Insert an item after `previous`, or first if that is None."""
    order = list(present)
    order.insert(order.index(previous) + 1 if previous in present else 0, item)
    placed = {**present, item: value}
    return {key: placed[key] for key in order}
