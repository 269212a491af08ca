"""Readers' reports at the desk: the list, a reported item's card, and its three ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import BlockMember, LinkInvalid
from bot.forms.dossier_edit import find
from bot.handlers.desk.registry import router
from bot.model.roles import Action, may
from bot.services.reports import decisions
from bot.views.desk.publishing import correct as correct_view
from bot.views.desk.screen import button
from bot.views.reports import report_card

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.reader_reports import ReportFile
    from bot.views.document import Button


async def home_button(desk: DeskContext) -> list[Button]:
    """Return the row of `/desk` that leads to the list, with the count; empty where nothing waits."""
    if not may(desk.role, Action.CORRECT):
        return []
    count = await decisions.count(desk.app.database)
    return [button(desk.words.count("desk.report.button", count), "reports")] if count else []


@router.callback("reports", right=Action.CORRECT)
async def show(desk: DeskContext) -> None:
    """Show what waits for the desk, or the card that the button names."""
    if desk.draft_id:
        await _show_card(desk)
        return
    files = await decisions.read_open(desk.app.database)
    await desk.show(report_card.listing(files, desk.words, desk.chat.preferences))


@router.callback("repfix", right=Action.CORRECT)
async def correct(desk: DeskContext) -> None:
    """Show the item as `/correct` does, in a new message: the card is closed once the correction is published."""
    file = await _file(desk)
    part = report_card.part_of(file)
    entry = find(file.story.dossier, part, file.reported.item) if part else None
    if part is None or entry is None:
        await desk.tell("desk.item.gone")
        return
    await desk.show(correct_view.item(file.story, part, entry, desk.words, desk.chat.preferences), anew=True)


@router.callback("repnone", right=Action.CORRECT)
async def nothing(desk: DeskContext) -> None:
    """Close the card: there is nothing to correct; its reporters are told."""
    closed = await decisions.close(desk.app.database, desk.draft_id, context=desk.action_context)
    await _show_card(desk, None if closed else desk.words.text("desk.report.settled"))


@router.callback("repblock", right=Action.BLOCK)
async def block(desk: DeskContext) -> None:
    """Ask the reporter of which line to block; block whom the button names, by the report's number alone."""
    file, value = await _file(desk), desk.link.value
    if value is None:
        await desk.show(report_card.blocking(file, desk.words))
        return
    if not value.isdecimal():
        raise LinkInvalid
    try:
        reason = desk.words.text("desk.report.block_reason", number=value)
        blocked = await decisions.block(desk.app.database, int(value), reason, context=desk.action_context)
    except BlockMember:
        await desk.tell("desk.report.member")
        return
    desk.app.blocks.changed()
    await _show_card(desk, desk.words.text("desk.report.blocked" if blocked else "desk.report.settled"))


async def _show_card(desk: DeskContext, notice: str | None = None) -> None:
    await desk.show(report_card.card(await _file(desk), desk.words, desk.chat.preferences), notice=notice)


async def _file(desk: DeskContext) -> ReportFile:
    file = await decisions.read(desk.app.database, desk.draft_id)
    if file is None:
        raise LinkInvalid
    return file
