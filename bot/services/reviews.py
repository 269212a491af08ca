"""Use cases of review, one transaction each: submit a draft, withdraw it, approve it, return it with a note.

A repeated update changes nothing; `is_new` then says that nobody needs to be notified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.errors import DraftStale, NotAllowed, OwnDraft
from bot.model.roles import Action, may
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import get_for_update, questions
from bot.store import drafts
from bot.store.drafts import LIVE

if TYPE_CHECKING:
    from bot.model.roles import Role
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft, State

SUBMIT, RETURN = "submit", "return"  # kinds of questions, stored with the draft
_OPEN: tuple[State, ...] = ("open",)
_SUBMITTED: tuple[State, ...] = ("submitted",)


class Reviewed(NamedTuple):
    """The draft, and whether this call changed its state."""

    draft: Draft
    is_new: bool


async def ask_submit_note(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Ask the actor for the note to submit an open draft with; raises QuestionOpen."""
    async with desk_transaction(database, context, Action.SUBMIT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, _OPEN)
        return await questions.ask(tx, draft, SUBMIT) if tx.is_new_update else draft


async def submit(database: Database, draft_id: int, note: str | None, *, context: ActionContext) -> Reviewed:
    """Submit an open draft for review; raises QuestionOpen if a form in it is half answered."""
    async with desk_transaction(database, context, Action.SUBMIT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        is_new = tx.is_new_update and draft.state == "open"
        if is_new:
            questions.require_no_form(draft)
            await drafts.save(
                tx.conn, draft.id, draft.version, at=context.at,
                state="submitted", note=note, returned=None, approved_by=None,
            )  # fmt: skip
            await questions.end(tx, draft)
            await tx.record(draft.slug, draft=draft.id)
        return Reviewed(await get_for_update(tx, draft_id), is_new)


async def approve(database: Database, draft_id: int, version: str, *, context: ActionContext) -> Reviewed:
    """Approve the version of a submitted draft that the reviewer was shown; raises OwnDraft and DraftStale."""
    async with desk_transaction(database, context, Action.REVIEW, draft=draft_id) as tx:
        draft = await _get_submitted(tx, draft_id)
        if tx.is_new_update and draft.approved_by != context.actor:
            if str(draft.version) != version:
                raise DraftStale(draft=draft.id)
            await drafts.save(tx.conn, draft.id, draft.version, at=context.at, approved_by=context.actor)
            await tx.record(draft.slug, draft=draft.id, approved=True, author=draft.author)
        return Reviewed(await get_for_update(tx, draft_id, _SUBMITTED), tx.is_new_update)


async def ask_return_note(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Ask the reviewer for the note to return a submitted draft with; raises OwnDraft and QuestionOpen."""
    async with desk_transaction(database, context, Action.REVIEW, draft=draft_id) as tx:
        draft = await _get_submitted(tx, draft_id)
        return await questions.ask(tx, draft, RETURN) if tx.is_new_update else draft


async def return_draft(database: Database, draft: Draft, note: str, *, context: ActionContext) -> Reviewed:
    """Return a submitted draft to its author, open again; raises DraftStale."""
    async with desk_transaction(database, context, Action.REVIEW, draft=draft.id) as tx:
        if tx.is_new_update:
            submitted = await get_for_update(tx, draft.id, _SUBMITTED)
            await drafts.save(
                tx.conn, submitted.id, submitted.version, at=context.at,
                state="open", returned=note, approved_by=None,
            )  # fmt: skip
            await questions.end(tx, submitted)
            await tx.record(draft.slug, draft=draft.id, returned=note, author=draft.author)
        return Reviewed(await get_for_update(tx, draft.id, LIVE), tx.is_new_update)


async def withdraw(database: Database, draft_id: int, *, context: ActionContext) -> Reviewed:
    """Take a submitted draft back, open again, with whatever approval it had; its author and its holder may."""
    async with desk_transaction(database, context, Action.SUBMIT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if context.actor not in {draft.author, draft.holder}:
            raise NotAllowed(Action.SUBMIT)
        is_new = tx.is_new_update and draft.state == "submitted"
        if is_new:
            await drafts.save(tx.conn, draft.id, draft.version, at=context.at, state="open", approved_by=None)
            await tx.record(draft.slug, draft=draft.id, withdrawn=True)
        return Reviewed(await get_for_update(tx, draft_id), is_new)


def require_another(draft: Draft, role: Role | None, actor: int) -> None:
    """Raise OwnDraft if the actor wrote the draft, or may not review: four eyes need another person."""
    if draft.author == actor or not may(role, Action.REVIEW):
        raise OwnDraft(draft=draft.id)


async def _get_submitted(tx: DeskTransaction, draft_id: int) -> Draft:
    draft = await get_for_update(tx, draft_id, _SUBMITTED)
    require_another(draft, tx.role, tx.context.actor)
    return draft
