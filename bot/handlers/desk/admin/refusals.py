"""What outsiders tried at the desk, below the audit: who, what, how often, first and last when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import member_names, notifier
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services.admin import audit_log as audit_service
from bot.store.refusals import OTHERS
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.refusals import Refusal

PAGE = 10  # rows on one screen


@router.callback("auditout", right=Action.AUDIT)
async def show(desk: DeskContext) -> None:
    """Handle a tap that lists refused outsiders, the latest first; the button's number is how many are passed over."""
    words, offset = desk.words, desk.draft_id
    listed = await audit_service.read_refusals(desk.app.database, limit=PAGE + 1, offset=offset)
    lines = [await _line(desk, refusal) for refusal in listed[:PAGE]] or [words.text("desk.audit.none")]
    is_more = len(listed) > PAGE
    older = [button(words.text("desk.audit.older"), "auditout", offset + PAGE)] if is_more else []
    back = [button(words.text("desk.audit.title"), "audit"), button(words.text("desk.button.desk"), "desk")]
    await desk.show(screen(words, words.text("desk.audit.outsiders_title"), *lines, rows=(older, back)))


async def _line(desk: DeskContext, refusal: Refusal) -> str:
    words = desk.words
    if refusal.actor == OTHERS:
        name = words.text("desk.audit.others")
    elif refusal.actor > 0:
        name = await member_names.of(desk, refusal.actor)
    else:
        name = words.text("desk.audit.chat")
    return words.count(
        "desk.audit.line_outsider",
        refusal.count,
        name=name,
        action=words.text(f"desk.action.{refusal.action}"),
        first=await notifier.moment(desk, refusal.first_at),
        last=await notifier.moment(desk, refusal.last_at),
    )
