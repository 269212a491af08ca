"""Carries the live records of corrections into whatever comes next of a story, and keeps out what they withdrew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.model.corrections.correction import Correction
    from bot.model.story import Dossier
    from bot.model.text import Localized

_PARTS = ("key_points", "summary", "quotes", "events", "people", "sources")
_TEXTS = ("was", "is_", "why", "text")
_NUMBERED = re.compile(r"c([0-9]+)")


def carry(live: Dossier, new: Dossier, used: Collection[str] = ()) -> Dossier:
    """Return `new` with every record of `live`: first, in their order, and as they are there.

    A record is known by its id and item. Of a live one only a language that it lacks is taken from `new`; a record
    under the id of another is a new one, and gets the next number above all `used` in the story. What any record
    withdraws is left out.
    """
    if not live.corrections:
        return withhold(new, new.corrections) if new.corrections else new
    theirs = {correction.id: correction for correction in new.corrections}
    kept = [_translated(record, theirs.get(record.id)) for record in live.corrections]
    known = {record.id: record for record in live.corrections}
    taken = {*used, *known, *theirs}
    for correction in new.corrections:
        if correction.id not in known:
            kept.append(correction)
        elif not _is_same(known[correction.id], correction):
            kept.append(correction.model_copy(update={"id": next_id(taken)}))
            taken.add(kept[-1].id)
    return withhold(new.model_copy(update={"corrections": tuple(kept)}), kept)


def withhold(dossier: Dossier, records: Iterable[Correction]) -> Dossier:
    """Leave out of a dossier the items that `records` withdraw, and what cannot stand without them.

    Corrections of such an item keep their id, day, class and item, and lose their texts, as they repeat its words; so
    does each that is redacted among `records`. One of any other item that is gone keeps its texts and names no item.
    """
    records = tuple(records)
    gone = {record.item for record in records if record.is_withdrawal} - {None}
    redacted = {record.id for record in records if record.redacted}
    lists: dict[str, tuple[Any, ...]] = {part: getattr(dossier, part) for part in _PARTS}
    left_out = set(gone)
    while left_out:  # what has no source any more leaves out who refers to it in turn
        kept = {part: tuple(filter(None, (_without(item, left_out) for item in lists[part]))) for part in _PARTS}
        left_out = {item.id for part in _PARTS for item in lists[part]} - {
            item.id for part in _PARTS for item in kept[part]
        }
        lists = kept
    there = {item.id for items in lists.values() for item in items} | {item.id for item in dossier.corrections}
    lists["corrections"] = tuple(_withheld(record, gone, redacted, there) for record in dossier.corrections)
    changed = {part: items for part, items in lists.items() if items != getattr(dossier, part)}
    return dossier.model_copy(update=changed) if changed else dossier


def next_id(taken: Collection[str]) -> str:
    """Return the id of a story's next record, above all that were ever `taken`."""
    numbers = [int(match[1]) for item in taken if (match := _NUMBERED.fullmatch(item))]
    return f"c{max(numbers, default=0) + 1}"


def added(before: Dossier | None, after: Dossier) -> tuple[Correction, ...]:
    """Return the records that `after` has and `before` has not."""
    known = {record.id for record in before.corrections} if before else set()
    return tuple(record for record in after.corrections if record.id not in known)


def touched(before: Dossier, after: Dossier) -> frozenset[str]:
    """Return the ids of what readers of `before` were shown wrong: what new records are about, and who refers to it.

    So are records whose texts were taken out since.
    """
    items = {record.item for record in added(before, after) if record.item}
    old = {record.id: record for record in before.corrections}
    redacted = {
        record.id for record in after.corrections if record.redacted and not old.get(record.id, record).redacted
    }
    return frozenset(items | redacted | referring(before, items))


def referring(dossier: Dossier, items: Collection[str]) -> frozenset[str]:
    """Return the ids of what names any of these items as its speaker or source, and so shows it."""
    if not items:
        return frozenset()
    return frozenset(
        item.id
        for part in _PARTS
        for item in getattr(dossier, part)
        if not {*getattr(item, "sources", ()), getattr(item, "speaker", "")}.isdisjoint(items)
    )


def brought_back(newest: Dossier, older: Dossier) -> tuple[Correction, ...]:
    """Return the records of `newest` whose item `older` has as it was before it was put right."""
    now, then = _items(newest), _items(older)
    return tuple(
        record for record in added(older, newest) if record.item in then and then[record.item] != now.get(record.item)
    )


def _items(dossier: Dossier) -> dict[str | None, Any]:
    return {item.id: item for part in _PARTS for item in getattr(dossier, part)}


def _is_same(record: Correction, other: Correction) -> bool:
    return record.item == other.item or None in {record.item, other.item}


def _translated(record: Correction, other: Correction | None) -> Correction:
    """Take over the languages that a live record lacks; what it says in a language stays as it is."""
    if other is None or record.redacted or other == record or not _is_same(record, other):
        return record
    texts = ((name, getattr(record, name), getattr(other, name)) for name in _TEXTS)
    return record.model_copy(update={name: _with_more(own, more) for name, own, more in texts if own and more})


def _with_more(own: Localized, more: Localized) -> Localized:
    languages = [language for language in Language if more.has(language) and not own.has(language)]
    return own.model_copy(update={language.value: more.localize(language)[0] for language in languages})


def _without(item: Any, gone: Collection[str | None]) -> Any | None:
    """Return an item without the sources that are gone; None if it has no other, or it or its speaker is gone."""
    if item.id in gone or getattr(item, "speaker", None) in gone:
        return None
    sources = getattr(item, "sources", ())
    if not any(source in gone for source in sources):
        return item
    left = tuple(source for source in sources if source not in gone)
    optional = type(item).model_fields["sources"].default == ()
    return item.model_copy(update={"sources": left}) if left or optional else None


def _withheld(
    record: Correction, gone: Collection[str | None], redacted: Collection[str], there: Collection[str]
) -> Correction:
    if record.is_withdrawal:
        return record.without_texts() if record.id in redacted and not record.redacted else record
    if (record.item in gone or record.id in redacted) and not record.redacted:
        record = record.without_texts()
    is_left = record.item is None or record.item in there or record.item in gone
    return record if is_left else record.model_copy(update={"item": None})
