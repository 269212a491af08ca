"""The difference of two dossiers in plain words: what was added, removed, moved, and changed from what into what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from bot.document import Paragraph, Run, Style
from bot.i18n import dates, languages
from bot.pages.labels import shorten
from bot.story import Localized, PartialDate, Place
from bot.story.difference import LISTS, TEXTS, difference, items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.audience import Preferences
    from bot.document import Block, Inline
    from bot.i18n.catalogue import Words
    from bot.story import Dossier
    from bot.story.difference import Change

_SHOWN = 240  # UTF-16 units of a text: what differs is shown of it, and the preview has all
_SHORT = 100  # characters of a text that is shown whole beside what it was
_NAME = 60
_AROUND = 3  # words that are shown on either side of what differs
_MOST = 40  # changes in one telling


def blocks(old: Dossier | None, new: Dossier, words: Words, preferences: Preferences) -> tuple[Block, ...]:
    """What makes the new of the old dossier, a paragraph for each change; of a new story how much there is of what."""
    if old is None:
        return tuple(_counts(new, words))
    found = difference(old, new)
    if not found:
        return (Paragraph((Run(words.text("desk.change.none")),)),)
    return lines(found, old, new, words, preferences)


def lines(
    changes: Sequence[Change], old: Dossier, new: Dossier, words: Words, preferences: Preferences
) -> tuple[Block, ...]:
    """A paragraph for each of these changes from the old dossier to the new one."""
    telling = _Telling(old, new, words, preferences)
    told = tuple(telling.paragraph(change) for change in changes[:_MOST])
    more = len(changes) - _MOST
    return (*told, Paragraph((Run(words.count("desk.change.more", more)),), note=True)) if more > 0 else told


def _counts(new: Dossier, words: Words) -> Iterator[Block]:
    yield Paragraph((Run(words.text("desk.change.new")),))
    counted = [(part, len(getattr(new, part))) for part in LISTS]
    told = [words.text("desk.part.counted", part=words.text(f"desk.part.{part}"), count=n) for part, n in counted if n]
    if told:
        yield Paragraph((Run("\n".join(told)),))


@dataclass(frozen=True, slots=True)
class _Telling:
    old: Dossier
    new: Dossier
    words: Words
    preferences: Preferences

    def paragraph(self, change: Change) -> Paragraph:
        """One change: what it is about and what became of it, and of something changed a line for each field."""
        what = self.words.text(f"desk.change.{change.kind}", what=self._what(change))
        head = (Run(what, Style.STRONG),)
        match change.kind:
            case "changed":
                return Paragraph(head, notes=tuple(self._fields(change)))
            case "moved":
                return Paragraph(head)
        text = self._gist(change.after or change.before)
        return Paragraph(head, notes=((Run(text),),) if text else ())

    def _what(self, change: Change) -> str:
        """The thing that changed, by a name that editors know it by."""
        if change.part in TEXTS:
            return self.words.text(f"desk.part.{change.part}")
        item: Any = change.after or change.before
        if change.part == "people":
            return self._told(item.name, _NAME)
        if getattr(item, "date", None) and change.part in {"events", "corrections"}:
            return self.words.text(f"desk.change.what.{change.part}", date=dates.spell(item.date, self.preferences))
        at = list(items(self.new if change.after else self.old, change.part)).index(item.id) + 1
        if change.part == "quotes":
            return self.words.text("desk.change.what.quotes", at=at, name=self._person(item.speaker))
        if change.part == "sources":
            return self.words.text("desk.change.what.sources", at=at, name=self._told(item.outlet, _NAME))
        return self.words.text(f"desk.change.what_{change.part}", at=at)

    def _gist(self, item: Any) -> str:
        """The main text of an item that came or went, none where its name says all."""
        text = item if isinstance(item, Localized) else getattr(item, "words", None) or getattr(item, "text", None)
        return self._told(text, _SHOWN) if text is not None else ""

    def _fields(self, change: Change) -> Iterator[Inline]:
        if change.part in TEXTS:
            yield from self._text("", _localized(change.before), _localized(change.after))
            return
        for name in change.fields:
            before, after = (_named(getattr(one, name)) for one in (change.before, change.after))
            label = self.words.text(f"desk.field.{name}")
            if isinstance(before, Localized) or isinstance(after, Localized):
                yield from self._text(label, _localized(before), _localized(after))
            else:
                values = self._value(name, before, self.old), self._value(name, after, self.new)
                yield (Run(self._turned(label, *values)),)

    def _text(self, label: str, before: Localized | None, after: Localized | None) -> Iterator[Inline]:
        """A line for each language in which a text differs."""
        for language in (self.words.language, self.words.language.other):
            was, now = (one.told(language)[0] if one and one.has(language) else "" for one in (before, after))
            if was != now:
                told = languages.name(language, self.words.language)
                field = self.words.text("desk.change.field", field=label, language=told) if label else told
                yield (Run(self._turned(field, *differing(was, now))),)

    def _turned(self, field: str, before: str, after: str) -> str:
        if not before:
            return self.words.text("desk.change.field_added", field=field, after=after)
        if not after:
            return self.words.text("desk.change.field_removed", field=field, before=before)
        return self.words.text("desk.change.field_changed", field=field, before=before, after=after)

    def _value(self, name: str, value: Any, dossier: Dossier) -> str:
        if isinstance(value, tuple):
            outlets = {one.id: self._told(one.outlet, _NAME) for one in dossier.sources} if name == "sources" else {}
            return self.words.text("page.comma").join(outlets.get(str(one), str(one)) for one in value)
        if isinstance(value, PartialDate):
            return dates.spell(value, self.preferences)
        match name:
            case "speaker":
                return self._person(value)
            case "language":
                return languages.name(value, self.words.language)
            case "kind":
                return self.words.text(f"desk.form.sort.{value}")
        return shorten(value or "", _SHOWN)

    def _person(self, item: str) -> str:
        people = {one.id: one for one in (*self.old.people, *self.new.people)}
        return self._told(people[item].name, _NAME) if item in people else item

    def _told(self, text: Localized, limit: int) -> str:
        return shorten(text.told(self.words.language)[0], limit)


def differing(before: str, after: str) -> tuple[str, str]:
    """Two texts; of long ones what differs in them, with a few words around it."""
    if max(len(before), len(after)) <= _SHORT or not (before and after):
        return shorten(before, _SHOWN), shorten(after, _SHOWN)
    old, new = before.split(), after.split()
    same = _common(old, new)
    tail = _common(old[same:][::-1], new[same:][::-1])
    return _part(old, same, tail), _part(new, same, tail)


def _named(value: object) -> object:
    """A place by its name; any other value as it is."""
    return value.name if isinstance(value, Place) else value


def _localized(value: object) -> Localized | None:
    return value if isinstance(value, Localized) else None


def _common(one: list[str], other: list[str]) -> int:
    """How many words the two begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _part(words: list[str], same: int, tail: int) -> str:
    start, end = max(same - _AROUND, 0), min(len(words) - tail + _AROUND, len(words))
    told = " ".join(words[start:end])
    return shorten(("… " if start else "") + told, _SHOWN) + (" …" if end < len(words) else "")
