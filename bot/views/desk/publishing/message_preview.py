"""A push on the desk's screens: each language's message as it goes out, to whom, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bot.i18n import languages
from bot.views import broadcast_message
from bot.views.broadcast_message import ButtonTargets
from bot.views.document import Heading, Paragraph, Points, Quotation, Run, Style, Timeline
from bot.views.story_update import SIZE_BUDGETS, SizeBudget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.store.recipients import Forecast
    from bot.views.document import Block, Document, Inline
    from bot.views.story_update import StoryUpdate

_ROOM = 2400  # UTF-16 units of all messages on one screen, which holds 4096 with what stands around them
_SHORTEST = SizeBudget(3, 100)


def messages(
    update: StoryUpdate,
    forecast: Forecast | None,
    words: Mapping[Language, Translator],
    preferences: Preferences,
    *,
    left_out: str = "desk.panel.unchanged",
) -> Iterator[Block]:
    """Yield the message of each language below its name and the number of its recipients.

    A language in which nothing is sent is named with why, by the catalogue's key `left_out`.
    """
    own = words[preferences.language]
    documents = _documents(update, words, preferences)
    for language in preferences.language.fallbacks:
        name = languages.name(language, own.language)
        if language not in update.languages:
            yield Paragraph((Run(own.text(left_out, language=name)),), note=True)
            continue
        chats = sum(count for (_, to), count in forecast.tally.by.items() if to is language) if forecast else None
        label = own.text("desk.push.in_language", language=name)
        if chats is not None:
            label = own.count("desk.panel.to_language", chats, language=name)
        yield Paragraph((Run(label, Style.STRONG),))
        yield from _blocks(documents[language], own.language)


def _documents(
    update: StoryUpdate, words: Mapping[Language, Translator], preferences: Preferences
) -> dict[Language, Document]:
    """Build the messages in the largest size in which all of them fit the screen."""
    for size in (*(size for size in SIZE_BUDGETS if size.items > 1), _SHORTEST):
        documents = {
            language: broadcast_message.document(
                update, words[language], replace(preferences, language=language), size, ButtonTargets()
            )
            for language in update.languages
        }
        if sum(map(_length, documents.values())) <= _ROOM:
            break
    return documents


def _length(document: Document) -> int:
    return sum(len(run.text) for block in _blocks(document) for line in _lines(block) for run in line)


def _lines(block: Block) -> Iterator[tuple[Run, ...]]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Quotation):
        yield (Run(block.words),)


def _blocks(document: Document, screen: Language | None = None) -> Iterator[Block]:
    """Yield a message's blocks as they stand within another screen: each in the message's own language."""
    language = document.language
    for block in document.blocks:
        match block:
            case Heading():
                if block.kicker:
                    yield Paragraph(block.kicker, language=language)
                strong = tuple(replace(run, style=Style.STRONG) for run in block.text)
                yield Paragraph(strong, language=block.language or language)
            case Paragraph():
                yield _paragraph(block.text, block.notes, block.language or language, is_note=block.note)
            case Points():
                for point in block.points:
                    yield _paragraph((Run("• "), *point.text), point.notes, point.language or language)
            case Timeline():
                for entry in block.entries:
                    head = (*entry.head, Run("\n")) if entry.head and entry.text else entry.head
                    yield _paragraph((*head, *entry.text), entry.notes, entry.language or language)
            case Quotation() if language is not screen:
                yield replace(block, credit=(), notes=())
                yield _paragraph(block.credit, block.notes, language)
            case _:
                yield block


def _paragraph(text: Inline, notes: tuple[Inline, ...], language: Language, *, is_note: bool = False) -> Paragraph:
    """Build a paragraph with its notes as lines of its own: notes have the direction of the screen's language."""
    lines = chain.from_iterable((Run("\n"), *note) for note in notes)
    return Paragraph((*text, *lines), language=language, note=is_note)
