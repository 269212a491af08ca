"""The desk's rules, for owners, and `/undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.desk import permissions, review_notices
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import undo as undo_service
from bot.services.admin import rules
from bot.services.broadcasts import status
from bot.services.undo import Unconfirmed
from bot.views.desk import item_summary
from bot.views.desk.publishing import taken_back
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.audit import Entry
    from bot.store.broadcasts import Broadcast

_SET = {"on": True, "off": False}


@router.callback("rules", right=Action.RULES)
async def show(desk: DeskContext) -> None:
    """Handle a tap that shows the rules, with the buttons that change them."""
    words = desk.words
    on = await rules.read_four_eyes(desk.app.database)
    state = "on" if on else "off"
    toggle = [button(words.text(f"desk.rules.turn_{'off' if on else 'on'}"), "foureyes", value="off" if on else "on")]
    home = [button(words.text("desk.button.desk"), "desk")]
    text = words.text(f"desk.rules.four_eyes_{state}")
    await desk.show(screen(words, words.text("desk.rules.title"), text, rows=(toggle, home)))


@router.callback("foureyes", right=Action.RULES)
async def set_four_eyes(desk: DeskContext) -> None:
    """Handle a tap that turns the four-eyes rule on or off."""
    on = _SET.get(desk.link.value or "")
    if on is None:
        raise LinkInvalid
    await rules.set_four_eyes(desk.app.database, on=on, context=desk.action_context)
    await show(desk)


@router.command("undo", right=Action.UNDO)
@router.callback("undo", right=Action.UNDO)
async def undo(desk: DeskContext) -> None:
    """Handle `/undo`: undo this person's last action at the desk; what takes corrections back, once they confirm it."""
    tapped = desk.link.value if desk.button else None
    done = await undo_service.undo(
        desk.app.database,
        desk.action_context,
        words=desk.app.translators,
        confirmed=int(tapped) if tapped and tapped.isdecimal() else None,
    )
    desk.app.due_changed.set()
    await (_confirm(desk, done) if isinstance(done, Unconfirmed) else _tell(desk, done))


async def _confirm(desk: DeskContext, undoing: Unconfirmed) -> None:
    """Ask whether what is undone may take these corrections back."""
    words, story = desk.words, undoing.story
    shown = taken_back.lines(story.dossier, undoing.records, words, desk.chat.preferences)
    yes = [button(words.text("desk.undo.yes"), "undo", value=str(undoing.entry.id))]
    home = [button(words.text("desk.button.desk"), "desk")]
    title = item_summary.title(story.dossier, words)
    await desk.show(screen(words, title, words.text("desk.undo.sure"), *shown, rows=(yes, home)))


async def _tell(desk: DeskContext, entry: Entry) -> None:
    desk.app.blocks.changed()
    if entry.action == Action.SUBMIT:
        taken_back = await permissions.read_draft(desk, entry.detail["draft"])
        await review_notices.tell_reviewers(desk, taken_back, "desk.review.taken_back")
    words = desk.words
    draft = entry.detail.get("draft")
    draft_row = [button(words.text("desk.button.draft"), "draft", draft)] if draft else []
    home = [button(words.text("desk.button.desk"), "desk")]
    text = words.text(f"desk.undo.{entry.action}")
    story_line = words.text("desk.undo.story", slug=entry.slug) if entry.slug else None
    broadcast = await _announced_by(desk, entry)
    is_out = broadcast is not None and broadcast.counts.reached > 0
    key = "desk.undo.pushed" if is_out else "desk.undo.unpushed"
    notice = words.text(key, number=broadcast.id) if broadcast else None
    kept = words.text("desk.undo.corrected") if entry.detail.get("corrections") else None
    retract = [button(words.text("desk.push.button.retract"), "retract", broadcast.id)] if broadcast and is_out else []
    await desk.show(
        screen(words, words.text("desk.undo.title"), text, kept, story_line, notice, rows=(retract, draft_row, home))
    )


async def _announced_by(desk: DeskContext, entry: Entry) -> Broadcast | None:
    """Find the broadcast that announced the undone revision: its copies still show it."""
    if entry.action not in {Action.PUBLISH, Action.RESTORE}:
        return None
    return await status.find_of_revision(desk.app.database, entry.slug or "", entry.detail["revision"])
