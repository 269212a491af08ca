"""Title and standfirst of a new story, in one message: the last step before it can be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.forms.missing_translations import waiting
from bot.handlers.desk import free_text_question, permissions, review_notices
from bot.handlers.desk.drafts import draft_screens
from bot.handlers.desk.registry import router
from bot.model.language import Language
from bot.model.roles import Action, may
from bot.model.text import LINE_LIMIT
from bot.services.intake import copy_questions
from bot.services.intake.copy_questions import HEAD
from bot.views.desk.wire import proposals as views

if TYPE_CHECKING:
    from bot.forms.form_state import Typed
    from bot.handlers.desk.desk_context import DeskContext
    from bot.store.drafts import Draft


def is_missing(draft: Draft) -> bool:
    """Return whether the story has no title, or no standfirst, in any language."""
    dossier = draft.dossier
    return not all(any(text.has(language) for language in Language) for text in (dossier.title, dossier.standfirst))


async def begin(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    """Ask for what is missing: the next message answers."""
    asked = await copy_questions.ask(desk.app.database, draft.id, HEAD, context=desk.action_context)
    await _ask(desk, asked, notice)


@router.callback("copyhead", right=Action.DRAFT)
async def tapped(desk: DeskContext) -> None:
    """Handle a tap that asks for title and standfirst."""
    await begin(desk, await permissions.read_draft(desk, desk.draft_id))


@router.ask(HEAD)
async def ask(desk: DeskContext, draft: Draft) -> None:
    """Ask the question again."""
    await _ask(desk, draft)


async def _ask(desk: DeskContext, draft: Draft, notice: str | None = None) -> None:
    """Ask for title and standfirst."""
    await desk.show(views.heading(draft, desk.words, has_title=_has_title(draft)), notice=notice)


@router.question(HEAD, right=Action.DRAFT)
async def take(desk: DeskContext, draft: Draft, typed: Typed) -> None:
    """Take the title from the first line and the standfirst from the rest; all is standfirst where a title is there."""
    if free_text_question.is_end(typed):
        await free_text_question.drop(desk, draft)
        return
    first, _, rest = typed.text.partition("\n")
    title, standfirst = ("", typed.text) if _has_title(draft) else (first.strip(), rest.strip())
    try:
        changed, voided = await copy_questions.set_head(
            desk.app.database, draft.id, title, standfirst, language=desk.words.language, context=desk.action_context
        )
    except ValidationError:
        notice = desk.words.text("desk.form.refused.long", limit=LINE_LIMIT, length=len(title))
        await _ask(desk, draft, notice)
        return
    if is_missing(changed):
        await begin(desk, changed)
        return
    status = await draft_screens.read_status(desk, changed)
    may_publish = may(desk.role, Action.PUBLISH) and status.blocker is None
    header = await draft_screens.header(desk, changed, with_title=False)
    gaps = waiting(changed.dossier)
    await desk.show(views.headed(changed, header, gaps, desk.words, desk.chat.preferences, may_publish=may_publish))
    await review_notices.tell_voided(desk, changed, voided)


def _has_title(draft: Draft) -> bool:
    return any(draft.dossier.title.has(language) for language in Language)
