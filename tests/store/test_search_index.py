"""What searches look through is each live story's newest revision, item by item, folded and stemmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from sqlalchemy import select, update

from bot.model import Dossier, Localized, LocalizedLine
from bot.model.diff import LISTS, items
from bot.model.language import Language
from bot.model.search_fields import STANDFIRST, TITLE, find, findable
from bot.services import publishing
from bot.store import search_index
from bot.store.search_tables import indexed_stories
from bot.store.search_tables import search_index as table
from tests.store.dossiers import NOW, dossier
from tests.thoroughness import examples
from tests.unit.dossiers import dossiers

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story
    from bot.store.database import Database


def _full() -> Dossier:
    tree = dossier().model_dump(mode="json", exclude_none=True)
    tree["people"] = [
        {"id": "title", "name": {"en": "Kim", "ar": "كيم"}, "also": ["김"], "about": {"en": "X"}, "sources": ["s1"]}
    ]
    tree["quotes"] = [
        {
            "id": "q1",
            "speaker": "title",
            "words": {"ar": "قالَ: «نَعَم»"},
            "language": "ar",
            "date": "2025-04",
            "occasion": {"en": "A Speech"},
            "sources": ["s1"],
        }
    ]
    return Dossier.model_validate(tree)


async def _publish(conn: AsyncConnection, made: Dossier, base: int | None = None) -> Story:
    return await publishing.revise(conn, made, base=base, note=None, author=None, at=NOW)


async def _found(conn: AsyncConnection, number: int) -> dict[str, tuple[str, str]]:
    rows = await conn.execute(select(table.c.item, table.c.ar, table.c.en).where(table.c.story_id == number))
    return {row.item: (row.ar, row.en) for row in rows}


async def test_every_text_is_found_by_its_item(database: Database) -> None:
    """A quotation by its speaker's names too, a person by every name; an item may be called `title`."""
    async with database.write() as conn:
        story = await _publish(conn, _full())
    async with database.read() as conn:
        assert await _found(conn, story.number) == {
            TITLE: ("قصه جاريه", "a story"),
            STANDFIRST: ("سطر اول وسطر ثان", ""),
            "e1": ("", "it began"),
            "q1": ("قال نعم", "a speech"),
            "title": ("كيم 김", "kim x 김"),
            "s1": ("", "outlet"),
        }
        said = (await conn.execute(select(table).where(table.c.item == "q1"))).one()
        date = _full().quotes[0].date
        assert date is not None
        assert said.part == "quotes"
        assert (said.first, said.last) == (date.first.toordinal(), date.last.toordinal())
        assert set(said._mapping["keys"].split()) >= {"كيم", "김", "ـقال", "ـspeech", "ـkim", "ــkim", "ــ김", "ـــ"}
        keys = {row.item: set(row._mapping["keys"].split()) for row in await conn.execute(select(table))}
        assert keys["title"] >= {"ــــkim", "ــــ김"}
        assert "ــــx" not in keys["title"]  # is told of him, and no name
        assert "ـــــstory" in keys[TITLE]


@settings(deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.too_slow])
@given(dossiers())
def test_nothing_published_is_left_out(made: Dossier) -> None:
    """Every text of every item is among what is found of that item in that language."""
    by_key = {(entry.part, entry.item): entry for entry in findable(made)}
    texts = [("title", TITLE, made.title), ("standfirst", STANDFIRST, made.standfirst)]
    for part in LISTS:
        for item, value in items(made, part).items():
            texts += [(part, item, text) for _, text in value if isinstance(text, Localized)]
    for part, item, text in texts:
        assert find(made, part, item) == by_key[part, item]
        for language in Language:
            if text.has(language):
                assert text.localize(language)[0] in by_key[part, item].texts_in(language)


async def test_a_revision_replaces_what_was_found(database: Database) -> None:
    """Of its own story alone, in the transaction that publishes; what is only signs is kept without words."""
    async with database.write() as conn:
        one = await _publish(conn, dossier("one"))
        two = await _publish(conn, dossier("two"))
        before = await _found(conn, two.number)
        await _publish(conn, dossier("one", "Changed"), base=1)
        assert (await _found(conn, one.number))[TITLE] == ("قصه جاريه", "changed")
        signs = {"title": LocalizedLine(ar="ـــ"), "standfirst": Localized(ar="ـ"), "events": (), "sources": ()}
        await _publish(conn, dossier("one").model_copy(update=signs), base=2)
        assert set((await _found(conn, one.number)).values()) == {("", "")}
        assert await _found(conn, two.number) == before


async def test_archived_stories_are_not_looked_through(database: Database) -> None:
    """Not even when a file brings a newer revision; shown again, they are."""
    async with database.write() as conn:
        story = await _publish(conn, dossier())
        there = await _found(conn, story.number)
        await publishing.show(conn, story.number, live=False)
        await _publish(conn, dossier("a-story", "Newer"), base=1)
        assert await _found(conn, story.number) == {}
        assert await search_index.missing(conn) == ()
        await publishing.show(conn, story.number, live=True)
        assert set(await _found(conn, story.number)) == set(there)


async def test_a_start_fills_what_an_older_program_left(database: Database) -> None:
    """Stories without their words, with those of an older revision, or with words made otherwise; once."""
    async with database.write() as conn:
        made = [await _publish(conn, dossier(slug)) for slug in ("one", "two", "three", "four")]
        await conn.execute(indexed_stories.delete().where(indexed_stories.c.story_id == made[0].number))
        await conn.execute(table.delete().where(table.c.story_id == made[0].number))
        await conn.execute(
            update(indexed_stories).where(indexed_stories.c.story_id == made[1].number).values(revision=0)
        )
        await conn.execute(update(indexed_stories).where(indexed_stories.c.story_id == made[2].number).values(form=0))
    assert await search_index.fill(database) == 3
    assert await search_index.fill(database) == 0
    async with database.read() as conn:
        for story in made:
            assert (await _found(conn, story.number))["e1"] == ("", "it began")
