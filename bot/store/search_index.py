"""What searches look through: the words of each live story's newest revision, item by item, folded and stemmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from bot.i18n.stems import stems, words
from bot.language import Language
from bot.store import stories
from bot.store.search_tables import searchables, searched
from bot.store.tables import stories as story_table
from bot.story.findable import findable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database
    from bot.story import Story
    from bot.story.findable import Findable

FORM = 2  # of the words: another whenever they are folded, split or stemmed in another way
# What stands before a stem, twice before a word of a speaker's names, four times before one of a person's own names and
# five times before one of a story's title, to tell them from words: folding takes it away from these. Three alone say
# that something has a date.
MARK = "ـ"
DATED = 3 * MARK
_DAY, _STORY = 41, 17  # the bits of a row's id above which the day and the story's number stand


async def replace(conn: AsyncConnection, story: Story) -> None:
    """Let searches find the story by this revision of it, and by nothing else; one that is archived, not at all."""
    await conn.execute(delete(searchables).where(searchables.c.story_id == story.number))
    await conn.execute(delete(searched).where(searched.c.story_id == story.number))
    if await conn.scalar(select(story_table.c.state).where(story_table.c.id == story.number)) != "live":
        return
    await conn.execute(insert(searchables), list(_rows(story)))
    await conn.execute(insert(searched).values(story_id=story.number, revision=story.revision, form=FORM))


async def missing(conn: AsyncConnection) -> tuple[int, ...]:
    """The numbers of the live stories that searches do not find as they are now."""
    found = select(searched.c.story_id).where(
        searched.c.story_id == story_table.c.id,
        searched.c.revision == story_table.c.revision,
        searched.c.form == FORM,
    )
    query = select(story_table.c.id).where(story_table.c.state == "live", ~found.exists()).order_by(story_table.c.id)
    return tuple((await conn.scalars(query)).all())


async def fill(database: Database) -> int:
    """Let searches find what was published before this program knew how, a story at a time; returns how many."""
    async with database.read() as conn:
        numbers = await missing(conn)
    for number in numbers:
        async with database.write() as conn:
            if number in await missing(conn):  # another process may have been quicker
                for story in await stories.live(conn, {number}):
                    await replace(conn, story)
    return len(numbers)


def by_stem(stem: str) -> str:
    """The key by which what has a word of this stem is found."""
    return MARK + stem


def by_speaker(word: str) -> str:
    """The key by which what somebody said is found, by a word of their name or its stem."""
    return 2 * MARK + word


def by_name(word: str) -> str:
    """The key by which a person is found, by a word of their own names or its stem: not by what is told of them."""
    return 4 * MARK + word


def by_title(word: str) -> str:
    """The key by which a story's title is found, by a word of it or its stem."""
    return 5 * MARK + word


def first_id(day: date) -> int:
    """The lowest id that a row of this day can have."""
    return day.toordinal() << _DAY


def _rows(story: Story) -> Iterator[dict[str, Any]]:
    """Ids put what is found in the order of its day; what has no date of its own is as new as the revision."""
    for at, one in enumerate(findable(story.dossier)):
        day = one.date.first if one.date else story.at.date()
        yield {
            "id": first_id(day) | story.number << _STORY | at,
            "story_id": story.number,
            "item": one.item,
            "part": one.part,
            "first": one.date and one.date.first.toordinal(),
            "last": one.date and one.date.last.toordinal(),
            **_words(one),
        }


def _words(one: Findable) -> dict[str, str]:
    told = {language.value: words("\n".join((*one.told(language), *one.names))) for language in Language}
    who = dict.fromkeys(words("\n".join(one.speaker)))
    every = (*(word for listed in told.values() for word in listed), *who)
    own = words("\n".join(one.called))
    called = () if not own else map(by_title if one.part == "title" else by_name, (*own, *_stems(own)))
    spoken = map(by_speaker, (*who, *_stems(who)))
    keys = (*who, *map(by_stem, _stems(every)), *spoken, *called, *([DATED] if one.date else ()))
    return {**{language: " ".join(listed) for language, listed in told.items()}, "keys": " ".join(dict.fromkeys(keys))}


def _stems(listed: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(stem for word in listed for stem in stems(word))
