"""Start a broadcast: now, at an hour, after approval, or together with publishing a draft.

Its renditions are rendered before the transaction that stores them with the deliveries; what cannot be known before
(the id of a new story, a preference changed a moment ago) is rendered within it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import (
    BroadcastStale,
    BroadcastUnknown,
    HourPast,
    NotAllowed,
    SelfApproval,
    SiyaqError,
)
from bot.model.roles import Action
from bot.services import publishing
from bot.services.broadcasts import idempotency
from bot.services.broadcasts.compose import content_of, read_content
from bot.services.broadcasts.prerender import prerender, prerender_draft, prerender_stored, reuse_if_current
from bot.services.broadcasts.spec import of, slug_of
from bot.services.desk_transaction import ActionContext, desk_transaction
from bot.services.follows.reach import names_of, resolve
from bot.store import audit, broadcasts, followers, key_values, recipients, renditions, stories
from bot.store.deliveries import RESTORED
from bot.store.recipients import Forecast
from bot.telegram_api.rate_limiter import push_rate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model.broadcast import BroadcastSpec
    from bot.model.language import Language
    from bot.services.broadcasts.compose import BroadcastContent, VariantSet
    from bot.services.broadcasts.idempotency import Origin
    from bot.services.desk_transaction import DeskTransaction
    from bot.services.publishing import Published
    from bot.store.broadcasts import Broadcast, Changes, State
    from bot.store.database import Database
    from bot.store.recipients import Combination

URGENT = 0


async def forecast(database: Database, spec: BroadcastSpec, now: datetime, rate: float) -> Forecast:
    """Estimate recipients and duration of a broadcast started now, at `rate` messages a second; stores nothing.

    Pending deliveries of running broadcasts are counted as sent before. Raises what `read_content` raises.
    """
    async with database.read() as conn:
        content = await read_content(conn, spec)
        return await forecast_content(conn, content, now, rate)


async def forecast_content(conn: AsyncConnection, content: BroadcastContent, now: datetime, rate: float) -> Forecast:
    """Estimate recipients and duration of a broadcast of this content, as `forecast` does."""
    everybody = await recipients.tally(conn, content.story, now, await resolve(conn, content.update))
    to = {(kind, language): chats for (kind, language), chats in everybody.by.items() if language in content.languages}
    tally = recipients.Tally(to, everybody.held)
    running = await broadcasts.in_state(conn, "running")
    ahead = sum(broadcast.counts.open for broadcast in running if broadcast.urgency <= URGENT)
    return Forecast(tally, (ahead + tally.total) / push_rate(rate))


async def start(
    database: Database,
    spec: BroadcastSpec,
    context: ActionContext,
    *,
    words: Mapping[Language, Translator],
    at: datetime | None = None,
    awaiting: bool = False,
    watch: tuple[int, int] | None = None,
    origin: Origin | None = None,
) -> int:
    """Create a broadcast that runs now, `at` an hour, or (`awaiting`) once another editor approves; return its id.

    Under the four-eyes rule every broadcast awaits approval, except those of the command line. `watch` is the chat and
    message that show its progress. A repeated update returns the id that the first created; so does a repeated
    `origin`, the draft that becomes the broadcast or the key of a command.

    Raises NotAllowed (written to the audit), HourPast, StoryUnknown, StoryArchived, RevisionUnknown, EmptyBroadcast,
    BroadcastLong, BroadcastDraftStale where the draft was changed since, and KeyReused.
    """
    variants = await prerender(database, spec, context.at, words)
    async with desk_transaction(database, context, Action.PUSH, slug=spec.slug) as tx:
        if known := await idempotency.find(tx, origin):
            return known
        if at and at <= context.at:
            raise HourPast
        if spec.slug:  # serialises two at once: the second composes only what the first did not
            await stories.get_for_update(tx.conn, spec.slug)
        variants = reuse_if_current(variants, await read_content(tx.conn, spec), words)
        variants.check()
        awaiting = awaiting or (context.actor != audit.SHELL and await key_values.four_eyes(tx.conn))
        state: State = "awaiting" if awaiting else "planned" if at else "running"
        broadcast_id = await _add(tx, spec, variants, state, due_at=at or context.at, watch=watch)
        await idempotency.store(tx, origin, broadcast_id)
        await tx.record(spec.slug, push=broadcast_id, update=context.update_id)
        return broadcast_id


async def publish(
    database: Database,
    draft_id: int,
    spec: BroadcastSpec,
    *,
    version: int,
    context: ActionContext,
    words: Mapping[Language, Translator],
    note: str | None = None,
    watch: tuple[int, int] | None = None,
) -> tuple[Published, int | None]:
    """Publish a draft and broadcast what is new in it, in one transaction; the id is None if it was published before.

    Raises what `publishing.publish` and `start` raise; then neither happens.
    """
    prerendered = await prerender_draft(database, draft_id, spec, context, words)
    async with desk_transaction(database, context, Action.PUBLISH, draft=draft_id) as tx:
        published = await publishing.publish_draft(tx, draft_id, version=version, note=note, words=words)
        broadcast_id = None
        if published.is_new:
            story = published.story
            spec = replace(spec, slug=story.slug)
            variants = reuse_if_current(prerendered, await content_of(tx.conn, spec, story), words)
            broadcast_id = await _add(tx, spec, variants, "running", due_at=context.at, watch=watch)
            detail = {"push": broadcast_id, "draft": draft_id}
            await audit.write(tx.conn, audit.Entry(context.actor, Action.PUSH, context.at, story.slug, detail))
        await publishing.record_published(tx, published)
        return published, broadcast_id


async def approve(
    database: Database, broadcast_id: int, *, context: ActionContext, words: Mapping[Language, Translator]
) -> Broadcast:
    """Approve a broadcast, which then runs now or at its hour; return it as it is then.

    Raises NotAllowed (written to the audit), BroadcastUnknown, BroadcastStale, SelfApproval, and what `start` raises.
    """
    variants = await prerender_stored(database, broadcast_id, context.at, words)
    async with desk_transaction(database, context, Action.PUSH, push=broadcast_id) as tx:
        broadcast = await get_for_update(tx, broadcast_id)
        if broadcast.state != "awaiting":
            if tx.is_new_update:
                raise BroadcastStale(number=broadcast_id)
            return broadcast
        # What a restored backup holds needs no second person, only somebody who knows whether it went out.
        if broadcast.by == context.actor and broadcast.halted != RESTORED:
            raise SelfApproval
        if broadcast.due_at > context.at:
            await broadcasts.move(
                tx.conn, broadcast_id, "planned", at=context.at, expected={"awaiting"}, approved_by=context.actor
            )
        else:
            await _release(tx, broadcast, variants, words, approved_by=context.actor)
        await tx.record(await slug_of(tx.conn, broadcast), push=broadcast_id, approved=True)
        return await get_for_update(tx, broadcast_id)


async def run_due(
    database: Database, now: datetime, words: Mapping[Language, Translator], owners: frozenset[int]
) -> tuple[tuple[Broadcast, SiyaqError | None], ...]:
    """Run the planned broadcasts whose hour has come; cancel those that can no longer be composed.

    Returns each as it is then, and the problem that cancelled it. `owners` are those of the settings.
    """
    async with database.read() as conn:
        due = await broadcasts.due(conn, now)
    return tuple([result for planned in due if (result := await _run(database, planned, now, words, owners))])


async def get_for_update(tx: DeskTransaction, broadcast_id: int) -> Broadcast:
    """SELECT … FOR UPDATE by id; raises BroadcastUnknown."""
    broadcast = await broadcasts.get_for_update(tx.conn, broadcast_id)
    if broadcast is None:
        raise BroadcastUnknown(number=broadcast_id)
    return broadcast


async def _run(
    database: Database, due: Broadcast, now: datetime, words: Mapping[Language, Translator], owners: frozenset[int]
) -> tuple[Broadcast, SiyaqError | None] | None:
    """Run a planned broadcast, or cancel it; None if another process did."""
    variants = await prerender_stored(database, due.id, now, words)
    context = ActionContext(due.by, now, owners | {audit.SHELL})
    try:
        async with desk_transaction(database, context, Action.PUSH, push=due.id) as tx:
            broadcast = await get_for_update(tx, due.id)
            if broadcast.state != "planned" or broadcast.due_at > now:
                return None
            await _release(tx, broadcast, variants, words)
            return await get_for_update(tx, due.id), None
    except SiyaqError as problem:
        async with database.write() as conn:
            if not await broadcasts.move(conn, due.id, "called_off", at=now, expected={"planned"}):
                return None
            if not isinstance(problem, NotAllowed):  # `desk_transaction` has written that to the audit
                detail = {"push": due.id, "why": problem.key}
                await audit.write(conn, audit.Entry(due.by, Action.PUSH, now, None, detail, allowed=False))
            cancelled = await broadcasts.get(conn, due.id)
            return (cancelled, problem) if cancelled else None


async def _add(
    tx: DeskTransaction,
    spec: BroadcastSpec,
    variants: VariantSet,
    state: State,
    *,
    due_at: datetime,
    watch: tuple[int, int] | None,
) -> int:
    content, is_running = variants.content, state == "running"
    new = broadcasts.NewBroadcast(
        kind=spec.kind,
        state=state,
        story=content.story,
        base=content.base if is_running else spec.base,
        revision=content.revision if is_running else None,
        spec=spec.dump(),
        urgency=URGENT,
        by=tx.context.actor,
        due_at=due_at,
        watch=watch,
    )
    broadcast_id = await broadcasts.add(tx.conn, new, tx.context.at)
    if is_running:
        await _enqueue(tx, broadcast_id, variants)
    return broadcast_id


async def _release(
    tx: DeskTransaction,
    broadcast: Broadcast,
    variants: VariantSet | None,
    words: Mapping[Language, Translator],
    **changes: Unpack[Changes],
) -> None:
    """Run a waiting broadcast with the content as of now."""
    if slug := await slug_of(tx.conn, broadcast):  # no correction commits between reading its story and its commit
        await stories.get_for_update(tx.conn, slug)
    content = await read_content(tx.conn, of(broadcast, slug))
    variants = reuse_if_current(variants, content, words)
    changes |= {"base": content.base, "revision": content.revision}
    await broadcasts.move(tx.conn, broadcast.id, "running", at=tx.context.at, expected={broadcast.state}, **changes)
    await _enqueue(tx, broadcast.id, variants)


async def _enqueue(tx: DeskTransaction, broadcast_id: int, variants: VariantSet) -> None:
    """Store the renditions the recipients need, and one delivery a recipient and language."""
    conn, story, now = tx.conn, variants.content.story, tx.context.at
    stored: dict[Combination, int] = {}
    reach = await resolve(conn, variants.content.update)
    await followers.store(conn, broadcast_id, reach)
    uncovered = await recipients.uncovered(conn, broadcast_id, story, now, reach)
    variants.topics = await names_of(conn, {combination.topic for combination in uncovered})
    languages = variants.content.languages
    # Whoever reads a language in which nothing changed has no rendition, and is left out.
    for combination in sorted((needed for needed in uncovered if needed.language in languages), key=_order):
        rendition, fallback = variants.of(combination)
        plain = replace(combination, rich=False)
        if fallback and plain not in stored:
            stored[plain] = await renditions.add(conn, broadcast_id, fallback)
        if combination not in stored:
            classic = stored[plain] if fallback else None
            stored[combination] = await renditions.add(conn, broadcast_id, rendition, classic)
    await recipients.enqueue(conn, broadcast_id, story, now, reach)


def _order(combination: Combination) -> tuple[bool, str, str, str, bool, int]:
    """Sort key that puts classic renditions first: rich ones refer to them as their fallback."""
    language, months, digits = combination.language.value, combination.months.value, combination.digits.value
    return combination.rich, language, months, digits, combination.channel, combination.topic or 0
