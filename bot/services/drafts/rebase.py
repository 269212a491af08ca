"""Use cases of rebasing a draft onto its story's newest revision, by field and language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import DraftStale, StoryUnknown
from bot.model.merging.rebase import rebase as merge
from bot.model.merging.rebase import take
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.drafts.conflicts import MINE, conflict_key, undecided
from bot.services.drafts.edit import Edited, get_for_update, save_dossier
from bot.store import drafts, stories
from bot.store.drafts import LIVE

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Story
    from bot.model.merging.rebase import Conflict, Rebased
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.services.drafts.edit import VoidedApproval
    from bot.store.database import Database
    from bot.store.drafts import Draft

REBASE = "rebase"  # kind of question, stored with the draft


@dataclass(frozen=True, slots=True)
class RebaseStep:
    """A draft and the newest revision; `conflicts` are still to be decided. `is_current`: that revision was shown."""

    draft: Draft
    newest: Story
    conflicts: tuple[Conflict, ...]
    is_current: bool
    voided: VoidedApproval | None = None


async def rebase(
    database: Database,
    draft_id: int,
    *,
    shown: str | None = None,
    choice: tuple[str, str] | None = None,
    context: ActionContext,
) -> RebaseStep:
    """Begin the rebase onto the revision that was `shown`, or decide one conflict by `choice` (its key, a side).

    Once no conflict is left, the draft is based on the newest revision. Nothing is changed where the story has moved
    on again: the editor has to see that first.
    """
    voided: VoidedApproval | None = None
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        newest = await _newest(tx.conn, draft)
        question = draft.question or {}
        is_begun = question.get("kind") == REBASE and question["onto"] == newest.revision
        is_current = is_begun if choice else shown == str(newest.revision)
        chosen = {**(question["chosen"] if is_begun else {}), **(dict([choice]) if choice else {})}
        rebased = await _merge(tx.conn, draft, newest)
        if tx.is_new_update and is_current and draft.base != newest.revision:
            draft, voided = await _decide(tx, draft, newest, rebased, chosen)
    return RebaseStep(draft, newest, undecided(rebased.conflicts, chosen), is_current, voided)


async def read_step(database: Database, draft: Draft) -> RebaseStep:
    """Read what is still to be decided in a rebase that was begun; raises StoryUnknown."""
    async with database.read() as conn:
        newest = await _newest(conn, draft)
        rebased = await _merge(conn, draft, newest)
    question = draft.question or {"onto": None, "chosen": {}}
    conflicts = undecided(rebased.conflicts, question["chosen"])
    return RebaseStep(draft, newest, conflicts, question["onto"] == newest.revision)


async def _decide(tx: DeskTransaction, draft: Draft, newest: Story, rebased: Rebased, chosen: dict[str, str]) -> Edited:
    """Store the choices; with the last one the draft is based on the newest revision."""
    if undecided(rebased.conflicts, chosen):
        return Edited(await questions.ask(tx, draft, REBASE, onto=newest.revision, chosen=chosen))
    questions.require_no_form(draft)
    dossier = rebased.dossier
    for conflict in rebased.conflicts:
        dossier = take(dossier, conflict) if chosen[conflict_key(conflict)] == MINE else dossier
    voided = await save_dossier(tx, draft, dossier, base=newest.revision)
    await questions.end(tx, draft)
    await tx.record(draft.slug, draft=draft.id, base=newest.revision)
    saved = await drafts.get(tx.conn, draft.id)
    if saved is None:
        raise DraftStale(draft=draft.id)
    return Edited(saved, voided)


async def _newest(conn: AsyncConnection, draft: Draft) -> Story:
    newest = await stories.find(conn, draft.slug)
    if newest is None:
        raise StoryUnknown(slug=draft.slug)
    return newest


async def _merge(conn: AsyncConnection, draft: Draft, newest: Story) -> Rebased:
    base = await stories.find(conn, draft.slug, draft.base) if draft.base else None
    return merge(base.dossier if base else None, draft.dossier, newest.dossier)
