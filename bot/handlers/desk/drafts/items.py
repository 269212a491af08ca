"""Items of a draft: show, add, change, move, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms import dossier_edit
from bot.handlers.desk import form_handler, permissions, review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import drafts
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Dossier
    from bot.store.drafts import Draft

_NAMED = 3  # items listed of those that refer to one that cannot be removed


@router.callback("part", right=Action.DRAFT)
async def show_part(desk: DeskContext) -> None:
    """Show a part of a draft, from the index in the button's value on; an empty one asks at once."""
    start, part = desk.link.value or "0", _part(desk)
    draft = await permissions.read_draft(desk, desk.draft_id)
    if draft.state in drafts.EDITABLE and dossier_edit.is_empty(draft.dossier, part):
        await form_handler.begin(desk, part)
    else:
        await draft_screens.section(desk, draft, part, int(start) if start.isdecimal() else 0)


@router.callback("item", right=Action.DRAFT)
async def show_item(desk: DeskContext) -> None:
    """Show an item in full."""
    await draft_screens.item(desk, await permissions.read_draft(desk, desk.draft_id), _part(desk), desk.link.item)


@router.callback("add", right=Action.DRAFT)
async def add(desk: DeskContext) -> None:
    """Begin the form for a new item of a part."""
    await form_handler.begin(desk, _part(desk))


@router.callback("change", right=Action.DRAFT)
async def change(desk: DeskContext) -> None:
    """Begin the form that changes a text of the head, an item, or one of its fields."""
    field = desk.link.value.replace("-", "_") if desk.link.value else None
    part = dossier_edit.PICTURE if desk.link.part == dossier_edit.PICTURE else _part(desk)
    await form_handler.begin(desk, part, desk.link.item, field)


@router.callback("up", right=Action.DRAFT)
async def up(desk: DeskContext) -> None:
    """Move an item before the previous one."""
    await _move(desk, -1)


@router.callback("down", right=Action.DRAFT)
async def down(desk: DeskContext) -> None:
    """Move an item after the next one."""
    await _move(desk, 1)


@router.callback("key", right=Action.DRAFT)
async def key(desk: DeskContext) -> None:
    """Mark an event for the cover, or take the mark off."""
    item = desk.link.item or ""
    draft = await _edit(desk, lambda dossier: dossier_edit.toggle_key(dossier, item))
    await draft_screens.item(desk, draft, "events", item)


@router.callback("remove", right=Action.DRAFT)
async def remove(desk: DeskContext) -> None:
    """Remove an item, after a confirmation; refuse where other items refer to it."""
    draft = await permissions.read_draft(desk, desk.draft_id)
    words, part, item = desk.words, _part(desk), desk.link.item or ""
    entry = dossier_edit.find(draft.dossier, part, item)
    remaining = dossier_edit.remove(draft.dossier, part, item)
    if entry is None:
        await draft_screens.item(desk, draft, part, item)
    elif isinstance(remaining, dossier_edit.InUse):
        await desk.say(_in_use(desk, draft, remaining))
    elif desk.link.value == "yes":
        draft = await _edit(desk, lambda dossier: _without(dossier, part, item))
        await draft_screens.section(desk, draft, part, notice=words.text("desk.item.removed"))
    else:
        yes = button(words.text("desk.item.remove.yes"), "remove", draft.id, part, item=item, value="yes")
        no = button(words.text("desk.button.no"), "item", draft.id, part, item=item)
        summary = item_summary.line(draft.dossier, entry, words, desk.chat.preferences)
        await desk.show(screen(words, words.text("desk.item.remove.sure"), summary, rows=((yes, no),)))


async def _move(desk: DeskContext, by: int) -> None:
    part, item = _part(desk), desk.link.item or ""
    draft = await _edit(desk, lambda dossier: dossier_edit.move(dossier, part, item, by))
    await draft_screens.item(desk, draft, part, item)


async def _edit(desk: DeskContext, change: Callable[[Dossier], Dossier]) -> Draft:
    draft, voided = await drafts.edit(desk.app.database, desk.draft_id, change, context=desk.action_context)
    await review_notices.tell_voided(desk, draft, voided)
    return draft


def _without(dossier: Dossier, part: str, item: str) -> Dossier:
    remaining = dossier_edit.remove(dossier, part, item)
    return dossier if isinstance(remaining, dossier_edit.InUse) else remaining


def _in_use(desk: DeskContext, draft: Draft, use: dossier_edit.InUse) -> str:
    words, preferences = desk.words, desk.chat.preferences
    referring = [dossier_edit.find(draft.dossier, part, item) for part, item in use.by[:_NAMED]]
    lines = (f"• {item_summary.line(draft.dossier, entry, words, preferences)}" for entry in referring)
    return "\n".join((words.count("desk.item.in_use", len(use.by)), *lines))


def _part(desk: DeskContext) -> str:
    if desk.link.part not in item_summary.PARTS:
        raise LinkInvalid
    return desk.link.part
