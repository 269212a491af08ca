"""Open questions: whom one waits for, and what is known while it is asked.

A question is a draft's, and JSON: its `kind` names who asks it (`QUESTIONS` of the modules), and is missing where that
is a form. One person is asked one question at a time; another that was begun waits in its draft.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.desk import forms
from bot.desk.question import Known, Typed, read
from bot.store import drafts, seats, stories, updates

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection
    from telegram import Message, Update

    from bot.deeds import Doing
    from bot.desk.question import Question
    from bot.desk.roles import Action
    from bot.handlers.desk.turn import Turn
    from bot.handlers.services import Services
    from bot.store.drafts import Draft

FORM = "form"
STORY = "story"  # the form that begins one
# What Telegram finds in a text by itself; all else is formatting, https://core.telegram.org/bots/api#messageentity
_FOUND = frozenset(("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"))


class Kind(NamedTuple):
    """Who asks a kind of question: the right that answering takes, what takes words, and what asks again."""

    action: Action
    take: Callable[[Turn, Draft, Typed], Awaitable[None]]
    ask: Callable[[Turn, Draft], Awaitable[None]]


def kind(draft: Draft) -> str:
    """The kind of the draft's question."""
    return str((draft.question or {}).get("kind", FORM))


def form(draft: Draft) -> Question | None:
    """The draft's question as a form's, be it open, waiting or finished; None for any other, or none."""
    return read(draft.question) if draft.question and kind(draft) == FORM else None


def is_open(draft: Draft) -> bool:
    """Whether something is still to be answered in the draft, by whomever."""
    return draft.question is not None and not draft.question.get("finished")


async def waiting(services: Services, user_id: int, update: Update) -> Draft | None:
    """The draft whose question this person is to answer, or in which this update was, or goes on with, their answer."""
    async with services.database.read() as conn:
        draft = await drafts.asking(conn, user_id)
        if draft is None or is_open(draft):
            return draft
        again = await updates.was_taken(conn, update.update_id)
    question, message = form(draft), update.message
    more = question and message and message.text and forms.continues(question, said(message))
    return draft if again or more else None


async def answered_by(services: Services, user_id: int, message: Message) -> Draft | None:
    """The draft in whose last question this message of theirs answered.

    What was said since an hour or the like was asked answered that, taken or not: it is asked until it is settled.
    """
    message_id = message.message_id
    async with services.database.read() as conn:
        asked = await drafts.asking(conn, user_id)
        others = await drafts.of_author(conn, user_id)
    mine = [*([asked] if asked else []), *others]
    for draft in mine:
        question = form(draft)
        if question and question.by == user_id and was_said(question, message_id):
            return draft
        if draft.asked == user_id and draft.question and draft.question.get("message") == message_id:
            return draft
        if draft.asked == user_id and draft.asked_at and is_open(draft) and question is None:
            is_later = message.date >= draft.asked_at.replace(microsecond=0)
            return draft if is_later and message.text and not message.text.startswith("/") else None
    return None


def was_said(question: Question, message_id: int) -> bool:
    """Whether the message is one of the question's answers."""
    return any(one.message == message_id for one in question.said)


def said(message: Message) -> Typed:
    """A text message as an answer."""
    formatted = any(one.type not in _FOUND for one in message.entities)
    return Typed(message.text or "", message.message_id, int(message.date.timestamp()), formatted)


async def known(conn: AsyncConnection, turn: Turn, draft: Draft, part: str | None = None) -> Known:
    """What is known while a form is filled in, the draft's or that of `part`: today is the editor's."""
    seat = await seats.get(conn, turn.user.id)
    zone = ZoneInfo(seat.zone) if seat.zone else UTC
    return Known(
        dossier=None if (part or (draft.question or {}).get("part")) == STORY else draft.dossier,
        today=turn.services.now().astimezone(zone).date(),
        language=turn.words.language,
        slugs=frozenset(one.slug for one in await stories.known(conn)),
        retired=await stories.used_ids(conn, draft.slug) if draft.base else frozenset(),
    )


def stored(question: Question) -> dict[str, Any]:
    """The question as the draft keeps it."""
    return question.model_dump(mode="json")


async def pause_others(act: Doing, draft: Draft) -> None:
    """What was asked of this person in another draft waits there until they come back to it."""
    other = await drafts.asking(act.conn, act.deed.actor)
    if other and other.id != draft.id:
        await drafts.save(act.conn, other.id, other.version, at=act.deed.at, asked=None)


async def leave(services: Services, user_id: int) -> None:
    """Ask this person, who is on the desk no more, nothing further: what was asked waits in its drafts for others."""
    async with services.database.write() as conn:
        while draft := await drafts.asking(conn, user_id):
            await drafts.save(conn, draft.id, draft.version, at=services.now(), asked=None)
