"""`/drafts`: everybody's unpublished drafts, with who holds each, its state and its age; found by words, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import member_names
from bot.handlers.desk.registry import router
from bot.handlers.reader.argument_parser import naming
from bot.i18n import dates, zones
from bot.model.roles import Action
from bot.services import drafts, scheduling
from bot.views.desk import item_summary
from bot.views.desk.draft_header import HeaderFacts, state
from bot.views.desk.screen import button, screen
from bot.views.labels import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft
    from bot.store.scheduled_publications import ScheduledPublication
    from bot.views.document import Button

PAGE = 10
_TITLE = 45  # UTF-16 units of a title, as fits a button


@router.command("drafts", right=Action.DRAFT)
async def typed(desk: DeskContext) -> None:
    """Handle `/drafts`, with words of a title or slug or without: list what is unpublished."""
    await _show(desk, " ".join(desk.args), 0)


@router.callback("drafts", right=Action.DRAFT)
async def tapped(desk: DeskContext) -> None:
    """Show the list of all unpublished drafts, from the index in the button's value on."""
    start = desk.link.value or "0"
    await _show(desk, "", int(start) if start.isdecimal() else 0)


def matching(query: str, listed: Iterable[Draft]) -> list[Draft]:
    """Return the drafts that words of a title or slug, or a draft's number, name; all of them without words."""
    if query.isdecimal():
        return [draft for draft in listed if draft.id == int(query)]
    # Each by itself: an exact title is not to hide the others that have its words.
    return [draft for draft in listed if not query or naming(query, [draft])]


async def _show(desk: DeskContext, query: str, start: int) -> None:
    """Show a page of the list. A search has one page: its words fit no button that could lead to a second."""
    words = desk.words
    matches = matching(query, await drafts.read_unpublished(desk.app.database))
    first = start if start < len(matches) else 0
    shown = matches[first : first + PAGE]
    hours = {draft.id: due for due, draft in await scheduling.read_all(desk.app.database)}
    lines = [await _line(desk, draft, hours.get(draft.id)) for draft in shown]
    openable = [draft for draft in shown if drafts.may_work(desk.role, desk.user.id, draft)]
    opening = [[button(_label(desk, draft), "draft", draft.id)] for draft in openable]
    none = words.text("desk.drafts.none_named", asked=query) if query else words.text("desk.drafts.none")
    left = len(matches) - len(shown) if query else 0
    more = words.count("desk.drafts.more", left) if left else None
    home = [button(words.text("desk.button.desk"), "desk")]
    pager = [] if query else _pager(first, len(matches))
    title = words.text("desk.drafts.title")
    await desk.show(screen(words, title, *(lines or [none]), more, rows=(*opening, pager, home)))


async def _line(desk: DeskContext, draft: Draft, due: ScheduledPublication | None) -> str:
    """Word a draft in two lines: its number and title; its author, who holds it, its state, when it was changed."""
    words, preferences = desk.words, desk.chat.preferences
    hour = zones.format_moment(due.due_at, due.zone, preferences) if due else None
    approver = await member_names.of(desk, draft.approved_by) if draft.approved_by else None
    holder = await member_names.of(desk, draft.holder) if draft.holder else None
    who = words.text("desk.draft.by", name=await member_names.of(desk, draft.author))
    held = words.text("desk.header.held", name=holder) if holder else words.text("desk.header.free")
    age = dates.format_recent(draft.changed_at, desk.app.now(), preferences)
    status = state(draft, HeaderFacts(holder, approver, hour), words)
    about = (who, *((held,) if draft.holder != draft.author else ()), status, age)
    return f"{_label(desk, draft)}\n{' · '.join(about)}"


def _label(desk: DeskContext, draft: Draft) -> str:
    title = shorten(item_summary.title(draft.dossier, desk.words), _TITLE)
    return desk.words.text("desk.draft.named", draft=draft.id, title=title)


def _pager(first: int, count: int) -> list[Button]:
    before = [button("◀", "drafts", value=str(max(first - PAGE, 0)))] if first else []
    after = [button("▶", "drafts", value=str(first + PAGE))] if first + PAGE < count else []
    return [*before, *after]
