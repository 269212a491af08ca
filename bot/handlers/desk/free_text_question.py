"""Words that are asked for beside a draft's forms: the note of a revision, why a draft is returned, an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.deeds import doing
from bot.desk.answers import is_word
from bot.desk.roles import Action
from bot.errors import NoteLong, QuestionOpen
from bot.handlers.desk import landing, questions, rights
from bot.handlers.desk.turn import Deal
from bot.store import drafts
from bot.store.drafts import LIVE
from bot.story import clean

if TYPE_CHECKING:
    from bot.deeds import Doing
    from bot.desk.question import Typed
    from bot.handlers.desk.turn import Turn
    from bot.store.drafts import Draft

LIMIT = 500  # characters of a note
PATIENCE = timedelta(hours=24)  # after which somebody else's half-answered form gives way


async def ask(act: Doing, draft: Draft, kind: str, **about: Any) -> Draft:
    """Let what this person types next answer a question of this kind; the draft as it is then.

    Raises QuestionOpen where a form in the draft is half answered.
    """
    expect_no_form(act, draft)
    await questions.pause_others(act, draft)
    question = {"kind": kind, **about}
    await drafts.save(act.conn, draft.id, draft.version, at=act.deed.at, question=question, asked=act.deed.actor)
    return await drafts.get(act.conn, draft.id) or draft


def expect_no_form(act: Doing, draft: Draft) -> None:
    """Raise QuestionOpen where somebody is answering a form in the draft, which would be lost."""
    form = questions.form(draft)
    if form is None or form.finished or not form.said:
        return
    if form.by == act.deed.actor or act.deed.at - draft.changed_at < PATIENCE:
        raise QuestionOpen(draft=draft.id)


async def drop(turn: Turn, draft: Draft) -> None:
    """Ask no more, and show the draft again."""
    async with doing(turn.services.database, turn.deed, Action.DRAFT, draft=draft.id) as act:
        held = await rights.hold(act, draft.id, LIVE)
        if act.is_first and questions.form(held) is None:
            await drafts.save(act.conn, held.id, held.version, at=act.deed.at, question=None, asked=None)
        held = await rights.hold(act, draft.id, LIVE)
    await landing.menu(turn, held)


async def call_off(turn: Turn) -> None:
    """A tap that ends a question: the draft is shown again."""
    await drop(turn, await rights.look(turn, turn.draft_id))


def is_end(typed: Typed) -> bool:
    """Whether what was typed calls the question off: 'cancel', or 'back'."""
    return any(is_word(typed.text, word) for word in ("cancel", "back"))


def read(typed: Typed) -> str | None:
    """A note as it was typed, None where that says that there is none; raises NoteLong."""
    note = clean(typed.text)
    if any(is_word(note, word) for word in ("skip", "done")):
        return None
    if len(note) > LIMIT:
        raise NoteLong(length=len(note), limit=LIMIT)
    return note


def plain(turn: Turn, typed: Typed) -> str | None:
    """That formatting was left out, where there was some."""
    return turn.words.text("desk.form.formatting_dropped") if typed.formatted else None


COMMANDS: dict[str, Deal] = {}
TAPS = {"calloff": Deal(Action.DRAFT, call_off)}
