"""Listening: what somebody sends while something is asked of them at the desk."""

from __future__ import annotations

from bot.deeds import doing
from bot.desk.roles import Action
from bot.handlers.desk import answering, landing, questions, rights
from bot.handlers.desk.tables import QUESTIONS
from bot.handlers.desk.turn import Deal, Turn
from bot.store import drafts

WORDS = ("skip", "back", "done", "cancel")


async def typed(turn: Turn) -> None:
    """Words: the answer to what is asked, whatever asks it."""
    message = turn.update.message
    draft = await questions.waiting(turn.services, turn.user.id, turn.update)
    if message and draft:
        await QUESTIONS[questions.kind(draft)].take(turn, draft, questions.said(message))


async def retyped(turn: Turn) -> None:
    """A message that answered was changed: it answers anew."""
    message = turn.update.edited_message
    draft = await questions.answered_by(turn.services, turn.user.id, message) if message else None
    if message and draft and questions.form(draft):
        await answering.retyped(turn)
    elif message and draft:
        await QUESTIONS[questions.kind(draft)].take(turn, draft, questions.said(message))


async def word(turn: Turn) -> None:
    """`/skip`, `/back`, `/done` and `/cancel`: said to what is asked."""
    draft = await questions.waiting(turn.services, turn.user.id, turn.update)
    if draft:
        await typed(turn)
    else:
        await turn.tell("desk.ask.nothing")


async def not_words(turn: Turn) -> None:
    """A picture, a voice or the like: the question is asked again, and that it is answered in words."""
    draft = await questions.waiting(turn.services, turn.user.id, turn.update)
    if draft:
        await turn.tell("desk.ask.words_only")
        await QUESTIONS[questions.kind(draft)].ask(turn, draft)


async def resume(turn: Turn) -> None:
    """The question that waits in a draft is asked again, and what is typed next answers it."""
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=turn.draft_id) as act:
        draft = await rights.hold(act, turn.draft_id)
        if questions.is_open(draft) and draft.asked is None:
            await questions.pause_others(act, draft)
            await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, asked=turn.user.id)
        draft = await rights.hold(act, turn.draft_id)
    if questions.is_open(draft):
        await QUESTIONS[questions.kind(draft)].ask(turn, draft)
    else:
        await landing.menu(turn, draft)


COMMANDS = dict.fromkeys(WORDS, Deal(Action.DRAFT, word))
TAPS = {"resume": Deal(Action.DRAFT, resume)}
