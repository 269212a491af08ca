"""Mistakes: what a revision puts right of what readers were shown, by the class of its records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model.corrections.carrying import added, referring
from bot.model.corrections.correction import CorrectionClass
from bot.model.diff import difference, shows_in
from bot.model.language import Language

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.model.corrections.correction import Correction
    from bot.model.story import Dossier


class MistakeClass(StrEnum):
    """The class of a correction, or that the texts of records were taken out."""

    WITHDRAWN = "withdrawn"
    URGENT = "urgent"
    CORRECTED = "corrected"
    REFILE = "refile"
    REDACTED = "redacted"

    @property
    def is_urgent(self) -> bool:
        """Whether its copies come before pushes, and who was shown it is told."""
        return self in {MistakeClass.WITHDRAWN, MistakeClass.URGENT}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Items that were shown wrong, in these languages, and the ids of the records that put them right."""

    class_: MistakeClass
    records: tuple[str, ...]
    items: frozenset[str]
    languages: tuple[Language, ...]


def mistakes(before: Dossier, after: Dossier) -> tuple[Mistake, ...]:
    """Return what `after` puts right of `before`, the gravest first."""
    by_class: dict[MistakeClass, list[Correction]] = {}
    for record in added(before, after):
        if record.item:
            by_class.setdefault(MistakeClass(record.class_ or CorrectionClass.CORRECTED), []).append(record)
    result = []
    for class_ in MistakeClass:
        items = frozenset(record.item for record in by_class.get(class_, ()) if record.item)
        if items:
            records = tuple(record.id for record in by_class[class_])
            languages = _languages(before, after, items)
            result.append(Mistake(class_, records, items | referring(before, items), languages))
    known = {record.id: record for record in before.corrections}
    redacted = tuple(
        record.id
        for record in after.corrections
        if record.redacted and record.id in known and not known[record.id].redacted
    )
    if redacted:
        result.append(Mistake(MistakeClass.REDACTED, redacted, frozenset(redacted), tuple(Language)))
    return tuple(result)


def _languages(before: Dossier, after: Dossier, items: Collection[str]) -> tuple[Language, ...]:
    """Return the languages in which any of the items reads otherwise: a translation alone concerns its readers."""
    changes = [change for change in difference(before, after) if change.item in items and change.part != "corrections"]
    differing = tuple(language for language in Language if any(shows_in(change, language) for change in changes))
    return differing or tuple(Language)
