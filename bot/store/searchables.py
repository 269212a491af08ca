"""What searches look through: the texts of each story's newest revision, folded, item by item and by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from bot.i18n.folding import fold
from bot.language import Language
from bot.store.tables import searchables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.story import Correction, Dossier, Event, KeyPoint, Localized, Paragraph

# No item can have these ids.
TITLE, STANDFIRST = "@title", "@standfirst"


def folded(dossier: Dossier) -> dict[tuple[str, Language], str]:
    """The folded texts of the title, the standfirst and every item, each by its id and the language that it is in.

    A quotation is found by its speaker too, and a person by every name in either language.
    """
    return {
        (item, language): words
        for item, texts, names in _texts(dossier)
        for language in Language
        if (words := _fold(language, texts, names))
    }


async def replace(conn: AsyncConnection, story: int, dossier: Dossier) -> None:
    """Let searches find the story (its number) by this dossier, and by nothing else."""
    await conn.execute(delete(searchables).where(searchables.c.story_id == story))
    rows = [
        {"story_id": story, "item": item, "language": language.value, "folded": words}
        for (item, language), words in folded(dossier).items()
    ]
    if rows:  # what is only signs is folded to nothing
        await conn.execute(insert(searchables), rows)


def _texts(dossier: Dossier) -> Iterator[tuple[str, tuple[Localized | None, ...], tuple[str, ...]]]:
    people = {person.id: person for person in dossier.people}
    yield TITLE, (dossier.title,), ()
    yield STANDFIRST, (dossier.standfirst,), ()
    told: tuple[KeyPoint | Paragraph | Event | Correction, ...]
    told = (*dossier.key_points, *dossier.summary, *dossier.events, *dossier.corrections)
    for one in told:
        yield one.id, (one.text,), ()
    for quote in dossier.quotes:
        speaker = people[quote.speaker].name if quote.speaker in people else None
        yield quote.id, (quote.words, speaker, quote.role, quote.occasion), ()
    for person in dossier.people:
        yield person.id, (person.name, person.role, person.about), person.also
    for source in dossier.sources:
        yield source.id, (source.outlet, source.title), ()


def _fold(language: Language, texts: tuple[Localized | None, ...], names: tuple[str, ...]) -> str:
    told = (text.told(language)[0] for text in texts if text and text.has(language))
    return fold("\n".join((*told, *names)))
