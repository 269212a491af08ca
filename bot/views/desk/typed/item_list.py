"""Screen that echoes several items of one message, to be added on a tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.dossier_edit import find
from bot.model import Localized, Quote
from bot.model.language import Language
from bot.views.desk import date_answers, item_summary
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Paragraph, Run, Style
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.forms.entries.item_list import ItemList, ListedItem
    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, PartialDate
    from bot.model.reader import Preferences
    from bot.store.drafts import Draft
    from bot.views.document import Block, Document

ADD, CANCEL = "addall", "no"
DAY, OPEN = "itemsday", "none"  # the day of the copy, or that nobody knows it
_LINE = 240  # UTF-16 units of an item
_TYPED = 120  # of a line that was not read


def document(
    draft: Draft, part: str | None, listed: ItemList, digest: str, *, words: Translator, preferences: Preferences
) -> Document:
    """Build the screen: each item as it was read, what was not read and why, the people and sources that come along."""
    read = [item for item in listed.items if item.problem is None]
    add = button(words.count("desk.items.add", len(read)), ADD, draft.id, part, value=digest)
    cancel = button(words.text("desk.form.control.cancel"), ADD, draft.id, part, value=CANCEL)
    return screen(
        words,
        item_summary.title(draft.dossier, words),
        words.text("desk.items.read", draft=draft.id),
        *_items(listed.dossier, read, words, preferences),
        *_day(draft, listed, words, preferences),
        *_remarks(draft, listed, words),
        *_problems(listed, words, preferences),
        rows=((add, cancel) if read else (cancel,),),
    )


def day_question(
    draft: Draft, listed: ItemList, days: Sequence[PartialDate], words: Translator, preferences: Preferences
) -> Document:
    """Build the question for the day of the copy, on which dates of some items depend; with days as buttons."""
    lines = "\n".join(f"– {shorten(item.text, _TYPED)}" for item in listed.undated)
    offered = [button(item_summary.day(day, preferences), DAY, draft.id, value=str(day)) for day in days]
    leave = [button(words.text("desk.items.undated"), DAY, draft.id, value=OPEN)]
    cancel = [button(words.text("desk.form.control.cancel"), DAY, draft.id, value=CANCEL)]
    text = words.count("desk.items.which_day", len(listed.undated))
    return screen(words, item_summary.title(draft.dossier, words), text, lines, rows=(*rows(offered), leave, cancel))


def _items(dossier: Dossier, read: list[ListedItem], words: Translator, preferences: Preferences) -> Iterator[Block]:
    """Yield a paragraph for each part: its name, and a line for each item."""
    for part in dict.fromkeys(item.part for item in read):
        lines = [
            _line(dossier, item, number, words, preferences)
            for number, item in enumerate((item for item in read if item.part == part), 1)
        ]
        yield Paragraph((Run(words.text(f"desk.part.{part}"), Style.STRONG), Run("\n" + "\n".join(lines))))


def _line(dossier: Dossier, item: ListedItem, number: int, words: Translator, preferences: Preferences) -> str:
    entry = find(dossier, item.part, item.item) if item.item else None
    if entry is None:
        return shorten(item.text, _LINE)
    line = item_summary.line(dossier, entry, words, preferences, _LINE)
    if isinstance(entry, Quote) and entry.date:
        line = f"{line} · {item_summary.day(entry.date, preferences)}"
    text = getattr(entry, "words", None) or getattr(entry, "text", None)
    if isinstance(text, Localized) and all(text.has(language) for language in Language):
        line = f"{line} · {words.text('desk.items.both')}"
    return f"{number}. {line}"


def _day(draft: Draft, listed: ItemList, words: Translator, preferences: Preferences) -> Iterator[str]:
    """Yield the day of the copy, where the message gives it."""
    day = listed.dossier.wire_date
    if day and day != draft.dossier.wire_date:
        yield words.text("desk.items.day", date=item_summary.day(day, preferences))


def _remarks(draft: Draft, listed: ItemList, words: Translator) -> Iterator[str]:
    """Yield who is new, who is meant by a name spelled otherwise or of an outlet, and which source new items have."""
    known = {person.id for person in draft.dossier.people}
    people = {person.id: person.name.localize(words.language)[0] for person in listed.dossier.people}
    for item in listed.items:
        quote = find(listed.dossier, "quotes", item.item) if item.proposed and item.item else None
        if quote:
            yield words.text("desk.items.speaker", typed=item.proposed or "", name=people.get(quote.speaker, ""))
        source = find(listed.dossier, "sources", item.item) if item.proposed and item.item else None
        if source:
            names = [source.outlet.localize(language)[0] for language in (words.language, words.language.other)]
            yield words.text("desk.items.outlet", typed=item.proposed or "", name=names[0], other=names[1])
    if new := [name for person, name in people.items() if person not in known]:
        yield words.text("desk.items.people", names=words.text("page.comma").join(new))
    if any(item.part not in {"sources", "standfirst"} and item.problem is None for item in listed.items):
        main = listed.dossier.sources[:1]
        name = main[0].outlet.localize(words.language)[0] if main else ""
        yield words.text("desk.items.source", name=name) if main else words.text("desk.items.unsourced")


def _problems(listed: ItemList, words: Translator, preferences: Preferences) -> Iterator[str]:
    unread = [item for item in listed.items if item.problem]
    if unread:
        yield words.count("desk.items.unread", len(unread))
    for item in unread:
        if item.problem:
            why = date_answers.refusal(words, item.problem.key, item.problem.values, preferences)
            yield words.text("desk.publish.fault", where=shorten(item.text, _TYPED), what=why)
