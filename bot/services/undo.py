"""Taking back one's own last deed at the desk, within ten minutes and where nobody has built on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.deeds import doing, expect
from bot.desk.roles import Action
from bot.errors import UndoImpossible, UndoNothing, UndoOvertaken, UndoPushed
from bot.publishing import revise, show
from bot.store import audit, broadcasts, drafts, schedule, stories

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.deeds import Deed, Doing
    from bot.store.audit import Entry
    from bot.store.database import Database
    from bot.store.stories import Known

WINDOW = timedelta(minutes=10)
# What only looks, and the steps of a draft, which are taken back in the draft itself.
_PASSED_OVER = frozenset({Action.DESK, Action.DRAFT, Action.EXPORT, Action.AUDIT})

# What tells a step in a push's course from its beginning.
_STEPS = frozenset({"does", "approved", "uncertain"})


async def undo(database: Database, deed: Deed) -> Entry:
    """Take back what this person did last, and return the audit's entry of it.

    A revision is taken back by publishing the one before it again, a new story by archiving it, archiving and pinning
    by their contrary; a draft that was published, submitted or scheduled is open again; a waiting push is called off.

    Raises UndoNothing, UndoImpossible for what cannot be taken back, UndoPushed for a push that is out, UndoOvertaken
    where it has moved on since, and NotAllowed (written to the audit) where this person may no longer do what they did.
    """
    async with doing(database, deed, Action.UNDO) as act:
        recent = await audit.read(act.conn, actor=deed.actor, since=deed.at - WINDOW)
        entry = next((one for one in recent if one.allowed and one.action not in _PASSED_OVER), None)
        if entry and entry.action == Action.UNDO and not act.is_first:
            return next(one for one in recent if one.id == entry.detail["entry"])  # redelivered: it is done
        if entry is None or entry.action == Action.UNDO:
            raise UndoNothing
        take_back = _BACK.get(entry.action)
        if take_back is None:
            raise UndoImpossible(entry.action)
        expect(act.role, Action(entry.action))
        await take_back(act, entry)
        await act.record(entry.slug, entry=entry.id, action=entry.action)
        return entry


async def _unpublish(act: Doing, entry: Entry) -> None:
    slug, revision = entry.slug or "", entry.detail["revision"]
    story = await stories.find(act.conn, slug)
    if story is None or story.revision != revision:
        raise UndoOvertaken(slug=slug)
    if before := await stories.find(act.conn, slug, revision - 1):
        author, at = act.deed.actor, act.deed.at
        story = await revise(act.conn, before.dossier, base=revision, note=None, author=author, at=at)
    else:
        await show(act.conn, story.number, live=False)
    draft = await drafts.hold(act.conn, entry.detail["draft"]) if "draft" in entry.detail else None
    if draft and draft.state == "published":
        await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, state="open", base=story.revision)


async def _show_or_archive(act: Doing, entry: Entry) -> None:
    story = await _untouched(act, entry)
    if story.is_live is not entry.detail["live"]:
        raise UndoOvertaken(slug=story.slug)
    await show(act.conn, story.number, live=not story.is_live)


async def _pin_or_unpin(act: Doing, entry: Entry) -> None:
    story = await _untouched(act, entry)
    if (story.pinned_at is not None) is not entry.detail["pinned"]:
        raise UndoOvertaken(slug=story.slug)
    was = entry.detail["was"]
    await stories.pin(act.conn, story.number, datetime.fromisoformat(was) if was else None)


async def _untouched(act: Doing, entry: Entry) -> Known:
    """The story, where nobody has done the like with it since."""
    slug = entry.slug or ""
    story = await stories.hold(act.conn, slug)
    latest = await audit.read(act.conn, action=entry.action, slug=slug, limit=1)
    if story is None or latest[0].id != entry.id:
        raise UndoOvertaken(slug=slug)
    return story


async def _reopen(act: Doing, entry: Entry) -> None:
    draft = await drafts.hold(act.conn, entry.detail["draft"])
    if draft is None or draft.state != "submitted":
        raise UndoOvertaken(slug=entry.slug or "")
    await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, state="open")


async def _call_off(act: Doing, entry: Entry) -> None:
    """What was scheduled is called off, or, where it was only moved from an hour (`was`), moved back."""
    if "due_at" not in entry.detail:
        raise UndoImpossible(entry.action)
    draft = await drafts.hold(act.conn, entry.detail["draft"])
    due = await schedule.get(act.conn, entry.detail["draft"])
    if draft is None or due is None or due.due_at != datetime.fromisoformat(entry.detail["due_at"]):
        raise UndoOvertaken(slug=entry.slug or "")
    if was := entry.detail.get("was"):
        await schedule.change(act.conn, draft.id, due_at=datetime.fromisoformat(was))
    else:
        await schedule.remove(act.conn, draft.id)
        await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, state="open")


async def _call_off_push(act: Doing, entry: Entry) -> None:
    """A push that waits is called off; one that is out is taken back otherwise."""
    if "push" not in entry.detail or _STEPS & set(entry.detail):
        raise UndoImpossible(entry.action)
    number = entry.detail["push"]
    if not await broadcasts.move(act.conn, number, "called_off", at=act.deed.at, expected={"planned", "awaiting"}):
        raise UndoPushed(number=number)


_BACK: Mapping[str, Callable[[Doing, Entry], Awaitable[None]]] = MappingProxyType(
    {
        Action.PUBLISH: _unpublish,
        Action.RESTORE: _unpublish,
        Action.ARCHIVE: _show_or_archive,
        Action.PIN: _pin_or_unpin,
        Action.SUBMIT: _reopen,
        Action.SCHEDULE: _call_off,
        Action.PUSH: _call_off_push,
    }
)
