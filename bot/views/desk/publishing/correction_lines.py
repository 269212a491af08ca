"""Writes the corrections of what readers have seen: what an item said, and what it says now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.i18n import dates
from bot.model import Correction, Localized, PartialDate
from bot.model.corrections.carrying import next_id
from bot.model.corrections.choice import CorrectionChoice
from bot.model.corrections.correction import CorrectionClass
from bot.model.diff import LISTS, difference, items
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.views.diff_view import differing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.diff import Change

# What is stated as fact, and the fields that state it. Summary, title and standfirst are rewritten as a story goes on.
_STATED = {"quotes": ("words", "speaker", "date"), "events": ("text", "date"), "key_points": ("text",)}
TOLD = {
    **_STATED,
    "quotes": ("words", "speaker", "date", "role", "occasion"),
    "summary": ("text",),
    "people": ("name", "role", "about"),
    "sources": ("outlet", "title", "date"),
}
"""Of an item that is to be corrected, the fields that readers see, by part."""


def write(
    before: Dossier,
    after: Dossier,
    words: Mapping[Language, Translator],
    *,
    on: date,
    used: Collection[str],
    choice: CorrectionChoice,
    also: Collection[str] = (),
) -> tuple[Correction, ...]:
    """Write a record, dated `on`, for each changed item that the editor has written none for, and of what is withdrawn.

    Of the items `also`, too, all counts that readers see. It is in the languages in which the item reads differently.
    Its id is above all `used` in the story. What an item's last record tells already, in the same class, is not told
    again: that correction had been taken back without a word.
    """
    corrected = {correction.item for correction in after.corrections if correction not in before.corrections}
    last = {record.item: record.model_dump(exclude={"id", "date", "why"}) for record in before.corrections}
    taken = {*used, *(correction.id for correction in after.corrections)}
    records = []
    for fields in (*_withdrawn(before, after, choice), *_changed(before, after, words, choice, also)):
        record = Correction.model_validate({"id": next_id(taken), "date": on.isoformat(), **fields})
        said = record.model_dump(exclude={"id", "date", "why"})
        if record.item not in corrected and said != last.get(record.item):
            taken.add(record.id)
            records.append(record)
    return tuple(records)


def write_back(
    before: Dossier,
    after: Dossier,
    words: Mapping[Language, Translator],
    *,
    on: date,
    used: Collection[str],
    items: Collection[str],
) -> tuple[Correction, ...]:
    """Write a record, dated `on`, for each of these items that reads otherwise in `after`, and for nothing else."""
    taken, records = {*used, *(record.id for record in after.corrections)}, []
    for fields in _changed(before, after, words, CorrectionChoice(), items):
        if fields["item"] in items:
            records.append(Correction.model_validate({"id": next_id(taken), "date": on.isoformat(), **fields}))
            taken.add(records[-1].id)
    return tuple(records)


def _withdrawn(before: Dossier, after: Dossier, choice: CorrectionChoice) -> Iterator[dict[str, Any]]:
    """Yield the record of the item that is withdrawn, once there is a reason."""
    if choice.is_withdrawal and choice.why and _has(before, choice.item) and not _has(after, choice.item):
        yield {"item": choice.item, "class": choice.class_, "why": choice.why.model_dump(exclude_none=True)}


def _changed(
    before: Dossier,
    after: Dossier,
    words: Mapping[Language, Translator],
    choice: CorrectionChoice,
    also: Collection[str],
) -> Iterator[dict[str, Any]]:
    """Yield the record of each item that readers of some language saw otherwise."""
    class_, why = (CorrectionClass.CORRECTED, None) if choice.is_withdrawal else (choice.class_, choice.why)
    for change in difference(before, after):
        fields = (TOLD if change.item == choice.item or change.item in also else _STATED).get(change.part, ())
        if change.kind == "changed" and fields:
            texts: dict[str, dict[str, str]] = {"was": {}, "is": {}}
            for language in Language:
                if values := tuple(_values(change, fields, before, after, words[language])):
                    separator = words[language].text("page.dot")
                    texts["was"][language], texts["is"][language] = map(separator.join, zip(*values, strict=True))
            if texts["is"]:
                reason = {"why": why.model_dump(exclude_none=True)} if why else {}
                yield {"item": change.item, "class": class_, **texts, **reason}


def _has(dossier: Dossier, item: str | None) -> bool:
    return any(item in items(dossier, part) for part in LISTS)


def _values(
    change: Change, fields: Iterable[str], before: Dossier, after: Dossier, words: Translator
) -> Iterator[tuple[str, str]]:
    """Yield what it was and is of each of these fields that readers of the language saw otherwise."""
    for field in fields:
        was = _value(getattr(change.before, field), before, words.language)
        now = _value(getattr(change.after, field), after, words.language)
        if was and now and was != now:
            yield differing(was, now)


def _value(value: Any, dossier: Dossier, language: Language) -> str:
    match value:
        case None:
            return ""
        case Localized():
            return value.localize(language)[0] if value.has(language) else ""
        case PartialDate():
            return dates.format_date(value, Preferences(language))
    people = {person.id: person.name for person in dossier.people}
    return people[value].localize(language)[0] if value in people else ""
