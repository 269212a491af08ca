"""Describes the diff of two dossiers in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from bot.i18n import dates, languages
from bot.model import Correction, Localized, PartialDate, Place
from bot.model.diff import LISTS, PICTURE, TEXTS, difference, items
from bot.views.correction_text import text_of
from bot.views.document import Paragraph, Run, Style
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier
    from bot.model.diff import Change
    from bot.model.reader import Preferences
    from bot.views.document import Block, Inline

_SHOWN = 240  # UTF-16 units of a text: what differs is shown of it, and the preview has all
_SHORT = 100  # characters of a text that is shown whole beside what it was
_NAME = 60
_AROUND = 3  # words that are shown on either side of what differs
_MOST = 40  # changes in one telling


def blocks(old: Dossier | None, new: Dossier, words: Translator, preferences: Preferences) -> tuple[Block, ...]:
    """Describe the changes between two dossiers, a paragraph each; of a new story, count its items by kind."""
    if old is None:
        return tuple(_counts(new, words))
    changes = difference(old, new)
    if not changes:
        return (Paragraph((Run(words.text("desk.change.none")),)),)
    return lines(changes, old, new, words, preferences)


def lines(
    changes: Sequence[Change], old: Dossier, new: Dossier, words: Translator, preferences: Preferences
) -> tuple[Block, ...]:
    """Describe the given changes between two dossiers, a paragraph each."""
    writer = _DiffWriter(old, new, words, preferences)
    paragraphs = tuple(writer.paragraph(change) for change in changes[:_MOST])
    more = len(changes) - _MOST
    return (
        (*paragraphs, Paragraph((Run(words.count("desk.change.more", more)),), note=True)) if more > 0 else paragraphs
    )


def _counts(new: Dossier, words: Translator) -> Iterator[Block]:
    yield Paragraph((Run(words.text("desk.change.new")),))
    counted = [(part, len(getattr(new, part))) for part in LISTS]
    rows = [words.text("desk.part.counted", part=words.text(f"desk.part.{part}"), count=n) for part, n in counted if n]
    if rows:
        yield Paragraph((Run("\n".join(rows)),))


@dataclass(frozen=True, slots=True)
class _DiffWriter:
    old: Dossier
    new: Dossier
    words: Translator
    preferences: Preferences

    def paragraph(self, change: Change) -> Paragraph:
        """Describe one change: what it is about, what became of it, and for a changed item a line per field."""
        what = self.words.text(f"desk.change.{change.kind}", what=self._label(change))
        head = (Run(what, Style.STRONG),)
        match change.kind:
            case "changed":
                return Paragraph(head, notes=tuple(self._fields(change)))
            case "moved":
                return Paragraph(head)
        text = self._main_text(change.after or change.before)
        return Paragraph(head, notes=((Run(text),),) if text else ())

    def _label(self, change: Change) -> str:
        """Return the name by which editors know the changed thing."""
        if change.part in TEXTS or change.part == PICTURE:
            return self.words.text(f"desk.part.{change.part}")
        item: Any = change.after or change.before
        if change.part == "people":
            return self._text_in_language(item.name, _NAME)
        if getattr(item, "date", None) and change.part in {"events", "corrections"}:
            return self.words.text(
                f"desk.change.what.{change.part}", date=dates.format_date(item.date, self.preferences)
            )
        position = list(items(self.new if change.after else self.old, change.part)).index(item.id) + 1
        if change.part == "quotes":
            return self.words.text("desk.change.what.quotes", at=position, name=self._person(item.speaker))
        if change.part == "sources":
            return self.words.text(
                "desk.change.what.sources", at=position, name=self._text_in_language(item.outlet, _NAME)
            )
        return self.words.text(f"desk.change.what_{change.part}", at=position)

    def _main_text(self, item: Any) -> str:
        """Return the main text of an item that was added or removed; empty if its name says all."""
        if isinstance(item, Correction):
            return self._text_in_language(text_of(item), _SHOWN)
        text = (
            item
            if isinstance(item, Localized)
            else getattr(item, "words", None) or getattr(item, "text", getattr(item, "credit", None))
        )
        return self._text_in_language(text, _SHOWN) if text is not None else ""

    def _fields(self, change: Change) -> Iterator[Inline]:
        if change.part in TEXTS:
            yield from self._text("", _localized(change.before), _localized(change.after))
            return
        if isinstance(change.before, Correction):
            yield from self._text("", text_of(change.before), text_of(change.after))
            return
        for name in change.fields:
            if name == "file":
                yield (Run(self.words.text("desk.change.another_picture")),)
                continue
            before, after = (_named(getattr(item, name)) for item in (change.before, change.after))
            label = self.words.text(f"desk.field.{name}")
            if isinstance(before, Localized) or isinstance(after, Localized):
                yield from self._text(label, _localized(before), _localized(after))
            else:
                values = self._value(name, before, self.old), self._value(name, after, self.new)
                yield (Run(self._change_line(label, *values)),)

    def _text(self, label: str, before: Localized | None, after: Localized | None) -> Iterator[Inline]:
        """Yield a line for each language in which a text differs."""
        for language in self.words.language.fallbacks:
            old, new = (text.localize(language)[0] if text and text.has(language) else "" for text in (before, after))
            if old != new:
                language_name = languages.name(language, self.words.language)
                field = (
                    self.words.text("desk.change.field", field=label, language=language_name)
                    if label
                    else language_name
                )
                yield (Run(self._change_line(field, *differing(old, new))),)

    def _change_line(self, field: str, before: str, after: str) -> str:
        if not before:
            return self.words.text("desk.change.field_added", field=field, after=after)
        if not after:
            return self.words.text("desk.change.field_removed", field=field, before=before)
        return self.words.text("desk.change.field_changed", field=field, before=before, after=after)

    def _value(self, name: str, value: Any, dossier: Dossier) -> str:
        if isinstance(value, tuple):
            outlets = (
                {entry.id: self._text_in_language(entry.outlet, _NAME) for entry in dossier.sources}
                if name == "sources"
                else {}
            )
            return self.words.text("page.comma").join(outlets.get(str(entry), str(entry)) for entry in value)
        if isinstance(value, PartialDate):
            return dates.format_date(value, self.preferences)
        match name:
            case "speaker":
                return self._person(value)
            case "language":
                return languages.name(value, self.words.language)
            case "kind" | "key":
                mark = "desk.item.key" if value else "desk.item.not_key"
                return self.words.text(mark if name == "key" else f"desk.form.sort.{value}")
        return shorten(value or "", _SHOWN)

    def _person(self, item: str) -> str:
        people = {person.id: person for person in (*self.old.people, *self.new.people)}
        return self._text_in_language(people[item].name, _NAME) if item in people else item

    def _text_in_language(self, text: Localized, limit: int) -> str:
        return shorten(text.localize(self.words.language)[0], limit)


def differing(before: str, after: str) -> tuple[str, str]:
    """Two texts; of long ones what differs in them, with a few words around it."""
    if max(len(before), len(after)) <= _SHORT or not (before and after):
        return shorten(before, _SHOWN), shorten(after, _SHOWN)
    old, new = before.split(), after.split()
    same = _common(old, new)
    tail = _common(old[same:][::-1], new[same:][::-1])
    return _part(old, same, tail), _part(new, same, tail)


def _named(value: object) -> object:
    """Replace a place by its name; return any other value as it is."""
    return value.name if isinstance(value, Place) else value


def _localized(value: object) -> Localized | None:
    return value if isinstance(value, Localized) else None


def _common(first: list[str], second: list[str]) -> int:
    """Return the number of leading words that two texts share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _part(words: list[str], same: int, tail: int) -> str:
    start, end = max(same - _AROUND, 0), min(len(words) - tail + _AROUND, len(words))
    text = " ".join(words[start:end])
    return shorten(("… " if start else "") + text, _SHOWN) + (" …" if end < len(words) else "")
