"""`/correct`: choose a published item, correct or withdraw it; an owner redacts a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.forms.dossier_edit import PARTS, InUse, find
from bot.forms.entries import named_item
from bot.handlers.desk import story_picker
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.publishing import panel
from bot.handlers.desk.registry import router
from bot.model.roles import Action, may
from bot.services.corrections import report
from bot.services.drafts import corrections
from bot.views.desk import item_summary
from bot.views.desk.publishing import copies_report
from bot.views.desk.publishing import correct as pages
from bot.views.desk.publishing.correct import RECORDS

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Correction, Story
    from bot.store.drafts import Draft
    from bot.store.stories import Known

_NAMED = 3  # items listed of those that refer to one that cannot be withdrawn


@router.command("correct", right=Action.CORRECT)
async def correct(desk: DeskContext) -> None:
    """Handle `/correct`, with words of a story's title or slug, and with an item's id or without; else the choice."""
    named, asked = await story_picker.split(desk, _is_live)
    if story := await story_picker.typed(named, "correct", _is_live):
        if place := named_item.exact(story.dossier, asked):
            await _show_item(desk, story, *place)
        else:
            near = named_item.near(story.dossier, asked) if asked else []
            await desk.show(pages.story(story, desk.words, desk.chat.preferences, asked, near))


def _is_live(known: Known) -> bool:
    return known.is_live


@router.callback("correct", right=Action.CORRECT)
async def show(desk: DeskContext) -> None:
    """Show a story's parts, a part's items, an item, or a record; without a story, the choice."""
    if desk.link.value is None:
        await correct(desk)
        return
    story, part = await story_picker.tapped(desk), desk.link.part
    if part is None:
        await desk.show(pages.story(story, desk.words, desk.chat.preferences))
    elif part not in (*PARTS, RECORDS):
        raise LinkInvalid
    elif desk.link.item is None:
        start = [*story_picker.numbers(desk), 0][1]
        await desk.show(pages.part(story, part, start, desk.words, desk.chat.preferences))
    elif part == RECORDS:
        await _show_record(desk, story, is_sure=False)
    else:
        await _show_item(desk, story, part, desk.link.item)


@router.callback("mend", right=Action.CORRECT)
async def mend(desk: DeskContext) -> None:
    """Begin a draft that corrects the item, and show the item in it, to be changed."""
    part, item = _named(desk)
    draft = await corrections.begin(
        desk.app.database, _number(desk), part, item, is_withdrawal=False, context=desk.action_context
    )
    if not isinstance(draft, InUse):
        await draft_screens.item(desk, draft, part, item, notice=desk.words.text("desk.correct.begun"))


@router.callback("takeout", right=Action.CORRECT)
async def withdraw(desk: DeskContext) -> None:
    """Begin a draft that withdraws the item, and ask for the reason; what is still referred to cannot be withdrawn."""
    part, item = _named(desk)
    begun = await corrections.begin(
        desk.app.database, _number(desk), part, item, is_withdrawal=True, context=desk.action_context
    )
    if isinstance(begun, InUse):
        await desk.say(await _in_use(desk, begun))
    else:
        await _ask_reason(desk, begun)


@router.callback("redact", right=Action.REDACT)
async def redact(desk: DeskContext) -> None:
    """Ask an owner whether a record's texts are to be taken out."""
    await _show_record(desk, await story_picker.tapped(desk), is_sure=True)


@router.callback("redactyes", right=Action.REDACT)
async def redact_now(desk: DeskContext) -> None:
    """Take a record's texts out."""
    story = await corrections.redact(
        desk.app.database, _number(desk), desk.link.item or "", context=desk.action_context
    )
    desk.app.due_changed.set()
    await _show_record(desk, story, is_sure=False)


async def _ask_reason(desk: DeskContext, draft: Draft) -> None:
    await panel.open_after(desk, draft, desk.words.text("desk.correct.begun"))


async def _show_item(desk: DeskContext, story: Story, part: str, item: str) -> None:
    entry = find(story.dossier, part, item)
    if entry is None:
        await desk.tell("desk.item.gone")
        return
    await desk.show(pages.item(story, part, entry, desk.words, desk.chat.preferences))


async def _show_record(desk: DeskContext, story: Story, *, is_sure: bool) -> None:
    entry: Correction | None = find(story.dossier, RECORDS, desk.link.item or "")
    if entry is None:
        raise LinkInvalid
    may_redact = may(desk.role, Action.REDACT)
    reached = await report.read(desk.app.database, story.number, entry.id)
    lines = copies_report.report(reached.run, reached.totals, desk.app.now(), desk.words) if reached else ()
    shown = pages.record(
        *(story, entry, desk.words, desk.chat.preferences),
        may_redact=may_redact,
        is_sure=is_sure and may_redact,
        reached=tuple(lines),
    )
    await desk.show(shown)


async def _in_use(desk: DeskContext, use: InUse) -> str:
    story, words = await story_picker.tapped(desk), desk.words
    referring = [find(story.dossier, part, item) for part, item in use.by[:_NAMED]]
    lines = (f"• {item_summary.line(story.dossier, entry, words, desk.chat.preferences)}" for entry in referring)
    return "\n".join((words.count("desk.item.in_use", len(use.by)), *lines))


def _named(desk: DeskContext) -> tuple[str, str]:
    part, item = desk.link.part, desk.link.item
    if part not in PARTS or item is None:
        raise LinkInvalid
    return str(part), item


def _number(desk: DeskContext) -> int:
    return story_picker.numbers(desk)[0]
