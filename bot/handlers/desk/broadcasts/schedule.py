"""Schedule a broadcast draft at an hour, given in the editor's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk.broadcasts import draft, send
from bot.handlers.desk.broadcasts import text as text_question
from bot.handlers.desk.hour_dialog import HourDialog, Verbs, parse_hour
from bot.handlers.desk.registry import router
from bot.model.broadcast import BroadcastSpec
from bot.model.roles import Action
from bot.services.broadcasts import drafts
from bot.services.broadcasts.drafts import HOUR, ZONE

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.broadcast_drafts import BroadcastDraft


async def _title(desk: DeskContext, broadcast_draft: BroadcastDraft) -> str:
    title = await draft.title(desk, BroadcastSpec.from_json(broadcast_draft.spec))
    return desk.words.text("desk.push.title", title=title)


async def _begin(desk: DeskContext, draft_id: int) -> tuple[BroadcastDraft, str | None]:
    return await drafts.ask_hour(desk.app.database, draft_id, context=desk.action_context)


async def _begin_zone(desk: DeskContext, draft_id: int, typed: str | None = None) -> BroadcastDraft:
    return await drafts.ask_zone(desk.app.database, draft_id, context=desk.action_context, typed=typed)


_DIALOG: HourDialog[BroadcastDraft] = HourDialog(
    verbs=Verbs(hour="pushat", zone="pushzone", back="proofdrop"),
    ask_key="desk.push.ask.hour",
    echo_key="desk.push.at",
    title=_title,
    begin=_begin,
    begin_zone=_begin_zone,
    end=text_question.end,
)
router.callback("pushzone", right=Action.PUSH)(_DIALOG.change_zone)
router.question(HOUR, right=Action.PUSH)(_DIALOG.take_hour)
router.question(ZONE, right=Action.PUSH)(_DIALOG.take_zone)
router.ask(HOUR)(_DIALOG.ask_hour)
router.ask(ZONE)(_DIALOG.ask_zone)


@router.callback("pushat", right=Action.PUSH)
async def plan(desk: DeskContext) -> None:
    """Handle a tap that asks for an hour, or, with one, schedules the broadcast."""
    if desk.link.value is None:
        await _DIALOG.start(desk, desk.draft_id)
    else:
        await send.start_at(desk, parse_hour(desk.link.value))
