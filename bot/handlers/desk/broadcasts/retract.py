"""Retract a broadcast, running or ended: copies are deleted, or edited to a notice where they are too old for that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import BroadcastStale, BroadcastUnknown
from bot.handlers import responder
from bot.handlers.desk.broadcasts import overview, progress_message
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services.broadcasts import status
from bot.store.broadcasts import OUT
from bot.text.normalize import ascii_digits
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.broadcasts import Broadcast
    from bot.views.document import Document

LISTED = 8
_DELETABLE = timedelta(hours=48)  # https://core.telegram.org/bots/api#deletemessage


@router.command("retract", right=Action.RETRACT)
async def typed(desk: DeskContext) -> None:
    """Handle `/retract`: ask about the broadcast of that number, or list those that can be retracted."""
    number = ascii_digits(" ".join(desk.args)).lstrip("#").strip()
    if not number:
        await _choose(desk)
    elif number.isdecimal() and len(number) <= len("9999999999"):
        await desk.show(await _confirmation(desk, await status.get(desk.app.database, int(number))))
    else:
        raise BroadcastUnknown(number=number)


@router.callback("retract", right=Action.RETRACT)
async def retract(desk: DeskContext) -> None:
    """Handle a tap on a broadcast: ask for confirmation; confirmed, retract it and show the progress."""
    broadcast = await status.get(desk.app.database, desk.draft_id)
    if desk.link.value != "yes":
        # A progress message is not replaced by the question: it goes on to show the progress.
        anew = desk.button is not None and broadcast.watch == (desk.chat.chat_id, desk.button.message_id)
        await desk.show(await _confirmation(desk, broadcast), anew=anew)
        return
    app, message_id = desk.app, desk.button.message_id if desk.button else None
    watch = (desk.chat.chat_id, message_id) if message_id else None
    broadcast = await broadcast_service.retract(
        app.database, broadcast.id, context=desk.action_context, words=app.translators, watch=watch
    )
    app.due_changed.set()
    if desk.button and watch:
        await responder.answer_callback(app, desk.button.query_id)
        await progress_message.put(app, broadcast.id)
    else:
        await overview.card(desk, broadcast.id)


async def _choose(desk: DeskContext) -> None:
    words = desk.words
    broadcasts = await status.read_latest(desk.app.database, words, LISTED, states=OUT)
    button_rows = [
        [button(words.text("desk.push.named", number=broadcast.id, title=title), "retract", broadcast.id)]
        for broadcast, title in broadcasts
    ]
    text = words.text("desk.push.retract.which" if broadcasts else "desk.push.retract.none")
    home = [button(words.text("desk.button.desk"), "desk")]
    await desk.show(screen(words, words.text("desk.push.button.retract"), text, rows=(*button_rows, home)))


async def _confirmation(desk: DeskContext, broadcast: Broadcast) -> Document:
    """Compose the question, with what would become of the copies; raises BroadcastStale if it cannot be retracted."""
    if broadcast.kind == "digest" or broadcast.state not in OUT:
        raise BroadcastStale(number=broadcast.id)
    words, counts = desk.words, broadcast.counts
    title = await status.read_title(desk.app.database, broadcast, words)
    is_old = broadcast.started_at is not None and desk.app.now() - broadcast.started_at >= _DELETABLE
    lines = [words.count("desk.push.retract.sure", counts.sent)]
    lines += [words.count("desk.push.retract.cancels", counts.open)] if counts.open else []
    lines += [words.text("desk.push.retract.old" if is_old else "desk.push.retract.young")]
    yes = button(words.text("desk.push.retract.yes"), "retract", broadcast.id, value="yes")
    no = button(words.text("desk.button.no"), "pushcard", broadcast.id)
    name = words.text("desk.push.named", number=broadcast.id, title=title)
    return screen(words, name, *lines, rows=([yes, no],))
