"""Publishing at an hour: choose it in the editor's zone, change it, cancel it, and list what is scheduled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.desk import member_names, permissions
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.hour_dialog import HourDialog, Verbs, parse_hour, zone_of
from bot.handlers.desk.publishing import panel
from bot.handlers.desk.registry import router
from bot.i18n import zones
from bot.model.roles import Action, may
from bot.services import scheduling
from bot.services.scheduling import HOUR, ZONE
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.moments import with_moment

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft
    from bot.store.scheduled_publications import ScheduledPublication
    from bot.views.document import Inline


async def _title(desk: DeskContext, draft: Draft) -> str:
    return item_summary.title(draft.dossier, desk.words)


async def _begin(desk: DeskContext, draft_id: int) -> tuple[Draft, str | None]:
    return await scheduling.ask_hour(desk.app.database, draft_id, context=desk.action_context)


async def _begin_zone(desk: DeskContext, draft_id: int, typed: str | None = None) -> Draft:
    return await scheduling.ask_zone(desk.app.database, draft_id, context=desk.action_context, typed=typed)


_DIALOG: HourDialog[Draft] = HourDialog(
    verbs=Verbs(hour="at", zone="zone", back="publish"),
    ask_key="desk.schedule.ask",
    echo_key="desk.schedule.understood",
    title=_title,
    begin=_begin,
    begin_zone=_begin_zone,
    end=panel.reopen,
)
router.callback("zone", right=Action.SCHEDULE)(_DIALOG.change_zone)
router.question(HOUR, right=Action.SCHEDULE)(_DIALOG.take_hour)
router.question(ZONE, right=Action.SCHEDULE)(_DIALOG.take_zone)
router.ask(HOUR)(_DIALOG.ask_hour)
router.ask(ZONE)(_DIALOG.ask_zone)


@router.callback("schedule", right=Action.SCHEDULE)
async def plan(desk: DeskContext) -> None:
    """Ask for the hour of a draft that can be published; of a scheduled one, show the hour and what can be done."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    due = await scheduling.read_due(desk.app.database, draft.id)
    if due and desk.link.value is None:
        await card(desk, draft, due)
    elif not await panel.is_hindered(desk, draft):
        await panel.require_seen(desk, draft)
        await _DIALOG.start(desk, draft.id)


@router.callback("at", right=Action.SCHEDULE)
async def put(desk: DeskContext) -> None:
    """Handle a tap on an hour: schedule the version of the draft that was shown."""
    at, version = parse_hour(desk.link.value), (desk.link.item or "")[1:]
    if not version.isdecimal():
        raise LinkInvalid
    draft, due = await scheduling.schedule(
        desk.app.database, desk.draft_id, at,
        version=int(version), zone=await zone_of(desk), context=desk.action_context,
    )  # fmt: skip
    desk.app.due_changed.set()
    if due:
        await card(desk, draft, due, desk.words.text("desk.schedule.put"))


@router.callback("duepush", right=Action.PUSH)
async def set_push(desk: DeskContext) -> None:
    """Handle a tap that plans a broadcast of what is new at the draft's hour, or drops the plan."""
    draft, due = await scheduling.toggle_broadcast(desk.app.database, desk.draft_id, context=desk.action_context)
    if due:
        await card(desk, draft, due)


@router.callback("unschedule", right=Action.SCHEDULE)
async def cancel(desk: DeskContext) -> None:
    """Handle a tap that cancels the draft's hour: the draft is open again."""
    draft = await scheduling.cancel(desk.app.database, desk.draft_id, context=desk.action_context)
    await draft_screens.menu(desk, draft, notice=desk.words.text("desk.schedule.called_off"))


@router.command("scheduled", right=Action.SCHEDULE)
@router.callback("queue", right=Action.SCHEDULE)
async def listed(desk: DeskContext) -> None:
    """Handle `/scheduled`: list what is scheduled, the earliest first."""
    words = desk.words
    lines, buttons = [], []
    for due, draft in await scheduling.read_all(desk.app.database):
        title = item_summary.title(draft.dossier, words)
        hour = zones.format_moment(due.due_at, due.zone, desk.chat.preferences)
        name = await member_names.of(desk, due.by)
        line = words.text(f"desk.schedule.line.{due.state}", title=title, hour=hour, name=name)
        lines.append(with_moment(line, hour, due.due_at))
        buttons.append([button(title, "schedule", draft.id)])
    home = [button(words.text("desk.button.desk"), "desk")]
    texts: list[Inline | str] = [*lines] or [words.text("desk.schedule.none")]
    await desk.show(screen(words, words.text("desk.schedule.title"), *texts, rows=(*buttons, home)))


async def card(desk: DeskContext, draft: Draft, due: ScheduledPublication, notice: str | None = None) -> None:
    """Show when a draft is published, and what can be done about it."""
    words = desk.words
    hour = zones.format_moment(due.due_at, due.zone, desk.chat.preferences)
    name = await member_names.of(desk, due.by)
    text = with_moment(words.text(f"desk.schedule.card.{due.state}", hour=hour, name=name), hour, due.due_at)
    now = [button(words.text("desk.schedule.now"), "publish", draft.id)]
    move = button(words.text("desk.schedule.move"), "schedule", draft.id, value="move")
    off = button(words.text("desk.schedule.call_off"), "unschedule", draft.id)
    queue = button(words.text("desk.button.queue"), "queue")
    broadcast = words.text("desk.schedule.pushed") if due.broadcast_spec else None
    toggle = [button(words.text(f"desk.schedule.push_{'off' if due.broadcast_spec else 'on'}"), "duepush", draft.id)]
    back = [button(words.text("desk.button.draft"), "draft", draft.id), queue]
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    rows = ([move, off], toggle if may(desk.role, Action.PUSH) else [], now, back)
    await desk.show(screen(words, title, notice, header, text, broadcast, rows=rows))
