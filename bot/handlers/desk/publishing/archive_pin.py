"""Archive, revive, pin and unpin stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import story_picker
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import publishing
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story


@router.command("archive", right=Action.ARCHIVE)
async def archive(desk: DeskContext) -> None:
    """Handle `/archive`: take a story away from readers, after a confirmation."""
    if story := await story_picker.typed(desk, "archive", lambda known: known.is_live):
        await _ask(desk, story)


@router.callback("archive", right=Action.ARCHIVE)
async def archive_tapped(desk: DeskContext) -> None:
    """Handle a tap on the story to archive, then on 'yes'."""
    story = await story_picker.tapped(desk)
    if desk.link.item == "yes":
        await publishing.archive(desk.app.database, story.slug, context=desk.action_context)
        await _confirm(desk, story, "archived", "revive")
    else:
        await _ask(desk, story)


@router.command("revive", right=Action.ARCHIVE)
async def revive(desk: DeskContext) -> None:
    """Handle `/revive`: give an archived story back to readers."""
    if story := await story_picker.typed(desk, "revive", lambda known: not known.is_live):
        await _revive(desk, story)


@router.callback("revive", right=Action.ARCHIVE)
async def revive_tapped(desk: DeskContext) -> None:
    """Handle a tap on the archived story to revive."""
    await _revive(desk, await story_picker.tapped(desk))


@router.command("pin", right=Action.PIN)
async def pin(desk: DeskContext) -> None:
    """Handle `/pin`: list a story before those that are not pinned."""
    if story := await story_picker.typed(desk, "pin", lambda known: known.is_live and known.pinned_at is None):
        await _pin(desk, story)


@router.callback("pin", right=Action.PIN)
async def pin_tapped(desk: DeskContext) -> None:
    """Handle a tap on the story to pin."""
    await _pin(desk, await story_picker.tapped(desk))


@router.command("unpin", right=Action.PIN)
async def unpin(desk: DeskContext) -> None:
    """Handle `/unpin`: list a story among the others again."""
    if story := await story_picker.typed(desk, "unpin", lambda known: known.pinned_at is not None):
        await _unpin(desk, story)


@router.callback("unpin", right=Action.PIN)
async def unpin_tapped(desk: DeskContext) -> None:
    """Handle a tap on the story to unpin."""
    await _unpin(desk, await story_picker.tapped(desk))


async def _revive(desk: DeskContext, story: Story) -> None:
    await publishing.revive(desk.app.database, story.slug, context=desk.action_context)
    await _confirm(desk, story, "revived", "archive")


async def _pin(desk: DeskContext, story: Story) -> None:
    await publishing.pin(desk.app.database, story.slug, context=desk.action_context)
    await _confirm(desk, story, "pinned", "unpin")


async def _unpin(desk: DeskContext, story: Story) -> None:
    await publishing.unpin(desk.app.database, story.slug, context=desk.action_context)
    await _confirm(desk, story, "unpinned", "pin")


async def _ask(desk: DeskContext, story: Story) -> None:
    words = desk.words
    yes = button(words.text("desk.shelf.archive_yes"), "archive", item="yes", value=str(story.number))
    no = button(words.text("desk.button.no"), "desk")
    asked = words.text("desk.shelf.archive_sure")
    await desk.show(screen(words, item_summary.title(story.dossier, words), asked, rows=((yes, no),)))


async def _confirm(desk: DeskContext, story: Story, done: str, opposite: str) -> None:
    """Say what was `done`, with a button for the opposite."""
    words = desk.words
    revert = button(words.text(f"desk.shelf.{opposite}"), opposite, value=str(story.number))
    home = button(words.text("desk.button.desk"), "desk")
    text = words.text(f"desk.shelf.{done}")
    await desk.show(screen(words, item_summary.title(story.dossier, words), text, rows=([revert, home],)))
