"""Records of corrections in the database: carried by whatever is published next, and no withdrawn words are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from bot.model import Dossier
from bot.services import publishing, stories
from bot.services.undo import undo
from bot.store.search_tables import search_index
from bot.store.story_cache import StoryCache
from tests.store.desk import Desk
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.database import Database

SLUG = "a-story"
SECRET = "informant"


def story(*records: dict[str, Any], events: dict[str, str] | None = None) -> Dossier:
    """A story of two events, the second of which should never have been published, and these records."""
    texts = {"e1": "It began", "e2": f"The {SECRET} lives here"} if events is None else events
    listed = [{"id": item, "text": {"en": text}, "sources": ["s1"]} for item, text in texts.items()]
    tree = dossier().model_dump(mode="json", exclude_none=True) | {"events": listed, "corrections": list(records)}
    return Dossier.model_validate(tree)


def corrected(number: int = 1, item: str = "e1", was: str = "It ended") -> dict[str, Any]:
    """A record of what was corrected."""
    texts = {"was": {"en": was}, "is": {"en": "It began"}}
    return {"id": f"c{number}", "date": "2025-04-28", "item": item, "class": "corrected", **texts}


WITHDRAWN = {"id": "c2", "date": "2025-04-28", "item": "e2", "class": "withdrawn", "why": {"en": "It names a source"}}


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


async def imports(database: Database, made: Dossier) -> tuple[Dossier, bool]:
    """Import a file's dossier; return what readers see then, and whether that is a new revision."""
    published, is_new = await publishing.import_dossier(database, made, note=None, at=NOW)
    return published.dossier, is_new


async def newest(database: Database) -> Dossier:
    """What readers see."""
    known = await stories.find(database, SLUG)
    assert known
    return known.dossier


async def test_every_way_to_publish_carries_the_records(desk: Desk) -> None:
    """A file without them, or with another class; an older revision; a draft from before; and what undo brings back."""
    database = desk.database
    await imports(database, story(events={"e1": "It ended"}))
    records = (await imports(database, story(corrected(), events={"e1": "It began"})))[0].corrections
    assert (await imports(database, story(events={"e1": "It began"})))[1] is False, "it would only remove the record"
    urgent = corrected() | {"class": "urgent"}
    assert (await imports(database, story(urgent, events={"e1": "It began"})))[1] is False
    moved_on = (await imports(database, story(events={"e1": "It began", "e3": "It goes on"})))[0]
    assert moved_on.corrections == records
    await publishing.restore(database, SLUG, 1, base=3, context=desk.deed())
    restored = await newest(database)
    assert (restored.events[0].text.en, restored.corrections) == ("It ended", records)
    draft = await desk.draft(story(events={"e1": "It never began"}), base=4)
    await publishing.publish(database, draft.id, version=1, context=desk.deed())
    assert (await newest(database)).corrections == records
    await undo(database, desk.deed())
    undone = await newest(database)
    assert (undone.events[0].text.en, undone.corrections) == ("It ended", records)


async def test_what_was_withdrawn_is_served_nowhere(desk: Desk, other: Database) -> None:
    """No revision, search, or cache of another process has its words, nor has the correction that quoted them."""
    database, elsewhere = desk.database, StoryCache(other)
    await imports(database, story(corrected(1, "e2", f"An {SECRET} lives here")))
    shown = (await elsewhere.stories()).by_slug[SLUG].dossier
    assert SECRET in shown.model_dump_json()
    published, is_new = await imports(database, story(WITHDRAWN, events={"e1": "It began"}))
    assert is_new
    assert [(each.id, each.class_, each.redacted) for each in published.corrections] == [
        ("c1", "corrected", True), ("c2", "withdrawn", False)
    ]  # fmt: skip
    for revision in (1, 2, None):
        known = await stories.find(database, SLUG, revision)
        assert known
        assert SECRET not in known.dossier.model_dump_json()
    assert SECRET not in (await elsewhere.stories()).by_slug[SLUG].dossier.model_dump_json()
    async with database.read() as conn:
        assert not any(SECRET in words for words in await conn.scalars(select(search_index.c.en)))
    restored = await publishing.restore(database, SLUG, 1, base=2, context=desk.deed())
    assert (restored.is_new, [event.id for event in restored.story.dossier.events]) == (False, ["e1"])
    again, _ = await imports(database, story(events={"e1": "It began", "e2": f"The {SECRET} again"}))
    assert [event.id for event in again.events] == ["e1"], "its id is nobody's any more"
    draft = await desk.draft(story(), base=2)
    await publishing.publish(database, draft.id, version=1, context=desk.deed())
    assert SECRET not in (await newest(database)).model_dump_json()
