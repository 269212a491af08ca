"""Warnings before publishing. None blocks it: what may not be published is the model's validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.forms.dossier_edit import PARTS
from bot.forms.missing_translations import waiting
from bot.forms.quoted_text import strip_outer_marks
from bot.model import Localized
from bot.model.diff import difference
from bot.model.language import Language, are_translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.diff import Change

# Longest text of a field in UTF-16 units. Titles and names are put on buttons, which phones cut at about 60; roles and
# occasions should be read at a glance; a key point is one sentence, a standfirst one or
# two. What is unresolved stands on the cover, which takes 900 in all.
LINES = {
    ("title", "title"): 60,
    ("people", "name"): 60,
    ("people", "role"): 100,
    ("quotes", "role"): 100,
    ("quotes", "occasion"): 120,
    ("sources", "outlet"): 60,
    ("key_points", "text"): 280,
    ("standfirst", "standfirst"): 400,
    ("unresolved", "unresolved"): 300,
}
TRANSLATIONS = "translations"  # part of a flag that stands for all texts that a language lacks
_FEW = 3  # texts without a translation that are named one by one
_SOURCED = ("key_points", "quotes", "events", "people")


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning: the catalogue's `key` and `data`, and its part, item (None: the head), field and language."""

    key: str
    part: str
    item: str | None
    field: str | None = None
    language: Language | None = None
    data: tuple[tuple[str, int], ...] = ()


def flags(dossier: Dossier, published: Dossier | None) -> tuple[Flag, ...]:
    """List the warnings for a dossier compared with what was `published` (None for a new story)."""
    return (
        *_unwritten(dossier),
        *(_older(dossier, published) if published else ()),
        *(
            Flag(f"desk.flag.no_{language}", part, item, field, language)
            for part, item, field, language in waiting(dossier)
        ),
        *_marked(dossier),
        *_unsourced(dossier),
        *(
            Flag("desk.flag.no_day", "quotes", quote.id, "date")
            for quote in dossier.quotes
            if quote.date is None or quote.date.precision != "day"
        ),
        *_long(dossier),
        *(_uncorrected(dossier, published) if published else ()),
    )


def summarized(warnings: tuple[Flag, ...]) -> tuple[Flag, ...]:
    """Put one warning for all texts that lack a language, where there are more than a few: copy comes in one."""
    for language in Language:
        lacking = [flag for flag in warnings if flag.key == f"desk.flag.no_{language}"]
        if len(lacking) > _FEW:
            key, data = f"desk.flag.untranslated_{language}", (("n", len(lacking)),)
            every = Flag(key, TRANSLATIONS, None, None, language, data)
            kept = (every if flag == lacking[0] else flag for flag in warnings)
            warnings = tuple(flag for flag in kept if flag not in lacking)
    return warnings


def what(flag: Flag, words: Translator) -> str:
    """Word what is to be looked at."""
    values = dict(flag.data)
    return words.count(flag.key, values["n"]) if flag.part == TRANSLATIONS else words.text(flag.key, **values)


def _unwritten(dossier: Dossier) -> Iterator[Flag]:
    for part in ("title", "standfirst"):
        text = getattr(dossier, part)
        if not any(text.has(language) for language in Language):
            yield Flag(f"desk.flag.no_{part}", part, None, part)


def _marked(dossier: Dossier) -> Iterator[Flag]:
    """Yield quotations that a file brings in marks of their own: pages set theirs around them."""
    for quote in dossier.quotes:
        for language in Language:
            if quote.words.has(language) and strip_outer_marks(words := quote.words.localize(language)[0]) != words:
                yield Flag("desk.flag.marks", "quotes", quote.id, "words", language)


def _unsourced(dossier: Dossier) -> Iterator[Flag]:
    """Yield items without a source. Summary paragraphs need none: they are the desk's own words."""
    for part in _SOURCED:
        for entry in getattr(dossier, part):
            if not entry.sources:
                yield Flag("desk.flag.no_source", part, entry.id, "sources")


def _long(dossier: Dossier) -> Iterator[Flag]:
    for (part, field), limit in LINES.items():
        for holder in getattr(dossier, part) if part in PARTS else (dossier,):
            text = getattr(holder, field)
            for language in Language:
                if text and text.has(language) and (length := _units(text.localize(language)[0])) > limit:
                    data = (("length", length), ("limit", limit))
                    yield Flag("desk.flag.long", part, getattr(holder, "id", None), field, language, data)


def _uncorrected(dossier: Dossier, published: Dossier) -> Iterator[Flag]:
    """Yield published statements that the draft changes or removes without a new correction."""
    published_corrections = {correction.id: correction for correction in published.corrections}
    new = [correction for correction in dossier.corrections if published_corrections.get(correction.id) != correction]
    named, general = {correction.item for correction in new}, any(correction.item is None for correction in new)
    for change in difference(published, dossier):
        if change.part == "corrections" or change.item is None:
            continue
        if change.kind == "removed" and not general:
            yield Flag("desk.flag.removed", change.part, change.item)
        elif change.kind == "changed" and change.item not in named and _untold(change):
            yield Flag("desk.flag.changed", change.part, change.item)


def _older(dossier: Dossier, published: Dossier) -> Iterator[Flag]:
    """Yield texts that were changed in one language and not in the other; of a quotation, in its original's."""
    for change in difference(published, dossier):
        if change.kind != "changed" or change.part in {"corrections", "picture"}:
            continue
        texts = {change.part: (change.before, change.after)} if change.item is None else {}
        for name in change.fields:
            texts[name] = getattr(change.before, name), getattr(change.after, name)
        original = getattr(change.after, "language", None) if change.part == "quotes" else None
        for field, (before, after) in texts.items():
            if (language := _left_behind(before, after)) and original != language:
                yield Flag(f"desk.flag.older_{language}", change.part, change.item, field, language)


def _left_behind(before: Any, after: Any) -> Language | None:
    """Return the language whose text stayed while the other's changed; None if both or neither did."""
    if not isinstance(before, Localized) or not isinstance(after, Localized):
        return None
    both = [language for language in Language if before.has(language) and after.has(language)]
    stayed = [language for language in both if before.localize(language) == after.localize(language)]
    return stayed[0] if are_translated(both) and len(stayed) == 1 else None


def _untold(change: Change) -> bool:
    """Return whether a change removes or rewrites something: an addition needs no correction."""
    return any(
        _lost(getattr(change.before, field), getattr(change.after, field))
        for field in change.fields
        if field not in ("sources", "also", "key")
    )


def _lost(before: Any, after: Any) -> bool:
    if isinstance(before, Localized):
        languages = [language for language in Language if before.has(language)]
        return after is None or any(
            not after.has(language) or before.localize(language)[0] != after.localize(language)[0]
            for language in languages
        )
    return before is not None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
