"""Open questions: whom one waits for, and what is known while it is asked.

A question is a draft's, or a proof's (a push in the making), and JSON: its `kind` names who asks it (`QUESTIONS` of the
modules), and is missing where that is a form. One person is asked one question at a time; another that was begun waits
in its draft or proof.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.desk import forms
from bot.desk.question import Known, Typed, read
from bot.store import drafts, proofs, seats, stories, updates
from bot.store.drafts import Draft
from bot.store.proofs import Proof
from bot.story import printable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection
    from telegram import Message, Update

    from bot.deeds import Doing
    from bot.desk.question import Question
    from bot.desk.roles import Action
    from bot.handlers.desk.turn import Turn
    from bot.handlers.services import Services

FORM = "form"
STORY = "story"  # the form that begins one
# What Telegram finds in a text by itself; all else is formatting, https://core.telegram.org/bots/api#messageentity
_FOUND = frozenset(("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"))


Held = Draft | Proof  # what a question is about


class Kind(NamedTuple):
    """Who asks a kind of question: the right that answering takes, what takes words, and what asks again.

    They are given the draft or the proof that the question is about. `look` takes a picture, where one is an answer.
    """

    action: Action
    take: Callable[[Turn, Any, Typed], Awaitable[None]]
    ask: Callable[[Turn, Any], Awaitable[None]]
    look: Callable[[Turn, Any, Message], Awaitable[None]] | None = None


def kind(held: Held) -> str:
    """The kind of the question."""
    return str((held.question or {}).get("kind", FORM))


def form(held: Held) -> Question | None:
    """A draft's question as a form's, be it open, waiting or finished; None for any other, or none."""
    return read(held.question) if held.question and kind(held) == FORM else None


def is_open(held: Held) -> bool:
    """Whether something is still to be answered there, by whomever."""
    return held.question is not None and not held.question.get("finished")


async def asking(conn: AsyncConnection, user_id: int) -> Held | None:
    """What this person was asked about last: the draft or the proof; None where no question waits for them."""
    draft, proof = await drafts.asking(conn, user_id), await proofs.asking(conn, user_id)
    if draft and proof and draft.asked_at and proof.asked_at:
        return draft if draft.asked_at > proof.asked_at else proof
    return draft or proof


async def waiting(services: Services, user_id: int, update: Update) -> Held | None:
    """That whose question this person is to answer, or in which this update was, or goes on with, their answer."""
    async with services.database.read() as conn:
        held = await asking(conn, user_id)
        if held is None or is_open(held):
            return held
        again = await updates.was_taken(conn, update.update_id)
    question, message = form(held), update.message
    more = question and message and message.text and forms.continues(question, said(message))
    return held if again or more else None


async def answered_by(services: Services, user_id: int, message: Message) -> Held | None:
    """That in whose last question this message of theirs answered.

    What was said since an hour or the like was asked answered that, taken or not: it is asked until it is settled.
    """
    message_id = message.message_id
    async with services.database.read() as conn:
        asked = await asking(conn, user_id)
        mine: list[Held] = [*([asked] if asked else []), *await drafts.of_author(conn, user_id)]
    for held in mine:
        question = form(held)
        if question and question.by == user_id and was_said(question, message_id):
            return held
        if held.asked == user_id and held.question and held.question.get("message") == message_id:
            return held
        if held.asked == user_id and held.asked_at and is_open(held) and question is None:
            is_later = message.date >= held.asked_at.replace(microsecond=0)
            return held if is_later and message.text and not message.text.startswith("/") else None
    return None


def was_said(question: Question, message_id: int) -> bool:
    """Whether the message is one of the question's answers."""
    return any(one.message == message_id for one in question.said)


def said(message: Message) -> Typed:
    """A text message as an answer, without characters that nobody sees."""
    formatted = any(one.type not in _FOUND for one in message.entities)
    return Typed(printable(message.text or ""), message.message_id, int(message.date.timestamp()), formatted)


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


async def pause_others(act: Doing, held: Held) -> None:
    """What was asked of this person about anything else waits there until they come back to it."""
    draft, proof = await drafts.asking(act.conn, act.deed.actor), await proofs.asking(act.conn, act.deed.actor)
    if draft and (isinstance(held, Proof) or draft.id != held.id):
        await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, asked=None)
    if proof and (isinstance(held, Draft) or proof.id != held.id):
        await proofs.save(act.conn, proof, at=act.deed.at, asked_at=None)


async def leave(services: Services, user_id: int) -> None:
    """Ask this person, who is on the desk no more, nothing further: what was asked waits in its drafts for others."""
    async with services.database.write() as conn:
        while held := await asking(conn, user_id):
            if isinstance(held, Draft):
                await drafts.save(conn, held.id, held.version, at=services.now(), asked=None)
            else:
                await proofs.save(conn, held, at=services.now(), asked_at=None)
