"""`/live`: begin and end coverage of a story, and choose whom its events are credited to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import LinkInvalid
from bot.handlers.desk import story_picker
from bot.handlers.desk.registry import router
from bot.handlers.reader.argument_parser import naming
from bot.model.roles import Action
from bot.services.live import coverage as live
from bot.views.desk.live import live_card

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story
    from bot.services.desk_transaction import ActionContext
    from bot.services.live.coverage import Coverage


@router.command("live", right=Action.DRAFT)
async def typed(desk: DeskContext) -> None:
    """Handle `/live`, with words of a title or slug: cover that story; of the one that is covered, or alone: end."""
    coverage = await live.read(desk.app.database, desk.user.id)
    if coverage and not coverage.is_idle(desk.app.now()):
        named = naming(" ".join(desk.args), [coverage.story]) if desk.args else [coverage.story]
        if named:
            await _end(desk, coverage)
            return
    await _pick(desk)


@router.callback("live", right=Action.DRAFT)
async def tapped(desk: DeskContext) -> None:
    """Handle the desk's button, which asks for the story, and a tap on a story."""
    if desk.link.value is None:
        await _pick(desk)
    else:
        await _begin(desk, await story_picker.tapped(desk))


@router.callback("liveend", right=Action.DRAFT)
async def end(desk: DeskContext) -> None:
    """Handle the button that ends coverage."""
    await _end(desk, await require(desk))


@router.callback("livesrc", right=Action.DRAFT)
async def choose_source(desk: DeskContext) -> None:
    """Handle a tap on one of the story's sources, or on another, whose name is asked for."""
    coverage, source = await require(desk), desk.link.item
    if source is None:
        await live.ask(desk.app.database, coverage, "source", context=desk.action_context)
        question = desk.words.text("desk.live.source_ask")
        await desk.show(live_card.asking(coverage.story.dossier, question, desk.words))
        return
    if all(known.id != source for known in coverage.story.dossier.sources):
        raise LinkInvalid
    await show(desk, await live.set_source(desk.app.database, coverage, source, context=desk.action_context))


async def require(desk: DeskContext) -> Coverage:
    """Read the member's coverage; raises LinkInvalid, as any button that does nothing any more, without one."""
    coverage = await live.read(desk.app.database, desk.user.id)
    if coverage is None:
        raise LinkInvalid
    return coverage


async def show(desk: DeskContext, coverage: Coverage, notice: str | None = None) -> None:
    """Show the first screen again, with the source as it is now."""
    names = coverage.outlet or {}
    outlet = names.get(desk.words.language) or next(iter(names.values()), None)
    document = live_card.beginning(coverage.story.dossier, coverage.source, outlet, desk.words, notice)
    await desk.show(document)


async def expire(desk: DeskContext, coverage: Coverage) -> None:
    """End coverage in which nothing was sent for hours; the message that came is none of it."""
    await live.end(desk.app.database, coverage, context=_unmarked(desk))
    await desk.show(live_card.over(coverage.story.dossier, "desk.live.expired", desk.words), anew=True)


def _unmarked(desk: DeskContext) -> ActionContext:
    """Return the context for a second step of an update, which the first marks, or which is handled as well."""
    return replace(desk.action_context, update_id=None)


async def _pick(desk: DeskContext) -> None:
    story = await story_picker.typed(desk, "live", fits=lambda known: known.is_live)
    if story:
        await _begin(desk, story)


async def _begin(desk: DeskContext, story: Story) -> None:
    coverage = await live.begin(desk.app.database, story.number, context=desk.action_context)
    if coverage.source is None:
        coverage = await live.ask(desk.app.database, coverage, "source", context=_unmarked(desk))
    await show(desk, coverage)


async def _end(desk: DeskContext, coverage: Coverage) -> None:
    await live.end(desk.app.database, coverage, context=desk.action_context)
    await desk.show(live_card.over(coverage.story.dossier, "desk.live.ended", desk.words))
