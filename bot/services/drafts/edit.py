"""Use cases of drafts, one transaction each: read, create, edit, discard, and end or resume a question in one.

Whoever works on a draft is its author, or may review: else NotAllowed is raised, and written to the audit. A repeated
update changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.errors import DraftStale, DraftUnknown, NotAllowed
from bot.model.roles import Action, may
from bot.services.desk_transaction import desk_transaction, record_refusal
from bot.services.drafts import questions
from bot.store import audit, draft_questions, drafts, intakes, stories
from bot.store.drafts import LIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier, Story
    from bot.model.roles import Role
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft, State

EDITABLE: tuple[State, ...] = ("open", "submitted")


@dataclass(frozen=True, slots=True)
class VoidedApproval:
    """An approval that an edit made void: whose it was, and the dossier that they had approved."""

    approved_by: int
    before: Dossier


class Edited(NamedTuple):
    """A draft after an edit, with the approval that the edit made void."""

    draft: Draft
    voided: VoidedApproval | None = None


class Claimed(NamedTuple):
    """A draft after it was claimed or released, and who held it before."""

    draft: Draft
    before: int | None


async def read(database: Database, draft_id: int, *, role: Role, context: ActionContext) -> Draft:
    """Read a draft that the actor may work on, in whatever state; raises DraftUnknown and NotAllowed."""
    async with database.read() as conn:
        draft = await drafts.get(conn, draft_id, context.actor)
    if draft is None:
        raise DraftUnknown(draft=draft_id)
    if not may_work(role, context.actor, draft):
        await record_refusal(database, context, Action.REVIEW, draft=draft_id)
        raise NotAllowed(Action.REVIEW)
    return draft


async def read_of_author(database: Database, author: int) -> tuple[Draft, ...]:
    """Read somebody's live drafts, the last changed first."""
    async with database.read() as conn:
        return await drafts.of_author(conn, author)


async def read_in_hand(database: Database, user_id: int) -> list[Draft]:
    """Read the drafts that somebody can write in now and began or holds, the last changed first."""
    async with database.read() as conn:
        return [draft for draft in await drafts.in_state(conn, *EDITABLE) if user_id in {draft.author, draft.holder}]


async def read_submitted(database: Database, but: int) -> list[Draft]:
    """Read the submitted drafts of everybody but one person, approved or not, the last changed first."""
    async with database.read() as conn:
        return [draft for draft in await drafts.in_state(conn, "submitted") if draft.author != but]


async def read_unpublished(database: Database) -> tuple[Draft, ...]:
    """Read everybody's unpublished drafts, the last changed first."""
    async with database.read() as conn:
        return await drafts.in_state(conn, *LIVE)


def may_work(role: Role | None, user_id: int, draft: Draft) -> bool:
    """Return whether somebody may work on the draft: its author, and whoever may review."""
    return may(role, Action.DRAFT if draft.author == user_id else Action.REVIEW)


async def read_on_story(database: Database, slug: str, author: int) -> list[Draft]:
    """Read somebody's live drafts of one story, the last changed first."""
    async with database.read() as conn:
        return [draft for draft in await drafts.on_slug(conn, slug) if draft.author == author]


async def read_base(database: Database, draft: Draft) -> Dossier | None:
    """Read the dossier that the draft is based on; None for a new story."""
    if draft.base is None:
        return None
    async with database.read() as conn:
        story = await stories.find(conn, draft.slug, draft.base)
    return story.dossier if story else None


async def create(database: Database, story: Story, *, context: ActionContext) -> Draft:
    """Create a draft based on the story's revision; a repeated update returns the draft that it created."""
    async with desk_transaction(database, context, Action.DRAFT, slug=story.slug) as tx:
        if not tx.is_new_update:
            own = await drafts.of_author(tx.conn, context.actor)
            return max((draft for draft in own if draft.slug == story.slug), key=lambda draft: draft.id)
        draft = await drafts.create(tx.conn, story.dossier, base=story.revision, author=context.actor, at=context.at)
        await tx.record(story.slug, draft=draft.id, base=story.revision)
        return draft


async def open_file(
    database: Database, dossier: Dossier, revision: int | None, *, context: ActionContext
) -> tuple[Draft | None, Dossier | None]:
    """Create a draft of a file's dossier; return it with the dossier that it is based on.

    The base is the `revision` that the file names, or, where there is none such, the newest. No draft is created where
    the file changes nothing.
    """
    async with desk_transaction(database, context, Action.DRAFT, slug=dossier.slug) as tx:
        base = await _base_of_file(tx.conn, dossier.slug, revision)
        before = base.dossier if base else None
        if before == dossier:
            return None, before
        if not tx.is_new_update:
            own = await drafts.of_author(tx.conn, context.actor)
            return next((draft for draft in own if draft.dossier == dossier), None), before
        number = base.revision if base else None
        draft = await drafts.create(tx.conn, dossier, base=number, author=context.actor, at=context.at)
        await tx.record(dossier.slug, draft=draft.id, base=number, file=True)
        return draft, before


async def edit(
    database: Database, draft_id: int, change: Callable[[Dossier], Dossier], *, context: ActionContext
) -> Edited:
    """Change the draft's dossier with a pure function; return the draft as it is then."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        dossier = change(draft.dossier)
        if not tx.is_new_update or dossier == draft.dossier:
            return Edited(draft)
        voided = await save_dossier(tx, draft, dossier)
        return Edited(await get_for_update(tx, draft_id), voided)


async def save_dossier(
    tx: DeskTransaction, draft: Draft, dossier: Dossier, base: int | None = None
) -> VoidedApproval | None:
    """Save the dossier as the actor changed it, with another `base` where one is given.

    An approval does not hold for what its reviewer has not seen: it is void, and a submitted draft is open again.
    """
    voided = VoidedApproval(draft.approved_by, draft.dossier) if draft.approved_by else None
    await drafts.save(
        tx.conn, draft.id, draft.version, at=tx.context.at,
        dossier=dossier, base=base or draft.base, changed_by=tx.context.actor,
        state="open" if voided and draft.state == "submitted" else draft.state,
    )  # fmt: skip
    if voided:
        await tx.record(draft.slug, draft=draft.id, voided=voided.approved_by)
    return voided


async def claim(database: Database, draft_id: int, *, context: ActionContext) -> Claimed:
    """Make the actor the draft's holder; return the draft with who held it before."""
    return await _hold(database, draft_id, context.actor, context)


async def release(database: Database, draft_id: int, *, context: ActionContext) -> Claimed:
    """Make the draft nobody's, where the actor holds it; return it with who held it before."""
    return await _hold(database, draft_id, None, context)


async def _hold(database: Database, draft_id: int, holder: int | None, context: ActionContext) -> Claimed:
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        may_release = holder is not None or draft.holder == context.actor
        if tx.is_new_update and may_release and draft.holder != holder:
            await drafts.set_holder(tx.conn, draft.id, holder)
            await tx.record(draft.slug, draft=draft.id, holder=holder, was=draft.holder)
        return Claimed(await get_for_update(tx, draft_id, LIVE), draft.holder)


async def discard(database: Database, draft_id: int, *, context: ActionContext) -> None:
    """Discard a draft; raises DraftStale if it is published, scheduled or discarded."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        if not tx.is_new_update:
            return
        draft = await get_for_update(tx, draft_id)
        await drafts.save(tx.conn, draft.id, draft.version, at=context.at, state="discarded")
        await draft_questions.end_all(tx.conn, draft.id)
        await intakes.remove_all(tx.conn, draft.id)
        await tx.record(draft.slug, draft=draft.id, discarded=True)


async def resume_question(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Make the actor's next message answer their paused question in the draft; return the draft.

    Without one they take over what a former member left half answered.
    """
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        if not questions.is_open(draft):
            return await questions.take_over(tx, draft)
        if draft.asked is None and draft.question:
            return await questions.put(tx, draft, draft.question)
        return draft


async def end_question(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Drop the actor's question in the draft, unless it is a form's; return the draft."""
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if tx.is_new_update and questions.form(draft) is None:
            await questions.end(tx, draft)
        return await get_for_update(tx, draft_id, LIVE)


async def record_export(database: Database, slug: str, revision: int | None, *, context: ActionContext) -> None:
    """Write to the audit that a dossier was sent as a file."""
    async with database.write() as conn:
        entry = audit.Entry(context.actor, Action.EXPORT, context.at, slug, {"revision": revision})
        await audit.write(conn, entry)


async def get_for_update(tx: DeskTransaction, draft_id: int, states: Collection[State] = EDITABLE) -> Draft:
    """SELECT … FOR UPDATE of a draft that the actor may work on.

    Raises DraftUnknown, NotAllowed, and DraftStale if it is in none of `states`: published, discarded, scheduled.
    """
    draft = await drafts.get_for_update(tx.conn, draft_id, tx.context.actor)
    if draft is None:
        raise DraftUnknown(draft=draft_id)
    if not may_work(tx.role, tx.context.actor, draft):
        raise NotAllowed(Action.REVIEW)
    if draft.state not in states:
        raise DraftStale(draft=draft_id)
    return draft


async def _base_of_file(conn: AsyncConnection, slug: str, revision: int | None) -> Story | None:
    return (await stories.find(conn, slug, revision) if revision else None) or await stories.find(conn, slug)
