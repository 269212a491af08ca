"""Use case of undo: revert one's own latest desk action, within ten minutes and where nobody has built on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.errors import UndoConflict, UndoImpossible, UndoNothing, UndoPushed, UndoUnsent
from bot.model.roles import Action
from bot.services.admin import blocks
from bot.services.corrections import taken_back
from bot.services.corrections.live_records import with_records
from bot.services.desk_transaction import desk_transaction, require
from bot.services.publishing import revise, show
from bot.store import audit, broadcasts, drafts, scheduled_publications, stories

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.audit import Entry
    from bot.store.database import Database
    from bot.store.stories import Known

WINDOW = timedelta(minutes=10)
# Actions that only read, edits of a draft, which are reverted in the draft itself, and what became of dead letters.
_PASSED_OVER = frozenset({Action.DESK, Action.DRAFT, Action.CORRECT, Action.EXPORT, Action.AUDIT, Action.DEAD_LETTERS})

# Details of audit entries about a broadcast that already exists: of these only the entry that created it is undone.
_STEPS = frozenset({"does", "approved", "uncertain"})


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An undo that would take corrections back: `records` of the `story` as it is; done once `entry` is confirmed."""

    entry: Entry
    story: Story
    records: tuple[Correction, ...]


async def undo(
    database: Database,
    context: ActionContext,
    *,
    words: Mapping[Language, Translator] | None = None,
    confirmed: int | None = None,
) -> Entry | Unconfirmed:
    """Revert the actor's latest action, and return its audit entry.

    With `words`, what takes corrections back is not done unless the id of its entry is `confirmed`; then each item that
    reads again as it was before gets a record of its own.

    A revision is reverted by publishing the one before it again, a new story by archiving it, archiving and pinning by
    their opposites; a draft that was published, submitted or scheduled is open again; a waiting broadcast is cancelled.

    Raises UndoNothing, UndoImpossible, UndoPushed for a broadcast that was sent, UndoUnsent for one that is over and
    reached nobody, UndoConflict where the object was changed since, and NotAllowed (written to the audit) where the
    actor has lost the right to the action.
    """
    async with desk_transaction(database, context, Action.UNDO) as tx:
        recent = await audit.read(tx.conn, actor=context.actor, since=context.at - WINDOW)
        entry = next((past for past in recent if past.allowed and past.action not in _PASSED_OVER), None)
        if entry and entry.action == Action.UNDO and not tx.is_new_update:
            return next(past for past in recent if past.id == entry.detail["entry"])  # a repeated update
        if entry is None or entry.action == Action.UNDO:
            raise UndoNothing
        revert = _REVERT.get(entry.action)
        if revert is None and entry.action not in _PUBLISHING:
            raise UndoImpossible(entry.action)
        require(tx.role, Action(entry.action))
        if revert:
            await revert(tx, entry)
        elif unconfirmed := await _unpublish(tx, entry, words, is_confirmed=entry.id == confirmed):
            return unconfirmed
        await tx.record(entry.slug, entry=entry.id, action=entry.action)
        return entry


async def _unpublish(
    tx: DeskTransaction, entry: Entry, words: Mapping[Language, Translator] | None, *, is_confirmed: bool
) -> Unconfirmed | None:
    slug, revision = entry.slug or "", entry.detail["revision"]
    story = await stories.find(tx.conn, slug)
    if story is None or story.revision != revision:
        raise UndoConflict(slug=slug)
    if before := await stories.find(tx.conn, slug, revision - 1):
        author, at = tx.context.actor, tx.context.at
        dossier = await with_records(tx.conn, before.dossier)
        if words and (back := await taken_back.find(tx.conn, story, dossier, before.dossier)):
            if not is_confirmed:
                return Unconfirmed(entry, story, back)
            dossier = await taken_back.tell(tx.conn, story, dossier, back, words=words, at=at)
        story = await revise(tx.conn, dossier, base=revision, note=None, author=author, at=at)
    else:
        await show(tx.conn, story.number, live=False)
    draft = await drafts.get_for_update(tx.conn, entry.detail["draft"]) if "draft" in entry.detail else None
    if draft and draft.state == "published":
        await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, state="open", base=story.revision)
    return None


async def _show_or_archive(tx: DeskTransaction, entry: Entry) -> None:
    story = await _untouched(tx, entry)
    if story.is_live is not entry.detail["live"]:
        raise UndoConflict(slug=story.slug)
    await show(tx.conn, story.number, live=not story.is_live)


async def _pin_or_unpin(tx: DeskTransaction, entry: Entry) -> None:
    story = await _untouched(tx, entry)
    if (story.pinned_at is not None) is not entry.detail["pinned"]:
        raise UndoConflict(slug=story.slug)
    was = entry.detail["was"]
    await stories.pin(tx.conn, story.number, datetime.fromisoformat(was) if was else None)


async def _untouched(tx: DeskTransaction, entry: Entry) -> Known:
    """SELECT … FOR UPDATE of the story; raises UndoConflict if the same action was done to it since."""
    slug = entry.slug or ""
    story = await stories.get_for_update(tx.conn, slug)
    latest = await audit.read(tx.conn, action=entry.action, slug=slug, limit=1)
    if story is None or latest[0].id != entry.id:
        raise UndoConflict(slug=slug)
    return story


async def _reopen_draft(tx: DeskTransaction, entry: Entry) -> None:
    if "withdrawn" in entry.detail:
        raise UndoImpossible(entry.action)
    draft = await drafts.get_for_update(tx.conn, entry.detail["draft"])
    if draft is None or draft.state != "submitted":
        raise UndoConflict(slug=entry.slug or "")
    await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, state="open", approved_by=None)


async def _cancel_schedule(tx: DeskTransaction, entry: Entry) -> None:
    """Cancel the hour; where it was moved from another (`was`), move it back."""
    if "due_at" not in entry.detail:
        raise UndoImpossible(entry.action)
    draft = await drafts.get_for_update(tx.conn, entry.detail["draft"])
    due = await scheduled_publications.get(tx.conn, entry.detail["draft"])
    if draft is None or due is None or due.due_at != datetime.fromisoformat(entry.detail["due_at"]):
        raise UndoConflict(slug=entry.slug or "")
    if was := entry.detail.get("was"):
        await scheduled_publications.change(tx.conn, draft.id, due_at=datetime.fromisoformat(was))
    else:
        await scheduled_publications.remove(tx.conn, draft.id)
        await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, state="open")


async def _cancel_broadcast(tx: DeskTransaction, entry: Entry) -> None:
    """Cancel a waiting broadcast; one that was sent has to be retracted."""
    if "push" not in entry.detail or _STEPS & set(entry.detail):
        raise UndoImpossible(entry.action)
    number = entry.detail["push"]
    if not await broadcasts.move(tx.conn, number, "called_off", at=tx.context.at, expected={"planned", "awaiting"}):
        out = await broadcasts.get_for_update(tx.conn, number)
        raise UndoPushed(number=number) if out is None or out.counts.reached else UndoUnsent(number=number)


async def _block_or_unblock(tx: DeskTransaction, entry: Entry) -> None:
    """Lift a block, or put one that was lifted back, where nobody has done so since."""
    if "unblocked_reporter" in entry.detail:  # nobody knows any more who it was
        raise UndoImpossible(entry.action)
    if "reporter" in entry.detail:
        is_undone = await blocks.remove_reporter(tx, entry.detail["reporter"])
    elif "blocked" in entry.detail:
        is_undone = await blocks.remove(tx, entry.detail["blocked"])
    else:
        is_undone = await blocks.put(tx, entry.detail["unblocked"], entry.detail["reason"])
    if not is_undone:
        raise UndoConflict(slug="")


_PUBLISHING = frozenset({Action.PUBLISH, Action.RESTORE})  # reverted by publishing the revision before
_REVERT: Mapping[str, Callable[[DeskTransaction, Entry], Awaitable[None]]] = MappingProxyType(
    {
        Action.ARCHIVE: _show_or_archive,
        Action.PIN: _pin_or_unpin,
        Action.BLOCK: _block_or_unblock,
        Action.SUBMIT: _reopen_draft,
        Action.SCHEDULE: _cancel_schedule,
        Action.PUSH: _cancel_broadcast,
    }
)
