"""Open questions of the desk: which draft or broadcast draft waits for whose answer.

A question is JSON, a row for each (draft, person), or in a broadcast draft. Its `kind` names the handlers that ask it
(see the desk's registry); a form's has none. One person is asked one question at a time: another that was begun waits
in its draft. Several are asked in one draft at once, and none of them ends another's question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.errors import QuestionOpen
from bot.forms import form as forms
from bot.forms import form_progress
from bot.forms.form_fields import FieldKind
from bot.forms.form_state import FormContext, read
from bot.store import (
    broadcast_drafts,
    desk_screens,
    draft_questions,
    drafts,
    live_sessions,
    member_locale,
    members,
    stories,
    updates,
)
from bot.store.broadcast_drafts import BroadcastDraft
from bot.store.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.forms.form_state import Question, Typed
    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext, DeskTransaction
    from bot.store.database import Database
    from bot.store.draft_questions import DraftQuestion

FORM = "form"
MERGE = "merge"  # which side counts where somebody else changed what a form changes
STORY = "story"  # the form that begins a story
LIVE = "live"  # what belongs to a live event: kept with its draft until that is published, and never asked

# Fields that name somebody, or an outlet, of whom another story may know more.
_NAMED = {FieldKind.NAME, FieldKind.SPEAKER, FieldKind.SOURCES, FieldKind.PRINTED, FieldKind.OUTLET}

OpenQuestion = Draft | BroadcastDraft  # what a question is about


def kind(subject: OpenQuestion) -> str:
    """Return the kind of the subject's question."""
    return str((subject.question or {}).get("kind", FORM))


def form(subject: OpenQuestion) -> Question | None:
    """Parse the question as a form's, be it open or finished; None for another kind, or without a question."""
    return read(subject.question) if subject.question and kind(subject) == FORM else None


def pending(draft: Draft) -> tuple[Question, dict[str, str]] | None:
    """Parse the answered form whose conflicts are being decided, and what was chosen; None if there is none."""
    if not draft.question or kind(draft) != MERGE:
        return None
    answered = read(draft.question["form"])
    return (answered, draft.question["chosen"]) if answered else None


def is_open(subject: OpenQuestion) -> bool:
    """Return whether the subject has a question that is still to be answered by whom it was read for."""
    return subject.question is not None and not subject.question.get("finished")


async def find_waiting(
    database: Database, user_id: int, update_id: int, typed: Typed | None = None
) -> OpenQuestion | None:
    """Find the subject whose question the person's message answers; None if it answers none.

    After the question is finished these still belong to it: the same update again, and the next piece of a long answer
    that the client split.
    """
    async with database.read() as conn:
        subject = await _asked_last(conn, user_id)
        if subject is None or is_open(subject):
            return subject
        is_repeated = await updates.was_processed(conn, update_id)
    question = form(subject)
    is_continued = question and typed and forms.continues(question, typed)
    return subject if is_repeated or is_continued else None


async def is_repeated(database: Database, update_id: int) -> bool:
    """Return whether the update was taken before: what it brought is there, and the answer to it may be lost."""
    async with database.read() as conn:
        return await updates.was_processed(conn, update_id)


async def find_answered_by(
    database: Database, user_id: int, message_id: int, sent_at: datetime, text: str | None
) -> OpenQuestion | None:
    """Find the subject whose latest question the person's (edited) message answered; None if it answered none.

    Of a question other than a form, every text sent since it was asked is an answer, accepted or not: until one is
    accepted it is asked again.
    """
    async with database.read() as conn:
        asked = await _asked_last(conn, user_id)
        earlier = [
            await drafts.get(conn, row.draft_id, user_id) for row in await draft_questions.of_person(conn, user_id)
        ]
    subjects: list[OpenQuestion] = [*([asked] if asked else []), *(draft for draft in earlier if draft)]
    for subject in subjects:
        question = form(subject)
        if question and question.by == user_id and any(answer.message == message_id for answer in question.said):
            return subject
        if subject.asked == user_id and subject.question and subject.question.get("message") == message_id:
            return subject
        if subject.asked == user_id and subject.asked_at and is_open(subject) and question is None:
            is_later = sent_at >= subject.asked_at.replace(microsecond=0)  # Telegram's times are in whole seconds
            return subject if is_later and text and not text.startswith("/") else None
    return None


async def form_context(
    conn: AsyncConnection, draft: Draft, context: ActionContext, language: Language, part: str | None = None
) -> FormContext:
    """Read what parsing answers to the draft's form (or that of `part`) depends on, as of the editor's day."""
    locale = await member_locale.get(conn, context.actor)
    zone = ZoneInfo(locale.zone) if locale.zone else UTC
    known = FormContext(
        dossier=None if (part or (draft.question or {}).get("part")) == STORY else draft.dossier,
        today=context.at.astimezone(zone).date(),
        language=language,
        slugs=frozenset(story.slug for story in await stories.known(conn)),
        retired=await stories.used_ids(conn, draft.slug) if draft.base else frozenset(),
        zone=locale.zone,
    )
    return await _with_registry(conn, draft, known, part)


async def _with_registry(conn: AsyncConnection, draft: Draft, known: FormContext, part: str | None) -> FormContext:
    """Read the people and outlets of the other stories, where a speaker, a name or an outlet may be typed.

    What the newest revisions have is the desk's registry: a copy of it would say of a person what no story says any
    more, and a story takes what it needs by copy, so that its file stays whole.
    """
    question = form(draft) if part is None else None
    field = form_progress.current(question, known) if question else None
    if part != "quotes" and (field is None or field.kind not in _NAMED):
        return known
    others = [story.dossier for story in await stories.live(conn) if story.slug != draft.slug]
    people = tuple(person for dossier in others for person in dossier.people)
    outlets = {source.outlet: None for dossier in others for source in dossier.sources}
    return replace(known, people=people, outlets=tuple(outlets))


async def ask(tx: DeskTransaction, draft: Draft, kind: str, **about: Any) -> Draft:
    """Make the actor's next message the answer to a question of this kind; return the draft with it.

    Raises QuestionOpen if a form in the draft is half answered.
    """
    require_no_form(draft)
    return await put(tx, draft, {"kind": kind, **about})


def require_no_form(draft: Draft) -> None:
    """Raise QuestionOpen if a form in the draft that the actor half answered would be lost."""
    if is_half_answered(draft):
        raise QuestionOpen(draft=draft.id)


def is_half_answered(draft: Draft) -> bool:
    """Return whether another question would lose answers: of a form, or of one whose conflicts are being decided."""
    question = form(draft)
    return pending(draft) is not None or (question is not None and not question.finished and bool(question.said))


async def put(tx: DeskTransaction, draft: Draft, question: dict[str, Any]) -> Draft:
    """Put a question to the actor, who is asked nothing else meanwhile; return the draft with it."""
    actor = tx.context.actor
    await pause_others(tx, draft)
    await draft_questions.put(tx.conn, draft.id, actor, question, asked_at=tx.context.at)
    return await drafts.get(tx.conn, draft.id, actor) or draft


async def end(tx: DeskTransaction, draft: Draft) -> None:
    """End the actor's question in the draft; what others are asked there stays, and what is kept with a live event."""
    if kind(draft) == LIVE:
        return
    await draft_questions.put(tx.conn, draft.id, tx.context.actor, None, asked_at=None)


async def find_left(conn: AsyncConnection, draft_id: int, owners: Collection[int]) -> DraftQuestion | None:
    """Find a form in the draft that somebody half answered who has left the desk; None without one."""
    for row in await draft_questions.of_draft(conn, draft_id):
        question = read(row.question) if row.question else None
        is_left = row.user_id not in owners and await members.get(conn, row.user_id) is None
        if is_left and question and question.said and not question.finished:
            return row
    return None


async def take_over(tx: DeskTransaction, draft: Draft) -> Draft:
    """Ask the actor what a former member left half answered in the draft; return the draft as the actor has it."""
    left = await find_left(tx.conn, draft.id, tx.context.owners)
    if left is None or left.question is None or is_open(draft):
        return draft
    await draft_questions.remove(tx.conn, draft.id, left.user_id)
    return await put(tx, draft, {**left.question, "by": tx.context.actor, "turn": draft.turn % 1000})


async def pause_others(tx: DeskTransaction, subject: OpenQuestion) -> None:
    """Pause what else the actor is asked; it waits in its draft until they come back to it."""
    await draft_questions.pause(tx.conn, tx.context.actor, but=subject.id if isinstance(subject, Draft) else None)
    broadcast_draft = await broadcast_drafts.asking(tx.conn, tx.context.actor)
    if broadcast_draft and (isinstance(subject, Draft) or broadcast_draft.id != subject.id):
        await broadcast_drafts.save(tx.conn, broadcast_draft, at=tx.context.at, asked_at=None)


async def pause_all(tx: DeskTransaction) -> None:
    """Pause whatever the actor is asked: their messages are not answers now."""
    await draft_questions.pause(tx.conn, tx.context.actor)
    broadcast_draft = await broadcast_drafts.asking(tx.conn, tx.context.actor)
    if broadcast_draft:
        await broadcast_drafts.save(tx.conn, broadcast_draft, at=tx.context.at, asked_at=None)


async def leave(conn: AsyncConnection, user_id: int, now: datetime) -> None:
    """Ask a former member nothing more, and release what they hold: drafts and questions wait there for others."""
    await draft_questions.pause(conn, user_id)
    await drafts.release_all(conn, user_id)
    await desk_screens.remove(conn, user_id)
    await live_sessions.remove(conn, user_id)
    while broadcast_draft := await broadcast_drafts.asking(conn, user_id):
        await broadcast_drafts.save(conn, broadcast_draft, at=now, asked_at=None)


async def _asked_last(conn: AsyncConnection, user_id: int) -> OpenQuestion | None:
    """Return what the person was asked about last; None if no question waits for them."""
    draft, broadcast_draft = await drafts.asking(conn, user_id), await broadcast_drafts.asking(conn, user_id)
    if draft and broadcast_draft and draft.asked_at and broadcast_draft.asked_at:
        return draft if draft.asked_at > broadcast_draft.asked_at else broadcast_draft
    return draft or broadcast_draft
