"""Conflicts of a form with what somebody else changed in the same draft meanwhile: each side of a field is a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import form_handler, free_text_question
from bot.handlers.desk.drafts import conflict_choice
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services.drafts import forms as draft_forms
from bot.services.drafts.questions import MERGE

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft


@router.callback("pick", right=Action.DRAFT)
async def pick(desk: DeskContext) -> None:
    """Handle the choice of a side of one conflict."""
    step = await draft_forms.settle(
        desk.app.database, desk.draft_id, conflict_choice.read(desk),
        language=desk.words.language, context=desk.action_context,
    )  # fmt: skip
    await form_handler.show(desk, step)


@router.question(MERGE, right=Action.DRAFT)
async def take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take a text message: it cancels, and the draft stays as the other made it; else the conflict is asked again."""
    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
    else:
        await ask(desk, draft)


@router.ask(MERGE)
async def ask(desk: DeskContext, draft: Draft) -> None:
    """Ask about the first undecided conflict; where the other has taken their change back, save the answers."""
    step = await draft_forms.read_merge(
        desk.app.database, draft, language=desk.words.language, context=desk.action_context
    )
    if not step.conflicts:
        step = await draft_forms.settle(
            desk.app.database, draft.id, None, language=desk.words.language, context=desk.action_context
        )
    await form_handler.show(desk, step)
