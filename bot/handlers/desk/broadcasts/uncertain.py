"""Uncertain deliveries: list those of which nobody knows whether they arrived; send them again or leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers import responder
from bot.handlers.desk.broadcasts import overview, progress_message
from bot.handlers.desk.registry import router
from bot.i18n import languages, numbers
from bot.model.roles import Action
from bot.services.broadcasts import status
from bot.services.broadcasts import uncertain as uncertain_service
from bot.store.deliveries import INTERRUPTED, RESTORED
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.broadcasts.uncertain import Decision
    from bot.store.deliveries import Delivery
    from bot.views.document import Button

LISTED = 6  # chats on one screen, two buttons each
_ALL = "all"
_REASONS = {INTERRUPTED: "desk.push.doubt.stopped", RESTORED: "desk.push.doubt.restored"}  # any other is Telegram's


@router.callback("doubts", right=Action.PUSH)
async def show(desk: DeskContext) -> None:
    """Handle a tap that lists the undecided uncertain deliveries of a broadcast."""
    await _list(desk, desk.draft_id)


@router.callback("doubtsend", right=Action.PUSH)
async def send(desk: DeskContext) -> None:
    """Handle a tap that sends one again, or all."""
    await _settle(desk, "send")


@router.callback("doubtleave", right=Action.PUSH)
async def leave(desk: DeskContext) -> None:
    """Handle a tap that leaves one as it is, or all."""
    await _settle(desk, "leave")


async def _settle(desk: DeskContext, decision: Decision) -> None:
    broadcast_id = desk.draft_id
    key = None if desk.link.value == _ALL else overview.key(desk)
    if key is None and desk.link.value != _ALL:
        raise LinkInvalid
    message_id = desk.button.message_id if desk.button else None
    watch = (desk.chat.chat_id, message_id) if message_id else None
    settled = await uncertain_service.settle(
        desk.app.database, broadcast_id, decision, context=desk.action_context, key=key, watch=watch
    )
    desk.app.due_changed.set()
    notice = desk.words.count(f"desk.push.doubt.{'sent' if decision == 'send' else 'left'}", settled.count)
    if settled.is_watched and desk.button:
        # All are decided: this screen becomes the progress message of the broadcast that runs again.
        await responder.answer_callback(desk.app, desk.button.query_id, notice)
        await progress_message.put(desk.app, broadcast_id)
        return
    if not settled.count and settled.is_new_update:
        notice = desk.words.text("desk.push.doubt.settled")
    await _list(desk, broadcast_id, notice)


async def _list(desk: DeskContext, broadcast_id: int, notice: str | None = None) -> None:
    words, broadcast = desk.words, await status.get(desk.app.database, broadcast_id)
    deliveries = await uncertain_service.read(desk.app.database, broadcast_id, LISTED + 1)
    lines: list[str] = []
    button_rows: list[list[Button]] = []
    can_send = broadcast.state not in {"retracting", "retracted"}
    for at, delivery in enumerate(deliveries[:LISTED], start=1):
        # Numbered: a phone cuts off the end of a label, which is what tells chats of similar names apart.
        place, value = numbers.format_number(at, words.digits), overview.value(delivery)
        lines.append(words.text("desk.push.doubt.numbered", place=place, line=await _line(desk, delivery)))
        again = button(words.text("desk.push.doubt.send", place=place), "doubtsend", broadcast_id, value=value)
        ignore = button(words.text("desk.push.doubt.leave", place=place), "doubtleave", broadcast_id, value=value)
        button_rows.append([again, ignore] if can_send else [ignore])
    if len(deliveries) > 1:
        again = button(words.text("desk.push.doubt.send_all"), "doubtsend", broadcast_id, value=_ALL)
        ignore = button(words.text("desk.push.doubt.leave_all"), "doubtleave", broadcast_id, value=_ALL)
        button_rows.append([again, ignore] if can_send else [ignore])
    back = [button(words.text("desk.button.back"), "pushcard", broadcast_id)]
    more = words.text("desk.push.doubt.more") if len(deliveries) > LISTED else None
    blocks = (
        (words.text("desk.push.doubt.about"), *lines, more) if deliveries else (words.text("desk.push.doubt.none"),)
    )
    title = words.text("desk.push.doubt.title", number=broadcast_id)
    await desk.show(screen(words, title, *blocks, rows=(*button_rows, back)), notice=notice)


async def _line(desk: DeskContext, delivery: Delivery) -> str:
    """Format one delivery: the chat, the language, and why nobody knows."""
    words, name = desk.words, await overview.chat_name(desk, delivery)
    language = languages.name(delivery.language, words.language)
    key = _REASONS.get(delivery.reason or "", "desk.push.doubt.why")
    why = words.text(key, why=delivery.reason or "?")
    return words.text("desk.push.doubt.line", name=name, language=language, why=why)
