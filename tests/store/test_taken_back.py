"""What was corrected never reads wrong again unnoticed: restored, undone, imported, drafted or rebased."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import CorrectionTakenBack
from bot.i18n import catalogue
from bot.services import publication_panel, publishing
from bot.services.drafts import rebase as rebasing
from bot.services.undo import Unconfirmed, undo
from bot.store import audit, drafts, stories
from bot.store.copies import runs
from tests.store.desk import EDITOR, Desk
from tests.store.test_corrections import SLUG, WITHDRAWN, corrected, imports, newest, story

if TYPE_CHECKING:
    from bot.model import Dossier
    from bot.store.database import Database
    from bot.store.drafts import Draft

WORDS = catalogue.load()
WRONG, RIGHT = "It ended", "It began"


def texts_of(dossier: Dossier) -> list[tuple[str, str, str | None, str | None]]:
    """The records of a story: id, item, and what it was and is in English."""
    texts = [(each.was or each.why, each.is_ or each.why) for each in dossier.corrections]
    return [
        (each.id, each.item or "", was.en if was else None, now.en if now else None)
        for each, (was, now) in zip(dossier.corrections, texts, strict=True)
    ]


FIRST, BACK = ("c1", "e1", WRONG, RIGHT), ("c2", "e1", RIGHT, WRONG)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk, and a story whose first event was wrong in revision 1, and put right in revision 2."""
    desk = Desk(database)
    await desk.gather()
    await imports(database, story(events={"e1": WRONG}))
    await imports(database, story(corrected(), events={"e1": RIGHT}))
    return desk


async def corrected_items(database: Database) -> list[tuple[int, list[str]]]:
    """The runs, oldest first: the revision that each is of, and the items whose copies it puts right."""
    async with database.read() as conn:
        return [(run.revision, sorted(run.items)) for run in (await runs.latest(conn, 10))[::-1]]


async def draft_of(desk: Desk, made: Dossier, base: int) -> Draft:
    """A draft of the editor's."""
    return await desk.draft(made, base=base)


async def test_restoring_corrects_once_more(desk: Desk) -> None:
    """The old words are live again, with a record that says so, and every copy is edited to them."""
    restored = await publishing.restore(desk.database, SLUG, 1, base=2, context=desk.deed(), words=WORDS)
    assert restored.story.dossier.events[0].text.en == WRONG
    assert texts_of(restored.story.dossier) == [FIRST, BACK]
    assert await corrected_items(desk.database) == [(2, ["e1"]), (3, ["e1"])]
    again = await publishing.restore(desk.database, SLUG, 2, base=3, context=desk.deed(), words=WORDS)
    assert texts_of(again.story.dossier) == [FIRST, BACK, ("c3", "e1", WRONG, RIGHT)], "the last word is told again"


async def test_an_undo_has_to_be_confirmed(desk: Desk) -> None:
    """Nothing is done before; then it is a correction of its own, and publishing the draft again is another."""
    draft = await draft_of(desk, story(events={"e1": "It never was"}), 2)
    await publishing.publish(desk.database, draft.id, version=1, context=desk.deed(), words=WORDS)
    asked = await undo(desk.database, desk.deed(), words=WORDS)
    assert isinstance(asked, Unconfirmed)
    assert [(record.id, record.item) for record in asked.records] == [("c2", "e1")]
    assert (await newest(desk.database)).events[0].text.en == "It never was"
    unrelated = await undo(desk.database, desk.deed(), words=WORDS, confirmed=asked.entry.id - 1)
    assert isinstance(unrelated, Unconfirmed), "what was confirmed was another action"
    done = await undo(desk.database, desk.deed(), words=WORDS, confirmed=asked.entry.id)
    assert isinstance(done, audit.Entry)
    now = await newest(desk.database)
    assert (now.events[0].text.en, texts_of(now)[1:]) == (
        RIGHT, [("c2", "e1", RIGHT, "It never was"), ("c3", "e1", "It never was", RIGHT)]
    )  # fmt: skip
    async with desk.database.read() as conn:
        reopened = await drafts.get(conn, draft.id)
    assert reopened
    again = await publishing.publish(
        desk.database, draft.id, version=reopened.version, context=desk.deed(), words=WORDS
    )
    assert texts_of(again.story.dossier)[3:] == [("c4", "e1", RIGHT, "It never was")]
    assert [revision for revision, _ in await corrected_items(desk.database)] == [2, 3, 4, 5]


async def test_a_file_is_refused_unless_it_says_so(desk: Desk) -> None:
    """An old file changes nothing; with a record of its own for the item it does."""
    with pytest.raises(CorrectionTakenBack) as refused:
        await imports(desk.database, story(events={"e1": WRONG}))
    assert (refused.value.data["item"], refused.value.data["record"]) == ("e1", "c1")
    assert (await newest(desk.database)).events[0].text.en == RIGHT
    back = corrected(7) | {"was": {"en": RIGHT}, "is": {"en": WRONG}}
    published, is_new = await imports(desk.database, story(back, events={"e1": WRONG}))
    assert is_new
    assert texts_of(published) == [FIRST, ("c7", "e1", RIGHT, WRONG)]


async def test_a_draft_tells_it_whatever_else_moved_on(desk: Desk) -> None:
    """Also where its editor leaves corrections out, as the news moved on: other changes are not told then."""
    both = {"e1": RIGHT, "e2": "It goes on"}
    await imports(desk.database, story(events=both))
    draft = await draft_of(desk, story(events={"e1": WRONG, "e2": "It is over"}), 3)
    opened = await publication_panel.open_panel(desk.database, draft.id, context=desk.deed())
    off = await publication_panel.toggle_corrections(desk.database, opened.id, context=desk.deed())
    published = await publishing.publish(desk.database, draft.id, version=off.version, context=desk.deed(), words=WORDS)
    assert [event.text.en for event in published.story.dossier.events] == [WRONG, "It is over"]
    assert texts_of(published.story.dossier) == [FIRST, BACK]


async def test_a_rebase_takes_what_was_put_right(desk: Desk) -> None:
    """A draft from before the correction that did not touch the item, merged into what is live, has it right."""
    async with desk.database.write() as conn:
        first = await stories.find(conn, SLUG, 1)
    assert first
    longer = story(events={"e1": WRONG, "e2": "It goes on"})
    draft = await draft_of(desk, longer, 1)
    step = await rebasing.rebase(desk.database, draft.id, shown="2", context=desk.deed(EDITOR))
    assert [(event.id, event.text.en) for event in step.draft.dossier.events] == [("e1", RIGHT), ("e2", "It goes on")]
    published = await publishing.publish(
        desk.database, draft.id, version=step.draft.version, context=desk.deed(), words=WORDS
    )
    assert texts_of(published.story.dossier) == [FIRST]


async def test_what_was_withdrawn_comes_back_by_none_of_them(desk: Desk) -> None:
    """Nor is it asked about: its id is nobody's any more."""
    database = desk.database
    await imports(database, story(events={"e1": RIGHT, "e2": "A secret"}))
    await imports(database, story(WITHDRAWN, events={"e1": RIGHT}))
    restored = await publishing.restore(database, SLUG, 3, base=4, context=desk.deed(), words=WORDS)
    assert not restored.is_new, "all that it would bring back was withdrawn"
    await imports(database, story(events={"e1": RIGHT, "e2": "A secret", "e3": "And more"}))
    draft = await draft_of(desk, story(events={"e1": RIGHT, "e2": "A secret"}), 5)
    await publishing.publish(database, draft.id, version=1, context=desk.deed(), words=WORDS)
    await undo(database, desk.deed(), words=WORDS)
    now = await newest(database)
    assert [event.id for event in now.events] == ["e1", "e3"]
    assert [record.id for record in now.corrections] == ["c1", "c2"]
