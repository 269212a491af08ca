"""Screen of a draft's changes, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import permissions
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import drafts
from bot.views import diff_view
from bot.views.desk import item_summary, story_contents
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Dossier
    from bot.store.drafts import Draft
    from bot.views.document import Block

_ITEMS = 12  # of each kind, of a new story: the screen is one message


@router.callback("changes", right=Action.DRAFT)
async def show(desk: DeskContext) -> None:
    """Show what a draft changes compared with its base revision."""
    draft, words = await permissions.read_draft(desk, desk.draft_id), desk.words
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    changes = await of_draft(desk, draft)
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, *changes, rows=(back,)))


async def of_draft(desk: DeskContext, draft: Draft) -> tuple[Block, ...]:
    """Word what the draft changes compared with its base revision."""
    return of(desk, await base(desk, draft), draft.dossier)


def of(desk: DeskContext, old: Dossier | None, new: Dossier) -> tuple[Block, ...]:
    """Word the difference between two dossiers; of a new story what it says."""
    if old is None:
        return tuple(story_contents.contents(new, desk.words, desk.chat.preferences, _ITEMS))
    return diff_view.blocks(old, new, desk.words, desk.chat.preferences)


async def base(desk: DeskContext, draft: Draft) -> Dossier | None:
    """Read the dossier that the draft is based on; None for a new story."""
    return await drafts.read_base(desk.app.database, draft)
