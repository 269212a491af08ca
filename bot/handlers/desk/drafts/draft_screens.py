"""Shows a draft: its menu, one of its parts, or an item, each below the draft's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.forms.dossier_edit import PARTS, find
from bot.handlers.desk import conversation_state, member_names
from bot.i18n import zones
from bot.model.roles import Action, may
from bot.services import drafts
from bot.services.drafts import draft_status, entries
from bot.views.desk import draft_menu
from bot.views.desk.draft_header import HeaderFacts
from bot.views.desk.draft_header import header as compose_header
from bot.views.desk.draft_menu import Viewer

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.services.drafts.draft_status import DraftStatus
    from bot.store.drafts import Draft


async def menu(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    """Show a draft's menu: its header, who else works on it or its story, and the actions that work for the viewer."""
    await entries.note_screen(desk.app.database, desk.user.id, draft.id, None)
    status = await read_status(desk, draft)
    lines = [compose_header(draft, await _facts(desk, draft, status), desk.words, with_title=False)]
    lines += await _lines(desk, draft, status)
    viewer, others = _viewer(desk, draft, status)
    await desk.show(draft_menu.draft(draft, viewer, lines, desk.words, others), notice=notice)


async def more(desk: DeskContext, draft: Draft) -> None:
    """Show the actions for which a draft's menu has no room."""
    status = await read_status(desk, draft)
    above = compose_header(draft, await _facts(desk, draft, status), desk.words, with_title=False)
    viewer, others = _viewer(desk, draft, status)
    await desk.show(draft_menu.more(draft, viewer, desk.words, others, header=above))


def _viewer(desk: DeskContext, draft: Draft, status: DraftStatus) -> tuple[Viewer, tuple[Draft, ...]]:
    """Return who looks at the draft, and the other drafts of its story that they may open."""
    is_resumable = conversation_state.is_open(draft) or status.is_left
    others = tuple(other for other in status.others if drafts.may_work(desk.role, desk.user.id, other))
    return Viewer(desk.user.id, desk.role, status.blocker, is_resumable=is_resumable), others


async def section(desk: DeskContext, draft: Draft, part: str, start: int = 0, notice: str | None = None) -> None:
    """Show a part of a draft, from the item at index `start` on."""
    await entries.note_screen(desk.app.database, desk.user.id, draft.id, part)
    above = await header(desk, draft)
    await desk.show(draft_menu.part(draft, part, start, desk.words, desk.chat.preferences, header=above), notice=notice)


async def item(desk: DeskContext, draft: Draft, part: str, item: str | None, notice: str | None = None) -> None:
    """Show an item of a draft; where it is missing, say so above its part."""
    words, status = desk.words, await read_status(desk, draft)
    above, shown = compose_header(draft, await _facts(desk, draft, status), words, with_title=True), None
    if item:
        story = _story_of(desk, part, item, status)
        shown = draft_menu.item(draft, part, item, words, desk.chat.preferences, header=above, story=story)
    if shown:
        await entries.note_screen(desk.app.database, desk.user.id, draft.id, part)
        await desk.show(shown, notice=notice)
    else:
        await section(desk, draft, part, notice=notice or (words.text("desk.item.gone") if item else None))


async def picture(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    """Show what is said of a draft's picture, and what can be done with it; without one, the menu."""
    if draft.dossier.picture is None:
        await menu(desk, draft, notice=notice or desk.words.text("desk.item.gone"))
        return
    await desk.show(draft_menu.picture(draft, desk.words, header=await header(desk, draft)), notice=notice)


def _story_of(desk: DeskContext, part: str, item: str, status: DraftStatus) -> int | None:
    """Return the number of the story in which the viewer may correct a published item; None where it is not out."""
    is_out = status.newest is not None and part in PARTS and find(status.newest.dossier, part, item) is not None
    return status.newest.number if status.newest and is_out and may(desk.role, Action.CORRECT) else None


async def header(desk: DeskContext, draft: Draft, *, with_title: bool = True) -> str:
    """Word the draft's header: its title, who holds it, its state, and what blocks publishing it."""
    facts = await _facts(desk, draft, await read_status(desk, draft))
    return compose_header(draft, facts, desk.words, with_title=with_title)


async def read_status(desk: DeskContext, draft: Draft) -> DraftStatus:
    """Read what the draft's header depends on, for this member."""
    return await draft_status.read(desk.app.database, draft, context=desk.action_context)


async def _facts(desk: DeskContext, draft: Draft, status: DraftStatus) -> HeaderFacts:
    due = status.due
    return HeaderFacts(
        holder=await member_names.of(desk, draft.holder) if draft.holder else None,
        approver=await member_names.of(desk, draft.approved_by) if draft.approved_by else None,
        hour=zones.format_moment(due.due_at, due.zone, desk.chat.preferences) if due else None,
        blocker=status.blocker,
        problems=status.problems,
        newest=status.newest.revision if status.newest else None,
    )


async def _lines(desk: DeskContext, draft: Draft, status: DraftStatus) -> list[str]:
    words, preferences = desk.words, desk.chat.preferences
    base = words.text("desk.draft.base", revision=draft.base) if draft.base else words.text("desk.draft.first")
    lines = [words.text("desk.draft.which", draft=draft.id, slug=draft.slug), base]
    if draft.author != desk.user.id:
        lines.append(words.text("desk.draft.by", name=await member_names.of(desk, draft.author)))
    if note := draft.returned or draft.note:
        lines.append(words.text("desk.draft.note", note=note))
    if draft.changed_by and draft.changed_by != desk.user.id:
        at = zones.format_moment(draft.changed_at, preferences.zone, preferences)
        lines.append(words.text("desk.draft.changed", name=await member_names.of(desk, draft.changed_by), at=at))
    lines += [words.text("desk.draft.answering", name=await member_names.of(desk, user)) for user in status.answering]
    others = {other.author: other for other in sorted(status.others, key=lambda other: other.created_at, reverse=True)}
    others.pop(desk.user.id, None)
    for other in others.values():  # each by name once, since their first draft
        since = zones.format_moment(other.created_at, preferences.zone, preferences)
        lines.append(words.text("desk.draft.other", name=await member_names.of(desk, other.author), since=since))
    return lines
