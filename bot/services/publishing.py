"""Publishing: a dossier becomes the next revision of its story, and what else decides what readers see."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.deeds import doing
from bot.desk.roles import Action
from bot.dossier import judge
from bot.errors import (
    DossierInvalid,
    DraftMoved,
    DraftUnknown,
    FourEyesMissing,
    RevisionConflict,
    RevisionUnknown,
    StoryUnknown,
)
from bot.store import drafts, rules, schedule, searchables, stories

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.deeds import Deed, Doing
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.stories import Known
    from bot.story import Dossier, Story


@dataclass(frozen=True, slots=True)
class Published:
    """The story as it is now, and what it was `before`; where it is not new, this or another tap had published it."""

    story: Story
    is_new: bool
    before: Story | None = None


async def publish(
    database: Database,
    draft_id: int,
    *,
    version: int,
    deed: Deed,
    note: str | None = None,
    push: Callable[[Doing, Story], Awaitable[None]] | None = None,
) -> Published:
    """Make the draft of this version the next revision of its story; a draft is published once.

    `push` does what belongs to the same transaction, where the revision is new.

    Raises NotAllowed or FourEyesMissing (both written to the audit), DraftUnknown, DraftMoved, RevisionConflict where
    its base is not the newest revision, and DossierInvalid with all that a published dossier may not be.
    """
    async with doing(database, deed, Action.PUBLISH, draft=draft_id) as act:
        draft = await drafts.hold(act.conn, draft_id)
        if draft is None:
            raise DraftUnknown(draft=draft_id)
        before = await stories.find(act.conn, draft.slug)
        if draft.state == "published":
            return Published(await _made_of(act.conn, draft), is_new=False)
        if draft.version != version or draft.state == "discarded":
            raise DraftMoved(draft=draft_id)
        await expect_four_eyes(act, draft)
        if before and before.revision != draft.base:
            raise RevisionConflict(slug=draft.slug, base=draft.base or 0, newest=before.revision)
        if problems := judge(draft.dossier):
            raise DossierInvalid(problems)
        note = note or draft.note
        story = await revise(act.conn, draft.dossier, base=draft.base, note=note, author=draft.author, at=deed.at)
        await drafts.save(act.conn, draft_id, version, at=deed.at, state="published", question=None, asked=None)
        await schedule.remove(act.conn, draft_id)
        if push:
            await push(act, story)
        await act.record(
            draft.slug, draft=draft_id, revision=story.revision, author=draft.author, approved_by=draft.approved_by
        )
        return Published(story, is_new=True, before=before)


async def restore(
    database: Database, slug: str, revision: int, *, base: int, deed: Deed, note: str | None = None
) -> Published:
    """Make an older revision the next one; where the newest says the same, nothing is new.

    Raises NotAllowed (written to the audit), StoryUnknown, RevisionUnknown, and RevisionConflict where `base`, which
    was the newest when it was decided, no longer is.
    """
    async with doing(database, deed, Action.RESTORE, slug=slug, of=revision) as act:
        newest = await stories.find(act.conn, slug)
        older = await stories.find(act.conn, slug, revision)
        if newest is None:
            raise StoryUnknown(slug=slug)
        if older is None:
            raise RevisionUnknown(slug=slug, revision=revision)
        if not act.is_first or older.dossier == newest.dossier:
            return Published(newest, is_new=False)
        story = await revise(act.conn, older.dossier, base=base, note=note, author=deed.actor, at=deed.at)
        await act.record(slug, revision=story.revision, of=revision)
        return Published(story, is_new=True, before=newest)


async def archive(database: Database, slug: str, *, deed: Deed) -> bool:
    """Take the story away from readers; returns whether they had it. Raises NotAllowed and StoryUnknown."""
    return await _set_live(database, slug, deed, live=False)


async def revive(database: Database, slug: str, *, deed: Deed) -> bool:
    """Give an archived story back to readers; returns whether they lacked it. Raises as `archive` does."""
    return await _set_live(database, slug, deed, live=True)


async def pin(database: Database, slug: str, *, deed: Deed) -> bool:
    """Set the story before those that are not pinned; returns whether it was not. Raises as `archive` does."""
    return await _set_pinned(database, slug, deed, pinned=True)


async def unpin(database: Database, slug: str, *, deed: Deed) -> bool:
    """Set the story among the others again; returns whether it was pinned. Raises as `archive` does."""
    return await _set_pinned(database, slug, deed, pinned=False)


async def revise(
    conn: AsyncConnection, dossier: Dossier, *, base: int | None, note: str | None, author: int | None, at: datetime
) -> Story:
    """Make the dossier the next revision, which searches find; raises RevisionConflict and StoryUnknown."""
    story = await stories.publish(conn, dossier, base=base, note=note, author=author, at=at)
    await searchables.replace(conn, story)
    return story


async def show(conn: AsyncConnection, number: int, *, live: bool) -> None:
    """Show the story to readers, who then find it too; or archive it."""
    await stories.set_live(conn, number, live=live)
    if story := await stories.get(conn, number):
        await searchables.replace(conn, story)


async def take_in(database: Database, dossier: Dossier, *, note: str | None, at: datetime) -> tuple[Story, bool]:
    """Publish a dossier that comes from a file, upon whatever its story's newest revision is.

    Returns the story, and whether there is a new revision: a dossier that changes nothing makes none.
    """
    async with database.write() as conn:
        known = await stories.find(conn, dossier.slug)
        if known and known.dossier == dossier:
            return known, False
        base = known.revision if known else None
        return await revise(conn, dossier, base=base, note=note, author=None, at=at), True


async def begin(database: Database, starters: Iterable[Dossier], *, at: datetime) -> None:
    """Publish the first stories where the database has none; of several processes that start at once, one does."""
    async with database.write() as conn:
        if await stories.any_at_all(conn):
            return
        for dossier in starters:
            with suppress(RevisionConflict):  # on PostgreSQL another process may be at it
                await revise(conn, dossier, base=None, note=None, author=None, at=at)


async def expect_four_eyes(act: Doing, draft: Draft) -> None:
    """Raise FourEyesMissing where the rule asks for it and nobody but the author has seen the draft as it is now.

    Whoever publishes another's draft sees it, and so does who approves it.
    """
    unseen = act.deed.actor == draft.author and draft.approved_by in {None, draft.author}
    if unseen and await rules.four_eyes(act.conn):
        raise FourEyesMissing(draft=draft.id)


async def _made_of(conn: AsyncConnection, draft: Draft) -> Story:
    story = await stories.find(conn, draft.slug, (draft.base or 0) + 1)
    if story is None:
        raise StoryUnknown(slug=draft.slug)
    return story


async def _set_live(database: Database, slug: str, deed: Deed, *, live: bool) -> bool:
    async with doing(database, deed, Action.ARCHIVE, slug=slug, live=live) as act:
        story = await _hold(act, slug)
        if not act.is_first or story.is_live is live:
            return False
        await show(act.conn, story.number, live=live)
        await act.record(slug, live=live)
        return True


async def _set_pinned(database: Database, slug: str, deed: Deed, *, pinned: bool) -> bool:
    async with doing(database, deed, Action.PIN, slug=slug, pinned=pinned) as act:
        story = await _hold(act, slug)
        if not act.is_first or (story.pinned_at is not None) is pinned:
            return False
        await stories.pin(act.conn, story.number, deed.at if pinned else None)
        await act.record(slug, pinned=pinned, was=story.pinned_at.isoformat() if story.pinned_at else None)
        return True


async def _hold(act: Doing, slug: str) -> Known:
    story = await stories.hold(act.conn, slug)
    if story is None:
        raise StoryUnknown(slug=slug)
    return story
