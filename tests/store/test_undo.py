"""One's own last action is taken back within ten minutes, where nobody has built on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.errors import NotAllowed, UndoConflict, UndoImpossible, UndoNothing
from bot.model.roles import Action, Role
from bot.services import membership, publishing
from bot.services.desk_transaction import desk_transaction
from bot.services.undo import WINDOW, undo
from bot.store import audit, drafts, members, scheduled_publications, stories
from bot.store.refusals import RefusalBuffer
from bot.store.scheduled_publications import ScheduledPublication
from bot.store.search_tables import search_index
from tests.store.desk import CONTRIBUTOR, EDITOR, NOBODY, OTHER, OWNER, STRANGER, Desk, member
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.services.publishing import Published
    from bot.store.audit import Entry
    from bot.store.database import Database
    from bot.store.drafts import Draft

SLUG = "a-story"
HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


async def _publish(desk: Desk, title: str = "A story", base: int | None = None, actor: int = EDITOR) -> Published:
    draft = await desk.draft(dossier(title=title), base=base, author=actor)
    return await publishing.publish(desk.database, draft.id, version=1, context=desk.deed(actor))


async def _undo(desk: Desk, actor: int = EDITOR, after: timedelta = timedelta(0)) -> Entry:
    entry = await undo(desk.database, desk.deed(actor, NOW + after))
    assert isinstance(entry, audit.Entry)
    return entry


async def _known(desk: Desk) -> stories.Known:
    async with desk.database.read() as conn:
        (known,) = await stories.known(conn)
        return known


async def _draft(desk: Desk, draft_id: int) -> Draft:
    async with desk.database.read() as conn:
        draft = await drafts.get(conn, draft_id)
        assert draft
        return draft


async def test_a_revision_is_taken_back_by_the_one_before(desk: Desk) -> None:
    """As the next one, which searches find; the draft is open again on it, and can be published anew."""
    first = await _publish(desk)
    await _publish(desk, "Too early", base=1)
    entry = await _undo(desk)
    assert (entry.action, entry.slug, entry.detail["revision"]) == (Action.PUBLISH, SLUG, 2)
    async with desk.database.read() as conn:
        now = await stories.find(conn, SLUG)
        assert now
        assert (now.revision, now.dossier) == (3, first.story.dossier)
        words = select(search_index.c.en).where(search_index.c.item == "@title")
        assert (await conn.scalars(words)).all() == ["a story"]
        (last,) = await audit.read(conn, limit=1)
        assert (last.action, last.slug, last.detail) == ("undo", SLUG, {"entry": entry.id, "action": "publish"})
    draft = await _draft(desk, entry.detail["draft"])
    assert (draft.state, draft.base, draft.dossier.title.en) == ("open", 3, "Too early")
    again = await publishing.publish(desk.database, draft.id, version=draft.version, context=desk.deed())
    assert (again.is_new, again.story.revision) == (True, 4)


async def test_a_new_story_is_taken_back_from_readers(desk: Desk) -> None:
    """It is archived, and its draft open again, on the revision that there is."""
    await _publish(desk)
    entry = await _undo(desk)
    assert not (await _known(desk)).is_live
    draft = await _draft(desk, entry.detail["draft"])
    assert (draft.state, draft.base) == ("open", 1)


async def test_what_was_restored_is_taken_back(desk: Desk) -> None:
    """The revision before it comes again."""
    await _publish(desk)
    second = await _publish(desk, "Moved on", base=1)
    await publishing.restore(desk.database, SLUG, 1, base=2, context=desk.deed())
    assert (await _undo(desk)).action == Action.RESTORE
    async with desk.database.read() as conn:
        now = await stories.find(conn, SLUG)
        assert now
        assert (now.revision, now.dossier) == (4, second.story.dossier)


async def test_archiving_and_pinning_are_taken_back(desk: Desk) -> None:
    """Each by its contrary; what was pinned is again pinned as of when it was."""
    await _publish(desk, actor=OWNER)
    before = await _known(desk)
    await publishing.archive(desk.database, SLUG, context=desk.deed())
    await _undo(desk)
    assert await _known(desk) == before
    await publishing.pin(desk.database, SLUG, context=desk.deed())
    await _undo(desk)
    assert await _known(desk) == before
    await publishing.pin(desk.database, SLUG, context=desk.deed())
    pinned = await _known(desk)
    await publishing.unpin(desk.database, SLUG, context=desk.deed(at=NOW + timedelta(minutes=5)))
    await _undo(desk, after=timedelta(minutes=6))
    assert await _known(desk) == pinned
    await publishing.archive(desk.database, SLUG, context=desk.deed(OWNER))
    await publishing.revive(desk.database, SLUG, context=desk.deed())
    await _undo(desk)
    assert not (await _known(desk)).is_live


async def test_what_was_submitted_or_scheduled_is_taken_back(desk: Desk) -> None:
    """The draft is open again, and nothing due; what was moved to another hour is due at the one before."""
    draft = await desk.draft(author=CONTRIBUTOR)
    async with desk_transaction(desk.database, desk.deed(CONTRIBUTOR), Action.SUBMIT) as tx:
        await drafts.save(tx.conn, draft.id, 1, at=NOW, state="submitted")
        await tx.record(SLUG, draft=draft.id)
    await _undo(desk, CONTRIBUTOR)
    assert (await _draft(desk, draft.id)).state == "open"

    async def plan(hours: int, was: int | None = None) -> None:
        async with desk_transaction(desk.database, desk.deed(), Action.SCHEDULE) as tx:
            if was is None:
                version = (await _draft(desk, draft.id)).version
                await drafts.save(tx.conn, draft.id, version, at=NOW, state="scheduled")
            due_at = NOW + hours * HOUR
            await scheduled_publications.put(tx.conn, ScheduledPublication(draft.id, due_at, "UTC", EDITOR))
            moved = {} if was is None else {"was": (NOW + was * HOUR).isoformat()}
            await tx.record(SLUG, draft=draft.id, due_at=due_at.isoformat(), **moved)

    async def due() -> list[ScheduledPublication]:
        async with desk.database.read() as conn:
            return list(await scheduled_publications.all_(conn))

    await plan(5)
    await plan(6, was=5)
    await _undo(desk)
    assert [scheduled_publication.due_at for scheduled_publication in await due()] == [NOW + 5 * HOUR]
    await plan(7, was=5)
    async with desk.database.write() as conn:
        await scheduled_publications.change(conn, draft.id, due_at=NOW + 8 * HOUR)
    with pytest.raises(UndoConflict):
        await _undo(desk)
    await plan(9)
    await _undo(desk)
    assert await due() == []
    assert (await _draft(desk, draft.id)).state == "open"


async def test_it_is_ones_own_last_deed_within_ten_minutes(desk: Desk) -> None:
    """Not another's, not one before it, not one that was refused, and not twice."""
    with pytest.raises(UndoNothing):
        await _undo(desk)
    await _publish(desk, actor=OTHER)
    with pytest.raises(UndoNothing):
        await _undo(desk)
    await publishing.pin(desk.database, SLUG, context=desk.deed())
    with pytest.raises(UndoNothing):
        await _undo(desk, after=WINDOW + timedelta(microseconds=1))
    for action in (Action.DESK, Action.EXPORT, Action.DRAFT, Action.AUDIT):
        async with desk_transaction(desk.database, desk.deed(), action) as tx:
            await tx.record(SLUG)
    with pytest.raises(NotAllowed):
        await membership.invite(desk.database, Role.EDITOR, context=desk.deed())
    assert (await _undo(desk, after=WINDOW)).action == Action.PIN
    with pytest.raises(UndoNothing):
        await _undo(desk)


async def test_an_undo_that_is_repeated_undoes_once(desk: Desk) -> None:
    """By the same update it is answered alike."""
    await _publish(desk)
    await publishing.pin(desk.database, SLUG, context=desk.deed())
    context = desk.deed()
    assert await undo(desk.database, context) == await undo(desk.database, context)
    known = await _known(desk)
    assert (known.is_live, known.pinned_at) == (True, None)


async def test_what_cannot_be_taken_back_is_named(desk: Desk) -> None:
    """It hides what was done before it."""
    await _publish(desk, actor=OWNER)
    await membership.invite(desk.database, Role.EDITOR, context=desk.deed(OWNER))
    with pytest.raises(UndoImpossible) as refused:
        await _undo(desk, OWNER)
    assert refused.value.action == "invite"
    await membership.join(
        desk.database,
        await membership.invite(desk.database, Role.EDITOR, context=desk.deed(OWNER)),
        "N",
        context=desk.deed(STRANGER),
        refusals=RefusalBuffer(),
    )
    with pytest.raises(UndoImpossible):
        await _undo(desk, STRANGER)
    assert (await _known(desk)).is_live


async def test_what_others_built_on_stays(desk: Desk) -> None:
    """A revision after mine, the story archived, revived or pinned by another since: nothing changes."""
    await _publish(desk)
    await _publish(desk, "Theirs", base=1, actor=OTHER)
    with pytest.raises(UndoConflict) as refused:
        await _undo(desk)
    assert refused.value.data == {"slug": SLUG}
    for do, back in ((publishing.archive, publishing.revive), (publishing.pin, publishing.unpin)):
        await do(desk.database, SLUG, context=desk.deed())
        await back(desk.database, SLUG, context=desk.deed(OTHER))
        with pytest.raises(UndoConflict):
            await _undo(desk)
        await do(desk.database, SLUG, context=desk.deed(OTHER))  # as I had it, but not by me
        with pytest.raises(UndoConflict):
            await _undo(desk)
    known = await _known(desk)
    assert (known.revision, known.is_live, known.pinned_at) == (2, False, NOW)


async def test_who_may_no_longer_do_it_takes_nothing_back(desk: Desk) -> None:
    """Neither who became less, nor who is gone; the audit says that they tried."""
    await _publish(desk)
    async with desk.database.write() as conn:
        await members.put(conn, member(EDITOR, Role.CONTRIBUTOR), NOBODY)
    with pytest.raises(NotAllowed) as refused:
        await _undo(desk)
    assert refused.value.action == "publish"
    async with desk.database.write() as conn:
        await members.remove(conn, EDITOR, NOBODY)
    with pytest.raises(NotAllowed):
        await _undo(desk)
    assert (await _known(desk)).is_live
    async with desk.database.read() as conn:
        assert [entry.allowed for entry in await audit.read(conn, action=Action.UNDO)] == [False, False]
