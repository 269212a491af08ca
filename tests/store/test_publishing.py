"""Drafts become revisions: once, by who may, upon what they were built on, with all that goes with it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.errors import (
    DossierInvalid,
    DraftStale,
    DraftUnknown,
    FourEyesMissing,
    MemberUnknown,
    NotAllowed,
    RevisionConflict,
    SiyaqError,
    StoryUnknown,
)
from bot.model import DRAFT, Dossier
from bot.model.roles import ALLOWED, Action, Role
from bot.services import membership, publishing
from bot.store import audit, draft_questions, drafts, key_values, scheduled_publications, stories
from bot.store.scheduled_publications import ScheduledPublication
from bot.store.search_tables import search_index
from bot.store.story_cache import StoryCache
from bot.store.tables import processed_updates, revisions
from tests.store.desk import CONTRIBUTOR, EDITOR, OTHER, OWNER, ROLES, STRANGER, Desk
from tests.store.dossiers import NOW, dossier
from tests.thoroughness import examples

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.services.desk_transaction import ActionContext
    from bot.services.publishing import Published
    from bot.store.database import Database
    from bot.store.drafts import Draft

LATER = NOW + timedelta(hours=1)
SLUG = "a-story"


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


async def _publish(desk: Desk, draft: Draft, actor: int = EDITOR, database: Database | None = None) -> Published:
    return await publishing.publish(
        database or desk.database, draft.id, version=draft.version, context=desk.deed(actor, LATER)
    )


async def _count(desk: Desk) -> int:
    async with desk.database.read() as conn:
        return await conn.scalar(select(func.count()).select_from(revisions)) or 0


async def _story(desk: Desk, title: str = "A story", base: int | None = None) -> Published:
    return await _publish(desk, await desk.draft(dossier(title=title), base=base))


async def test_publishing_leaves_everything_behind_that_goes_with_it(desk: Desk) -> None:
    """The revision, what searches find, the draft's state, no due hour, the audit, and the story cache at once."""
    cache = StoryCache(desk.database)
    assert (await cache.stories()).stories == ()
    draft = await desk.draft(author=CONTRIBUTOR)
    async with desk.database.write() as conn:
        await scheduled_publications.put(conn, ScheduledPublication(draft.id, LATER, "Asia/Amman", EDITOR))
        await draft_questions.put(conn, draft.id, CONTRIBUTOR, {"form": "quotes"}, asked_at=NOW)
        await drafts.save(conn, draft.id, 1, at=NOW, note="of the draft")
    draft = replace(draft, version=2)
    published = await _publish(desk, draft)
    assert (published.is_new, published.before, published.story.revision) == (True, None, 1)
    assert published.story.dossier == dossier()
    assert (await cache.stories()).stories == (published.story,)
    async with desk.database.read() as conn:
        (revision,) = await stories.history(conn, published.story.number)
        assert revision == stories.Revision(1, CONTRIBUTOR, LATER, "of the draft")
        kept = await drafts.get(conn, draft.id, CONTRIBUTOR)
        assert kept is not None
        assert (kept.state, kept.version, kept.question, kept.asked) == ("published", 3, None, None)
        assert await scheduled_publications.all_(conn) == ()
        (entry,) = await audit.read(conn, slug=SLUG)
        assert (entry.actor, entry.action, entry.allowed, entry.at) == (EDITOR, "publish", True, LATER)
        detail = {"draft": draft.id, "revision": 1, "author": CONTRIBUTOR, "approved_by": None}
        assert entry.detail == detail
        words = select(search_index.c.en).where(search_index.c.item == "e1")
        assert (await conn.scalars(words)).all() == ["it began"]
    second = await _story(desk, "Moved on", base=1)
    assert second.before == published.story
    assert (await cache.stories()).stories == (second.story,)
    async with desk.database.read() as conn:
        words = select(search_index.c.en).where(search_index.c.item == "@title")
        assert (await conn.scalars(words)).all() == ["moved on"]


async def test_a_draft_is_published_once(desk: Desk) -> None:
    """Tapped twice, redelivered, or by another who has it open: all are told the same story, one made it."""
    draft = await desk.draft()
    context = desk.deed()
    first = await publishing.publish(desk.database, draft.id, version=1, context=context)
    for again in (context, desk.deed(), desk.deed(OTHER)):
        repeated = await publishing.publish(desk.database, draft.id, version=1, context=again)
        assert (repeated.story, repeated.is_new) == (first.story, False)
    await _story(desk, "Moved on", base=1)
    repeated = await publishing.publish(desk.database, draft.id, version=1, context=context)
    assert (repeated.story, repeated.is_new) == (first.story, False)
    async with desk.database.read() as conn:
        assert len(await audit.read(conn, action=Action.PUBLISH)) == 2
    assert await _count(desk) == 2


async def test_what_is_refused_leaves_nothing(desk: Desk) -> None:
    """No revision, no action in the audit, the update not taken, and the draft as it was."""
    draft = await desk.draft()
    tree = dossier(slug="b-story").model_dump(mode="json", exclude_none=True)
    tree["events"][0]["sources"], tree["standfirst"] = [], {}
    incomplete = await desk.draft(Dossier.model_validate(tree, context=DRAFT))
    stale_and_incomplete = await desk.draft(Dossier.model_validate(tree | {"slug": "d-story"}, context=DRAFT))
    discarded = await desk.draft(dossier("c-story"))
    stale, of_no_story = await desk.draft(dossier("d-story")), await desk.draft(dossier("e-story"), base=3)
    await _publish(desk, await desk.draft(dossier("d-story")))
    async with desk.database.write() as conn:
        await drafts.save(conn, discarded.id, 1, at=NOW, state="discarded")
        took = await conn.scalar(select(func.count()).select_from(processed_updates))

    async def refused(kind: type[SiyaqError], draft_id: int, version: int = 1) -> SiyaqError:
        with pytest.raises(kind) as error:
            await publishing.publish(desk.database, draft_id, version=version, context=desk.deed())
        return error.value

    await refused(DraftUnknown, 999)
    await refused(DraftStale, draft.id, 2)
    await refused(DraftStale, discarded.id, 2)
    conflict = await refused(RevisionConflict, stale.id)
    assert conflict.data == {"slug": "d-story", "base": 0, "newest": 1}
    await refused(RevisionConflict, stale_and_incomplete.id)
    await refused(StoryUnknown, of_no_story.id)
    invalid = await refused(DossierInvalid, incomplete.id)
    assert isinstance(invalid, DossierInvalid)
    match = [(problem.key, problem.path) for problem in invalid.problems]
    assert match == [("problem.no_language", "standfirst"), ("problem.no_source", "events[0].sources")]
    assert await _count(desk) == 1
    async with desk.database.read() as conn:
        assert len(await audit.read(conn)) == 1
        assert await conn.scalar(select(func.count()).select_from(processed_updates)) == took
        assert await drafts.get(conn, draft.id) == draft
    assert (await _publish(desk, draft)).is_new


async def test_four_eyes(desk: Desk) -> None:
    """Where the rule is on, an author needs another's approval, which a change of the dossier ends; others do not."""
    async with desk.database.write() as conn:
        assert not await key_values.four_eyes(conn)
        await key_values.set_four_eyes(conn, on=False)
        assert not await key_values.four_eyes(conn)
        await key_values.set_four_eyes(conn, on=True)
        assert await key_values.four_eyes(conn)
    draft = await desk.draft()
    with pytest.raises(FourEyesMissing):
        await _publish(desk, draft)
    for version, approved_by in ((1, EDITOR), (2, OTHER)):
        async with desk.database.write() as conn:
            assert await drafts.save(conn, draft.id, version, at=NOW, approved_by=approved_by)
        if approved_by == EDITOR:
            with pytest.raises(FourEyesMissing):
                await _publish(desk, replace(draft, version=2))
    async with desk.database.write() as conn:
        assert await drafts.save(conn, draft.id, 3, at=NOW, dossier=dossier(title="Changed since"))
    with pytest.raises(FourEyesMissing):
        await _publish(desk, replace(draft, version=4))
    async with desk.database.write() as conn:
        assert await drafts.save(conn, draft.id, 4, at=NOW, approved_by=OTHER)
        entries = await audit.read(conn, actor=EDITOR)
        assert {entry.allowed for entry in entries} == {False}
        assert [entry.detail for entry in entries] == [{"draft": draft.id, "why": "error.four_eyes"}] * 3
    assert (await _publish(desk, replace(draft, version=5))).is_new
    assert (await _publish(desk, await desk.draft(dossier("b-story"), author=OWNER), OTHER)).is_new
    async with desk.database.write() as conn:
        await key_values.set_four_eyes(conn, on=False)
    assert (await _publish(desk, await desk.draft(dossier("c-story")))).is_new


OTHERWISE = (RevisionConflict, MemberUnknown)
DEEDS: dict[str, tuple[Action, Callable[[Desk, int, ActionContext], Awaitable[object]]]] = {
    "publish": (
        Action.PUBLISH,
        lambda desk, draft, context: publishing.publish(desk.database, draft, version=1, context=context),
    ),
    "restore": (
        Action.RESTORE,
        lambda desk, _, context: publishing.restore(desk.database, SLUG, 1, base=2, context=context),
    ),
    "archive": (Action.ARCHIVE, lambda desk, _, context: publishing.archive(desk.database, SLUG, context=context)),
    "revive": (Action.ARCHIVE, lambda desk, _, context: publishing.revive(desk.database, SLUG, context=context)),
    "pin": (Action.PIN, lambda desk, _, context: publishing.pin(desk.database, SLUG, context=context)),
    "unpin": (Action.PIN, lambda desk, _, context: publishing.unpin(desk.database, SLUG, context=context)),
    "invite": (Action.INVITE, lambda desk, _, context: membership.invite(desk.database, Role.EDITOR, context=context)),
    "appoint": (
        Action.TEAM,
        lambda desk, _, context: membership.appoint(desk.database, OTHER, Role.OWNER, context=context),
    ),
    "remove": (Action.TEAM, lambda desk, _, context: membership.remove(desk.database, OTHER, context=context)),
}


@pytest.mark.parametrize("what", DEEDS)
async def test_who_may(desk: Desk, what: str) -> None:
    """Those whom the table of rights allows, of everybody: strangers, and owners of the settings too."""
    action, do = DEEDS[what]
    await _story(desk)
    await _story(desk, "Moved on", base=1)
    draft = await desk.draft(dossier("b-story"))
    by_settings = replace(desk.deed(STRANGER + 1), owners=frozenset({STRANGER + 1}))
    for context in (desk.deed(STRANGER), *(desk.deed(actor) for actor in reversed(ROLES)), by_settings):
        role = Role.OWNER if context.owners else ROLES.get(context.actor)
        may = role in ALLOWED[action]
        if may:
            with suppress(*OTHERWISE):  # who comes after another may find it done
                await do(desk, draft.id, context)
            continue
        with pytest.raises(NotAllowed) as refused:
            await do(desk, draft.id, context)
        assert refused.value.action == action
        async with desk.database.read() as conn:
            (entry,) = await audit.read(conn, limit=1)
        assert (entry.actor, entry.action, entry.allowed) == (context.actor, action.value, False)


async def test_a_member_removed_a_moment_ago_publishes_nothing(desk: Desk, other: Database) -> None:
    """A hundred times in a full run, at once with the removal: it was published before it, or not at all."""
    for number in range(examples(100)):
        await desk.gather()
        draft = await desk.draft(dossier(f"s-{number}"))
        published, _ = await asyncio.gather(
            _publish(desk, draft, EDITOR, other),
            membership.remove(desk.database, EDITOR, context=desk.deed(OWNER)),
            return_exceptions=True,
        )
        async with desk.database.read() as conn:
            hits = await stories.find(conn, draft.slug)
        if isinstance(published, BaseException):
            assert isinstance(published, NotAllowed)
            assert hits is None
        else:
            assert published.story == hits
        with pytest.raises(NotAllowed):
            await _publish(desk, await desk.draft(dossier(f"t-{number}")))


@pytest.mark.parametrize("processes", [1, 2])
async def test_of_two_editors_on_one_base_one_wins(desk: Desk, other: Database, processes: int) -> None:
    """A hundred times in a full run, from a new story on: the other is told, and their draft stays open."""
    second = desk.database if processes == 1 else other
    for base in range(examples(100)):
        mine = await desk.draft(dossier(title=f"Mine {base}"), base=base or None)
        theirs = await desk.draft(dossier(title=f"Theirs {base}"), base=base or None, author=OTHER)
        results = await asyncio.gather(
            _publish(desk, mine), _publish(desk, theirs, OTHER, second), return_exceptions=True
        )
        won = [result for result in results if not isinstance(result, BaseException)]
        lost = [result for result in results if isinstance(result, RevisionConflict)]
        assert (len(won), len(lost)) == (1, 1), results
        assert won[0].is_new
        async with desk.database.read() as conn:
            match = [await drafts.get(conn, draft.id) for draft in (mine, theirs)]
            assert await stories.find(conn, SLUG) == won[0].story
        assert sorted(draft.state for draft in match if draft) == ["open", "published"]
    assert await _count(desk) == examples(100)


@pytest.mark.parametrize("same_update", [True, False])
async def test_a_tap_that_comes_twice_at_once_publishes_once(desk: Desk, other: Database, same_update: bool) -> None:
    """A hundred times in a full run, as one update or two, in two processes: both are told of the same story."""
    for number in range(examples(100)):
        draft = await desk.draft(dossier(f"s-{number}"))
        context = desk.deed()
        both = await asyncio.gather(
            publishing.publish(desk.database, draft.id, version=1, context=context),
            publishing.publish(other, draft.id, version=1, context=context if same_update else desk.deed()),
        )
        assert sorted(published.is_new for published in both) == [False, True]
        assert both[0].story == both[1].story
    assert await _count(desk) == examples(100)
