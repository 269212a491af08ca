"""Lines that say on a copy what was corrected of what it shows, and the notice to who has one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.i18n import dates, localized_text
from bot.views.broadcast_message import address
from bot.views.callback_data import PageLink, Section
from bot.views.correction_text import label, text_of
from bot.views.document import (
    Button,
    Details,
    Document,
    Heading,
    Notes,
    Paragraph,
    Points,
    Profiles,
    Run,
    Timeline,
)
from bot.views.labels import shorten
from bot.views.page_items import items_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.reader import Preferences
    from bot.views.document import Block

_TEXT = 400  # UTF-16 units of what a line tells: it stands on pushes, and in captions
_ABOVE = 3  # lines, the newest, that stay with the item below them; its message has room for as many
_LISTS: dict[type, str] = {Points: "points", Timeline: "entries", Profiles: "entries", Notes: "notes"}


def line(record: Correction, words: Translator, preferences: Preferences) -> Paragraph:
    """Return the line of a record: "Correction, date: …"."""
    text, _ = localized_text.localize(text_of(record), preferences)
    values = {"name": label(record, words), "date": dates.format_date(record.date, preferences)}
    return Paragraph((Run(words.text("page.corrected", **values, text=shorten(text, _TEXT))),), note=True)


def at_top(document: Document, lines: Sequence[Paragraph]) -> Document:
    """Set lines below a document's title, or first where it has none."""
    cut = 1 if document.blocks and isinstance(document.blocks[0], Heading) else 0
    return replace(document, blocks=(*document.blocks[:cut], *lines, *document.blocks[cut:]))


def near(document: Document, lines: Mapping[str, Sequence[Paragraph]], anchor: str | None) -> Document:
    """Set lines before the items that they are about; those of items that are gone behind `anchor`, or at the top."""
    present = {item for block in document.blocks for item in items_of(block)}
    gone = [paragraph for item, listed in lines.items() if item not in present for paragraph in listed]
    after = {anchor: gone} if anchor in present else {}
    decorated = replace(document, blocks=tuple(_set(document.blocks, lines, after)))
    return decorated if after or not gone else at_top(decorated, gone)


def alone(story: Story, lines: Sequence[Paragraph], words: Translator, preferences: Preferences) -> Document:
    """Build what a copy becomes of which nothing else is left: the story's title, and what was corrected."""
    title, language = localized_text.localize(story.dossier.title, preferences)
    heading = Heading((Run(words.text("page.correction")),), level=1, kicker=(Run(title, language=language),))
    return Document(preferences.language, (heading, *lines))


def notice(
    story: Story, lines: Sequence[Paragraph], words: Translator, preferences: Preferences, username: str | None
) -> Document:
    """Build the notice to a chat that was shown it wrong; its button, a link, leads to the story from channels too."""
    place = PageLink(story.number, Section.COVER, preferences.language)
    button = (Button(words.text("button.update.open"), url=address(username, place)),) if username else ()
    return replace(alone(story, lines, words, preferences), buttons=(button,) if button else ())


def gone(story: Story | None, item_id: str | None) -> str:
    """Return the key of the sentence that says why an item is not shown: it was withdrawn, or it is gone."""
    return "say.item_withdrawn" if story and _withdrawal(story, item_id) else "say.item_gone"


def withdrawn(story: Story, item_id: str | None, words: Translator, preferences: Preferences) -> Document | None:
    """Build the page in the place of an item that was withdrawn, with its record; None if it was not."""
    record = _withdrawal(story, item_id)
    if record is None:
        return None
    row = (Button(words.text("section.cover"), PageLink(story.number, Section.COVER, preferences.language)),)
    return replace(alone(story, (line(record, words, preferences),), words, preferences), buttons=(row,))


def _withdrawal(story: Story, item_id: str | None) -> Correction | None:
    records = (record for record in story.dossier.corrections if record.is_withdrawal)
    return next((record for record in records if record.item and record.item == item_id), None)


def _set(
    blocks: Sequence[Block], before: Mapping[str, Sequence[Paragraph]], after: Mapping[Any, Sequence[Paragraph]]
) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Details):
            yield replace(block, blocks=tuple(_set(block.blocks, before, after)))
            continue
        for part in _split(block, {*before, *after}):
            items = items_of(part)
            lines = [paragraph for item in items for paragraph in before.get(item, ())]
            yield from lines[:-_ABOVE]
            yield from (replace(paragraph, above=True) for paragraph in lines[-_ABOVE:])
            yield part
            yield from (paragraph for item in items for paragraph in after.get(item, ()))


def _split(block: Block, at: set[Any]) -> Iterator[Block]:
    """Yield a list as several, so that each of these items stands alone; anything else as it is."""
    field = _LISTS.get(type(block))
    if field is None or at.isdisjoint(items_of(block)):
        yield block
        return
    group: list[Any] = []
    for entry in getattr(block, field):
        if entry.item not in at:
            group.append(entry)
            continue
        if group:
            yield replace(block, **{field: tuple(group)})  # type: ignore[arg-type]  # one of the lists' fields
        yield replace(block, **{field: (entry,)})  # type: ignore[arg-type]
        group = []
    if group:
        yield replace(block, **{field: tuple(group)})  # type: ignore[arg-type]
