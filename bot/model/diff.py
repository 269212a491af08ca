"""Diff of two dossiers by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from bot.model.corrections.correction import Correction
from bot.model.text import Localized

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.model.language import Language
    from bot.model.story import Dossier
    from bot.model.text import Model

TEXTS = ("title", "standfirst", "unresolved")
PICTURE = "picture"
HEAD = (*TEXTS, PICTURE)
LISTS = ("key_points", "summary", "quotes", "events", "people", "sources", "corrections")

Value: TypeAlias = "Model | None"
Kind: TypeAlias = Literal["added", "removed", "changed", "moved"]
UNTOLD = ("key",)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a text of the head (one of TEXTS) or of the picture, `item` being None, or of one item of a list.

    `fields` are the names of an item's fields that differ; a moved item is equal but stands elsewhere in its list.
    """

    part: str
    item: str | None
    kind: Kind
    before: Value
    after: Value
    fields: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether readers are told of it: not of a place in a list, nor of what the cover shows beside words."""
        return self.kind != "moved" and self.fields != UNTOLD and self.part != PICTURE


def difference(old: Dossier | None, new: Dossier) -> tuple[Change, ...]:
    """Compute the changes that turn `old` (None for an empty one) into `new`, in page order."""
    changes: list[Change] = []
    for part in HEAD:
        before, after = getattr(old, part, None), getattr(new, part)
        if before != after:
            kind: Kind = "added" if before is None else "removed" if after is None else "changed"
            fields = _changed_fields(before, after) if before and after and part == PICTURE else ()
            changes.append(Change(part, None, kind, before, after, fields))
    for part in LISTS:
        changes += _list_changes(part, items(old, part) if old else {}, items(new, part))
    return tuple(changes)


def shows_in(change: Change, language: Language) -> bool:
    """Return whether readers of a language see a change: a text counts in the languages in which it differs.

    A correction counts in the languages that it is written in. What is in no language (a date, a source) counts in all.
    """
    if change.part == "corrections":
        correction = change.after or change.before
        return isinstance(correction, Correction) and correction.has(language)
    if change.part == PICTURE:
        return False
    if change.kind != "changed":
        return True
    if not change.is_told:
        return False
    if change.part in TEXTS:
        return _reads_differently(change.before, change.after, language)
    pairs = ((getattr(change.before, name), getattr(change.after, name)) for name in change.fields)
    return any(_reads_differently(before, after, language) for before, after in pairs)


def items(dossier: Dossier, part: str) -> dict[str, Any]:
    """Map one list of a dossier by item id, keeping its order."""
    return {item.id: item for item in getattr(dossier, part)}


def _list_changes(part: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    stayed = _longest_common_order([item for item in old if item in new], [item for item in new if item in old])
    for item, after in new.items():
        before = old.get(item)
        if before is None:
            yield Change(part, item, "added", None, after)
        elif before != after:
            yield Change(part, item, "changed", before, after, _changed_fields(before, after))
        elif item not in stayed:
            yield Change(part, item, "moved", before, after)
    for item, before in old.items():
        if item not in new:
            yield Change(part, item, "removed", before, None)


def _reads_differently(before: Any, after: Any, language: Language) -> bool:
    if isinstance(before, Localized) and isinstance(after, Localized):
        return before.localize(language) != after.localize(language)
    return bool(before != after)


def _changed_fields(before: Model, after: Model) -> tuple[str, ...]:
    return tuple(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))


def _longest_common_order(old: list[str], new: list[str]) -> set[str]:
    """Compute a longest common subsequence by patience sorting: an item outside it has moved."""
    place = {item: length for length, item in enumerate(old)}
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for item in new:
        length = next((index for index, end in enumerate(ends) if place[end] > place[item]), len(ends))
        before[item] = ends[length - 1] if length else None
        ends[length : length + 1] = [item]
    common: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        common.add(last)
        last = before[last]
    return common
