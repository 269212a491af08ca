"""List broadcasts, show one, and change its state: approve, cancel, pause, resume, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers import responder
from bot.handlers.desk import member_names, notifier
from bot.handlers.desk.broadcasts import progress_message
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import broadcasts as broadcast_service
from bot.services import channels
from bot.services.broadcasts import status
from bot.store.deliveries import RESTORED
from bot.store.subscribers import ChatKind
from bot.views.desk import broadcast_report
from bot.views.desk.screen import button, rows, screen
from bot.views.document import Run
from bot.views.moments import with_moment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.handlers.desk.desk_context import DeskContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.store.broadcasts import Broadcast
    from bot.store.deliveries import Delivery
    from bot.views.document import Document, Inline

LISTED = 8  # broadcasts on one screen
_CHATS = 12  # chats on one screen


@router.callback("pushes", right=Action.PUSH)
async def show_list(desk: DeskContext) -> None:
    """Handle a tap that lists the latest broadcasts with their state."""
    words = desk.words
    lines, button_rows = [], []
    for broadcast, title in await status.read_latest(desk.app.database, words, LISTED):
        name = words.text("desk.push.named", number=broadcast.id, title=title)
        state = words.text(f"desk.push.state.{broadcast.state}")
        sent = words.count("desk.push.count.sent", broadcast.counts.sent)
        rest = (Run(sent),) if broadcast.started_at else await _hour(desk, broadcast)
        lines.append((Run(f"{name}\n{state} "), *rest))
        button_rows.append([button(name, "pushcard", broadcast.id)])
    fresh = [button(words.text("desk.button.push"), "push"), button(words.text("desk.button.desk"), "desk")]
    heading, none = words.text("desk.push.recent"), words.text("desk.push.none")
    await desk.show(screen(words, heading, *(lines or [(Run(none),)]), rows=(*button_rows, fresh)))


@router.callback("pushcard", right=Action.PUSH)
async def show(desk: DeskContext) -> None:
    """Handle a tap on a broadcast: show its current state."""
    await card(desk, desk.draft_id)


async def card(desk: DeskContext, broadcast_id: int, notice: str | None = None, *, anew: bool = False) -> None:
    """Show a broadcast's current state, with the buttons that change it."""
    broadcast = await status.get(desk.app.database, broadcast_id)
    await desk.show(await document(desk, broadcast), notice=notice, anew=anew)


async def document(desk: DeskContext, broadcast: Broadcast) -> Document:
    """Compose a broadcast's card: one that waits with its hour and maker, any other as a report."""
    words = desk.words
    report = await status.read_report(desk.app.database, broadcast, words)
    if broadcast.state not in {"planned", "awaiting", "called_off"}:
        return broadcast_report.document(report, words, refresh=True)
    name = words.text("desk.push.named", number=broadcast.id, title=report.title)
    state = words.text(f"desk.push.state.{broadcast.state}")
    by = words.text("desk.push.by", name=await member_names.of(desk, broadcast.by)) if broadcast.by else None
    hour = await _hour(desk, broadcast) or None
    preview = [button(words.text("desk.button.preview"), "pushlook", broadcast.id, item="push")]
    is_held = broadcast.halted == RESTORED  # whoever planned it may decide about it, too
    is_own = broadcast.by == desk.user.id and not is_held
    why = words.text("desk.restored.planned") if is_held else None
    yes = button(words.text("desk.push.button.approve"), "pushyes", broadcast.id)
    off = button(words.text("desk.push.button.off"), "pushoff", broadcast.id)
    copy = button(words.text("desk.push.button.copy"), "pushcopy", broadcast.id)
    decisions = {"awaiting": [off] if is_own else [yes, off], "planned": [off], "called_off": [copy]}
    home = [button(words.text("desk.push.button.pushes"), "pushes")]
    first = preview if broadcast.state != "called_off" else []
    return screen(words, name, state, why, by, hour, rows=(first, *rows(decisions[broadcast.state]), home))


@router.callback("pushyes", right=Action.PUSH)
async def approve(desk: DeskContext) -> None:
    """Handle a tap with which another editor approves a broadcast."""
    app = desk.app
    broadcast = await broadcast_service.approve(
        app.database, desk.draft_id, context=desk.action_context, words=app.translators
    )
    app.due_changed.set()
    await card(desk, broadcast.id, desk.words.text("desk.push.approved"))
    if broadcast.by and broadcast.by != desk.user.id:
        await _tell_maker(desk, broadcast, "desk.push.your_approved")


@router.callback("pushoff", right=Action.PUSH)
async def cancel(desk: DeskContext) -> None:
    """Handle a tap that cancels a waiting broadcast."""
    broadcast = await broadcast_service.cancel(desk.app.database, desk.draft_id, context=desk.action_context)
    await card(desk, broadcast.id)
    if broadcast.by and broadcast.by != desk.user.id:
        await _tell_maker(desk, broadcast, "desk.push.your_called_off")


@router.callback("pushpause", right=Action.PUSH)
async def pause(desk: DeskContext) -> None:
    """Handle a tap that pauses a running broadcast."""
    await _steer(desk, broadcast_service.pause)


@router.callback("pushgo", right=Action.PUSH)
async def go_on(desk: DeskContext) -> None:
    """Handle a tap that resumes a paused broadcast."""
    await _steer(desk, broadcast_service.resume)


@router.callback("pushstop", right=Action.PUSH)
async def stop(desk: DeskContext) -> None:
    """Handle a tap that stops a broadcast: ask for confirmation below its progress message, then stop it."""
    if desk.link.value == "yes":
        await _steer(desk, broadcast_service.stop)
        return
    words, broadcast = desk.words, await status.get(desk.app.database, desk.draft_id)
    yes = button(words.text("desk.push.stop.yes"), "pushstop", broadcast.id, value="yes")
    no = button(words.text("desk.button.no"), "pushcard", broadcast.id)
    sure = words.count("desk.push.stop.sure", broadcast.counts.open)
    name = words.text("desk.push.button.pushstop")
    await desk.show(screen(words, name, sure, rows=([yes, no],)), anew=True)


@router.callback("pushfail", right=Action.PUSH)
async def show_failed(desk: DeskContext) -> None:
    """Handle a tap that lists failed deliveries with their reasons, those behind the one the button names."""
    words, broadcast = desk.words, await status.get(desk.app.database, desk.draft_id)
    page = await status.read_deliveries(
        desk.app.database, broadcast.id, states={"failed"}, after=key(desk), limit=_CHATS + 1
    )
    listed, unknown = page[:_CHATS], words.text("desk.push.reason_unknown")
    lines = [
        words.text("desk.push.failed_line", name=await chat_name(desk, delivery), why=delivery.reason or unknown)
        for delivery in listed
    ]
    last = value(listed[-1]) if len(page) > len(listed) else None
    more = [button(words.text("desk.form.more"), "pushfail", broadcast.id, value=last)] if last else []
    back = [button(words.text("desk.button.back"), "pushcard", broadcast.id)]
    title = words.text("desk.push.failed_title", number=broadcast.id)
    await desk.show(screen(words, title, *(lines or [words.text("desk.push.failed_none")]), rows=(more, back)))


async def chat_name(desk: DeskContext, delivery: Delivery) -> str:
    """Return the name of a delivery's chat: a title, a person's name, or else its id."""
    subscriber = await channels.find(desk.app.database, delivery.chat_id)
    title = subscriber.title if subscriber else None
    if title is None and (subscriber is None or subscriber.kind is ChatKind.PRIVATE):
        title = await member_names.of(desk, delivery.chat_id)
    return title or str(delivery.chat_id)


def value(delivery: Delivery) -> str:
    """Encode a delivery's key for a button."""
    return f"{delivery.chat_id}-{delivery.language}"


def key(desk: DeskContext) -> tuple[int, str] | None:
    """Decode the delivery's key from the tapped button; None if it has none. Raises LinkInvalid."""
    if desk.link.value is None:
        return None
    chat, _, language = desk.link.value.rpartition("-")
    if not chat.removeprefix("-").isdecimal():
        raise LinkInvalid
    return int(chat), language


async def _steer(desk: DeskContext, transition: Callable[..., Awaitable[Broadcast]]) -> None:
    """Apply a transition, tapped on the broadcast's card or on its progress message, which stays one."""
    app = desk.app
    broadcast = await transition(app.database, desk.draft_id, context=desk.action_context)
    if desk.button and broadcast.watch == (desk.chat.chat_id, desk.button.message_id):
        await responder.answer_callback(app, desk.button.query_id)
    else:
        await card(desk, broadcast.id)
    if broadcast.watch:
        await progress_message.put(app, broadcast.id)


async def _hour(desk: DeskContext, broadcast: Broadcast) -> Inline:
    """Tell the hour of a broadcast that waits for one; empty for any other."""
    if broadcast.state == "planned" or (broadcast.state == "awaiting" and broadcast.due_at > desk.app.now()):
        hour = await notifier.moment(desk, broadcast.due_at)
        return with_moment(desk.words.text("desk.push.at", hour=hour), hour, broadcast.due_at)
    return ()


async def _tell_maker(desk: DeskContext, broadcast: Broadcast, key: str) -> None:
    name = await member_names.of(desk, desk.user.id)

    def compose(to: NoticeRecipient) -> Document:
        row = [button(to.words.text("desk.push.button.card"), "pushcard", broadcast.id)]
        return screen(to.words, to.words.text("desk.button.push"), to.words.text(key, name=name, number=broadcast.id),
                      rows=(row,))  # fmt: skip

    await notifier.tell(desk.app, broadcast.by, compose)
