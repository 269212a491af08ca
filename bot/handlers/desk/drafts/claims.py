"""Who holds a draft: claim it, release it. Holding names who is at it; it keeps nobody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import drafts

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext


@router.callback("claim", right=Action.DRAFT)
async def claim(desk: DeskContext) -> None:
    """Make the member the draft's holder, and tell who held it before."""
    draft, before = await drafts.claim(desk.app.database, desk.draft_id, context=desk.action_context)
    await draft_screens.menu(desk, draft, notice=desk.words.text("desk.draft.claimed"))
    if before != draft.holder:
        await review_notices.tell_taken(desk, draft, before)


@router.callback("letgo", right=Action.DRAFT)
async def release(desk: DeskContext) -> None:
    """Release the draft, so that the list names nobody beside it."""
    draft, _ = await drafts.release(desk.app.database, desk.draft_id, context=desk.action_context)
    await draft_screens.menu(desk, draft, notice=desk.words.text("desk.draft.released"))
