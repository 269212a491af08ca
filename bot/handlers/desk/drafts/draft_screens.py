"""Where a step at the desk ends: a draft's menu, a part of it, or an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import menus, names, questions
from bot.i18n import zones
from bot.store import drafts, stories

if TYPE_CHECKING:
    from bot.handlers.desk.turn import Turn
    from bot.store.drafts import Draft


async def menu(turn: Turn, draft: Draft, notice: str | None = None) -> None:
    """Show a draft's menu: what it is, who else is at the story, and what can be done with it."""
    lines = await _lines(turn, draft)
    resume = questions.is_open(draft) and (questions.form(draft) is None or _is_asker(turn, draft))
    await turn.show(menus.draft(draft, turn.role, lines, turn.words, resume=resume), notice=notice)


async def section(turn: Turn, draft: Draft, part: str, start: int = 0, notice: str | None = None) -> None:
    """Show a part of a draft, from its item number `start` on."""
    await turn.show(menus.part(draft, part, start, turn.words, turn.who.preferences), notice=notice)


async def item(turn: Turn, draft: Draft, part: str, item: str | None, notice: str | None = None) -> None:
    """Show an item of a draft; where it is gone, its part, and that it is."""
    words = turn.words
    shown = menus.item(draft, part, item, words, turn.who.preferences) if item else None
    if shown:
        await turn.show(shown, notice=notice)
    else:
        await section(turn, draft, part, notice=notice or (words.text("desk.item.gone") if item else None))


def _is_asker(turn: Turn, draft: Draft) -> bool:
    question = questions.form(draft)
    return question is not None and question.by == turn.user.id


async def _lines(turn: Turn, draft: Draft) -> list[str]:
    words, preferences = turn.words, turn.who.preferences
    async with turn.services.database.read() as conn:
        others = [one for one in await drafts.on_slug(conn, draft.slug) if one.id != draft.id]
        story = await stories.find(conn, draft.slug)
    built = words.text("desk.draft.base", revision=draft.base) if draft.base else words.text("desk.draft.first")
    lines = [words.text("desk.draft.which", draft=draft.id, slug=draft.slug), built]
    lines.append(words.text(f"desk.state.{draft.state}"))
    if draft.author != turn.user.id:
        lines.append(words.text("desk.draft.by", name=await names.of(turn.services, draft.author)))
    if told := draft.returned or draft.note:
        lines.append(words.text("desk.draft.note", note=told))
    if story and story.revision != draft.base and draft.state != "published":
        lines.append(words.text("desk.draft.moved", revision=story.revision))
    for one in others:
        since = zones.spell(one.created_at, preferences.zone, preferences)
        lines.append(words.text("desk.draft.other", name=await names.of(turn.services, one.author), since=since))
    return lines
