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
    held = await questions.waiting(turn.services, turn.user.id, turn.update)
    if message and held:
        await QUESTIONS[questions.kind(held)].take(turn, held, questions.said(message))


async def retyped(turn: Turn) -> None:
    """A message that answered was changed: it answers anew."""
    message = turn.update.edited_message
    held = await questions.answered_by(turn.services, turn.user.id, message) if message else None
    if message and held and questions.form(held):
        await answering.retyped(turn)
    elif message and held:
        await QUESTIONS[questions.kind(held)].take(turn, held, questions.said(message))


async def word(turn: Turn) -> None:
    """`/skip`, `/back`, `/done` and `/cancel`: said to what is asked."""
    if await questions.waiting(turn.services, turn.user.id, turn.update):
        await typed(turn)
    else:
        await turn.tell("desk.ask.nothing")


async def not_words(turn: Turn) -> None:
    """A picture, where one is an answer; else that the question is answered in words, and it is asked again."""
    message = turn.update.message
    held = await questions.waiting(turn.services, turn.user.id, turn.update)
    if held is None:
        return
    kind = QUESTIONS[questions.kind(held)]
    if kind.look and message and message.photo:
        await kind.look(turn, held, message)
        return
    await turn.tell("desk.ask.not_a_photo" if kind.look else "desk.ask.words_only")
    await kind.ask(turn, held)


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
