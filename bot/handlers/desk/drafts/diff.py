"""What a draft changes, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.roles import Action
from bot.handlers.desk import gist, rights
from bot.handlers.desk.screens import button, screen
from bot.handlers.desk.turn import Deal, Turn
from bot.pages import changes
from bot.store import stories

if TYPE_CHECKING:
    from bot.document import Block
    from bot.store.drafts import Draft
    from bot.story import Dossier


async def show(turn: Turn) -> None:
    """A tap that asks what a draft changes of the revision that it builds on."""
    draft, words = await rights.look(turn, turn.draft_id), turn.words
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    changed = await of_draft(turn, draft)
    await turn.show(screen(words, gist.title(draft.dossier, words), *changed, rows=(back,)))


async def of_draft(turn: Turn, draft: Draft) -> tuple[Block, ...]:
    """What the draft changes of the revision that it builds on."""
    return of(turn, await base(turn, draft), draft.dossier)


def of(turn: Turn, old: Dossier | None, new: Dossier) -> tuple[Block, ...]:
    """What makes the new of the old dossier."""
    return changes.blocks(old, new, turn.words, turn.who.preferences)


async def base(turn: Turn, draft: Draft) -> Dossier | None:
    """The dossier that the draft builds on; None for a new story."""
    if draft.base is None:
        return None
    async with turn.services.database.read() as conn:
        story = await stories.find(conn, draft.slug, draft.base)
    return story.dossier if story else None


COMMANDS: dict[str, Deal] = {}
TAPS = {"changes": Deal(Action.DRAFT, show)}
