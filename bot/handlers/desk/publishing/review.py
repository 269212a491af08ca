"""Review: submit a draft with a note; approve it, or return it to its author with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import DraftStale
from bot.handlers.desk import free_text_question, member_names, permissions, review_notices
from bot.handlers.desk.drafts import diff, draft_screens
from bot.handlers.desk.registry import router
from bot.model.roles import Action
from bot.services import reviews
from bot.services.reviews import RETURN, SUBMIT
from bot.views.desk import item_summary
from bot.views.desk.screen import button, screen

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft


@router.callback("submit", right=Action.SUBMIT)
async def submit(desk: DeskContext) -> None:
    """Ask for an optional note to submit a draft with."""
    draft = await reviews.ask_submit_note(desk.app.database, desk.draft_id, context=desk.action_context)
    await _ask_note(desk, draft)


@router.callback("sendin", right=Action.SUBMIT)
async def submit_bare(desk: DeskContext) -> None:
    """Submit a draft without a note."""
    await _submit(desk, desk.draft_id, None)


@router.question(SUBMIT, right=Action.SUBMIT)
async def take_note(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take the note, and submit the draft with it."""
    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
    else:
        await _submit(desk, draft.id, free_text_question.read(typed), free_text_question.plain(desk, typed))


@router.callback("approve", right=Action.REVIEW)
async def approve(desk: DeskContext) -> None:
    """Show a reviewer what a submitted draft changes; or, with its version, approve it and notify its author."""
    if desk.link.value is None:
        await _look_through(desk, await permissions.read_draft(desk, desk.draft_id))
        return
    draft, is_new = await reviews.approve(
        desk.app.database, desk.draft_id, desk.link.value, context=desk.action_context
    )
    await draft_screens.menu(desk, draft, notice=desk.words.text("desk.review.approved"))
    if is_new:
        await review_notices.tell_writers(desk, draft, "desk.review.your_approved")


@router.callback("withdraw", right=Action.SUBMIT)
async def withdraw(desk: DeskContext) -> None:
    """Take a submitted draft back, and tell the reviewers, who need not look at it any more."""
    draft, is_new = await reviews.withdraw(desk.app.database, desk.draft_id, context=desk.action_context)
    await draft_screens.menu(desk, draft, notice=desk.words.text("desk.review.withdrawn"))
    if is_new:
        await review_notices.tell_reviewers(desk, draft, "desk.review.taken_back")


@router.callback("return", right=Action.REVIEW)
async def send_back(desk: DeskContext) -> None:
    """Ask the reviewer for the note to return a submitted draft with."""
    await _ask_words(desk, await reviews.ask_return_note(desk.app.database, desk.draft_id, context=desk.action_context))


@router.question(RETURN, right=Action.REVIEW)
async def take_words(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take the note, return the draft with it, and notify its author."""
    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
        return
    note = free_text_question.read(typed)
    if note is None:
        await desk.tell("desk.review.words_needed")
        return
    _, is_new = await reviews.return_draft(desk.app.database, draft, note, context=desk.action_context)
    words = desk.words
    home = [button(words.text("desk.button.desk"), "desk")]
    title, text = item_summary.title(draft.dossier, words), words.text("desk.review.returned")
    await desk.show(screen(words, title, text, free_text_question.plain(desk, typed), rows=[home]))
    if is_new:
        await review_notices.tell_writers(desk, draft, "desk.review.your_returned", note)


async def _submit(desk: DeskContext, draft_id: int, note: str | None, plain: str | None = None) -> None:
    """Submit the draft, and notify everybody else who may review it."""
    draft, is_new = await reviews.submit(desk.app.database, draft_id, note, context=desk.action_context)
    words = desk.words
    row = [button(words.text("desk.button.undo"), "undo"), button(words.text("desk.button.desk"), "desk")]
    title, text = item_summary.title(draft.dossier, words), words.text("desk.review.submitted")
    header = await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, text, plain, rows=[row]))
    if is_new:
        await review_notices.tell_reviewers(desk, draft, "desk.review.new", note)


async def _look_through(desk: DeskContext, draft: Draft) -> None:
    words = desk.words
    reviews.require_another(draft, desk.role, desk.user.id)
    if draft.state != "submitted":
        raise DraftStale(draft=draft.id)
    changes = await diff.of_draft(desk, draft)
    yes = button(words.text("desk.review.approve"), "approve", draft.id, value=str(draft.version))
    no = button(words.text("desk.button.return"), "return", draft.id)
    back = [button(words.text("desk.button.back"), "draft", draft.id)]
    text = words.text("desk.review.look", name=await member_names.of(desk, draft.author))
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, text, *changes, rows=([yes, no], back)))


@router.ask(SUBMIT)
async def _ask_note(desk: DeskContext, draft: Draft) -> None:
    words = desk.words
    bare = [button(words.text("desk.review.submit_bare"), "sendin", draft.id)]
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, words.text("desk.review.note"), rows=(bare, back)))


@router.ask(RETURN)
async def _ask_words(desk: DeskContext, draft: Draft) -> None:
    words = desk.words
    back = [button(words.text("desk.button.back"), "calloff", draft.id)]
    text = words.text("desk.review.words", name=await member_names.of(desk, draft.author))
    title, header = item_summary.title(draft.dossier, words), await draft_screens.header(desk, draft, with_title=False)
    await desk.show(screen(words, title, header, text, rows=(back,)))
