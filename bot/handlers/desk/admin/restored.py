"""What a restored backup holds, on `/desk`: pushes, planned pushes and drafts that nobody has decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk.registry import router
from bot.i18n import zones
from bot.model.roles import Action, may
from bot.services import membership, scheduling
from bot.services.admin import restored as restored_service
from bot.services.broadcasts import status
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen
from bot.views.labels import shorten

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.restored import HeldWork
    from bot.views.document import Button

LISTED = 8  # of each kind on one screen: as some are decided, the next appear
_BUTTON = 45  # UTF-16 units of a title on a button


async def home(desk: DeskContext) -> tuple[list[str], list[Button]]:
    """Return the lines of `/desk` that say that a backup was restored, and the button to what is held."""
    held = await restored_service.read_held(desk.app.database)
    if held is None:
        return [], []
    row = [button(desk.words.text("desk.restored.button"), "held")] if may(desk.role, Action.PUSH) else []
    return [await _when(desk, held), *_figures(desk, held)], row


@router.callback("held", right=Action.PUSH)
async def show(desk: DeskContext) -> None:
    """Handle a tap that lists what is held; each button leads to where it is decided about."""
    words, held = desk.words, await restored_service.read_held(desk.app.database)
    back = [button(words.text("desk.button.desk"), "desk")]
    title = words.text("desk.restored.title")
    if held is None:
        await desk.show(screen(words, title, words.text("desk.restored.none"), rows=(back,)))
        return
    rows = [*await _pushes(desk, held), *await _drafts(desk, held)]
    lines = (await _when(desk, held), "\n".join(_figures(desk, held)), words.text("desk.restored.about"))
    await desk.show(screen(words, title, *lines, rows=(*rows, back)))


async def _when(desk: DeskContext, held: HeldWork) -> str:
    """Say when the database was restored, and from a backup of when."""
    words, zone = desk.words, (await membership.read_locale(desk.app.database, desk.user.id)).zone or "UTC"
    at = zones.format_moment(held.restored.at, zone, desk.chat.preferences)
    if held.restored.backup_at is None:
        return words.text("desk.restored.at", at=at)
    backup_at = zones.format_moment(held.restored.backup_at, zone, desk.chat.preferences)
    return words.text("desk.restored.from", at=at, backup_at=backup_at)


def _figures(desk: DeskContext, held: HeldWork) -> list[str]:
    """Count what is held, a line a kind."""
    counted = (
        ("desk.restored.messages", sum(count for _, count in held.uncertain)),
        ("desk.restored.pushes", len(held.planned)),
        ("desk.restored.drafts", len(held.drafts)),
    )
    return [desk.words.count(key, count) for key, count in counted if count]


async def _pushes(desk: DeskContext, held: HeldWork) -> list[list[Button]]:
    rows = []
    targets = [(number, "doubts") for number, _ in held.uncertain] + [(number, "pushcard") for number in held.planned]
    for number, verb in targets[:LISTED]:
        broadcast = await status.get(desk.app.database, number)
        title = await status.read_title(desk.app.database, broadcast, desk.words)
        rows.append([button(desk.words.text("desk.push.named", number=number, title=title), verb, number)])
    return rows


async def _drafts(desk: DeskContext, held: HeldWork) -> list[list[Button]]:
    scheduled = await scheduling.read_all(desk.app.database)
    drafts = [draft for due, draft in scheduled if due.draft_id in held.drafts][:LISTED]
    titles = [shorten(item_summary.title(draft.dossier, desk.words), _BUTTON) for draft in drafts]
    return [[button(title, "schedule", draft.id)] for draft, title in zip(drafts, titles, strict=True)]
