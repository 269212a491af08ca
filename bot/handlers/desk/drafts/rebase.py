"""Rebase of a draft whose story has a newer revision: shows what changed, and asks about each conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.desk import free_text_question, member_names, review_notices
from bot.handlers.desk.drafts import conflict_choice, diff, draft_screens
from bot.handlers.desk.registry import router
from bot.model.roles import Action, may
from bot.services import stories
from bot.services.drafts import rebase as rebase_service
from bot.services.drafts.rebase import REBASE
from bot.views.desk import item_summary
from bot.views.desk.conflict import conflict_screen
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.model import Story
    from bot.services.drafts.rebase import RebaseStep
    from bot.store.drafts import Draft


async def show_moved(desk: DeskContext, draft: Draft, newest: Story) -> None:
    """Show what others published since the draft's base, and offer to rebase the draft."""
    words = desk.words
    last = (await stories.read_history(desk.app.database, newest.number))[0]
    author = await member_names.of(desk, last.author) if last.author else words.text("desk.history.file")
    text = words.text("desk.publish.moved", base=draft.base or 0, newest=newest.revision, name=author)
    changes = diff.of(desk, await diff.base(desk, draft), newest.dossier)
    yes = [button(words.text("desk.publish.rebase"), "rebase", draft.id, value=str(newest.revision))]
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, text, *changes, rows=(yes, back)))


@router.callback("rebase", right=Action.DRAFT)
async def rebase(desk: DeskContext) -> None:
    """Rebase the draft onto the revision that was shown; conflicts are asked about first."""
    step = await rebase_service.rebase(
        desk.app.database, desk.draft_id, shown=desk.link.value, context=desk.action_context
    )
    await _show(desk, step)


@router.callback("settle", right=Action.DRAFT)
async def settle(desk: DeskContext) -> None:
    """Handle the choice of a side of one conflict."""
    choice = conflict_choice.read(desk)
    step = await rebase_service.rebase(desk.app.database, desk.draft_id, choice=choice, context=desk.action_context)
    await _show(desk, step)


@router.question(REBASE, right=Action.DRAFT)
async def _take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take a text message: it cancels, or else the conflict is asked about again, which takes a button."""
    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
    else:
        await _ask_again(desk, draft)


@router.ask(REBASE)
async def _ask_again(desk: DeskContext, draft: Draft) -> None:
    step = await rebase_service.read_step(desk.app.database, draft)
    if step.conflicts and step.is_current:
        await _ask(desk, step)
    else:
        await show_moved(desk, draft, step.newest)


async def _show(desk: DeskContext, step: RebaseStep) -> None:
    if step.draft.base == step.newest.revision:
        await _show_rebased(desk, step.draft)
    elif not step.is_current:
        await show_moved(desk, step.draft, step.newest)
    else:
        await _ask(desk, step)
    await review_notices.tell_voided(desk, step.draft, step.voided)


async def _ask(desk: DeskContext, step: RebaseStep) -> None:
    """Ask about the first undecided conflict, with both sides in full."""
    words, newest = desk.words, step.newest
    theirs = words.text("desk.publish.theirs_is", revision=newest.revision), words.text("desk.publish.theirs")
    await desk.show(
        conflict_screen(
            step.draft, step.conflicts, newest.dossier, words, desk.chat.preferences, verb="settle", labels=theirs
        )
    )


async def _show_rebased(desk: DeskContext, draft: Draft) -> None:
    words = desk.words
    text = words.text("desk.publish.rebased", revision=draft.base or 0)
    changes = await diff.of_draft(desk, draft)
    status = await draft_screens.read_status(desk, draft)
    may_publish = may(desk.role, Action.PUBLISH) and status.blocker is None
    publish = [button(words.text("desk.button.publish"), "publish", draft.id)] if may_publish else []
    back = [button(words.text("desk.button.draft"), "draft", draft.id)]
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, text, *changes, rows=(publish, back)))
