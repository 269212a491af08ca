"""Writes the corrections of what readers have seen: what an item said, and what it says now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.i18n import dates
from bot.model import Correction, Localized, PartialDate
from bot.model.diff import difference
from bot.model.language import Language
from bot.model.reader import Preferences
from bot.views.diff_view import differing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.diff import Change

# What is stated as fact, and the fields that state it. Summary, title and standfirst are rewritten as a story goes on.
_STATED = {"quotes": ("words", "speaker", "date"), "events": ("text", "date"), "key_points": ("text",)}


def write(
    before: Dossier, after: Dossier, words: Mapping[Language, Translator], on: date, used: Collection[str]
) -> tuple[Correction, ...]:
    """Write a correction, dated `on`, for each changed item that the editor has written none for.

    It is in the languages in which the item reads differently. Its id is above all `used` in the story.
    """
    corrected = {correction.item for correction in after.corrections if correction not in before.corrections}
    taken = {*used, *(correction.id for correction in after.corrections)}
    number = max((int(item[1:]) for item in taken if item[:1] == "c" and item[1:].isdecimal()), default=0)
    corrections = []
    for change in difference(before, after):
        if change.kind != "changed" or change.part not in _STATED or change.item in corrected:
            continue
        lines = {language: " ".join(_lines(change, before, after, words[language])) for language in Language}
        if any(lines.values()):
            number += 1
            text = Localized.model_validate({language.value: line for language, line in lines.items() if line})
            day = PartialDate.parse(on.isoformat())
            corrections.append(Correction(id=f"c{number}", date=day, item=change.item, text=text))
    return tuple(corrections)


def _lines(change: Change, before: Dossier, after: Dossier, words: Translator) -> Iterator[str]:
    """Yield a sentence for each field that readers of the language saw otherwise."""
    for field in _STATED[change.part]:
        was = _value(getattr(change.before, field), before, words.language)
        now = _value(getattr(change.after, field), after, words.language)
        if was and now and was != now:
            old, new = differing(was, now)
            if all(text.endswith(".") and not text.endswith("..") for text in (old, new)):
                old, new = old[:-1], new[:-1]  # the sentence around them has its own full stop
            yield words.text("page.correction.line", before=old, after=new)


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
