"""`/block`: chats and persons that are answered no more; the list of them, and the way back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.errors import LinkInvalid
from bot.handlers.desk import member_names
from bot.handlers.desk.registry import router
from bot.i18n import dates
from bot.model import printable
from bot.model.roles import Action
from bot.services.admin import blocks as block_service
from bot.views.desk.screen import button, rows, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.blocks import Block

_LISTED = 20  # on the screen; the audit log has them all
_REASON = 200  # characters
_REPORTER = "r"  # before a report's number in the value of a button


@router.command("block", right=Action.BLOCK)
async def block(desk: DeskContext) -> None:
    """Handle `/block CHAT|PERSON reason`: block it and leave a group; without arguments, list the blocks."""
    if not desk.args:
        await show(desk)
        return
    blocked_id = await _resolve(desk, desk.args[0])
    reason = printable(" ".join(desk.args[1:]))[:_REASON].strip()
    if blocked_id is None:
        await desk.tell("desk.block.unknown", typed=printable(desk.args[0]))
    elif not reason:
        await desk.tell("desk.block.why", command=f"/block {blocked_id}")
    else:
        name = await member_names.of(desk, blocked_id)  # before the group is left, which tells no name any more
        await block_service.block(desk.app.database, blocked_id, reason, context=desk.action_context)
        desk.app.blocks.changed()
        await leave(desk, blocked_id)
        await desk.tell("desk.block.done", name=name, command="/undo")


@router.callback("blocks", right=Action.BLOCK)
async def show(desk: DeskContext) -> None:
    """Show the blocks, each with a button that lifts it."""
    blocks = await block_service.read_all(desk.app.database)
    words = desk.words
    names = {row.blocked_id: await _name(desk, row) for row in blocks[:_LISTED]}
    lines = [await _line(desk, row, names[row.blocked_id]) for row in blocks[:_LISTED]]
    buttons = [
        button(words.text("desk.block.lift", name=names[row.blocked_id]), "unblock", value=_value(row))
        for row in blocks[:_LISTED]
    ]
    text = "\n".join(lines) or words.text("desk.block.none")
    how = words.text("desk.block.how", command="/block")
    home = [button(words.text("desk.button.desk"), "desk")]
    await desk.show(screen(words, words.text("desk.block.title"), text, how, rows=(*rows(buttons), home)))


@router.callback("unblock", right=Action.BLOCK)
async def unblock(desk: DeskContext) -> None:
    """Handle a tap that lifts a block, and show the rest."""
    value = desk.link.value or ""
    if value.startswith(_REPORTER) and value.removeprefix(_REPORTER).isdecimal():
        number = int(value.removeprefix(_REPORTER))
        await block_service.unblock_reporter(desk.app.database, number, context=desk.action_context)
    elif value.removeprefix("-").isdecimal():
        await block_service.unblock(desk.app.database, int(value), context=desk.action_context)
    else:
        raise LinkInvalid
    desk.app.blocks.changed()
    await show(desk)


async def leave(desk: DeskContext, chat_id: int) -> None:
    """Leave a group or channel; where the bot is not there, nothing is to be done."""
    if chat_id < 0:
        with suppress(TelegramError):
            await desk.app.bot.leave_chat(chat_id)


async def _resolve(desk: DeskContext, typed: str) -> int | None:
    """Return the id that was typed, or that of a public group or channel by its @name; None for anything else."""
    if typed.removeprefix("-").isdecimal():
        return int(typed)
    if not typed.startswith("@"):
        return None
    try:
        return (await desk.app.bot.get_chat(typed)).id
    except TelegramError:
        return None


async def _name(desk: DeskContext, row: Block) -> str:
    """Return a name for whom is blocked; whoever was blocked for a report is named by its number alone."""
    if row.report_id is not None:
        return desk.words.text("desk.block.reporter", number=row.report_id)
    return await member_names.of(desk, row.blocked_id)


def _value(row: Block) -> str:
    return str(row.blocked_id) if row.report_id is None else f"{_REPORTER}{row.report_id}"


async def _line(desk: DeskContext, row: Block, name: str) -> str:
    by = await member_names.of(desk, row.by)
    since = dates.format_day(row.at, desk.chat.preferences)
    if row.report_id is not None:
        return desk.words.text("desk.block.line_reporter", name=name, reason=row.reason, by=by, since=since)
    return desk.words.text("desk.block.line", name=name, id=str(row.blocked_id), reason=row.reason, by=by, since=since)
