"""Where words that a correction takes away still stand: another item, the title or the standfirst repeats them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.forms.dossier_edit import PARTS
from bot.forms.dossier_edit import find as find_entry
from bot.model.corrections.carrying import added
from bot.model.language import Language
from bot.model.search_fields import LISTS, Findable, findable
from bot.text.normalize import fold
from bot.views.desk import item_summary
from bot.views.desk.screen import button, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.reader import Preferences
    from bot.views.document import Button

_SHORTEST = 3  # words of a phrase: fewer stand in many texts
_LISTED = 5  # places on the panel
_BUTTON = 40  # UTF-16 units of an item on a button
_SENTENCE_END = re.compile(r"[.!?؟۔…\n]+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the draft, and its item; None for a text of the head."""

    part: str
    item: str | None


def places(before: Dossier, after: Dossier) -> tuple[Place, ...]:
    """Return where `after` still says, sentence by sentence, what its new records take away of `before`."""
    own = {record.item for record in added(before, after)} - {None}
    phrases = {language: _taken_away(before, after, language) for language in Language}
    return tuple(
        Place(candidate.part, candidate.item if candidate.part in LISTS else None)
        for candidate in findable(after)
        if candidate.part != "corrections" and candidate.item not in own and _repeats(candidate, phrases)
    )


def lines(repeated: Sequence[Place], shown: Dossier, words: Translator, preferences: Preferences) -> Iterator[str]:
    """Yield a warning with the places."""
    if not repeated:
        return
    listed = [words.count("desk.panel.repeated", len(repeated))]
    listed += [f"• {_label(place, shown, words, preferences)}" for place in repeated[:_LISTED]]
    yield "\n".join(listed)


def buttons(
    repeated: Sequence[Place], shown: Dossier, draft: int, words: Translator, preferences: Preferences
) -> Iterator[tuple[Button, ...]]:
    """Yield a button for each place, which opens it in the draft."""
    yield from rows(
        [
            button(_label(place, shown, words, preferences, _BUTTON), "item", draft, place.part, item=place.item)
            if place.item
            else button(words.text(f"desk.part.{place.part}"), "part", draft, place.part)
            for place in repeated[:_LISTED]
        ]
    )


def _taken_away(before: Dossier, after: Dossier, language: Language) -> frozenset[str]:
    """Return the folded sentences of items with a new record that the item itself says no more, and what it `was`."""
    new = {each.item: each for each in findable(after)}
    records = {record.item: record for record in added(before, after)}
    phrases: set[str] = set()
    for old in findable(before):
        if old.item not in records:
            continue
        texts = [*old.texts_in(language)[:1]]
        if (was := records[old.item].was) and was.has(language):
            texts.append(was.localize(language)[0])
        left = "".join(_folded(new[old.item], language)) if old.item in new else ""
        sentences = {_bare(sentence) for text in texts for sentence in _SENTENCE_END.split(text)}
        phrases |= {each for each in sentences if len(each.split()) >= _SHORTEST and f" {each} " not in left}
    return frozenset(phrases)


def _repeats(candidate: Findable, phrases: Mapping[Language, Collection[str]]) -> bool:
    return any(
        f" {phrase} " in text
        for language in Language
        if phrases[language]
        for text in _folded(candidate, language)
        for phrase in phrases[language]
    )


def _folded(item: Findable, language: Language) -> tuple[str, ...]:
    return tuple(f" {_bare(text)} " for text in item.texts_in(language))


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _label(place: Place, shown: Dossier, words: Translator, preferences: Preferences, limit: int = 90) -> str:
    entry = find_entry(shown, place.part, place.item) if place.item and place.part in PARTS else None
    part = words.text(f"desk.part.{place.part}")
    return item_summary.line(shown, entry, words, preferences, limit) if entry else part
