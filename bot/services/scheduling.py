"""Use cases of publishing at an hour, one transaction each: ask for the hour, schedule, change, cancel, list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.dossier import validate
from bot.errors import DossierInvalid, DraftStale, HourPast, RevisionConflict
from bot.model.broadcast import BroadcastSpec
from bot.model.roles import Action
from bot.services import publication_choices
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import get_for_update, questions
from bot.services.publishing import require_four_eyes
from bot.store import draft_questions, drafts, member_locale, scheduled_publications, stories
from bot.store.drafts import LIVE
from bot.store.scheduled_publications import ScheduledPublication

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.drafts import Draft

HOUR, ZONE = "hour", "zone"  # kinds of questions, stored with the draft


class Scheduled(NamedTuple):
    """A draft with its hour; None if it has none."""

    draft: Draft
    due: ScheduledPublication | None


async def ask_hour(database: Database, draft_id: int, *, context: ActionContext) -> tuple[Draft, str | None]:
    """Ask for the hour, or for the zone where the actor has chosen none yet; return the draft and the zone."""
    async with desk_transaction(database, context, Action.SCHEDULE, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        zone = (await member_locale.get(tx.conn, context.actor)).zone
        if tx.is_new_update:
            kept = kept_in(draft.question) if questions.kind(draft) == ZONE else {}
            draft = await _ask(tx, draft, HOUR if zone else ZONE, kept)
        return draft, zone


async def ask_zone(database: Database, draft_id: int, *, context: ActionContext, typed: str | None = None) -> Draft:
    """Ask for the zone in which the actor names hours; an hour that they `typed` meanwhile is kept for `ask_hour`."""
    async with desk_transaction(database, context, Action.SCHEDULE, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        return await _ask(tx, draft, ZONE, keep(typed, context.at)) if tx.is_new_update else draft


def keep(typed: str | None, at: datetime) -> dict[str, str]:
    """Return what a question keeps of an hour that was typed where the zone was asked for: it is read as of then."""
    return {"typed": typed, "typed_at": at.isoformat()} if typed else {}


def kept_in(question: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what `keep` put into a question."""
    return {name: value for name in ("typed", "typed_at") if (value := (question or {}).get(name))}


async def schedule(
    database: Database, draft_id: int, due_at: datetime, *, version: int, zone: str, context: ActionContext
) -> Scheduled:
    """Schedule this version of the draft; raises what publishing it now would, and HourPast.

    A broadcast that was planned with an earlier hour stays planned.
    """
    async with desk_transaction(database, context, Action.SCHEDULE, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id, LIVE)
        if tx.is_new_update:
            await _schedule(tx, draft, ScheduledPublication(draft.id, due_at, zone, context.actor), version)
        return await _read(tx, draft_id)


async def toggle_broadcast(database: Database, draft_id: int, *, context: ActionContext) -> Scheduled:
    """Plan a broadcast of what is new at the draft's hour, or drop the plan; raises DraftStale without an hour."""
    async with desk_transaction(database, context, Action.PUSH, draft=draft_id) as tx:
        draft, due = await _read(tx, draft_id)
        if due is None:
            raise DraftStale(draft=draft.id)
        if tx.is_new_update:
            headline = publication_choices.read(draft).headline
            spec = None if due.broadcast_spec else BroadcastSpec(draft.slug, headline=headline).to_json()
            await scheduled_publications.change(tx.conn, draft.id, broadcast_spec=spec)
            await tx.record(draft.slug, draft=draft.id, with_draft=spec is not None)
        return await _read(tx, draft_id)


async def cancel(database: Database, draft_id: int, *, context: ActionContext) -> Draft:
    """Cancel the draft's hour; return the draft, which is open again."""
    async with desk_transaction(database, context, Action.SCHEDULE, draft=draft_id) as tx:
        draft, due = await _read(tx, draft_id)
        if tx.is_new_update and due:
            await scheduled_publications.remove(tx.conn, draft.id)
            await drafts.save(tx.conn, draft.id, draft.version, at=tx.context.at, state="open")
            await tx.record(draft.slug, draft=draft.id, called_off=due.due_at.isoformat())
        return await get_for_update(tx, draft_id, LIVE)


async def read_due(database: Database, draft_id: int) -> ScheduledPublication | None:
    """Read when the draft is due; None if it is not scheduled."""
    async with database.read() as conn:
        return await scheduled_publications.get(conn, draft_id)


async def read_all(database: Database) -> list[tuple[ScheduledPublication, Draft]]:
    """Read everything that is scheduled, the earliest first."""
    async with database.read() as conn:
        scheduled = [(due, await drafts.get(conn, due.draft_id)) for due in await scheduled_publications.all_(conn)]
    return [(due, draft) for due, draft in scheduled if draft]


async def _ask(tx: DeskTransaction, draft: Draft, kind: str, kept: Mapping[str, str]) -> Draft:
    """Ask for the hour or the zone; what was chosen on the publish panel stays with the question."""
    return await questions.ask(tx, draft, kind, **kept, **publication_choices.read(draft).to_json())


async def _read(tx: DeskTransaction, draft_id: int) -> Scheduled:
    draft = await get_for_update(tx, draft_id, LIVE)
    return Scheduled(draft, await scheduled_publications.get(tx.conn, draft.id))


async def _schedule(tx: DeskTransaction, draft: Draft, due: ScheduledPublication, version: int) -> None:
    if draft.version != version:
        raise DraftStale(draft=draft.id)
    if due.due_at <= tx.context.at:
        raise HourPast
    newest = await stories.find(tx.conn, draft.slug)
    if newest and newest.revision != draft.base:
        raise RevisionConflict(slug=draft.slug, base=draft.base or 0, newest=newest.revision)
    await require_four_eyes(tx, draft)
    if problems := validate(draft.dossier):
        raise DossierInvalid(problems)
    before = await scheduled_publications.get(tx.conn, draft.id)
    await scheduled_publications.put(tx.conn, replace(due, broadcast_spec=before.broadcast_spec if before else None))
    await drafts.save(tx.conn, draft.id, version, at=tx.context.at, state="scheduled")
    chosen = {"kind": HOUR, "finished": True, **publication_choices.read(draft).to_json()}  # until its hour comes
    await draft_questions.put(tx.conn, draft.id, tx.context.actor, chosen, asked_at=None)
    await draft_questions.pause_all(tx.conn, draft.id)  # nobody edits a scheduled draft: their words are no answers
    was = before.due_at.isoformat() if before else None
    await tx.record(draft.slug, draft=draft.id, due_at=due.due_at.isoformat(), was=was)
