"""Free-text questions beside the forms: the note of a revision, why a draft is returned, an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import NoteLong
from bot.forms.answer_parser import is_word
from bot.handlers.desk import permissions
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model import clean
from bot.model.roles import Action
from bot.services import drafts

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft

LIMIT = 500  # characters of a note


async def drop(desk: DeskContext, draft: Draft) -> None:
    """Drop the draft's question, and show the draft."""
    await draft_screens.menu(desk, await drafts.end_question(desk.app.database, draft.id, context=desk.action_context))


@router.callback("calloff", right=Action.DRAFT)
async def cancel(desk: DeskContext) -> None:
    """Handle a tap that cancels the question."""
    await drop(desk, await permissions.read_draft(desk, desk.draft_id))


def is_end(typed: Typed) -> bool:
    """Return whether the text cancels the question: 'cancel', or 'back'."""
    return any(is_word(typed.text, word) for word in ("cancel", "back"))


def read(typed: Typed) -> str | None:
    """Parse a note; None for a word that means there is none. Raises NoteLong."""
    note = clean(typed.text)
    if any(is_word(note, word) for word in ("skip", "done")):
        return None
    if len(note) > LIMIT:
        raise NoteLong(length=len(note), limit=LIMIT)
    return note


def plain(desk: DeskContext, typed: Typed) -> str | None:
    """Return the notice that formatting was dropped, where the text had any."""
    return desk.words.text("desk.form.formatting_dropped") if typed.formatted else None
