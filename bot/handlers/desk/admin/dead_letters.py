"""Dead letters on `/desk`: updates that could not be handled, each to be tried again or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.desk.registry import router
from bot.model.roles import Action, may
from bot.services import membership
from bot.services.admin import dead_letters as dead_letter_service
from bot.views.desk.admin.dead_letters import PAGE, dead_letter_screen
from bot.views.desk.screen import button

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.views.document import Button


async def home_button(desk: DeskContext) -> list[Button]:
    """Return the row of `/desk` that leads to the list, with the count; empty where there is nothing to see."""
    if not may(desk.role, Action.DEAD_LETTERS):
        return []
    count = await dead_letter_service.count(desk.app.database)
    return [button(desk.words.count("desk.dead_letters.button", count), "dead")] if count else []


@router.callback("dead", right=Action.DEAD_LETTERS)
async def show(desk: DeskContext) -> None:
    """Handle a tap that lists the dead letters; the button's number is how many are passed over."""
    await _show(desk, desk.draft_id)


@router.callback("deadretry", right=Action.DEAD_LETTERS)
async def retry(desk: DeskContext) -> None:
    """Handle a tap that has an update handled once more; what fails again comes back to the list."""
    update = await dead_letter_service.retry(desk.app.database, _update_id(desk), context=desk.action_context)
    if update:
        desk.app.retries.put_nowait(update)
    await _show(desk, notice="desk.dead_letters.retried" if update else "desk.dead_letters.gone")


@router.callback("deaddrop", right=Action.DEAD_LETTERS)
async def drop(desk: DeskContext) -> None:
    """Handle a tap that deletes a dead letter."""
    dropped = await dead_letter_service.drop(desk.app.database, _update_id(desk), context=desk.action_context)
    await _show(desk, notice="desk.dead_letters.dropped" if dropped else "desk.dead_letters.gone")


async def _show(desk: DeskContext, offset: int = 0, *, notice: str | None = None) -> None:
    letters = await dead_letter_service.read(desk.app.database, limit=PAGE + 1, offset=offset)
    locale = await membership.read_locale(desk.app.database, desk.user.id)
    document = dead_letter_screen(letters, desk.words, desk.chat.preferences, zone=locale.zone or "UTC", offset=offset)
    await desk.show(document, notice=desk.words.text(notice) if notice else None)


def _update_id(desk: DeskContext) -> int:
    value = desk.link.value or ""
    if not value.isdecimal():
        raise LinkInvalid
    return int(value)
