"""Where readers find a story: before the others, among them, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import publishing
from bot.desk.roles import Action
from bot.handlers.desk import choosing, gist
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn

if TYPE_CHECKING:
    from bot.story import Story


async def archive(turn: Turn) -> None:
    """`/archive`: a story is taken away from readers, after it was asked once more."""
    if story := await choosing.typed(turn, "archive", lambda one: one.is_live):
        await _ask(turn, story)


async def archive_tapped(turn: Turn) -> None:
    """A tap on the story to archive; then on 'yes'."""
    story = await choosing.tapped(turn)
    if turn.link.item == "yes":
        await publishing.archive(turn.services.database, story.slug, deed=turn.deed)
        await _told(turn, story, "archived", "revive")
    else:
        await _ask(turn, story)


async def revive(turn: Turn) -> None:
    """`/revive`: an archived story is the readers' again."""
    if story := await choosing.typed(turn, "revive", lambda one: not one.is_live):
        await _revive(turn, story)


async def revive_tapped(turn: Turn) -> None:
    """A tap on the archived story that readers are to have again."""
    await _revive(turn, await choosing.tapped(turn))


async def pin(turn: Turn) -> None:
    """`/pin`: a story stands before those that are not pinned."""
    if story := await choosing.typed(turn, "pin", lambda one: one.is_live and one.pinned_at is None):
        await _pin(turn, story)


async def pin_tapped(turn: Turn) -> None:
    """A tap on the story to pin."""
    await _pin(turn, await choosing.tapped(turn))


async def unpin(turn: Turn) -> None:
    """`/unpin`: a story stands among the others again."""
    if story := await choosing.typed(turn, "unpin", lambda one: one.pinned_at is not None):
        await _unpin(turn, story)


async def unpin_tapped(turn: Turn) -> None:
    """A tap on the story to unpin."""
    await _unpin(turn, await choosing.tapped(turn))


async def _revive(turn: Turn, story: Story) -> None:
    await publishing.revive(turn.services.database, story.slug, deed=turn.deed)
    await _told(turn, story, "revived", "archive")


async def _pin(turn: Turn, story: Story) -> None:
    await publishing.pin(turn.services.database, story.slug, deed=turn.deed)
    await _told(turn, story, "pinned", "unpin")


async def _unpin(turn: Turn, story: Story) -> None:
    await publishing.unpin(turn.services.database, story.slug, deed=turn.deed)
    await _told(turn, story, "unpinned", "pin")


async def _ask(turn: Turn, story: Story) -> None:
    words = turn.words
    yes = button(words.text("desk.shelf.archive_yes"), "archive", item="yes", value=str(story.number))
    no = button(words.text("desk.button.no"), "desk")
    asked = words.text("desk.shelf.archive_sure")
    await turn.show(screen(words, gist.title(story.dossier, words), asked, rows=((yes, no),)))


async def _told(turn: Turn, story: Story, done: str, back: str) -> None:
    words = turn.words
    contrary = button(words.text(f"desk.shelf.{back}"), back, value=str(story.number))
    home = button(words.text("desk.button.desk"), "desk")
    told = words.text(f"desk.shelf.{done}")
    await turn.show(screen(words, gist.title(story.dossier, words), told, rows=([contrary, home],)))


COMMANDS = {
    "archive": Deal(Action.ARCHIVE, archive),
    "revive": Deal(Action.ARCHIVE, revive),
    "pin": Deal(Action.PIN, pin),
    "unpin": Deal(Action.PIN, unpin),
}
TAPS = {
    "archive": Deal(Action.ARCHIVE, archive_tapped),
    "revive": Deal(Action.ARCHIVE, revive_tapped),
    "pin": Deal(Action.PIN, pin_tapped),
    "unpin": Deal(Action.PIN, unpin_tapped),
}
