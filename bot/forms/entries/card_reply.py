"""Replies to an item's card: which field their text changes, and to what. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from bot.forms import typed_dates
from bot.forms.answer_parser import NotUnderstood, is_word, read_link, read_text
from bot.forms.dossier_edit import HEAD, PARTS, change, find, set_head
from bot.forms.entries import compact_entry
from bot.forms.entries.speaker_match import match_speaker
from bot.forms.entries.text_languages import split_by_language
from bot.forms.entries.word_change import change_words, read_arrow
from bot.forms.form_fields import FieldKind, fields, step
from bot.forms.quoted_text import strip_outer_marks
from bot.i18n.direction import first_strong
from bot.model import Localized
from bot.model.language import Language
from bot.text.dates.reasons import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.forms.entries.word_change import WordChange
    from bot.forms.form_state import FormContext
    from bot.model import Dossier

_MAIN = {"quotes": "words", "events": "text", "key_points": "text", "summary": "text"}
_ALIKE = 0.6  # ratio of equal characters from which a text is a new form of another

Place = tuple[str, str | None]
"""A part, and an item of it; None for a text of the head."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A dossier with one item changed by a reply; `changed` are the values before and after, as JSON."""

    dossier: Dossier
    part: str
    item: str | None
    changed: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An item in which words stand, in the dossier of a `draft` or of a published `story`, by their numbers."""

    place: Place
    dossier: Dossier
    draft: int | None
    story: int | None


def reword(text: str, places: Iterable[Place], context: FormContext, *, is_sure: bool) -> Reworded | None:
    """Apply a reply to the one of the items shown that it means; None if it means none of them.

    `is_sure` where the card can be replied to with nothing but a change: else a text that resembles no item's is none.
    Raises NotUnderstood.
    """
    dossier = context.dossier
    present = [place for place in places if dossier and _texts(dossier, place) is not None]
    if not dossier or not present:
        return None
    if arrow := read_arrow(text):
        return _change_words(dossier, present, arrow)
    if not is_sure or len(present) > 1:
        alike = _most_alike(dossier, present, text)
        return _set(dossier, alike, _plain(text, alike, context)) if alike else None
    return _set(dossier, present[0], _plain(text, present[0], context))


def _change_words(dossier: Dossier, places: Iterable[Place], arrows: tuple[WordChange, ...]) -> Reworded:
    """Change a few words of the one text that has them, in each language in which it has them once."""
    counts = 0
    for arrow in arrows:
        hits = []
        for place in places:
            for name, texts in (_texts(dossier, place) or {}).items():
                matches = {language: change_words(text, arrow) for language, text in texts.items()}
                counts = max(counts, *(len(each) for each in matches.values()), 0)
                if any(matches.values()):
                    hits.append((place, name, matches))
        hits = [hit for hit in hits if hit[1] == _MAIN.get(hit[0][0])] or hits
        if len(hits) == 1 and all(len(each) <= 1 for each in hits[0][2].values()):
            ((place, name, matches),) = hits
            texts = {language: _checked(each[0], place[0], name) for language, each in matches.items() if each}
            return _set(dossier, place, {name: texts})
        if hits:
            raise NotUnderstood("desk.reply.several", words=arrow.old, count=max(counts, len(hits)))
    raise NotUnderstood("desk.reply.not_found", words=arrows[0].old)


def places_of(text: str, dossier: Dossier) -> list[Place]:
    """Return where the old words of an arrow stand in a dossier; of several arrows, of the first whose words do."""
    every = [*((part, None) for part in HEAD), *((part, item.id) for part in PARTS for item in getattr(dossier, part))]
    for arrow in read_arrow(text):
        held = ((place, (_texts(dossier, place) or {}).values()) for place in every)
        standing = [
            place
            for place, fields_ in held
            if any(change_words(words, arrow) for texts in fields_ for words in texts.values())
        ]
        if standing:
            return standing
    return []


def _most_alike(dossier: Dossier, places: Iterable[Place], text: str) -> Place | None:
    """Return the item whose text the new one resembles most; None if it resembles none."""
    ratios = [
        (SequenceMatcher(None, held, text, autojunk=False).ratio(), place)
        for place in places
        for texts in (_texts(dossier, place) or {}).values()
        for held in texts.values()
    ]
    ratio, place = max(ratios, key=lambda pair: pair[0], default=(0.0, None))
    return place if ratio >= _ALIKE else None


def _plain(text: str, place: Place, context: FormContext) -> dict[str, Any]:
    """Return the fields that a text without an arrow sets: a date, an address, a whole item, or the main text."""
    part, item = place
    names = fields(part) if item else (part,)
    if "date" in names and (is_word(text, "unknown") or compact_entry.is_date(text, context)):
        return {"date": _date(text, context)}
    if "url" in names and re.match(r"\S+://\S+$", text):
        return {"url": read_link(text)}
    entry = compact_entry.split(text, part, context)
    if entry and (entry.date or entry.speaker or entry.other):
        values: dict[str, Any] = {_MAIN[part]: _by_language(_MAIN[part], part, entry.text, entry.other)}
        values |= {"date": _date(entry.date, context)} if entry.date else {}
        return values | ({"speaker": _speaker(entry.speaker, context)} if entry.speaker else {})
    name = _MAIN.get(part) or (part if part in HEAD else _named(text, place, context))
    texts = split_by_language(text, context.language)
    return {name: _by_language(name, part, *(texts.values() if len(texts) > 1 else (text,)))}


def _named(text: str, place: Place, context: FormContext) -> str:
    """Return which text of a person or a source the new one resembles; raises NotUnderstood if none."""
    held = _texts(context.dossier, place) or {} if context.dossier else {}
    ratios = [
        (SequenceMatcher(None, each, text, autojunk=False).ratio(), name)
        for name, texts in held.items()
        for each in texts.values()
    ]
    ratio, name = max(ratios, default=(0.0, ""))
    if ratio < _ALIKE:
        raise NotUnderstood("desk.reply.which")
    return name


def _by_language(name: str, part: str, *texts: str | None) -> dict[Language, str]:
    """Return checked texts by the language of their letters; raises NotUnderstood."""
    stripped = (strip_outer_marks(text) if name == "words" else text for text in texts if text)
    checked = [_checked(text, part, name) for text in stripped]
    return {language_of_letters(text): text for text in checked}


def _checked(text: str, part: str, name: str) -> str:
    return read_text(text, prose=step(part, name).kind is FieldKind.PROSE)


def language_of_letters(text: str) -> Language:
    """Detect a text's language by most of its letters: an Arabic sentence may begin with a Latin name."""
    letters = [first_strong(char) for char in text]
    return Language.AR if letters.count("rtl") >= letters.count("ltr") and "rtl" in letters else Language.EN


def _date(text: str, context: FormContext) -> str | None:
    if is_word(text, "unknown"):
        return None
    wire_date = context.dossier.wire_date if context.dossier else None
    if wire_date is None and typed_dates.is_relative(text, context.today, context.language):
        raise NotUnderstood("desk.reply.relative", typed=text)
    reading = typed_dates.read(text, wire_date.first if wire_date else context.today, context.language)
    if isinstance(reading, Refusal):
        raise NotUnderstood(f"desk.form.date.{reading.reason}", offers=(), candidates=(), **reading.values)
    return str(reading.date)


def _speaker(text: str, context: FormContext) -> str:
    answers = match_speaker(text, context)
    if len(answers) > 1 or "id" not in answers[0]:
        raise NotUnderstood("desk.reply.speaker", name=text)
    return str(answers[0]["id"])


def _texts(dossier: Dossier, place: Place) -> dict[str, dict[Language, str]] | None:
    """Return an item's texts by field and language; None if the item is missing."""
    part, item_id = place
    item = dossier if item_id is None else find(dossier, part, item_id)
    if item is None:
        return None
    names = (part,) if item_id is None else fields(part)
    texts = {name: getattr(item, name, None) for name in names}
    return {name: by_language(text) for name, text in texts.items() if isinstance(text, Localized)}


def by_language(text: Localized) -> dict[Language, str]:
    """Return a text in each language that it is written in."""
    return {language: text.localize(language)[0] for language in Language if text.has(language)}


def _set(dossier: Dossier, place: Place, values: Mapping[str, Any]) -> Reworded:
    """Set fields of an item, of a text only the languages given; what is as it was is no change."""
    part, item_id = place
    held = dossier if item_id is None else find(dossier, part, item_id)
    changed: list[tuple[str, Any, Any]] = []
    merged: dict[str, Any] = {}
    for name, value in values.items():
        before = getattr(held, name)
        if isinstance(value, dict):
            texts = by_language(before) if before is not None else {}
            changed += [
                (f"{name}.{language}", texts.get(language), text)
                for language, text in value.items()
                if texts.get(language) != text
            ]
            merged[name] = {**texts, **value}
        elif value != (None if before is None else str(before)):
            changed.append((name, None if before is None else str(before), value))
            merged[name] = value
    edited = set_head(dossier, part, merged[part]) if item_id is None else change(dossier, part, item_id, merged)
    return Reworded(edited, part, item_id, tuple(changed))
