"""What searches look through is the newest revision's, folded, each text by its item and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from bot.i18n.folding import fold
from bot.language import Language
from bot.store import searchables, stories
from bot.store.searchables import STANDFIRST, TITLE, folded
from bot.store.tables import searchables as table
from bot.story import Dossier, Localized, LocalizedLine
from bot.story.difference import LISTS, items
from tests.store.dossiers import NOW, dossier
from tests.unit.dossiers import dossiers

if TYPE_CHECKING:
    from bot.store.database import Database

AR, EN = Language.AR, Language.EN


def _full() -> Dossier:
    tree = dossier().model_dump(mode="json", exclude_none=True)
    tree["people"] = [
        {"id": "title", "name": {"en": "Kim", "ar": "كيم"}, "also": ["김"], "about": {"en": "X"}, "sources": ["s1"]}
    ]
    words = {"ar": "قالَ: «نَعَم»"}
    tree["quotes"] = [
        {
            "id": "q1",
            "speaker": "title",
            "words": words,
            "language": "ar",
            "occasion": {"en": "A Speech"},
            "sources": ["s1"],
        }
    ]
    return Dossier.model_validate(tree)


def test_every_text_is_found_by_its_item() -> None:
    """A quotation by its speaker's name too, a person by every name; an item may be called `title`."""
    assert folded(_full()) == {
        (TITLE, AR): fold("قصة «جارية» 😀"),
        (TITLE, EN): "a story",
        (STANDFIRST, AR): fold("سطر أوّل وسطر ثانٍ"),
        ("e1", EN): "it began.",
        ("q1", AR): fold("قال: «نعم» كيم"),
        ("q1", EN): "kim a speech",
        ("title", AR): fold("كيم 김"),
        ("title", EN): fold("Kim X 김"),
        ("s1", EN): "outlet",
    }


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers())
def test_nothing_published_is_left_out(made: Dossier) -> None:
    """Every text of every item is in what is found of that item in that language, and nothing is folded twice."""
    found = folded(made)
    texts = [(TITLE, made.title), (STANDFIRST, made.standfirst)]
    for part in LISTS:
        for item, value in items(made, part).items():
            texts += [(item, text) for _, text in value if isinstance(text, Localized)]
    for item, text in texts:
        for language in Language:
            if text.has(language):
                assert fold(text.told(language)[0]) in found.get((item, language), "")
    assert {item for item, _ in found} <= {item for item, _ in texts}
    assert all(words and fold(words) == words for words in found.values())


async def test_a_revision_replaces_what_was_found(database: Database) -> None:
    """Of its own story alone."""
    async with database.write() as conn:
        numbers = [
            (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number
            for slug in ("one", "two")
        ]
        await searchables.replace(conn, numbers[0], _full())
        await searchables.replace(conn, numbers[1], dossier("two"))
        await searchables.replace(conn, numbers[0], dossier("one", "Changed"))
    async with database.read() as conn:
        for number, made in zip(numbers, (dossier("one", "Changed"), dossier("two")), strict=True):
            query = select(table.c.item, table.c.language, table.c.folded).where(table.c.story_id == number)
            rows = await conn.execute(query)
            assert {(row.item, Language(row.language)): row.folded for row in rows} == folded(made)
    signs = {"title": LocalizedLine(ar="ـــ"), "standfirst": Localized(ar="ـ"), "events": (), "sources": ()}
    async with database.write() as conn:
        await searchables.replace(conn, numbers[0], dossier("one").model_copy(update=signs))
        left = (await conn.scalars(select(table.c.story_id).distinct())).all()
        assert list(left) == [numbers[1]]
