"""Use cases of broadcast drafts, one transaction each: create, edit, ask about, discard.

A draft belongs to its maker. Whoever changes it raises BroadcastDraftGone if it is missing, another's, or became a
broadcast, and NotAllowed; a repeated update changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.errors import BroadcastDraftGone
from bot.model import Localized, LocalizedLine
from bot.model.broadcast import BroadcastSpec
from bot.model.roles import Action
from bot.services.broadcasts.compose import read_content
from bot.services.desk_transaction import desk_transaction
from bot.services.drafts import questions
from bot.services.scheduling import keep, kept_in
from bot.store import broadcast_drafts, member_locale, stories
from bot.views.desk import broadcast_report

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.broadcast import BroadcastCard
    from bot.services.broadcasts.compose import BroadcastContent
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.broadcast_drafts import BroadcastDraft
    from bot.store.database import Database

# Kinds of questions, stored with the draft.
WORDING, PHOTO, HOUR, ZONE = "pushword", "pushphoto", "pushhour", "pushzone"


@dataclass(frozen=True, slots=True)
class DraftContent:
    """The content of a broadcast draft; `before` is the story at the revision it is compared with."""

    content: BroadcastContent
    before: Story | None


async def find(database: Database, draft_id: int, actor: int) -> BroadcastDraft:
    """Read the actor's draft, be it broadcast or not; raises BroadcastDraftGone."""
    async with database.read() as conn:
        draft = await broadcast_drafts.get(conn, draft_id)
    if draft is None or draft.by != actor:
        raise BroadcastDraftGone
    return draft


async def get(database: Database, draft_id: int, actor: int) -> BroadcastDraft:
    """Read the actor's draft that is not broadcast yet; raises BroadcastDraftGone."""
    draft = await find(database, draft_id, actor)
    if draft.broadcast_id:
        raise BroadcastDraftGone
    return draft


async def read_list(database: Database, actor: int, words: Translator, limit: int) -> list[tuple[BroadcastDraft, str]]:
    """Read the actor's latest drafts with their titles, the last changed first."""
    async with database.read() as conn:
        drafts = (await broadcast_drafts.of(conn, actor))[:limit]
        specs = [BroadcastSpec.from_json(draft.spec) for draft in drafts]
        titled = [await stories.find(conn, spec.slug) if spec.slug else None for spec in specs]
    titles = [broadcast_report.called(story, spec, words) for story, spec in zip(titled, specs, strict=True)]
    return list(zip(drafts, titles, strict=True))


async def read_title(database: Database, spec: BroadcastSpec, words: Translator) -> str:
    """Read the title of a draft with this spec."""
    async with database.read() as conn:
        story = await stories.find(conn, spec.slug) if spec.slug else None
    return broadcast_report.called(story, spec, words)


async def read_content_of(database: Database, spec: BroadcastSpec) -> DraftContent:
    """Compose what the spec would announce now; raises what `compose.read_content` raises."""
    async with database.read() as conn:
        content = await read_content(conn, spec)
        base = content.base if content.story else None
        before = await stories.get(conn, content.story, base) if content.story and base else None
    return DraftContent(content, before)


async def create(database: Database, spec: BroadcastSpec, *, context: ActionContext) -> BroadcastDraft:
    """Create a draft; a repeated update returns the draft that it created."""
    async with desk_transaction(database, context, Action.PUSH, slug=spec.slug) as tx:
        if not tx.is_new_update:
            return (await broadcast_drafts.of(tx.conn, context.actor))[0]
        return await broadcast_drafts.create(tx.conn, by=context.actor, spec=spec.to_json(), at=context.at)


async def announce(database: Database, what: str, *, context: ActionContext) -> BroadcastDraft:
    """Create a draft about no story, and ask for its text `what`."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        if not tx.is_new_update:
            return (await broadcast_drafts.of(tx.conn, context.actor))[0]
        spec = BroadcastSpec(None).to_json()
        draft = await broadcast_drafts.create(tx.conn, by=context.actor, spec=spec, at=context.at)
        return await _ask(tx, draft, WORDING, what=what)


async def discard(database: Database, draft_id: int, *, context: ActionContext) -> None:
    """Delete a draft."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        if tx.is_new_update:
            draft = await _get_for_update(tx, draft_id)
            await broadcast_drafts.remove(tx.conn, draft.id)


async def ask(
    database: Database, draft_id: int, kind: str, *, context: ActionContext, what: str | None = None
) -> BroadcastDraft:
    """Make the maker's next message the answer to a question of this kind, about the text `what`."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return draft
        return await _ask(tx, draft, kind, **({"what": what} if what else {}))


async def ask_hour(database: Database, draft_id: int, *, context: ActionContext) -> tuple[BroadcastDraft, str | None]:
    """Ask for the hour, or, where the maker has chosen no zone yet, for the zone; return the draft and the zone."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        zone = (await member_locale.get(tx.conn, context.actor)).zone
        if tx.is_new_update:
            kept = kept_in(draft.question) if questions.kind(draft) == ZONE else {}
            draft = await _ask(tx, draft, HOUR if zone else ZONE, **kept)
        return draft, zone


async def ask_zone(
    database: Database, draft_id: int, *, context: ActionContext, typed: str | None = None
) -> BroadcastDraft:
    """Ask for the zone in which the maker names hours; an hour that they `typed` meanwhile is kept for `ask_hour`."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return draft
        return await _ask(tx, draft, ZONE, **keep(typed, context.at))


async def end_question(database: Database, draft_id: int, *, context: ActionContext) -> BroadcastDraft:
    """Drop the open question."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        if tx.is_new_update:
            await broadcast_drafts.save(tx.conn, draft, at=context.at, question=None, asked_at=None)
        return await _get_for_update(tx, draft_id)


async def save(
    database: Database, draft_id: int, spec: BroadcastSpec, *, context: ActionContext, message: int
) -> BroadcastDraft:
    """Store the spec that `message` answered with, which can still be edited, and finish the question."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        return await _save(tx, draft, spec, message=message) if tx.is_new_update else draft


async def set_photo(database: Database, draft_id: int, photo: str, *, context: ActionContext) -> None:
    """Store a photo (Telegram's file_id), and leave the question open."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        if tx.is_new_update:
            spec = replace(BroadcastSpec.from_json(draft.spec), photo=photo, card=None)
            await broadcast_drafts.save(tx.conn, draft, at=context.at, spec=spec.to_json())


async def toggle_photo(database: Database, draft_id: int, what: str, *, context: ActionContext) -> BroadcastDraft:
    """Remove the photo; where there is none, ask for one."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        spec = BroadcastSpec.from_json(draft.spec)
        if not tx.is_new_update:
            return draft
        return await (_save(tx, draft, replace(spec, photo=None)) if spec.photo else _ask(tx, draft, PHOTO, what=what))


async def set_card(
    database: Database, draft_id: int, card: BroadcastCard | None, *, context: ActionContext
) -> BroadcastDraft:
    """Store the picture of an item, which takes the place of a photo, or remove it."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return draft
        spec = BroadcastSpec.from_json(draft.spec)
        return await _save(tx, draft, replace(spec, card=card, photo=None if card else spec.photo))


async def clear_text(database: Database, draft_id: int, what: str, *, context: ActionContext) -> BroadcastDraft:
    """Remove one text of the draft: a headline gives way to the composed one."""
    async with desk_transaction(database, context, Action.PUSH) as tx:
        draft = await _get_for_update(tx, draft_id)
        if not tx.is_new_update:
            return draft
        return await _save(tx, draft, with_text(BroadcastSpec.from_json(draft.spec), what, None))


def with_text(spec: BroadcastSpec, what: str, text: str | None) -> BroadcastSpec:
    """Return the spec with a text (`headline-ar`, `words-en` …) set or removed; raises pydantic's ValidationError."""
    name, _, code = what.partition("-")
    before = spec.headline if name == "headline" else spec.words
    texts = before.model_dump(exclude_none=True) if before else {}
    texts.pop(code, None)
    if text is not None:
        texts[code] = text
    if name == "headline":
        return replace(spec, headline=LocalizedLine.model_validate(texts) if texts else None)
    return replace(spec, words=Localized.model_validate(texts) if texts else None)


async def _get_for_update(tx: DeskTransaction, draft_id: int) -> BroadcastDraft:
    """SELECT … FOR UPDATE of the actor's draft."""
    draft = await broadcast_drafts.get_for_update(tx.conn, draft_id)
    if draft is None or draft.by != tx.context.actor or draft.broadcast_id:
        raise BroadcastDraftGone
    return draft


async def _ask(tx: DeskTransaction, draft: BroadcastDraft, kind: str, **about: Any) -> BroadcastDraft:
    await questions.pause_others(tx, draft)
    question = {"kind": kind, **about}
    await broadcast_drafts.save(tx.conn, draft, at=tx.context.at, question=question, asked_at=tx.context.at)
    return await broadcast_drafts.get(tx.conn, draft.id) or draft


async def _save(
    tx: DeskTransaction, draft: BroadcastDraft, spec: BroadcastSpec, *, message: int | None = None
) -> BroadcastDraft:
    """Store the spec and end the question; the `message` that answered it can still be edited."""
    answered = None if message is None else {**(draft.question or {}), "finished": True, "message": message}
    at = tx.context.at
    asked_at = None if message is None else at
    await broadcast_drafts.save(tx.conn, draft, at=at, spec=spec.to_json(), question=answered, asked_at=asked_at)
    return await broadcast_drafts.get(tx.conn, draft.id) or draft
