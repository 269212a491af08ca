"""Use cases of scheduled publications whose hour has come: publish, reopen what was refused, ask, warn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import EmptyBroadcast
from bot.model.broadcast import BroadcastSpec
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services import publishing
from bot.services.desk_transaction import ActionContext
from bot.store import audit, broadcasts, drafts, restored, scheduled_publications, stories, subscribers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.errors import SiyaqError
    from bot.i18n.catalogue import Translator
    from bot.model.language import Language
    from bot.services.publishing import Published
    from bot.store.database import Database
    from bot.store.drafts import Draft
    from bot.store.restored import Restored
    from bot.store.scheduled_publications import ScheduledPublication


async def read_due(
    database: Database, now: datetime
) -> tuple[list[tuple[ScheduledPublication, Draft]], Restored | None]:
    """Read the publications whose hour has come, each with its draft, and when the database was restored, if ever."""
    async with database.read() as conn:
        when_restored = await restored.read(conn)
        due = [(scheduled, await drafts.get(conn, scheduled.draft_id)) for scheduled in
               await scheduled_publications.due(conn, now)]  # fmt: skip
    return [(scheduled, draft) for scheduled, draft in due if draft], when_restored


async def read_waiting(database: Database) -> list[ScheduledPublication]:
    """Read the publications that wait for their hour."""
    async with database.read() as conn:
        return [scheduled for scheduled in await scheduled_publications.all_(conn) if scheduled.state == "waiting"]


async def read_overtaken(
    database: Database, waiting: Iterable[ScheduledPublication]
) -> list[tuple[ScheduledPublication, Draft, int]]:
    """Read those whose story has a newer revision than their draft is based on, of which nobody was warned yet.

    Each comes with its draft and the story's newest revision: published at its hour, the draft would be refused.
    """
    overtaken = []
    async with database.read() as conn:
        newest = {head.slug: head.revision for head in await stories.known(conn)}
        for scheduled in waiting:
            draft = await drafts.get(conn, scheduled.draft_id)
            revision = newest.get(draft.slug, 0) if draft else 0
            if draft and revision != (draft.base or 0) and revision > scheduled.warned:
                overtaken.append((scheduled, draft, revision))
    return overtaken


async def read_coming(database: Database, now: datetime) -> list[datetime]:
    """Read the hours ahead of planned broadcasts and of digests."""
    async with database.read() as conn:
        planned = [broadcast.due_at for broadcast in await broadcasts.in_state(conn, "planned")]
        digest = await subscribers.next_due(conn)
    return [moment for moment in (*planned, digest) if moment and moment > now]


async def publish(
    database: Database,
    due: ScheduledPublication,
    draft: Draft,
    *,
    now: datetime,
    owners: frozenset[int],
    words: Mapping[Language, Translator],
) -> Published:
    """Publish a draft at its hour, with its broadcast where one is planned; raises what publishing raises.

    A draft that has nothing to broadcast (it only removes or reorders) is published without: its hour counts more.
    """
    context = ActionContext(due.by, now, owners)
    if due.broadcast_spec is None:
        return await publishing.publish(database, draft.id, version=draft.version, context=context, words=words)
    spec = BroadcastSpec.from_json(due.broadcast_spec)
    try:
        published, _ = await broadcast_service.publish(
            database, draft.id, spec, version=draft.version, context=context, words=words
        )
    except EmptyBroadcast:
        return await publishing.publish(database, draft.id, version=draft.version, context=context, words=words)
    return published


async def reopen_refused(
    database: Database, due: ScheduledPublication, draft: Draft, problem: SiyaqError, now: datetime
) -> bool:
    """Reopen a draft that was refused at its hour; return False if its hour was changed meanwhile."""
    async with database.write() as conn:
        if await scheduled_publications.get(conn, draft.id) != due:
            return False
        if not await scheduled_publications.remove(conn, draft.id):
            return False
        current = await drafts.get_for_update(conn, draft.id)
        if current and current.state == "scheduled":
            await drafts.save(conn, current.id, current.version, at=now, state="open")
        detail = {"draft": draft.id, "why": problem.key}
        await audit.write(conn, audit.Entry(due.by, Action.SCHEDULE, now, draft.slug, detail, allowed=False))
        return True


async def mark_late(database: Database, due: ScheduledPublication) -> None:
    """Store that the desk was asked what to do about a missed hour, unless the hour was changed meanwhile."""
    async with database.write() as conn:
        if await scheduled_publications.get(conn, due.draft_id) == due:
            await scheduled_publications.change(conn, due.draft_id, state="late")


async def mark_warned(database: Database, due: ScheduledPublication, revision: int) -> None:
    """Store that its editor was warned of this revision."""
    async with database.write() as conn:
        await scheduled_publications.change(conn, due.draft_id, warned=revision)
