"""Search index: the words of each live story's newest revision by item, folded and stemmed."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from bot.model.language import Language
from bot.model.search_fields import findable
from bot.store import stories
from bot.store.search_tables import indexed_stories, search_index, vocabulary_forms
from bot.store.tables import stories as story_table
from bot.text.stemmer import stems, tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier, Story
    from bot.model.search_fields import Findable
    from bot.store.database import Database

FORM = 3  # version of the index: raise it whenever folding, splitting or stemming changes
# Prefix that tells keys from plain words, which cannot contain it (folding removes the tatweel): once before a stem,
# twice before a word of a speaker's names, four times before one of a person's own names, five times before one of a
# story's title. Three alone mark an item that has a date.
MARK = "ـ"
DATED = 3 * MARK
_NAME_WEIGHT = 100  # of a printed form in a name, against one in a text
_DAY, _STORY = 41, 17  # bit offsets of the day and the story's number in a row id


async def replace(conn: AsyncConnection, story: Story) -> None:
    """Index this revision of the story and nothing else of it; remove an archived story."""
    await conn.execute(delete(search_index).where(search_index.c.story_id == story.number))
    await conn.execute(delete(indexed_stories).where(indexed_stories.c.story_id == story.number))
    await conn.execute(delete(vocabulary_forms).where(vocabulary_forms.c.story_id == story.number))
    if await conn.scalar(select(story_table.c.state).where(story_table.c.id == story.number)) != "live":
        return
    await conn.execute(insert(search_index), list(_rows(story)))
    await conn.execute(insert(indexed_stories).values(story_id=story.number, revision=story.revision, form=FORM))
    forms = json.dumps(printed_forms(story.dossier), ensure_ascii=False)
    await conn.execute(insert(vocabulary_forms).values(story_id=story.number, forms=forms))


async def missing(conn: AsyncConnection) -> tuple[int, ...]:
    """Return the numbers of live stories whose current revision is not indexed."""
    indexed = select(indexed_stories.c.story_id).where(
        indexed_stories.c.story_id == story_table.c.id,
        indexed_stories.c.revision == story_table.c.revision,
        indexed_stories.c.form == FORM,
    )
    query = select(story_table.c.id).where(story_table.c.state == "live", ~indexed.exists()).order_by(story_table.c.id)
    return tuple((await conn.scalars(query)).all())


async def fill(database: Database) -> int:
    """Index what an older program published, a story per transaction; return how many."""
    async with database.read() as conn:
        numbers = await missing(conn)
    for number in numbers:
        async with database.write() as conn:
            if number in await missing(conn):  # another process may have indexed it meanwhile
                for story in await stories.live(conn, {number}):
                    await replace(conn, story)
    return len(numbers)


def by_stem(stem: str) -> str:
    """Return the key of a stem."""
    return MARK + stem


def by_speaker(word: str) -> str:
    """Return the key of quotations by a word (or its stem) of the speaker's name."""
    return 2 * MARK + word


def by_name(word: str) -> str:
    """Return the key of people by a word (or its stem) of their own names, not of texts about them."""
    return 4 * MARK + word


def by_title(word: str) -> str:
    """Return the key of a story's title by a word of it or its stem."""
    return 5 * MARK + word


def first_id(day: date) -> int:
    """Return the lowest row id of this day."""
    return day.toordinal() << _DAY


def printed_forms(dossier: Dossier) -> dict[str, str]:
    """Return how the dossier prints its words, with their hamzas and capitals; without those printed as folded.

    Of several forms the one in a name counts first (a sentence's first word has a capital), then the commonest.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for item in findable(dossier):
        counts.update(_printed((*(text for language in Language for text in item.texts_in(language)), *item.names)))
        for name in _printed((*item.own_names, *item.speaker) if item.part != "title" else ()):
            counts[name] += _NAME_WEIGHT
    forms: dict[str, str] = {}
    for (word, form), _ in counts.most_common():
        forms.setdefault(word, form)
    return {word: form for word, form in forms.items() if word != form}


def _printed(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((token.word, text[token.start : token.end]) for text in texts for token in tokens(text))


def _rows(story: Story) -> Iterator[dict[str, Any]]:
    """Yield index rows. Their ids sort by day; an item without a date is as new as the revision."""
    for position, item in enumerate(findable(story.dossier)):
        day = item.date.first if item.date else story.at.date()
        yield {
            "id": first_id(day) | story.number << _STORY | position,
            "story_id": story.number,
            "item": item.item,
            "part": item.part,
            "first": item.date and item.date.first.toordinal(),
            "last": item.date and item.date.last.toordinal(),
            **_words(item),
        }


def _words(item: Findable) -> dict[str, str]:
    texts = {language.value: words("\n".join((*item.texts_in(language), *item.names))) for language in Language}
    speaker_words = dict.fromkeys(words("\n".join(item.speaker)))
    all_words = (*(word for text_words in texts.values() for word in text_words), *speaker_words)
    name_words = words("\n".join(item.own_names))
    called = (
        () if not name_words else map(by_title if item.part == "title" else by_name, (*name_words, *_stems(name_words)))
    )
    spoken = map(by_speaker, (*speaker_words, *_stems(speaker_words)))
    keys = (*speaker_words, *map(by_stem, _stems(all_words)), *spoken, *called, *([DATED] if item.date else ()))
    return {
        **{language: " ".join(text_words) for language, text_words in texts.items()},
        "keys": " ".join(dict.fromkeys(keys)),
    }


def _stems(text_words: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(stem for word in text_words for stem in stems(word))
