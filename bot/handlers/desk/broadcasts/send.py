"""Send a broadcast draft: preview it, count its recipients, confirm, and start it or submit it for approval."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import BroadcastDraftStale, LinkInvalid
from bot.handlers import responder
from bot.handlers.desk import member_names, notifier, permissions
from bot.handlers.desk.broadcasts import draft, overview, progress_message
from bot.handlers.desk.registry import router
from bot.i18n import languages
from bot.model.broadcast import BroadcastSpec
from bot.model.language import Language
from bot.model.roles import Action
from bot.render import request_body
from bot.services import broadcasts as broadcast_service
from bot.services import publication_panel
from bot.services.broadcasts import drafts, status
from bot.store.recipients import Combination
from bot.telegram_api import rich_support
from bot.telegram_api.outcomes import Sent, describe
from bot.telegram_api.rate_limiter import Priority
from bot.views.desk import broadcast_report
from bot.views.desk.screen import button, rows, screen

if TYPE_CHECKING:
    from datetime import datetime

    from bot.handlers.desk.desk_context import DeskContext
    from bot.handlers.desk.notifier import NoticeRecipient
    from bot.store.broadcasts import Broadcast
    from bot.store.recipients import Forecast
    from bot.telegram_api.outcomes import Outcome
    from bot.views.document import Button, Document

_LOOK = re.compile(rf"({'|'.join(Language)})-([rc])-([rs])", re.ASCII)
_AUDIENCES = {"r": False, "c": True}  # readers and groups; channels
_FORMATS = {"r": True, "s": False}  # rich; simple


@router.callback("pushlook", right=Action.PUSH)
async def preview(desk: DeskContext) -> None:
    """Handle a tap on the preview: show the choice of variants; with one chosen, send it, and the choice below."""
    if desk.link.value is None:
        if desk.link.item != "draft":
            await _spec(desk)  # refuses what was sent or discarded meanwhile
        await desk.show(_choice(desk))
        return
    match = _LOOK.fullmatch(desk.link.value)
    if match is None:
        raise LinkInvalid
    preferences = desk.chat.preferences
    combination = Combination(
        Language(match[1]), _FORMATS[match[3]], preferences.months, preferences.digits, channel=_AUDIENCES[match[2]]
    )
    outcome, notice = await _send(desk, combination), None
    if combination.rich and rich_support.refused(outcome):
        notice = desk.words.text("desk.push.look.instead")
        outcome = await _send(desk, replace(combination, rich=False))
    if not isinstance(outcome, Sent):
        notice = desk.words.text("desk.push.look.refused", why=describe(outcome))
    await desk.show(_choice(desk), notice=notice, anew=True)


async def _send(desk: DeskContext, combination: Combination) -> Outcome:
    """Send the editor the message that chats of this combination would get."""
    app, chat = desk.app, desk.chat.chat_id
    if desk.link.item == "draft":
        unpublished = await permissions.read_draft(desk, desk.draft_id)
        rendition = await publication_panel.preview(app.database, unpublished, combination, app.now(), app.translators)
    else:
        rendition = await broadcast_service.preview(app.database, await _spec(desk), combination, app.translators)
    body = request_body.send(rendition.body, chat)
    return await app.client.call(rendition.method, body, chat=chat, priority=Priority.READER)


@router.callback("pushdry", right=Action.PUSH)
async def dry_run(desk: DeskContext) -> None:
    """Handle a tap that counts: show recipients and duration; nothing is sent."""
    broadcast_draft = await draft.read_draft(desk, desk.draft_id)
    spec, words = BroadcastSpec.from_json(broadcast_draft.spec), desk.words
    counted = await forecast(desk, spec)
    name = words.text("desk.push.title", title=await draft.title(desk, spec))
    back = [button(words.text("desk.button.back"), "proof", broadcast_draft.id)]
    await desk.show(
        screen(
            words, name, *broadcast_report.tallied(counted, words), words.text("desk.push.dry.nothing"), rows=(back,)
        )
    )


@router.callback("pushsend", right=Action.PUSH)
async def send(desk: DeskContext) -> None:
    """Handle a tap that sends now: show the recipients and ask for confirmation; confirmed, start it."""
    if desk.link.value == "yes":
        await _start(desk)
        return
    broadcast_draft = await draft.read_draft(desk, desk.draft_id)
    spec, words = BroadcastSpec.from_json(broadcast_draft.spec), desk.words
    counted = await forecast(desk, spec)
    name = words.text("desk.push.title", title=await draft.title(desk, spec))
    yes = button(words.text("desk.push.button.yes"), "pushsend", broadcast_draft.id, item=desk.link.item, value="yes")
    back = [button(words.text("desk.button.back"), "proof", broadcast_draft.id)]
    sure = words.text("desk.push.sure")
    await desk.show(screen(words, name, *broadcast_report.tallied(counted, words), sure, rows=([yes], back)))


@router.callback("pushask", right=Action.PUSH)
async def ask_approval(desk: DeskContext) -> None:
    """Handle a tap that submits the draft to the other editors, one of whom approves it."""
    await _start(desk, awaiting=True)


async def start_at(desk: DeskContext, at: datetime) -> None:
    """Schedule the draft at an hour, and show that it waits."""
    await _start(desk, at=at)


async def forecast(desk: DeskContext, spec: BroadcastSpec) -> Forecast:
    """Estimate recipients and duration of a broadcast."""
    app = desk.app
    return await broadcast_service.forecast(app.database, spec, app.now(), app.settings.rate)


async def _spec(desk: DeskContext) -> BroadcastSpec:
    """Read the spec to preview: of a waiting broadcast, or of the editor's draft."""
    if desk.link.item == "push":
        return await status.read_spec(desk.app.database, await status.get(desk.app.database, desk.draft_id))
    return BroadcastSpec.from_json((await draft.read_draft(desk, desk.draft_id)).spec)


def _choice(desk: DeskContext) -> Document:
    words, link = desk.words, desk.link
    buttons: list[Button] = []
    for language in Language:
        language_name = languages.name(language, words.language)
        for audience, channel in _AUDIENCES.items():
            label = words.text(f"desk.push.look.{'channel' if channel else 'reader'}", language=language_name)
            buttons += [
                button(
                    words.text(f"desk.push.look.{'rich' if rich else 'simple'}", label=label),
                    "pushlook", link.draft, item=link.item, value=f"{language}-{audience}-{code}",
                )
                for code, rich in _FORMATS.items()
            ]  # fmt: skip
    verb = {"push": "pushcard", "draft": "publish"}.get(link.item or "", "proof")
    back = [button(words.text("desk.button.back"), verb, link.draft)]
    title = words.text("desk.push.look.title")
    return screen(words, title, words.text("desk.push.look.which"), rows=(*rows(buttons), back))


async def _start(desk: DeskContext, *, at: datetime | None = None, awaiting: bool = False) -> None:
    """Start the draft in the version that was shown; the tapped message then shows its progress."""
    app, tapped = desk.app, desk.button
    version = (desk.link.item or "").removeprefix("v")
    broadcast_draft = await drafts.find(app.database, desk.draft_id, desk.user.id)
    broadcast_id = broadcast_draft.broadcast_id  # a second tap starts nothing: it shows what the first started
    if broadcast_id is None:
        if str(broadcast_draft.version) != version:
            raise BroadcastDraftStale
        message_id = tapped.message_id if tapped else None
        watch = (desk.chat.chat_id, message_id) if message_id and not (at or awaiting) else None
        broadcast_id = await broadcast_service.start(
            app.database, BroadcastSpec.from_json(broadcast_draft.spec), desk.action_context,
            words=app.translators, at=at, awaiting=awaiting, watch=watch, origin=broadcast_draft,
        )  # fmt: skip
        app.due_changed.set()
    await show_started(desk, broadcast_id)


async def show_started(desk: DeskContext, broadcast_id: int) -> None:
    """Show a broadcast just started: its progress, or that it waits; notify who may approve it."""
    app, broadcast = desk.app, await status.get(desk.app.database, broadcast_id)
    if broadcast.state in {"planned", "awaiting"}:
        await desk.show(
            await overview.document(desk, broadcast), notice=desk.words.text(f"desk.push.put.{broadcast.state}")
        )
        if broadcast.state == "awaiting":
            await _ask_others(desk, broadcast)
    elif broadcast.watch:
        if desk.button:
            await responder.answer_callback(app, desk.button.query_id)
        await progress_message.put(app, broadcast_id)
    else:
        shown = await desk.show(await overview.document(desk, broadcast), anew=True)
        if shown and broadcast.state == "running":
            await status.watch(app.database, broadcast_id, desk.chat.chat_id, shown)
            await progress_message.put(app, broadcast_id)  # nothing where it ended meanwhile: that was reported apart


async def _ask_others(desk: DeskContext, broadcast: Broadcast) -> None:
    """Notify every other editor of a broadcast that waits for one of them to approve it."""
    name = await member_names.of(desk, desk.user.id)
    titles = await status.read_titles(desk.app.database, broadcast, desk.app.translators)

    def compose(to: NoticeRecipient) -> Document:
        words = to.words
        text = words.text("desk.push.asked", name=name, number=broadcast.id)
        look = button(words.text("desk.button.preview"), "pushlook", broadcast.id, item="push")
        yes = button(words.text("desk.push.button.approve"), "pushyes", broadcast.id)
        off = button(words.text("desk.push.button.off"), "pushoff", broadcast.id)
        title = words.text("desk.push.named", number=broadcast.id, title=titles[words.language])
        return screen(words, title, text, rows=([look], *rows([yes, off])))

    await notifier.tell_those(desk.app, Action.PUSH, compose, but={desk.user.id})
