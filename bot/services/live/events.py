"""Use cases of live events, one transaction each: a message becomes one, in a draft of its own, and is changed there.

A draft that waits keeps nothing waiting: others are published before it, and it is brought up to them when its turn
comes. What belongs to the event is kept with its author's question in the draft, which is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.errors import DraftStale, StoryUnknown
from bot.forms import dossier_edit
from bot.model import PartialDate
from bot.model.language import Language
from bot.model.merging.rebase import rebase
from bot.model.roles import Action
from bot.services import publication_choices
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import VoidedApproval, get_for_update
from bot.services.drafts.edit import save_dossier
from bot.services.drafts.questions import LIVE
from bot.services.publication_choices import PublicationChoices
from bot.store import draft_questions, drafts, live_sessions, member_locale, stories

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Dossier, Event
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.services.live.coverage import Coverage
    from bot.store.database import Database
    from bot.store.draft_questions import DraftQuestion
    from bot.store.drafts import Draft


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """What a member sent: its id, when, its text by language, and a photo (Telegram's file_id)."""

    message: int
    sent_at: datetime
    text: Mapping[Language, str]
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """A live event, in the `draft` that it is published with; `voided` is the approval that a change made void."""

    draft: Draft
    event: Event
    voided: VoidedApproval | None = None

    @property
    def missing(self) -> tuple[Language, ...]:
        """The languages that it has no text in."""
        return tuple(language for language in Language if not self.event.text.has(language))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept with an event: its id in the draft, its message, its photo."""

    item: str
    message: int
    photo: str | None


async def add(
    database: Database, coverage: Coverage, message: LiveMessage, *, context: ActionContext
) -> LiveEvent | None:
    """Make an event of a message, at the time when it was sent, by the member's clock.

    It takes the place that was kept for it. A repeated update returns what the first made, None if that is out.
    """
    async with desk_transaction(database, context, Action.DRAFT, slug=coverage.story.slug) as tx:
        kept = await _of_message(tx.conn, context.actor, message.message)
        if kept or not tx.is_new_update:
            return await _read(tx.conn, kept.draft_id, context.actor) if kept else None
        story = await stories.get(tx.conn, coverage.story.number)
        if story is None:
            raise StoryUnknown(slug=coverage.story.slug)
        dossier, source = _with_source(story.dossier, coverage)
        zone = (await member_locale.get(tx.conn, context.actor)).zone
        values = {
            "date": str(PartialDate.of_moment(message.sent_at.astimezone(ZoneInfo(zone) if zone else UTC))),
            "text": {str(language): text for language, text in message.text.items()},
            "sources": [source] if source else [],
        }
        if coverage.place and "name" in coverage.place:
            values["place"] = dict(coverage.place)
        retired = await stories.used_ids(tx.conn, story.slug)
        dossier, item = dossier_edit.add(dossier, "events", values, retired=retired)
        draft = await drafts.create(tx.conn, dossier, base=story.revision, author=context.actor, at=context.at)
        await _keep(tx, draft.id, dossier, _Kept(item, message.message, message.photo))
        after = replace(coverage, heard_at=context.at, place=None, asks=None, draft=None)
        await live_sessions.put(tx.conn, after.to_session(context.actor))
        await tx.record(story.slug, draft=draft.id, base=story.revision, live=True)
        return await _read(tx.conn, draft.id, context.actor)


async def change(
    database: Database, draft_id: int, text: Mapping[Language, str], coverage: Coverage | None = None,
    *, context: ActionContext,
) -> LiveEvent:  # fmt: skip
    """Replace or add the event's text in these languages; the coverage asks nothing after it."""
    values = {str(language): words for language, words in text.items()}
    async with desk_transaction(database, context, Action.DRAFT, draft=draft_id) as tx:
        live = await _read(tx.conn, (await get_for_update(tx, draft_id)).id, context.actor)
        texts = {**live.event.text.model_dump(exclude_none=True), **values}
        changed = await _change(tx, live, {"text": texts})
        if coverage:
            after = replace(coverage, heard_at=context.at, asks=None, draft=None)
            await live_sessions.put(tx.conn, after.to_session(context.actor))
        return changed


async def set_place(
    database: Database, coverage: Coverage, place: Mapping[str, Any], *, context: ActionContext
) -> LiveEvent | None:
    """Give a named place to the member's newest unpublished event without one; None keeps it for the next event."""
    async with desk_transaction(database, context, Action.DRAFT, story=coverage.story.number) as tx:
        live = await _newest(tx.conn, coverage, context.actor, lambda event: event.place is None)
        after = replace(coverage, heard_at=context.at, place=None if live else place, asks=None, draft=None)
        await live_sessions.put(tx.conn, after.to_session(context.actor))
        return await _change(tx, live, {"place": dict(place)}) if live else None


async def set_photo(database: Database, coverage: Coverage, photo: str, *, context: ActionContext) -> LiveEvent | None:
    """Send a photo with the push of the member's newest unpublished event; None if there is none."""
    async with desk_transaction(database, context, Action.DRAFT, story=coverage.story.number) as tx:
        live = await _newest(tx.conn, coverage, context.actor, lambda _: True)
        if live is None:
            return None
        await _keep(tx, live.draft.id, live.draft.dossier, replace(_kept(live.draft), photo=photo))
        await drafts.save(tx.conn, live.draft.id, live.draft.version, at=context.at)
        return await _read(tx.conn, live.draft.id, context.actor)


async def bring_up(database: Database, draft_id: int, version: int, *, context: ActionContext) -> LiveEvent:
    """Merge the event onto what was published since it was typed; raises DraftStale if it was changed meanwhile.

    Nothing else is in the draft, so nothing conflicts: at most the event gets the next free number.
    """
    async with desk_transaction(database, replace(context, update_id=None), Action.DRAFT, draft=draft_id) as tx:
        draft = await get_for_update(tx, draft_id)
        live = await _read(tx.conn, draft.id, context.actor)
        newest = await stories.find(tx.conn, draft.slug)
        if newest is None:
            raise StoryUnknown(slug=draft.slug)
        if draft.version != version:
            raise DraftStale(draft=draft_id)
        if draft.base == newest.revision:
            return live
        base = await stories.find(tx.conn, draft.slug, draft.base) if draft.base else None
        used = await stories.used_ids(tx.conn, draft.slug)
        merged = rebase(base.dossier if base else None, draft.dossier, newest.dossier, used)
        if merged.conflicts:  # somebody changed the draft as any other
            raise DraftStale(draft=draft_id)
        await save_dossier(tx, draft, merged.dossier, base=newest.revision)
        item = merged.renamed.get(live.event.id, live.event.id)
        await _keep(tx, draft.id, merged.dossier, replace(_kept(draft), item=item))
        return await _read(tx.conn, draft_id, context.actor)


async def read(database: Database, draft_id: int, *, context: ActionContext) -> LiveEvent:
    """Read a live event of the actor's; raises DraftStale if it is none, or not any more."""
    async with database.read() as conn:
        return await _read(conn, draft_id, context.actor)


async def find_of_message(database: Database, user_id: int, message: int) -> int | None:
    """Return the draft of the unpublished event that a message became; None if it became none."""
    async with database.read() as conn:
        kept = await _of_message(conn, user_id, message)
    return kept.draft_id if kept else None


async def _change(tx: DeskTransaction, live: LiveEvent, values: Mapping[str, Any]) -> LiveEvent:
    dossier = dossier_edit.change(live.draft.dossier, "events", live.event.id, values)
    if not tx.is_new_update or dossier == live.draft.dossier:
        return await _read(tx.conn, live.draft.id, tx.context.actor)
    voided = await save_dossier(tx, live.draft, dossier)
    await _keep(tx, live.draft.id, dossier, _kept(live.draft))
    return replace(await _read(tx.conn, live.draft.id, tx.context.actor), voided=voided)


async def _keep(tx: DeskTransaction, draft_id: int, dossier: Dossier, kept: _Kept) -> None:
    """Keep what belongs to the event, and the languages that it can be sent in."""
    event: Event = dossier_edit.find(dossier, "events", kept.item)
    languages = tuple(language for language in Language if event.text.has(language))
    chosen = PublicationChoices(photo=kept.photo, languages=None if len(languages) == len(Language) else languages)
    question = {"kind": LIVE, "item": kept.item, "message": kept.message, "finished": True, **chosen.to_json()}
    await draft_questions.put(tx.conn, draft_id, tx.context.actor, question, asked_at=None)


async def _read(conn: AsyncConnection, draft_id: int, actor: int) -> LiveEvent:
    draft = await drafts.get(conn, draft_id, actor)
    if draft is None or draft.question is None or draft.question.get("kind") != LIVE:
        raise DraftStale(draft=draft_id)
    event: Event | None = dossier_edit.find(draft.dossier, "events", draft.question["item"])
    if event is None:
        raise DraftStale(draft=draft_id)
    return LiveEvent(draft, event)


async def _newest(conn: AsyncConnection, coverage: Coverage, actor: int, fits: Any) -> LiveEvent | None:
    """Return the member's newest unpublished event of the story that fits; None without one."""
    for row in await _of_person(conn, actor):
        live = await _read(conn, row.draft_id, actor)
        if live.draft.slug == coverage.story.slug and live.draft.state == "open" and fits(live.event):
            return live
    return None


async def _of_message(conn: AsyncConnection, actor: int, message: int) -> DraftQuestion | None:
    rows = await _of_person(conn, actor)
    return next((row for row in rows if (row.question or {}).get("message") == message), None)


async def _of_person(conn: AsyncConnection, actor: int) -> list[DraftQuestion]:
    """Return what is kept with the member's live events that are not published, the newest first."""
    rows = await draft_questions.of_person(conn, actor)
    return sorted((row for row in rows if (row.question or {}).get("kind") == LIVE), key=lambda row: -row.draft_id)


def _kept(draft: Draft) -> _Kept:
    question = draft.question or {}
    return _Kept(question["item"], question["message"], publication_choices.read(draft).photo)


def _with_source(dossier: Dossier, coverage: Coverage) -> tuple[Dossier, str | None]:
    """Return the dossier with the coverage's source in it, and that source's id; None if none was chosen."""
    if coverage.outlet:
        names = set(coverage.outlet.values())
        for source in dossier.sources:
            if source.url is None and names & set(source.outlet.model_dump(exclude_none=True).values()):
                return dossier, source.id
        language = next(iter(coverage.outlet))
        return dossier_edit.add(dossier, "sources", {"outlet": dict(coverage.outlet), "language": language})
    is_there = any(source.id == coverage.source for source in dossier.sources)
    return dossier, coverage.source if is_there else None
